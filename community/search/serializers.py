"""A page of results for programs, in the shape of `/search` with `Accept: application/json`."""

from typing import Any

from community.search.results import Results
from community.search.rows import ResultRow


def results_json(found: Results) -> dict[str, Any]:
    """What the page shows, without its words."""
    return {
        "query": found.said.text,
        "correction": found.correction,
        "corrected_from": found.corrected_from,
        "total": found.total,
        "more": found.more,
        "partial": found.partial,
        "page": found.page,
        "pages": found.pages,
        "mistakes": [{"text": one.text, "meant": one.meant} for one in found.said.mistakes],
        "results": [_row(row) for row in found.rows],
    }


def _row(row: ResultRow) -> dict[str, Any]:
    return {
        "id": row.thread_id,
        "title": row.title.striptags(),
        "path": row.path,
        "snippet": row.snippet.striptags(),
        "kind": row.kind,
        "audience": row.audience,
        "state": row.support_state,
        "category": row.category_name,
        "tags": row.tags,
        "author": row.author_name,
        "created_at": row.created_at.isoformat(),
        "replies": row.replies,
        "staff_replied": row.staff_replied,
        "complete": row.complete,
    }
