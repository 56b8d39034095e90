"""How often one may search, alone and together."""

import pytest

from community import ratelimit


@pytest.fixture
def few(monkeypatch):
    limits = {"search": 1, "search_visitor": 3, "suggest": 2, "suggest_visitor": 2}
    for name, count in limits.items():
        monkeypatch.setitem(ratelimit._parsed, name, ratelimit.parse(f"{count} per minute"))


def test_visitors_share_an_address_and_members_have_their_own(few, app, browser_of):
    one, other = app.test_client(), app.test_client()
    codes = [browser.get("/search?q=printer").status_code for browser in (one, other, one, other)]
    assert codes == [200, 200, 200, 429]
    for name in ("ana", "ben"):
        browser = browser_of(name)
        assert [browser.get("/search?q=printer").status_code for _ in (1, 2)] == [200, 429]


def test_what_is_hinted_while_one_types_takes_no_search_away(few, client):
    typed = [client.get("/search/suggest?q=prin").status_code for _ in range(3)]
    assert typed == [200, 200, 429]
    assert client.get("/search?q=printer").status_code == 200


def test_an_address_has_room_for_an_office():
    for name in ("search", "suggest"):
        one, office = (ratelimit._parsed[key] for key in (name, f"{name}_visitor"))
        assert one.get_expiry() == office.get_expiry() == 60
        assert 3 * one.amount <= office.amount <= 10 * one.amount
