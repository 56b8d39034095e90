"""Makes foreign texts at home: links lead to imported threads, comments quote their post."""

import re
from collections.abc import Iterable, Mapping

from community.imports.records import ForeignPost
from community.markup import to_text

QUOTE = 160  # characters of the post a comment is on
_ADDRESS = r"https?://(?:www\.)?(?:{hosts})/(questions|q|a)/(\d+)(?:/[^\s\"'<>)\]]*)?"


class OldLinks:
    """Turns links to the old addresses into `/from/<source>/…`, which redirects to where it is."""

    def __init__(self, source: str, hosts: Iterable[str], root: str = "") -> None:
        names = "|".join(re.escape(host) for host in hosts)
        self.base = f"{root}/from/{source}"
        address = _ADDRESS.replace("{hosts}", names)
        self.in_html = re.compile(f"(?<=href=[\"']){address}") if names else None
        self.in_markdown = re.compile(rf"(\]\(|<)?{address}") if names else None

    def html(self, text: str) -> str:
        return self.in_html.sub(lambda m: self._here(m), text) if self.in_html else text

    def markdown(self, text: str) -> str:
        """A bare address stays what is read, and leads to the new place."""
        return self.in_markdown.sub(self._link, text) if self.in_markdown else text

    def _link(self, match: re.Match[str]) -> str:
        before = match[1] or ""
        here = self._here(match)
        if before == "](":
            return f"]({here}"
        return f"{before}{match[0]}" if before else f"[{_plain(match[0])}]({here})"

    def _here(self, match: re.Match[str]) -> str:
        kind, number = match.groups()[-2:]
        tail = re.search(r"#(\d+)$", match[0])  # …/questions/3/title#18 names an answer
        if tail:
            return f"{self.base}/a/{tail[1]}"
        return f"{self.base}/{'a' if kind == 'a' else 'questions'}/{number}"


def with_quote(post: ForeignPost, posts: Mapping[str, ForeignPost], old: OldLinks) -> str:
    """A comment's Markdown below the beginning of the post it is on."""
    text = old.markdown(post.markdown)
    about = posts.get(post.about or "")
    if about is None:
        return text
    words = " ".join(to_text(about.html or about.markdown).split())
    short = words[:QUOTE].rsplit(" ", 1)[0] + " …" if len(words) > QUOTE else words
    return f"> {_plain(short)}\n\n{text}" if short else text


def _plain(text: str) -> str:
    """The quoted words mean themselves: no Markdown in them."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!@])", r"\\\1", text)
