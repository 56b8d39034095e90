"""Signed calls are from who knows the secret, and not older than five minutes."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from community import clock, signing
from community.signing import BadSignature

#: the example of the standard's own text and libraries
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.fixture
def then():
    with clock.set_to(datetime.fromtimestamp(AT, UTC)):
        yield


def headers(**changed):
    made = {"webhook-id": ID, "webhook-timestamp": str(AT), "webhook-signature": SIGNATURE}
    return made | {name.replace("_", "-"): value for name, value in changed.items()}


def test_we_sign_as_the_standard_does(then):
    assert signing.signed_headers(SECRET, ID, BODY) == headers()
    assert signing.check(SECRET, headers(), BODY) == signing.Signed(ID, AT)


def test_one_of_several_signatures_is_enough(then):
    assert signing.check(SECRET, headers(webhook_signature=f"v1,AAAA v1a,x {SIGNATURE}"), BODY)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook_signature": "v1,AAAA"},
        {"webhook_signature": SIGNATURE.removeprefix("v1,")},
        {"webhook_signature": "v2" + SIGNATURE[2:]},
        {"webhook_signature": ""},
        {"webhook_signature": "v1,é"},
        {"webhook_signature": "v1,A " * 8 + SIGNATURE},
        {"webhook_id": "another"},
        {"webhook_id": ""},
        {"webhook_id": "a.b"},
        {"webhook_timestamp": str(AT + 1)},
        {"webhook_timestamp": "soon"},
        {"webhook_timestamp": "٣"},
        {"webhook_timestamp": "9" * 40},
    ],
)
def test_whatever_is_changed_is_refused(then, changed):
    with pytest.raises(BadSignature):
        signing.check(SECRET, headers(**changed), BODY)


def test_another_body_or_secret_is_refused(then):
    with pytest.raises(BadSignature):
        signing.check(SECRET, headers(), BODY + b" ")
    with pytest.raises(BadSignature):
        signing.check("whsec_" + base64.b64encode(b"x" * 32).decode(), headers(), BODY)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_call_or_one_from_the_future_is_refused(then, minutes):
    with clock.moved_by(timedelta(minutes=minutes)), pytest.raises(BadSignature, match="five"):
        signing.check(SECRET, headers(), BODY)


def test_each_seed_makes_a_secret_of_its_own(app):
    one, other = signing.secret_of("a"), signing.secret_of("b")
    assert one != other and one == signing.secret_of("a")
    assert signing.is_secret(one) and signing.is_secret(SECRET)


@pytest.mark.parametrize(
    "text", ["", "whsec_", "whsec_abc", "whsec_!!!!", "x" * 40, "whsec_" + "A" * 400]
)
def test_what_is_no_secret(text):
    assert not signing.is_secret(text)
