"""Which picture stands in which post: a reader sees a picture if they may read such a post."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ForeignKey, and_, delete, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from community import outbox
from community.accounts.readers import Reader
from community.attachments import keeping
from community.attachments.events import UploadGrewOld
from community.attachments.models import Upload
from community.extensions import db
from community.forum.adding import add_once
from community.forum.models import Post, Thread
from community.forum.queries import posts_visible_to


class PostPicture(db.Model):
    """An upload that a post shows."""

    __tablename__ = "post_pictures"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id"), primary_key=True, index=True)


def keep_pictures(post: Post, images: Iterable[str], reader: Reader) -> None:
    """Remember which uploads the post shows. Inside writing().

    Only those its author brought or may see: naming a stranger's picture opens it to nobody.
    """
    keys = {path.rpartition("/")[2].partition(".")[0] for path in images}
    standing = select(PostPicture.upload_id).where(PostPicture.post_id == post.id)
    before = set(db.session.scalars(standing)) if post.edited_at else set()
    wanted: set[int] = set()
    if keys:
        may_see = or_(visible_uploads(reader), Upload.id.in_(before))
        wanted = set(db.session.scalars(select(Upload.id).where(Upload.key.in_(keys), may_see)))
    if before - wanted:
        gone = delete(PostPicture).where(PostPicture.post_id == post.id)
        db.session.execute(gone.where(PostPicture.upload_id.in_(before - wanted)))
    for upload_id in wanted - before:
        add_once(PostPicture, post_id=post.id, upload_id=upload_id)


def visible_uploads(reader: Reader) -> Any:
    """Condition over Upload: it stands in a post this reader may read, or is the reader's own."""
    seen = exists(
        select(PostPicture.upload_id)
        .join(Post, Post.id == PostPicture.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(PostPicture.upload_id == Upload.id, posts_visible_to(reader))
        .correlate(Upload)
    )
    if reader.is_visitor:
        return seen
    return or_(seen, and_(Upload.uploader_id == reader.user_id, ~_attached()))


def _attached() -> Any:
    return exists(
        select(PostPicture.upload_id).where(PostPicture.upload_id == Upload.id).correlate(Upload)
    )


@outbox.on(UploadGrewOld, writes=False)
def let_unused_pictures_go(event: UploadGrewOld) -> None:
    """Sent, but never posted."""
    unused = select(Upload.id).where(Upload.id == event.upload_id, ~_attached())
    found = db.session.scalar(unused)
    db.session.rollback()
    if found:
        keeping.throw_away(found)
