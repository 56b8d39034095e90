"""Limits count people, not the ways in which one of them can look like many."""

import pytest

from community import ratelimit
from community.extensions import writing
from tests.forum.written import written_thread


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("fe80::1%eth0", "fe80::2", True),
        (None, "unknown", True),
    ],
)
def test_the_changing_half_of_an_address_makes_nobody_new(app, one, other, same):
    seen = []
    for address in (one, other):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            seen.append(ratelimit.address())
    assert (seen[0] == seen[1]) == same


def test_a_claimed_address_is_not_believed_without_a_proxy(client, cast):
    wrong = {"email": "ana@example.com", "password": "wrong wrong wrong"}
    codes = [
        client.post("/sign-in", data=wrong, headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
        for n in range(12)
    ]
    assert codes[-1] == 429


def test_an_agent_answers_more_often_than_a_customer_may(browser_of, cast):
    thread_id = written_thread(cast)
    said = {}
    for who in ("ben", "sam"):
        browser = browser_of(who)
        answers = [
            browser.post(
                f"/t/{thread_id}/posts", data={"body": f"Try this, {n}.", "once": f"{who}{n}"}
            )
            for n in range(21)
        ]
        said[who] = answers[-1].status_code
    assert said == {"ben": 429, "sam": 303}


def test_slow_texts_are_few(client, cast):
    hopeless = "[" * 19_000
    codes = [client.post("/preview", data={"body": hopeless}).status_code for _ in range(8)]
    assert codes == [200] * 6 + [429] * 2


def test_looking_at_ones_waiting_question_counts_as_well(client, cast):
    from community.forum import asking_first

    with writing():
        _row, key = asking_first.keep_unseen(
            "a@example.com", cast.category(), "question", "A title", "[" * 19_000
        )
    codes = [client.get(f"/ask/confirm/{key}").status_code for _ in range(8)]
    assert codes == [200] * 6 + [429] * 2
