"""Every component on a few pages, to look at and to check for accessibility.

`python -m tests.shots.gallery FOLDER` takes pictures of each page, phone and desk, light and dark.
"""

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from flask import Flask, render_template
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.serving import make_server

from community import create_app
from community.clock import now
from community.extensions import db, writing
from community.guards import allow, everyone
from community.markup import render
from config import Settings

PAGES = ("front", "thread", "thread-asker", "thread-staff", "forms", "parts", "queue", "sign-in")
LONG = render(
    """Since this morning the sign-in page says `SSO_TOKEN_EXPIRED` for everyone in our team, on
phones and on desktops. Yesterday it worked. See https://example.com/status, @ben says the same.

## What I tried

- another browser
- signing out on all devices
- [x] restarted the till
- [ ] called the provider

```json
{"error": "invalid_grant", "hint": "clock skew of 312 seconds is more than the 300 allowed"}
```

| Device | Version | Works |
|--------|---------|-------|
| Till 1 | 4.2.0   | no    |
| Phone  | 4.1.9   | ~~yes~~ no |

We open at 6:00 and the tills need this. **Thank you!**
"""
).html
SHORT = render(
    """> clock skew of 312 seconds

That hint says it: the clock of the machine that signs you in runs **five minutes late**. Turn on
time synchronisation there ([how to](https://example.com/ntp)) and try again.

1. Open *Settings*, then *Date and time*.
2. Press <kbd>Sync now</kbd>.

Tell us if it does not help."""
).html


def person(name: str, number: int, *roles: str) -> SimpleNamespace:
    words = {f"is_{role}": role in roles for role in ("staff", "moderator", "marketing", "admin")}
    return SimpleNamespace(
        id=number, name=name, username=name.split()[0].lower(), is_team=bool(roles), **words
    )


ANA = person("Ana Moreira", 1)
BEN = person("Ben Okafor", 2)
SAM = person("Sam Reed", 3, "staff")
MIA = person("Mia Lindqvist", 4, "staff", "moderator")


def a_post(number: int, author: SimpleNamespace, html: str = SHORT, **more: object) -> dict:
    post = {
        "id": 70 + number,
        "number": number,
        "thread_id": 12,
        "author_id": author.id,
        "author_name": author.name,
        "author_username": author.username,
        "badge_role": "staff" if author.is_team else None,
        "badge_title": "Support engineer" if author.is_team else None,
        "html": html,
        "created_at": now() - timedelta(hours=20 - number),
        "score": 0,
        "intent": "answer" if number > 1 else None,
        "audience": "public",
        "acceptable": number > 1,
    }
    return post | more


def posts() -> list[dict]:
    soon = now() + timedelta(hours=3)
    return [
        a_post(1, ANA, LONG, edited_at=now(), score=4),
        a_post(2, SAM, "<p>Thank you, we are on it.</p>", intent="first_word", next_word_by=soon),
        a_post(3, BEN, "<p>Same here since 5:40.</p>", intent="remark", score=2),
        a_post(4, SAM, "<p>Which time does that machine show?</p>", intent="need_info"),
        a_post(5, ANA, "<p>It shows 05:57, my phone 06:02.</p>", intent="addition", reply_to=4),
        a_post(6, MIA, "<p>Customer on the gold plan, call them.</p>", audience="staff"),
        a_post(7, SAM, "<p>Your number is 4471.</p>", audience="asker_and_staff"),
        a_post(8, BEN, verified_at=now(), score=1),
        a_post(9, SAM, is_answer=True, answer_by="asker", score=12),
        a_post(10, BEN, "<p>Buy cheap watches.</p>", hidden_at=now(), acceptable=False),
        a_post(11, ANA, "<p>First post ever.</p>", held_at=now(), acceptable=False),
    ]


