"""A file that a stranger made, read by a process of its own that holds no key, no database and no file.

`examine` reads it here; `examine_apart` has a child do it. What a hostile file does to the libraries that read it, it
does there: the child has a short life, little memory, and nothing to give away.
"""

import io
import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .faults import REASONS, NotADocument
from .kinds import DOCX, EXTENSIONS, LARGEST, MIB, PDF

SECONDS = 20
MEMORY = 2048 * MIB  # of addresses; what a picture of the most points takes, and the libraries
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Examined:
    """A file that may be kept. media: its type; thumb: a small JPEG, b"" where there is none.

    pages   of a PDF, else 0; views: its first pages as JPEG.
    """

    media: str
    content: bytes
    thumb: bytes = b""
    pages: int = 0
    views: tuple[bytes, ...] = ()


def examine(content: bytes) -> Examined:
    """Look at a file and make it safe, or raise NotADocument. Slow and large for a hostile file: see examine_apart."""
    from . import looking, pdf, picture, word  # the libraries that read files belong in the child alone

    kind = looking.kind_of(content)
    if kind == PDF:
        made = pdf.made_anew(content)
        found = Examined(kind, made.content, made.thumb, made.pages, made.views)
    elif kind == DOCX:
        word.check(content)
        found = Examined(kind, content)
    else:
        found = Examined(kind, *picture.made_anew(content, kind))
    if len(found.content) > LARGEST:
        raise NotADocument("too_big_after")
    return found


def examine_apart(content: bytes, *, seconds: int = SECONDS) -> Examined:
    """As `examine`, in a child process; some 0.4 s. Raises NotADocument, also where the child died of the file."""
    if not content:
        raise NotADocument("empty")
    if len(content) > LARGEST:
        raise NotADocument("too_big")
    command = [sys.executable, "-E", "-s", "-m", "passport.documents", str(seconds)]
    try:
        done = subprocess.run(  # noqa: S603 (our own program, and nothing of the file in its arguments)
            command, input=content, capture_output=True, timeout=seconds + 10, cwd=ROOT, env={}, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotADocument("too_much_work") from error
    if done.returncode != 0:
        raise NotADocument("too_much_work")
    return _understood(done.stdout)


def _understood(said: bytes) -> Examined:
    """What the child said: a line of JSON, then the bytes that it counts. Nothing of it is believed unchecked."""
    line, _, rest = said.partition(b"\n")
    try:
        about = json.loads(line)
        if "fault" in about:
            raise NotADocument(about["fault"] if about["fault"] in REASONS else "damaged")
        media, pages, sizes = about["media"], int(about["pages"]), [int(size) for size in about["sizes"]]
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, NotADocument):
            raise
        raise NotADocument("damaged") from error
    whole = len(sizes) >= 2 and min(sizes) >= 0 and sum(sizes) == len(rest)
    if media not in EXTENSIONS or not whole or not 0 < sizes[0] <= LARGEST:
        raise NotADocument("damaged")
    file = io.BytesIO(rest)
    content, thumb, *views = [file.read(size) for size in sizes]
    return Examined(media, content, thumb, pages, tuple(views))


def in_the_child(seconds: int) -> int:
    """The child: limits first, then the file from standard input. Returns the process's end."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = examine(sys.stdin.buffer.read(LARGEST + 1))
    except NotADocument as fault:
        sys.stdout.buffer.write(json.dumps({"fault": fault.code}).encode() + b"\n")
        return 0
    except (MemoryError, RecursionError):
        sys.stdout.buffer.write(json.dumps({"fault": "too_much_work"}).encode() + b"\n")
        return 0
    parts = [found.content, found.thumb, *found.views]
    about = {"media": found.media, "pages": found.pages, "sizes": [len(part) for part in parts]}
    for part in (json.dumps(about).encode() + b"\n", *parts):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()
    return 0
