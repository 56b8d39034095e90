"""What was solved before stands beside the reply box of staff, with a link to put in."""

from community.extensions import writing
from community.forum import accepting, posting
from community.outbox.working import drain
from community.search import rebuilding
from tests.forum.conftest import rendered

TITLE = "The wallbox blinks red after the update"


def asked(cast, title, text, solved=False, **more):
    with writing():
        room = cast.category("help")
        thread = posting.ask(cast.ana, room, "question", title, rendered(text), text, **more)
        if solved:
            post = posting.reply(thread, cast.ben, "do", rendered("do"), intent="answer")
            accepting.accept(post, cast.ana)
        return thread.id


def test_only_what_was_answered_and_with_a_harmless_link(cast, browser_of):
    rebuilding.rebuild()
    solved = asked(cast, f"{TITLE} [x](http://evil.example)", "It blinks red", solved=True)
    asked(cast, f"{TITLE} again", "It blinks red, the wallbox")
    new = asked(cast, TITLE, "It blinks red, the wallbox")
    drain()
    page = browser_of("sam").get(f"/t/{new}/solved-before").text
    assert page.count("data-text=") == 1
    assert f"/t/{new}/links/{solved}" in page
    assert "[The wallbox blinks red after the update \\[x\\](http://evil.example)](http" in page


def test_it_is_for_staff_alone(cast, browser_of):
    new = asked(cast, TITLE, "It blinks red")
    assert browser_of("ana").get(f"/t/{new}/solved-before").status_code == 403
    assert browser_of("max").get(f"/t/{new}/solved-before").status_code == 403
