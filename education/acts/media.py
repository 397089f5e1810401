"""Pictures, sounds and films of lessons: looked at before they are kept, and kept under their digest."""

import hashlib
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from accounts import audit
from accounts.access import NotAllowed, Verb, require
from accounts.models import User
from education.models import Course, Media

LARGEST = {Media.Kind.IMAGE: 2 << 20, Media.Kind.AUDIO: 20 << 20, Media.Kind.VIDEO: 80 << 20}  # bytes
MOST = 200  # of one course
# First bytes, where they stand, what they are. SVG is not here: it can hold a program.
SIGNS: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png", Media.Kind.IMAGE),
    (0, b"\xff\xd8\xff", "image/jpeg", Media.Kind.IMAGE),
    (0, b"GIF87a", "image/gif", Media.Kind.IMAGE),
    (0, b"GIF89a", "image/gif", Media.Kind.IMAGE),
    (8, b"WEBPVP8", "image/webp", Media.Kind.IMAGE),
    (0, b"ID3", "audio/mpeg", Media.Kind.AUDIO),
    (0, b"\xff\xfb", "audio/mpeg", Media.Kind.AUDIO),
    (0, b"\xff\xf3", "audio/mpeg", Media.Kind.AUDIO),
    (0, b"OggS", "audio/ogg", Media.Kind.AUDIO),
    (8, b"WAVEfmt ", "audio/wav", Media.Kind.AUDIO),
    (4, b"ftypM4A", "audio/mp4", Media.Kind.AUDIO),
    (4, b"ftyp", "video/mp4", Media.Kind.VIDEO),
    (0, b"\x1a\x45\xdf\xa3", "video/webm", Media.Kind.VIDEO),
)
HOLDS_A_PROGRAM = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"#!", b"<")
_ACTIVE = re.compile(rb"<(?:!doctype html|html|script|svg|\?php)[\s>]", re.I)
_CUE = re.compile(r"^(?:\d+:)?\d\d:\d\d\.\d{3} --> (?:\d+:)?\d\d:\d\d\.\d{3}", re.M)


class NotMedia(ValueError):
    """This is no picture (PNG, JPEG, GIF, WebP), sound (MP3, M4A, OGG, WAV) or film (MP4, WebM)."""


class HoldsAProgram(ValueError):
    """A document, an archive, SVG or HTML: it can hold a program."""


class TooLarge(ValueError):
    """Larger than LARGEST of its kind."""


class NeedsWords(ValueError):
    """A picture needs words for who can't see it, a sound or film those for who can't hear it: `field` says which."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NotCaptions(ValueError):
    """Captions are WebVTT: the line WEBVTT, then times like 00:01.000 --> 00:04.000 and words."""


class ChangedMeanwhile(ValueError):
    """Somebody else has changed the words since they were read."""


class TooMany(ValueError):
    """The course has MOST files already."""


@dataclass(frozen=True)
class Words:
    """What is said beside the bytes."""

    name: str
    alt: str = ""
    alt_cy: str = ""
    transcript: str = ""
    captions: str = ""


@transaction.atomic
def add_media(*, course: Course, chunks: Iterable[bytes], words: Words, by: User, at: datetime) -> Media:
    """Keep one file of a course, by what it holds, whatever its name says.

    Writes   the file, one Media, one audit line. Queries: 7.
    Raises   NotAllowed, NotMedia, HoldsAProgram, TooLarge, NeedsWords, NotCaptions, TooMany.
    """
    if course.prison_id not in require(by, Verb.MANAGE_COURSES).prisons:
        raise NotAllowed(Verb.MANAGE_COURSES.value)
    Course.objects.select_for_update().get(pk=course.pk)
    if Media.objects.filter(course=course).count() >= MOST:
        raise TooMany
    content_type, kind, content = _read(chunks)
    _check_words(kind, words)
    digest = hashlib.sha256(content).hexdigest()
    _keep(digest, content)
    media = Media.objects.create(
        course=course,
        kind=kind,
        content_type=content_type,
        digest=digest,
        size=len(content),
        made_by=by,
        made_at=at,
        **vars(words),
    )
    audit.write(by=by, verb="add_media", what="education.Media", whom=media.pk, at=at)
    return media


@transaction.atomic
def say_anew(*, media: Media, words: Words, mark: str, by: User, at: datetime) -> Media:
    """Say something else beside the bytes, which stay: a slip in a transcript is mended where it stands.

    mark     of the words as `by` has read them (mark_of).
    Writes   the media, one audit line. Queries: 4. Raises NotAllowed, NeedsWords, NotCaptions, ChangedMeanwhile.
    """
    prisons = require(by, Verb.MANAGE_COURSES).prisons
    held = Media.objects.select_for_update(of=("self",)).select_related("course").get(pk=media.pk)
    if held.course.prison_id not in prisons:
        raise NotAllowed(Verb.MANAGE_COURSES.value)
    if mark_of(held) != mark:
        raise ChangedMeanwhile
    _check_words(held.kind, words)
    for name, said in vars(words).items():
        setattr(held, name, said)
    held.save(update_fields=[*vars(words)])
    audit.write(by=by, verb="say_media_anew", what="education.Media", whom=media.pk, at=at)
    return held


def mark_of(media: Media) -> str:
    """Which words stand beside it: who changes them shows those that they have read."""
    said = "\0".join(str(getattr(media, name)) for name in Words.__dataclass_fields__)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def path_of(media: Media) -> Path:
    """Where its bytes lie."""
    return _place(media.digest)


def _read(chunks: Iterable[bytes]) -> tuple[str, str, bytes]:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > max(LARGEST.values()):
            raise TooLarge
    content_type, kind = kind_of(bytes(content[:512]))
    if len(content) > LARGEST[Media.Kind(kind)]:
        raise TooLarge
    # A picture that is a page or a program too would be one for a careless reader.
    if _ACTIVE.search(content[:4096]) or _ACTIVE.search(content[-4096:]):
        raise HoldsAProgram
    return content_type, kind, bytes(content)


def kind_of(start: bytes) -> tuple[str, str]:
    """(content type, Media.Kind) by the first bytes. Raises NotMedia, HoldsAProgram."""
    for at, sign, content_type, kind in SIGNS:
        if start[at : at + len(sign)] == sign:
            return content_type, kind
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain.startswith(HOLDS_A_PROGRAM) or start.startswith((b"\xff\xfe<", b"\xfe\xff\x00<")):
        raise HoldsAProgram
    raise NotMedia


def _check_words(kind: str, words: Words) -> None:
    if kind == Media.Kind.IMAGE and not words.alt:
        raise NeedsWords("alt")
    if kind != Media.Kind.IMAGE and not words.transcript:
        raise NeedsWords("transcript")
    if kind == Media.Kind.VIDEO and not words.captions:
        raise NeedsWords("captions")
    if words.captions and not (words.captions.startswith("WEBVTT") and _CUE.search(words.captions)):
        raise NotCaptions


def _place(digest: str) -> Path:
    return Path(settings.CONTENT_FOLDER) / "media" / digest[:2] / digest


def _keep(digest: str, content: bytes) -> None:
    """Write whole or not at all; the same bytes lie there once."""
    place = _place(digest)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    half = place.with_name(f"{digest}.{uuid4().hex}.half")
    try:
        with half.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(place)
    except BaseException:
        with suppress(OSError):
            half.unlink()
        raise
