"""Which kind of file this is, by its content. A name says what somebody called it, and is never asked."""

import io
import re
import zipfile

import puremagic

from .faults import NotADocument
from .kinds import DOCX, EXTENSIONS, LARGEST, PDF

OLD_WORD = "application/msword"

HEAD, TAIL = 1024, 65_557  # where a second kind of file hides: a reader of PDF looks here, a reader of zips there
_ACTIVE = re.compile(rb"<(?:!doctype html|html|head|body|script|svg|iframe|\?php|\?xml)[\s>]", re.I)


def kind_of(content: bytes) -> str:
    """PDF, JPEG, PNG or DOCX. Raises NotADocument: empty, too_big, kind, old_word, photo_kind, two_in_one."""
    if not content:
        raise NotADocument("empty")
    if len(content) > LARGEST:
        raise NotADocument("too_big")
    try:
        found = [match.mime_type for match in puremagic.magic_string(content)]
    except puremagic.PureError:
        found = []
    kind = next((one for one in found if one in EXTENSIONS), None)
    if kind is None:
        if OLD_WORD in found:
            raise NotADocument("old_word")
        raise NotADocument("photo_kind" if any(one.startswith("image/") for one in found) else "kind")
    _refuse_two_in_one(content, kind)
    return kind


def _refuse_two_in_one(content: bytes, kind: str) -> None:
    """What a careless reader could take for another kind is refused, whatever else becomes of it.

    Formats that are read from their end (zip) or from anywhere near their start (PDF, HTML) are the ones that hide.
    """
    begins, ends = content[:HEAD], content[-TAIL:]
    if kind == PDF:
        after = content[content.rfind(b"%%EOF") + 5 :] if b"%%EOF" in content else b""
        if not content.startswith(b"%PDF-") or after.strip(b"\r\n\t \0"):
            raise NotADocument("two_in_one")
    elif b"%PDF-" in begins:
        raise NotADocument("two_in_one")
    if kind == DOCX:
        if not content.startswith(b"PK\x03\x04") or content[-22:-18] != b"PK\x05\x06":
            raise NotADocument("two_in_one")
    elif b"PK\x05\x06" in ends and zipfile.is_zipfile(io.BytesIO(content)):
        raise NotADocument("two_in_one")
    if kind != DOCX and _ACTIVE.search(begins):
        raise NotADocument("two_in_one")
