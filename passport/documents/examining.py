"""A file that a stranger made, read by a process of its own that holds no key, no database and no file.

`examine` reads it here; `examine_apart` has a child do it. What a hostile file does to the libraries that read it, it
does there: the child has a short life, little memory, and nothing to give away.
"""

import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from . import pdf, picture, word
from .faults import REASONS, NotADocument
from .kinds import DOCX, EXTENSIONS, LARGEST, MIB, PDF, kind_of

SECONDS = 20
MEMORY = 2048 * MIB  # of addresses; what a picture of the most points takes, and the libraries
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Examined:
    """A file that may be kept. media: its type; thumb: a small JPEG, b"" where there is none; pages: of a PDF, or 0."""

    media: str
    content: bytes
    thumb: bytes = b""
    pages: int = 0


def examine(content: bytes) -> Examined:
    """Look at a file and make it safe, or raise NotADocument. Slow and large for a hostile file: see examine_apart."""
    kind = kind_of(content)
    if kind == PDF:
        made, thumb, pages = pdf.made_anew(content)
        found = Examined(kind, made, thumb, pages)
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
        media, pages, size = about["media"], int(about["pages"]), int(about["size"])
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, NotADocument):
            raise
        raise NotADocument("damaged") from error
    if media not in EXTENSIONS or not 0 < size <= min(len(rest), LARGEST):
        raise NotADocument("damaged")
    return Examined(media, rest[:size], rest[size:], pages)


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
    about = {"media": found.media, "pages": found.pages, "size": len(found.content)}
    for part in (json.dumps(about).encode() + b"\n", found.content, found.thumb):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()
    return 0
