"""Nobody looks like staff who is not; ordinary people of all scripts may keep their names."""

import json

import pytest

from community.accounts import naming, people
from community.extensions import writing
from community.forms import clean_line
from tests.paths import shared


@pytest.fixture(autouse=True)
def in_a_request(app):
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    "name",
    [
        "Ana Alves",
        "Jürgen Müller",
        "Нина Иванова",
        "李小龍",
        "山田 たろう",
        "Δημήτρης Παπαδόπουλος",
        "محمد علي",
        "Nguyễn Văn Ảnh",
        "O'Brien-Smith Jr.",
        "Bob Stafford",
        "Badminton Fan",
        "Rob Supporter",
        "สมชาย ใจดี",
        "मोहन राव",
    ],
)
def test_ordinary_names_are_welcome(name):
    assert naming.name_problem(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "Support",
        "Hearth",
        "The Hearth Team Support",
        "5upp0rt",
        "ADMIN",
        "Adm\u0131n",
        "ａｄｍｉｎ",
        "a.d.m.i.n",
        "Moderator Max",
        "rnoderator",
        "support 24",
        "Ana ✓",
        "Ana 🛡",
        "𝐒𝐮𝐩𝐩𝐨𝐫𝐭",
        "Sam √",
        "A" + "\u0301" * 8,
    ],
)
def test_names_that_speak_for_us_or_wear_signs_are_refused(name):
    assert naming.name_problem(name)


def test_look_alike_letters_do_not_help():
    table = json.loads(shared("text", "confusables", "confusables.json").read_text("utf-8"))
    tried, passed = 0, []
    for word in ("support", "admin", "moderator", "staff", "hearth"):
        for place, letter in enumerate(word):
            for like in (*table.get(letter, ()), *table.get(letter.upper(), ())):
                name = clean_line(word[:place] + like["c"].strip("\u200e") + word[place + 1 :])
                tried += 1
                if not naming.name_problem(name):
                    passed.append(name)
    assert tried > 1500
    assert len(passed) < tried * 0.005, passed


def test_naughty_strings_make_no_user_name_and_break_nothing():
    strings = json.loads(shared("text", "blns", "blns.json").read_text("utf-8"))
    for text in strings:
        name = clean_line(text)
        problem = naming.username_problem(name)
        assert problem or naming.is_wellformed(name)
        naming.name_problem(name)
        naming.imitates_the_team(name)


def test_looking_like_one_of_the_team_is_noticed(cast):
    assert naming.imitates_the_team("Sam  SATO")
    assert naming.imitates_the_team("5am-Sat0")
    assert naming.imitates_the_team("rnia")
    assert not naming.imitates_the_team("Samantha Sato")
    assert not naming.imitates_the_team("Sam Sato", but=cast.sam)


@pytest.mark.parametrize(
    ("wish", "made"),
    [
        ("nora.nagel", "nora.nagel"),
        ("nora+forum", "nora"),
        ("Ana", "Ana2"),
        ("jürgen", "jurgen"),
        ("a b!c", "a-b-c"),
    ],
)
def test_a_free_user_name_is_near_the_wish(cast, wish, made):
    assert people.free_username(wish) == made


@pytest.mark.parametrize("wish", ["support", "admin+x", "李", "", "x", "sam"])
def test_a_wish_that_cannot_be_becomes_a_plain_member(cast, wish):
    made = people.free_username(wish)
    assert naming.username_problem(made) is None
    assert made.startswith(("member", "x")) or made == "sam2"


def test_a_person_known_by_mail_alone_is_made_once(cast):
    with writing():
        first = people.find_or_make_by_email("New.One@Example.com").id
    with writing():
        again = people.find_or_make_by_email("new.one@example.COM")
        assert again.id == first and again.password_hash is None
        assert again.email_confirmed_at is None
        people.confirm_email(again)
        assert again.email_confirmed_at
