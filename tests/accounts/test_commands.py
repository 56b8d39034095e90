"""`flask users …` and `flask organisations …`, with their exit codes."""

import pytest

from community.accounts import people
from community.accounts.models import Organisation, User
from community.extensions import db
from tests.cast import PASSWORD


@pytest.fixture
def flask(app, cast):
    """`flask("users grant", "ben@example.com", "staff")`: exit code and what was printed."""

    def run(command, *words, stdin=None):
        result = app.test_cli_runner().invoke(args=[*command.split(), *words], input=stdin)
        db.session.rollback()
        return result.exit_code, result.output

    return run


def test_a_person_is_made_and_can_sign_in(flask, client):
    options = ["--name", "Support Desk", "--username", "support", "--role", "staff"]
    options += ["--department", "Support", "--password-stdin"]
    code, said = flask("users create", "new@example.com", *options, stdin="three odd words\n")
    assert code == 0 and "support" in said
    user = people.by_email("new@example.com")
    assert (user.name, user.username, user.roles) == ("Support Desk", "support", "customer,staff")
    assert user.email_confirmed_at and user.department == "Support"
    data = {"email": "new@example.com", "password": "three odd words"}
    assert client.post("/sign-in", data=data).status_code == 303


@pytest.mark.parametrize(
    ("words", "stdin", "code"),
    [
        (["users create", "ana@example.com"], None, 1),
        (["users create", "x@example.com", "--username", "ana"], None, 1),
        (["users create", "x@example.com", "--password-stdin"], "short\n", 1),
        (["users create", "no address"], None, 2),
        (["users create"], None, 2),
        (["users create", "x@example.com", "--role", "emperor"], None, 2),
        (["users create", "x@example.com", "--username", "a b"], None, 2),
        (["users grant", "nobody@example.com", "staff"], None, 1),
        (["users grant", "ana@example.com", "emperor"], None, 2),
        (["users suspend", "ana@example.com"], None, 2),
        (["users suspend", "ana@example.com", "--until", "2001-01-01"], None, 2),
        (["users suspend", "ana@example.com", "--days", "0"], None, 2),
        (["organisations set"], None, 2),
        (["organisations assign", "ana@example.com", "nowhere"], None, 1),
        (["organisations assign", "ana@example.com"], None, 2),
    ],
)
def test_misuse_is_told_by_the_exit_code_and_leaves_nothing(flask, cast, words, stdin, code):
    before = db.session.scalar(db.select(db.func.count(User.id)))
    got, said = flask(*words, stdin=stdin)
    assert got == code and said and "Traceback" not in said
    assert db.session.scalar(db.select(db.func.count(User.id))) == before
    assert not cast.ana.is_suspended and cast.ana.roles == "customer"


def test_roles_are_given_and_taken(flask, cast, browser_of):
    ben = browser_of("ben")
    assert flask("users grant", "ben@example.com", "moderator")[0] == 0
    assert cast.ben.is_moderator
    assert ben.get("/settings/profile").status_code == 303
    assert flask("users revoke", "ben", "moderator")[0] == 0
    assert cast.ben.roles == "customer"


def test_a_suspension_with_days_and_its_end(flask, cast, client):
    assert flask("users suspend", "ben@example.com", "--days", "3")[0] == 0
    assert cast.ben.is_suspended
    assert flask("users lift", "ben@example.com")[0] == 0
    data = {"email": "ben@example.com", "password": PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 303
    assert flask("users sign-out", "ben@example.com")[0] == 0
    assert client.get("/settings/profile").status_code == 303


def test_trust_is_given_and_taken_back(flask, cast):
    flask("users trust", "ben@example.com")
    assert cast.ben.trusted_at
    flask("users trust", "ben@example.com", "--take-back")
    assert cast.ben.trusted_at is None


def test_an_organisation_is_set_and_assigned(flask, cast):
    words = ["x-1", "--name", "Example", "--tier", "gold", "--product", "App", "--product", "API"]
    assert flask("organisations set", *words)[0] == 0
    assert flask("organisations set", "x-1", "--plan", "team")[0] == 0
    firm = db.session.scalar(db.select(Organisation).where(Organisation.external_id == "x-1"))
    assert (firm.name, firm.tier, firm.plan) == ("Example", "gold", "team")
    assert firm.products == ["App", "API"]
    assert flask("organisations assign", "ben@example.com", "x-1")[0] == 0
    assert cast.ben.organisation_id == firm.id
    assert flask("organisations assign", "ben@example.com", "--none")[0] == 0
    assert cast.ben.organisation_id is None
