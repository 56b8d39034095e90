"""A limit that says no gives back what was typed."""

from community import ratelimit


def test_a_text_sent_too_often_comes_back(app, cast, browser_of, monkeypatch):
    monkeypatch.setitem(ratelimit._parsed, "ask", ratelimit.parse("1 per hour"))
    ana = browser_of("ana")
    form = {"title": "Why is it dark?", "category": "help", "kind": "question"}
    assert ana.post("/ask", data=form | {"body": "First text"}).status_code == 303
    answer = ana.post("/ask", data=form | {"body": "Second text"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Second text" in answer.text and 'action="/ask"' in answer.text


def test_a_script_gets_a_problem(app, cast, browser_of, monkeypatch):
    monkeypatch.setitem(ratelimit._parsed, "ask", ratelimit.parse("1 per hour"))
    ana = browser_of("ana")
    form = {"title": "Why is it dark?", "category": "help", "kind": "question", "body": "Text"}
    headers = {"Accept": "application/json"}
    ana.post("/ask", data=form, headers=headers)
    answer = ana.post("/ask", data=form, headers=headers)
    assert answer.status_code == 429
    assert answer.mimetype == "application/problem+json"
