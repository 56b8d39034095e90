"""Where browsers find Socket.IO: below the path that everything lies under."""

import pytest

from community import create_app
from config import Settings


@pytest.mark.parametrize("path", ["", "/community"])
def test_sockets_open_under_the_path_of_the_public_address(tmp_path, path):
    settings = Settings(
        secret_key="only-for-tests-0123456789abcdef",
        public_url=f"https://example.com{path}",
        var_dir=tmp_path,
        worker_inside=False,
    )
    client = create_app(settings).test_client()
    opened = client.get(f"{path}/socket.io/?EIO=4&transport=polling")
    assert (opened.status_code, opened.text[:7]) == (200, '0{"sid"')
    if path:
        beside = client.get("/socket.io/?EIO=4&transport=polling")
        assert beside.status_code == 404
