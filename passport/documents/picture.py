"""Pictures: read, turned the right way up, and written anew, so that nothing of the old file is left but what is seen.

Where the picture was taken, by which camera and when (EXIF, GPS, XMP), comments, thumbnails and whatever hung behind
the end go with the old file.
"""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from .faults import NotADocument
from .kinds import JPEG

MOST_PIXELS = 50_000_000  # a good phone's camera; 200 MB in memory
LONGEST_SIDE = 20_000
QUALITY = 88
THUMB = (320, 320)  # points, at most
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def made_anew(content: bytes, kind: str) -> tuple[bytes, bytes]:
    """(the picture, its thumbnail as JPEG). Raises NotADocument: damaged, too_many_pixels, two_in_one."""
    picture = _read(content, "JPEG" if kind == JPEG else "PNG")
    out = io.BytesIO()
    if kind == JPEG:
        picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    else:
        picture.save(out, "PNG", optimize=True)
    return out.getvalue(), thumbnail(picture)


def _read(content: bytes, form: str) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=(form,)) as opened:
            if opened.width * opened.height > MOST_PIXELS or max(opened.size) > LONGEST_SIDE:
                raise NotADocument("too_many_pixels")
            if getattr(opened, "n_frames", 1) > 1 and form == "PNG":
                raise NotADocument("two_in_one")  # a film that calls itself a picture
            opened.load()
            return _plain(ImageOps.exif_transpose(opened), form)
    except Image.DecompressionBombError as error:
        raise NotADocument("too_many_pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        if isinstance(error, NotADocument):
            raise
        raise NotADocument("damaged") from error


def _plain(picture: Image.Image, form: str) -> Image.Image:
    """The points alone, without a word of what came along with them."""
    clear = "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA")
    mode = "RGBA" if form == "PNG" and clear else "L" if picture.mode in ("1", "L") else "RGB"
    made = picture.convert(mode)
    plain = Image.new(mode, made.size)
    plain.paste(made)
    return plain


def thumbnail(picture: Image.Image) -> bytes:
    """A small JPEG on white."""
    small = picture.copy()
    small.thumbnail(THUMB)
    ground = Image.new("RGB", small.size, "white")
    ground.paste(small, mask=small.getchannel("A") if small.mode == "RGBA" else None)
    return as_jpeg(ground, 70)


def as_jpeg(picture: Image.Image, quality: int) -> bytes:
    """A picture without a clear ground as JPEG."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
