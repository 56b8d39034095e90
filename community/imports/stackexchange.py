"""Reads a Stack Exchange data dump: Posts, Users, Comments, Votes and PostLinks as XML.

Format: the `row` elements described on Meta Stack Exchange ("Database schema documentation for
the public data dump and SEDE"). Times there are UTC without a zone.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import iterparse

from community.imports.records import (
    BrokenSource,
    ForeignLink,
    ForeignPerson,
    ForeignPost,
    ForeignThread,
    Report,
)

QUESTION, ANSWER = "1", "2"
ACCEPTED_VOTE = "1"
LINK_KINDS = {"1": "related", "3": "duplicate"}

Row = dict[str, str]


class StackExchange:
    """One dump, in a folder. Replies of a thread are kept in memory until it is handed over."""

    def __init__(self, path: Path, report: Report) -> None:
        self.path, self.report = path, report
        for name in ("Posts.xml", "Users.xml"):
            if not (path / name).is_file():
                raise BrokenSource(f"{path} has no {name}: is it a Stack Exchange dump?")

    def people(self) -> Iterator[ForeignPerson]:
        for row in self._rows("Users.xml", "people"):
            try:
                yield ForeignPerson(
                    row["Id"],
                    row.get("DisplayName", "").strip() or f"user {row['Id']}",
                    moment(row["CreationDate"]),
                    row.get("AboutMe", ""),
                )
            except (KeyError, ValueError) as error:
                self._skip("people", "Users.xml", row, error)
        yield from self._people_without_account()

    def _people_without_account(self) -> Iterator[ForeignPerson]:
        """Authors whose account is gone: the dump has only their name."""
        seen = set()
        for name in ("Posts.xml", "Comments.xml"):
            for row in self._rows(name, None):
                key = nameless_key(row)
                if key and key not in seen and "CreationDate" in row:
                    seen.add(key)
                    shown = row.get("OwnerDisplayName") or row.get("UserDisplayName") or "deleted"
                    try:
                        created = moment(row["CreationDate"])
                    except ValueError:
                        continue
                    self.report.tallies["people"].read += 1
                    yield ForeignPerson(key, shown, created)

    def threads(self) -> Iterator[ForeignThread]:
        questions: list[Row] = []
        replies: dict[str, list[ForeignPost]] = defaultdict(list)
        thread_of: dict[str, str] = {}  # a post's id -> its question's id
        for row in self._rows("Posts.xml", "posts"):
            self._sort_post(row, questions, replies, thread_of)
        self._add_comments(replies, thread_of)
        accepted_at = self._acceptances()
        for row in questions:
            yield self._thread(row, sorted(replies[row["Id"]], key=_order), accepted_at)
        self._report_orphans(replies, thread_of)

    def _sort_post(
        self,
        row: Row,
        questions: list[Row],
        replies: dict[str, list[ForeignPost]],
        thread_of: dict[str, str],
    ) -> None:
        try:
            kind = row["PostTypeId"]
            if kind == QUESTION:
                self._check_question(row)
                thread_of[row["Id"]] = row["Id"]
                questions.append(row)
            elif kind == ANSWER:
                replies[row["ParentId"]].append(self._post(row))
                thread_of[row["Id"]] = row["ParentId"]
            else:
                self.report.skip("posts", f"Posts.xml Id={row['Id']}", f"post type {kind}")
        except (KeyError, ValueError) as error:
            self._skip("posts", "Posts.xml", row, error)

    def _check_question(self, row: Row) -> None:
        if not row["Title"].strip():
            raise ValueError("no title")
        self._post(row)

    def _post(self, row: Row) -> ForeignPost:
        edited = row.get("LastEditDate")
        return ForeignPost(
            external_id=row["Id"],
            author=row.get("OwnerUserId") or nameless_key(row),
            created_at=moment(row["CreationDate"]),
            html=row["Body"],
            score=int(row.get("Score", "0")),
            edited_at=moment(edited) if edited else None,
        )

    def _add_comments(
        self, replies: dict[str, list[ForeignPost]], thread_of: dict[str, str]
    ) -> None:
        for row in self._rows("Comments.xml", "comments"):
            try:
                about = row["PostId"]
                if about not in thread_of:
                    where = f"Comments.xml Id={row['Id']}"
                    self.report.skip("comments", where, f"its post {about} is not imported")
                    continue
                replies[thread_of[about]].append(
                    ForeignPost(
                        external_id=f"c{row['Id']}",
                        author=row.get("UserId") or nameless_key(row),
                        created_at=moment(row["CreationDate"]),
                        markdown=row["Text"],
                        score=int(row.get("Score", "0")),
                        is_answer=False,
                        about=about,
                    )
                )
            except (KeyError, ValueError) as error:
                self._skip("comments", "Comments.xml", row, error)

    def _acceptances(self) -> dict[str, datetime]:
        """When each answer was accepted; the dump gives the day."""
        found = {}
        for row in self._rows("Votes.xml", "votes"):
            try:
                if row["VoteTypeId"] == ACCEPTED_VOTE:
                    found[row["PostId"]] = moment(row["CreationDate"])
                    self.report.tallies["votes"].made += 1
                else:  # the posts carry the sum of the others as their score
                    self.report.tallies["votes"].skipped += 1
            except (KeyError, ValueError) as error:
                self._skip("votes", "Votes.xml", row, error)
        return found

    def _thread(
        self, row: Row, replies: list[ForeignPost], accepted_at: dict[str, datetime]
    ) -> ForeignThread:
        self.report.tallies["threads"].read += 1
        accepted = row.get("AcceptedAnswerId")
        self.report.tallies["acceptances"].read += accepted is not None
        closed = row.get("ClosedDate")
        return ForeignThread(
            opening=self._post(row),
            title=row["Title"],
            tags=re.findall(r"[^<>|]+", row.get("Tags", "")),
            closed_at=moment(closed) if closed else None,
            accepted=accepted,
            accepted_at=accepted_at.get(accepted or ""),
            replies=replies,
        )

    def _report_orphans(
        self, replies: dict[str, list[ForeignPost]], thread_of: dict[str, str]
    ) -> None:
        for question, posts in replies.items():
            if thread_of.get(question) == question:
                continue
            for post in posts:
                kind = "posts" if post.is_answer else "comments"
                self.report.skip(kind, f"Id={post.external_id}", f"no question {question}")

    def links(self) -> Iterator[ForeignLink]:
        for row in self._rows("PostLinks.xml", "links"):
            try:
                kind = LINK_KINDS.get(row["LinkTypeId"])
                if kind is None:
                    raise ValueError(f"link type {row['LinkTypeId']}")
                yield ForeignLink(
                    row["Id"],
                    row["PostId"],
                    row["RelatedPostId"],
                    kind,
                    moment(row["CreationDate"]),
                )
            except (KeyError, ValueError) as error:
                self._skip("links", "PostLinks.xml", row, error)

    def _rows(self, name: str, kind: str | None) -> Iterator[Row]:
        """The attributes of each row; a file cut short gives what it has."""
        path = self.path / name
        if not path.is_file():
            return
        try:
            for element in _elements(path):
                if kind:
                    self.report.tallies[kind].read += 1
                yield dict(element.attrib)
                element.clear()
        except ParseError as error:
            if kind:
                self.report.problems.append(f"{name}: not readable from here on ({error})")

    def _skip(self, kind: str, name: str, row: Row, error: Exception) -> None:
        why = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        self.report.skip(kind, f"{name} Id={row.get('Id', '?')}", why)


def _elements(path: Path) -> Iterator[Any]:
    root = None
    for event, element in iterparse(str(path), events=("start", "end")):
        if event == "start":
            root = element if root is None else root
        elif element.tag == "row":
            yield element
            if root is not None:
                root.clear()  # rows done with would else pile up in the document


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def nameless_key(row: Row) -> str | None:
    """A stand-in id for an author without an account."""
    if row.get("OwnerUserId") or row.get("UserId"):
        return None
    name = row.get("OwnerDisplayName") or row.get("UserDisplayName") or "deleted"
    return f"name:{name}"[:80]


def _order(post: ForeignPost) -> tuple[datetime, bool, str]:
    return post.created_at, not post.is_answer, post.external_id
