"""Version lines, caps and gzip: the outermost shell of messages and segments (SPEC.md, sections 1 and 4)."""

import gzip
import zlib

from .faults import NotAccepted

VERSIONS = [1]
MESSAGE_LINE = b"throughgate-sync 1"
SEGMENT_LINE = b"throughgate-segment 1"
TIPS_LINE = b"throughgate-tips 1"

MAX_LINES_BYTES = 6 * 1024 * 1024  # of a segment, compressed or not
MAX_MESSAGE_BYTES = MAX_LINES_BYTES + 64 * 1024
MAX_TOKEN_BYTES = 64 * 1024
MAX_SEGMENT_BYTES = MAX_LINES_BYTES + MAX_TOKEN_BYTES + 64  # with its two first lines
SEGMENT_BYTES = 1024 * 1024  # a segment closes before its lines pass this
SEGMENT_ENTRIES = 500
MAX_LINES = 2_000


def join(version_line: bytes, token: str, rest: bytes) -> bytes:
    return b"\n".join((version_line, token.encode(), rest))


def part(raw: bytes, version_line: bytes) -> tuple[str, bytes]:
    """The token and what follows it. Raises NotAccepted: version, malformed, oversize."""
    first, newline, after = raw.partition(b"\n")
    if first != version_line:
        name, _, version = first.partition(b" ")
        newer = name == version_line.split(b" ")[0] and version.isdigit() and len(version) < 10
        raise NotAccepted("version", versions=VERSIONS) if newer else NotAccepted("malformed")
    token, second_newline, rest = after.partition(b"\n")
    if not newline or not second_newline:
        raise NotAccepted("malformed")
    if len(token) > MAX_TOKEN_BYTES:
        raise NotAccepted("oversize")
    try:
        return token.decode("ascii"), rest
    except UnicodeDecodeError:
        raise NotAccepted("malformed") from None


def compress(lines: bytes) -> bytes:
    """One gzip member whose bytes depend on nothing but the lines. Level 3: half the time of 6, 3 % more bytes."""
    return gzip.compress(lines, compresslevel=3, mtime=0)


def decompress(packed: bytes) -> bytes:
    """At most MAX_LINES_BYTES of lines; a bomb is given up there. Raises NotAccepted: oversize, malformed."""
    if len(packed) > MAX_LINES_BYTES:
        raise NotAccepted("oversize")
    reader = zlib.decompressobj(wbits=31)
    try:
        lines = reader.decompress(packed, MAX_LINES_BYTES + 1)
    except zlib.error:
        raise NotAccepted("malformed") from None
    if len(lines) > MAX_LINES_BYTES:
        raise NotAccepted("oversize")
    if not reader.eof or reader.unused_data:
        raise NotAccepted("malformed")
    return lines
