"""Make a picture anew from its pixels: what else the file held is gone. Runs in a native thread."""

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, ImageSequence

ENDINGS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
LARGEST_FILE = 8_000_000  # bytes
MOST_PIXELS = 40_000_000  # a photo of a good phone has 12 to 24 million
LONGEST_SIDE = 2560  # pixels: larger ones are made smaller
MOST_FRAMES = 150
QUALITY = 85

# Pillow refuses twice as many pixels as this, in the later frames of a picture too
Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2
warnings.simplefilter("ignore", Image.DecompressionBombWarning)


class BadPicture(Exception):
    """Not a picture we take; `reason` is one of: kind · large · broken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Picture:
    """A picture fit to be stored."""

    data: bytes
    ending: str
    width: int
    height: int

    @property
    def key(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def remake(data: bytes) -> Picture:
    """Check by content, whatever the name says, and encode anew."""
    if len(data) > LARGEST_FILE:
        raise BadPicture("large")
    try:
        image = Image.open(io.BytesIO(data), formats=list(ENDINGS))
        frames = _frames_of(image)
    except Image.DecompressionBombError:
        raise BadPicture("large") from None
    except Exception:  # Pillow raises many kinds for files that only pretend
        raise BadPicture("kind") from None
    if image.width * image.height * frames > MOST_PIXELS or frames > MOST_FRAMES:
        raise BadPicture("large")
    try:
        return _moving(image) if frames > 1 else _still(image)
    except (BadPicture, Image.DecompressionBombError):
        raise BadPicture("large") from None
    except Exception:  # truncated or damaged on purpose
        raise BadPicture("broken") from None


def _frames_of(image: Image.Image) -> int:
    """As many as the file says, or two: a GIF says nothing, and to count them takes seconds."""
    if image.format == "GIF":
        return 2 if getattr(image, "is_animated", False) else 1
    return int(getattr(image, "n_frames", 1))


def _still(image: Image.Image) -> Picture:
    kind = image.format or "PNG"
    clean = _pixels(ImageOps.exif_transpose(image))
    clean.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    if kind == "JPEG":
        clean.convert("RGB").save(out, "JPEG", quality=QUALITY, progressive=True)
    else:
        clean.save(out, "WEBP" if kind == "WEBP" else "PNG", **_options(kind))
    ending = ENDINGS[kind] if kind in {"JPEG", "WEBP"} else "png"
    return Picture(out.getvalue(), ending, clean.width, clean.height)


def _moving(image: Image.Image) -> Picture:
    kind = image.format or "GIF"
    frames: list[Image.Image] = []
    pauses, pixels = [], 0
    for frame in ImageSequence.Iterator(image):
        pixels += frame.width * frame.height  # a later frame may be larger than the first
        if pixels > MOST_PIXELS or len(frames) >= MOST_FRAMES:
            raise BadPicture("large")
        clean = _pixels(frame)
        clean.thumbnail((LONGEST_SIDE // 2, LONGEST_SIDE // 2))
        frames.append(clean)
        pauses.append(max(20, int(frame.info.get("duration", 100))))
    out = io.BytesIO()
    kind = kind if kind in {"GIF", "WEBP"} else "PNG"
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=pauses, loop=0)
    return Picture(out.getvalue(), ENDINGS[kind], frames[0].width, frames[0].height)


def _pixels(image: Image.Image) -> Image.Image:
    """The colours alone: profiles, places, comments and thumbnails stay behind."""
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    clean = image.convert("RGBA" if has_alpha else "RGB")
    clean.info = {}
    return clean


def _options(kind: str) -> dict[str, object]:
    return {"quality": QUALITY, "method": 3} if kind == "WEBP" else {"compress_level": 6}
