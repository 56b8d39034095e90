"""The text a reply begins with when it quotes a post."""

from community.forum.models import Post

LINES = 12  # a quote reminds; who wants to read it all finds the post a click away


def quoted(post: Post) -> str:
    """The post as a quote, without what it quotes itself."""
    own = [line for line in post.source.splitlines() if not line.startswith(">")]
    lines = "\n".join(own).strip().splitlines()
    kept = lines[:LINES] + (["…"] if len(lines) > LINES else [])
    body = "\n".join(f"> {line}".rstrip() for line in kept)
    return f"{body}\n\n" if body else ""
