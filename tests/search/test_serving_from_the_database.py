"""A real server that searches in PostgreSQL: pages, a worker inside, and the loop stays free."""

import json
import time
import urllib.parse
import urllib.request

import pytest

from tests.servers import empty_database, running_hearth, wait_until

pytestmark = [pytest.mark.live, pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture(scope="module")
def server(postgres_server, tmp_path_factory):
    with (
        empty_database(postgres_server) as url,
        running_hearth(
            tmp_path_factory.mktemp("hearth"), DATABASE_URL=url, SEARCH_URL="database", DEMO="1"
        ) as server,
    ):
        yield server


def got(server, path):
    with urllib.request.urlopen(f"{server.url}{path}", timeout=20) as answer:
        return answer.read().decode()


def test_the_demo_is_found_as_soon_as_the_worker_has_indexed_it(server):
    titles = wait_until(lambda: suggested(server, "ho"), 30, "an index")
    page = got(server, f"/search?q={urllib.parse.quote(titles[0])}")
    assert "data-result=" in page and "being prepared" not in page


def suggested(server, begun):
    request = urllib.request.Request(
        f"{server.url}/search/suggest?q={begun}", headers={"Accept": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return [one["title"] for one in json.load(answer)["suggestions"]]


def test_the_commands_work_beside_the_running_server(server):
    assert "agrees with the database" in server.flask("search", "check")
    output = server.flask("search", "rebuild")
    assert "The index holds" in output and "Indexing" in output
    began = time.monotonic()
    assert "being prepared" not in got(server, "/search?q=how")
    assert time.monotonic() - began < 10
    assert "agrees with the database" in server.flask("search", "check")
    assert "SEARCH_URL" not in server.flask("doctor", check=False)
