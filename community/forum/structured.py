"""What search engines read: a question with its answers, in schema.org's words."""

from typing import Any

from flask import current_app

from community.forum.post_rows import PostRow
from community.forum.thread_page import ThreadPage


def question_and_answers(page: ThreadPage) -> dict[str, Any] | None:
    """The QAPage of a public question that has an answer; None for everything else."""
    thread, opening = page.thread, page.opening
    if thread.audience != "public" or thread.hidden_at or thread.held_at or opening is None:
        return None
    answers = [post for post in page.posts if _is_answer(post)]
    if not thread.is_question or not (answers or page.answer):
        return None
    accepted = page.answer if page.answer and page.answer.audience == "public" else None
    question = {
        "@type": "Question",
        "name": thread.title,
        "text": opening.excerpt,
        "answerCount": max(thread.public_posts - 1, len(answers)),
        "upvoteCount": thread.me_too,
        "datePublished": opening.created_at.isoformat(),
        "author": _person(opening),
        "suggestedAnswer": [_answer(a) for a in answers if not a.is_answer],
    }
    if accepted:
        question["acceptedAnswer"] = _answer(accepted)
    return {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": question}


def _is_answer(post: PostRow) -> bool:
    public = post.audience == "public" and not post.hidden_at and not post.held_at
    return public and (post.is_answer or (post.number > 1 and post.intent == "answer"))


def _answer(post: PostRow) -> dict[str, Any]:
    return {
        "@type": "Answer",
        "text": post.excerpt,
        "datePublished": post.created_at.isoformat(),
        "upvoteCount": post.score,
        "url": f"{current_app.config['SETTINGS'].public_url}/posts/{post.id}",
        "author": _person(post),
    }


def _person(post: PostRow) -> dict[str, str]:
    return {"@type": "Person", "name": post.author_name}
