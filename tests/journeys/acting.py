"""What people in a journey do, in their words: sign in, ask, reply, read a mail."""

import re
from email.message import EmailMessage, Message
from typing import Any

from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.servers import Hearth, wait_until

MAIL_WAIT = 15.0  # seconds: mails leave by the outbox
LIVE = 5_000  # milliseconds until something pushed must be seen, on a busy machine too


def sign_in(page: Any, name: str) -> None:
    page.goto("/sign-in")
    page.fill("main [name=email]", f"{name}@example.com")
    page.fill("main [name=password]", PASSWORD)
    page.click("main form[action$='/sign-in'] button:not([formaction])")
    page.wait_for_selector("body[data-me]")


def ask(page: Any, title: str, body: str, email: str | None = None, private: bool = False) -> None:
    """Fill the form and send it."""
    page.goto("/ask")
    page.fill("main [name=title]", title)
    page.fill("main [name=body]", body)
    if private:
        page.check("main [name=audience][value=asker_and_staff]")
    if email:
        page.fill("main [name=email]", email)
    page.click("main form[action$='/ask'] .button--main")


def ask_signed_in(page: Any, title: str, body: str, private: bool = False) -> int:
    """Ask; the number of the new thread, whose page is open then."""
    ask(page, title, body, private=private)
    page.wait_for_url(re.compile(r"/t/\d+-"))
    return thread_of(page)


def thread_of(page: Any) -> int:
    return int(page.get_attribute("[data-thread]", "data-thread"))


def reply(page: Any, body: str, button: str = "Answer", audience: str | None = None) -> None:
    """Write under the open thread and send; done when the text stands among the posts."""
    if audience:
        page.check(f"[data-reply] [name=audience][value={audience}]")
    page.fill("[data-reply] [name=body]", body)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("[data-reply] [name=body]")).to_have_value("")
    expect(post_with(page, body)).to_be_visible()


def post_with(page: Any, text: str) -> Any:
    """The post in the list that says so (the copy under the question is not meant)."""
    return page.locator(".thread__list [data-post]").filter(has_text=text)


def in_queue(page: Any, thread_id: int) -> Any:
    return page.locator(f".queue [data-queue-item='{thread_id}']")


def letter(hearth: Hearth, to: str, subject: str) -> Message:
    """The last mail to this address with these words in its subject, once it is there."""

    def newest() -> Message | None:
        fitting = [m for m in hearth.mails if to in m["To"] and subject in m["Subject"]]
        return fitting[-1] if fitting else None

    return wait_until(newest, MAIL_WAIT, f"a mail to {to} about “{subject}”")


def words_of(mail: Message) -> str:
    assert isinstance(mail, EmailMessage)
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: Message, part: str) -> str:
    """The first address in the text of a mail that has this part."""
    found = [link for link in re.findall(r"https?://[^\s<>\"]+", words_of(mail)) if part in link]
    assert found, words_of(mail)
    return found[0]


# ---- Sockets ------------------------------------------------------------------------------


def listen(page: Any) -> None:
    """Keep every frame the page gets, so that a test may wait for its connection and prove what
    was never sent."""
    page.frames_heard = []

    def meet(socket: Any) -> None:
        socket.on("framereceived", lambda frame: page.frames_heard.append(str(frame)))

    page.on("websocket", meet)


def open_live(page: Any, path: str) -> None:
    """Go there and wait until the server has answered what the page asked over its socket."""
    page.frames_heard.clear()
    page.goto(path)
    wait_live(page, 2 if page.locator("live-thread, live-queue").count() else 1)


def wait_live(page: Any, answers: int = 1) -> None:
    """Until so many questions of the page (`watch`, `catch_up`) were answered."""

    def answered() -> bool:
        page.wait_for_timeout(20)  # Playwright hears only while it is asked something
        return sum(frame.startswith("43") for frame in page.frames_heard) >= answers

    wait_until(answered, 15, "the connection of the page")
