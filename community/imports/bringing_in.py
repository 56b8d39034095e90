"""One import run: people, then threads with their posts, then links; safe to repeat and resume."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from flask import current_app
from sqlalchemy import select

from community import offload
from community.accounts.models import User
from community.extensions import db, writing
from community.forum import restoring
from community.forum.acts import ThreadLink
from community.forum.models import Category, Post, Thread
from community.imports import people, quoting
from community.imports.people import known_ids, remember
from community.imports.records import Adapter, ForeignLink, ForeignPost, ForeignThread, Report
from community.markup import Rendered

CHUNK = 20  # threads rendered together: enough to keep the helpers busy
LONGEST_WRITE = 0.04  # seconds in one transaction, so that a running server hardly notices

Text = tuple[Rendered, str]  # safe HTML, and the Markdown to edit it as
Step = Callable[[int], None]


class Run:
    """The state of one run: which foreign ids are known, and who wrote what."""

    def __init__(self, source: str, category_id: int, report: Report, hosts: Iterable[str]) -> None:
        self.source, self.category_id, self.report = source, category_id, report
        self.old = quoting.OldLinks(source, hosts, current_app.config["SETTINGS"].root_path)
        self.posts = known_ids(source, "post")
        self.threads = known_ids(source, "thread")
        self.users: dict[str, int] = {}

    def everything(self, adapter: Adapter, step: Step) -> None:
        """Read the adapter to its end; `step(n)` is called after n more posts."""
        self.users = people.bring_in(self.source, adapter.people(), self.report)
        stream = adapter.threads()
        while chunk := list(islice(stream, CHUNK)):
            self._take(chunk, step)
        self._link(adapter.links())

    def _take(self, chunk: list[ForeignThread], step: Step) -> None:
        posts = [post for thread in chunk for post in (thread.opening, *thread.replies)]
        new = [post for post in posts if post.external_id not in self.posts]
        self._count_kept(posts, new)
        for whole in (t for t in chunk if t.accepted and not self._has_new(t)):
            self.report.tallies["acceptances"].kept += whole.accepted in self.posts
        texts = self._render(chunk, new)
        waiting = iter([t for t in chunk if self._has_new(t)])
        thread = next(waiting, None)
        while thread is not None:
            with writing():
                begun = time.monotonic()
                while thread is not None and time.monotonic() - begun < LONGEST_WRITE:
                    self._write(thread, texts)
                    thread = next(waiting, None)
        step(len(posts))

    def _count_kept(self, posts: list[ForeignPost], new: list[ForeignPost]) -> None:
        fresh = {post.external_id for post in new}
        for post in posts:
            if post.external_id not in fresh:
                self.report.tallies[_kind(post)].kept += 1
                self.report.tallies["threads"].kept += post.external_id in self.threads

    def _has_new(self, thread: ForeignThread) -> bool:
        return any(p.external_id not in self.posts for p in (thread.opening, *thread.replies))

    def _render(self, chunk: list[ForeignThread], new: list[ForeignPost]) -> dict[str, Text]:
        """All new texts of the chunk, in the helper processes, outside any transaction."""
        by_id = {p.external_id: p for t in chunk for p in (t.opening, *t.replies)}
        foreign = [post for post in new if post.html]
        written = [post for post in new if not post.html]
        bodies = [self.old.html(post.html) for post in foreign]
        cleaned = offload.from_html_many(bodies)
        sources = [quoting.with_quote(p, by_id, self.old) for p in written]
        rendered = offload.render_many(sources)
        texts = {p.external_id: text for p, text in zip(foreign, cleaned, strict=True)}
        texts |= {
            p.external_id: (body, source)
            for p, body, source in zip(written, rendered, sources, strict=True)
        }
        return texts

    def _write(self, foreign: ForeignThread, texts: dict[str, Text]) -> None:
        thread = self._thread(foreign, texts)
        numbers = self._numbers(thread)
        made: dict[str, Post] = {}
        for post in foreign.replies:
            if post.external_id in self.posts:
                continue
            about = numbers.get(post.about or "", 1)
            made[post.external_id] = self._reply(thread, post, texts[post.external_id], about)
            numbers[post.external_id] = made[post.external_id].number
        db.session.flush()
        remember(self.source, "post", ((key, post.id) for key, post in made.items()))
        self.posts.update({key: post.id for key, post in made.items()})
        self._accept(foreign, thread)
        restoring.finish(thread)

    def _thread(self, foreign: ForeignThread, texts: dict[str, Text]) -> Thread:
        key = foreign.opening.external_id
        if key in self.threads:
            return db.session.get_one(Thread, self.threads[key])
        body, source = texts[key]
        thread = restoring.restore_thread(
            category=db.session.get_one(Category, self.category_id),
            author=self._author(foreign.opening),
            kind="question",
            title=foreign.title[:200],
            body=body,
            source=source,
            created_at=foreign.opening.created_at,
            tags=foreign.tags,
            closed_at=foreign.closed_at,
            score=foreign.opening.score,
        )
        db.session.flush()
        first = db.session.scalar(select(Post.id).where(Post.thread_id == thread.id))
        remember(self.source, "thread", [(key, thread.id)])
        remember(self.source, "post", [(key, first or 0)])
        self.threads[key], self.posts[key] = thread.id, first or 0
        self.report.tallies["posts"].made += 1
        self.report.tallies["threads"].made += 1
        return thread

    def _numbers(self, thread: Thread) -> dict[str, int]:
        """External id -> number of the posts that are there already."""
        rows = db.session.execute(select(Post.id, Post.number).where(Post.thread_id == thread.id))
        numbers = {row.id: row.number for row in rows}
        if len(numbers) == 1:
            return {}
        return {key: numbers[local] for key, local in self.posts.items() if local in numbers}

    def _reply(self, thread: Thread, foreign: ForeignPost, text: Text, about: int) -> Post:
        self.report.tallies[_kind(foreign)].made += 1
        return restoring.restore_post(
            thread,
            self._author(foreign),
            *text,
            created_at=foreign.created_at,
            intent="answer" if foreign.is_answer else "remark",
            reply_to=about if not foreign.is_answer else None,
            score=foreign.score,
            edited_at=foreign.edited_at,
        )

    def _accept(self, foreign: ForeignThread, thread: Thread) -> None:
        local = self.posts.get(foreign.accepted or "")
        tally = self.report.tallies["acceptances"]
        if thread.answer_post_id and local:
            tally.kept += 1
        elif foreign.accepted and local is None:
            where = f"question {foreign.opening.external_id}"
            self.report.skip("acceptances", where, f"its answer {foreign.accepted} is not here")
        if local is None or thread.answer_post_id:
            return
        post = db.session.get_one(Post, local)
        at = max(foreign.accepted_at or post.created_at, post.created_at)
        restoring.restore_acceptance(thread, post, at)
        self.report.tallies["acceptances"].made += 1

    def _author(self, post: ForeignPost) -> User:
        """Whoever wrote it; an author the source does not list counts as one that left."""
        user_id = self.users.get(post.author or "") or self._stranger()
        return db.session.get_one(User, user_id)

    def _stranger(self) -> int:
        """One person for all who are in no list of the source."""
        key = "name:deleted"
        if key not in self.users:
            taken = {name.lower() for name in db.session.scalars(select(User.username))}
            user = User(
                username=people.free_username(f"{self.source}-deleted", taken),
                name="Somebody who left",
                imported_from=self.source,
            )
            db.session.add(user)
            db.session.flush()
            remember(self.source, "person", [(key, user.id)])
            self.users[key] = user.id
        return self.users[key]

    def _link(self, links: Iterable[ForeignLink]) -> None:
        tally = self.report.tallies["links"]
        for chunk in _chunks(links, 200):
            with writing():
                standing = set(
                    db.session.execute(
                        select(
                            ThreadLink.thread_id, ThreadLink.to_thread_id, ThreadLink.kind
                        ).where(
                            ThreadLink.thread_id.in_([self._thread_of(x.thread) for x in chunk])
                        )
                    ).tuples()
                )
                for link in chunk:
                    one, other = self._thread_of(link.thread), self._thread_of(link.to)
                    if not one or not other or one == other:
                        self.report.skip("links", f"link {link.external_id}", "not both are here")
                    elif (one, other, link.kind) in standing:
                        tally.kept += 1
                    else:
                        standing.add((one, other, link.kind))
                        tally.made += 1
                        db.session.add(
                            ThreadLink(
                                thread_id=one,
                                to_thread_id=other,
                                kind=link.kind,
                                created_at=link.created_at,
                            )
                        )

    def _thread_of(self, external_id: str) -> int:
        """Links name posts; a link from an answer belongs to its thread."""
        if external_id in self.threads:
            return self.threads[external_id]
        local = self.posts.get(external_id)
        if local is None:
            return 0
        return db.session.scalar(select(Post.thread_id).where(Post.id == local)) or 0


def _kind(post: ForeignPost) -> str:
    return "posts" if post.is_answer else "comments"


def _chunks(items: Iterable[ForeignLink], size: int) -> Iterator[list[ForeignLink]]:
    stream = iter(items)
    while chunk := list(islice(stream, size)):
        yield chunk
