"""Every place where a thread may show to somebody: to prove that a private word shows in none."""

from typing import Any


def paths(thread_path: str, people: tuple[str, ...], words: str) -> list[str]:
    """Pages, lists, feeds, search, profiles, fragments: all that answer a GET."""
    thread_id = thread_path.removeprefix("/t/").partition("-")[0]
    query = words.replace(" ", "+")
    return [
        "/",
        "/index.atom",
        "/c/charging",
        "/c/charging.atom",
        thread_path,
        f"{thread_path}.atom",
        f"{thread_path}?page=2",
        f"/t/{thread_id}/posts",
        f"/t/{thread_id}/similar",
        f"/search?q={query}",
        f"/search?q={query}+author:sam",
        f"/search/suggest?q={query}",
        f"/search/similar?title={query}",
        f"/ask/similar?title={query}",
        f"/queue?q={query}",
        f"/mentions?q={query}",
        "/notices",
        "/notices.json",
        "/sitemap.xml",
        "/sitemap-1.xml",
        "/news.atom",
        "/status.atom",
        "/status/history.atom",
        "/status/history.rss",
        "/api/v2/incidents.json",
        *(f"/u/{name}" for name in people),
    ]


def of_post(post_id: int) -> list[str]:
    """A post's own addresses: each must be 404 for who may not read it."""
    return [f"/posts/{post_id}{rest}" for rest in ("", "/partial", "/revisions", "/edit")]


def read_all(page: Any, addresses: list[str]) -> dict[str, str]:
    """What each of them says to the person whose browser this is; redirects are followed."""
    return {path: page.request.get(path).text() for path in addresses}
