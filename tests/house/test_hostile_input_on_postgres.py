"""The same hostile values where the database is strict: no NUL in texts, small numbers."""

import pytest

from community import create_app
from community.extensions import db, writing
from config import Settings
from tests.cast import Cast, make_cast
from tests.conftest import Browser
from tests.house.test_hostile_input import (  # noqa: F401 (collected here once more)
    everybody,
    faults,
    test_hostile_parts_of_addresses,
    test_hostile_questions,
    values,
)

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def app(postgres, tmp_path):
    settings = Settings(
        secret_key="only-for-tests-0123456789abcdef",
        public_url="http://localhost",
        database_url=postgres,
        var_dir=tmp_path,
        worker_inside=False,
    )
    app = create_app(settings)
    app.test_client_class = Browser
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        with writing():
            db.metadata.create_all(db.session.connection())
            app.extensions["cast"] = make_cast("no hash")
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app) -> Cast:
    return app.extensions["cast"]
