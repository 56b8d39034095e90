"""Forms clean what is typed, refuse it kindly, and lose nothing when the token is stale."""

import re

import pytest

from community.forms import HearthForm, Line, Lines, Mail, clean_line, clean_text


class Small(HearthForm):
    title = Line("Title", most=20)
    body = Lines("Text", most=50)
    email = Mail("Mail", least=0)


@pytest.fixture
def sent(app):
    """`sent(title=…)`: the form as a request brought it, and whether it was accepted."""

    def send(**fields):
        with app.test_request_context(method="POST", data=fields):
            form = Small()
            return form, form.validate()

    return send


def test_control_characters_go_and_line_breaks_stay():
    assert clean_text("a\x00b\x07\r\nc\td\x1b[0m") == "ab\nc\td[0m"
    assert clean_line("a\x00b\r\nc\u2028d") == "ab c d"


@pytest.mark.parametrize("sign", ["\uffff", "\ufffe", "\ud800", "\x0b", "\x85"])
def test_no_sign_gets_in_that_no_feed_may_hold(sign):
    assert clean_text(f"a{sign}b") == "ab"
    assert clean_line(f"a{sign}b").replace(" ", "") == "ab"


def test_one_line_cannot_turn_the_reading_order():
    assert clean_line("Sam\u202eetavirp") == "Sametavirp"


@pytest.mark.parametrize("nothing", ["", "   ", "\u200b\u200d", "\u3164", "\u2800", "\x00"])
def test_text_without_ink_counts_as_missing(sent, nothing):
    form, accepted = sent(title=nothing, body="text")
    assert not accepted and form.title.errors == ["This must not be empty."]


def test_a_long_text_is_refused_with_its_length(sent):
    form, accepted = sent(title="x" * 21, body="text")
    assert not accepted
    assert form.title.errors == ["Please use at most 20 characters: this has 21."]
    assert form.title.data == "x" * 21


@pytest.mark.parametrize("wrong", ["ana", "ana@", "@x.de", "a b@x.de", "a@x..de", "a@x", "<a@x.de"])
def test_nonsense_is_no_mail_address(sent, wrong):
    _form, accepted = sent(title="t", body="b", email=wrong + "\x00")
    assert accepted == (wrong == "<a@x.de")  # pasted brackets are forgiven


def test_every_showing_has_its_own_key_and_a_sent_one_is_kept(sent):
    form, _ = sent(title="t", body="b")
    other, _ = sent(title="t", body="b")
    same, _ = sent(title="t", body="b", once="abcdefgh12345")
    forged, _ = sent(title="t", body="b", once="'; drop table posts")
    assert form.once.data != other.once.data
    assert same.once.data == "abcdefgh12345"
    assert "drop" not in forged.once.data


def test_a_file_or_json_in_place_of_text_is_refused_like_a_missing_field(app):
    from io import BytesIO

    data = {"title": (BytesIO(b"x"), "x.txt"), "body": "b"}
    with app.test_request_context(method="POST", data=data):
        assert not Small().validate()
    with app.test_request_context(method="POST", json=["title"]):
        assert not Small().validate()


def test_fields_keep_what_their_page_says_of_them(client):
    page = client.get("/sign-in").text
    assert 'autocomplete="current-password"' in page and 'autocomplete="username"' in page
    title = re.search(r'<input[^>]* name="title"[^>]*>', client.get("/ask").text)
    assert 'maxlength="200"' in title[0]
    assert 'placeholder="username"' in client.get("/search").text
