"""What happens to uploads, as facts others may react to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class UploadGrewOld:
    """Timed: a picture was sent a while ago; whoever shows none of it may let it go."""

    upload_id: int