def threads() -> list[dict]:
    rows = (
        ("The sign-in page says SSO_TOKEN_EXPIRED since this morning", "unanswered", ANA),
        ("How can I move all my invoices to another organisation without losing dates?", "solved", BEN),
        ("Export stops at 10,000 rows", "replied", SAM),
        ("Printer offline after update 4.2", "needs_info", ANA),
        ("Webhooks arrive twice", "needs_reply", MIA),
        ("Old question about the old app", "closed", BEN),
    )
    text = (
        "Since this morning everyone in our team reads the same message, on phones and on desktops."
        " We open at six and the tills need this, so any idea helps, thank you very much for it."
    )
    return [
        {
            "id": n,
            "path": f"/t/{n}",
            "title": title,
            "kind": "question",
            "support_state": state,
            "excerpt": text,
            "author_id": author.id,
            "author_name": author.name,
            "category_name": "Sign-in and accounts",
            "replies": n * 3,
            "me_too": n % 3,
            "active_at": now() - timedelta(hours=n * n),
            "tags": ["sso", "mobile"] if n % 2 else [],
            "pinned_at": now() if n == 0 else None,
            "staff_replied": n % 2,
            "unread": n == 1,
        }
        for n, (title, state, author) in enumerate(rows)
    ]


def queue_items() -> list[SimpleNamespace]:
    """Rows as desk.queue.rows gives them, one for each band."""
    moment = now()
    rows = []
    for band, minutes in ((1, -5), (2, 12), (3, -90), (4, 200), (5, -2000)):
        thread = threads()[band]
        holder = {2: SAM, 4: MIA}.get(band, person("Nobody", 0))
        rows.append(
            SimpleNamespace(
                id=band,
                slug="a-question",
                title=thread["title"],
                excerpt=thread["excerpt"],
                audience="asker_and_staff" if band == 3 else "public",
                support_state=thread["support_state"],
                category="Sign-in and accounts",
                asker="Ana Moreira",
                organisation="Café Lumen",
                tier="Gold",
                band=band,
                target="first_reply",
                hastened=band == 1,
                needs_company_at=None,
                kind="queue",
                to_check=False,
                answer_id=None,
                tier_points=0,
                distress=band == 3,
                first_time=band == 5,
                searched_by=14 if band == 4 else 0,
                points=14 if band == 4 else 0,
                since=moment - timedelta(hours=band),
                due_at=moment + timedelta(minutes=minutes),
                added_detail_at=None,
                me_too=4,
                claimed_by_id=holder.id or None,
                claimed_by=holder.name if holder.id else None,
                claimed_until=moment + timedelta(minutes=9),
            )
        )
    return rows


def make_app(var_dir: Path) -> Flask:
    settings = Settings(secret_key="gallery-" * 8, var_dir=var_dir, worker_inside=False)
    app = create_app(settings)
    here = FileSystemLoader(Path(__file__).parent)
    app.jinja_loader = ChoiceLoader([here, app.jinja_loader])  # type: ignore[list-item,assignment]
    readers = {"thread-asker": ANA, "thread-staff": MIA, "queue": SAM, "parts": BEN}

    @app.get("/gallery/<page>")
    @allow(everyone)
    def show_page(page: str) -> str:
        app.jinja_env.globals["me"] = lambda: readers.get(page)
        values = {"page": page, "posts": posts(), "threads": threads(), "ana": ANA, "sam": SAM}
        values |= {"queue_items": queue_items(), "edges": SimpleNamespace(moment=now())}
        return render_template("gallery.html", **values)

    @app.post("/gallery/<page>")
    @allow(everyone)
    def take_form(page: str) -> tuple[str, int, dict[str, str]]:
        return "", 303, {"Location": f"/gallery/{page}"}

    @app.get("/gallery/suggestions")
    @allow(everyone)
    def suggest() -> str:
        words = ("invoice", "invoices by mail", "invalid token")
        links = (f'<a class="suggest__item" href="/gallery/parts?{word}">{word}</a>' for word in words)
        return "".join(links)

    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), writing():
        db.metadata.create_all(db.session.connection())
    return app


@contextmanager
def served() -> Iterator[str]:
    """The gallery on a free port of this machine; answers its address."""
    with tempfile.TemporaryDirectory() as folder:
        server = make_server("127.0.0.1", 0, make_app(Path(folder)), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/gallery"
        finally:
            server.shutdown()


def take_pictures(folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        for scheme in ("light", "dark"):
            for width in (390, 1280):
                page = browser.new_page(
                    viewport={"width": width, "height": 844}, color_scheme=scheme
                )
                page.on("console", lambda line: line.type == "error" and print(line.text))
                for name in PAGES:
                    page.goto(f"{address}/{name}")
                    page.wait_for_timeout(150)
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1] if len(sys.argv) > 1 else "shots/gallery"))
