"""Segments: consecutive entries with what travels beside them, signed once (SPEC.md, section 4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.seal import (
    PublicSigningKey,
    SigningKey,
    Unreadable,
    canonical,
    read_object,
    sign_detached,
    verify_detached,
)
from passport.journal import Entry, NotAnEntry, from_members
from passport.journal.entry import DIGEST

from . import framing
from .faults import NotAccepted
from .message import LANES

SEGMENT = "tg-segment+jws"
_LABEL = {"destination", "first", "lane", "last", "origin", "prev", "v"}


@dataclass(frozen=True)
class Carried:
    """One entry and the parsed lines beside it, whose shape is still to be checked."""

    entry: Entry
    digest: str
    beside: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Segment:
    """A segment that was read: signed by its origin, whole, chained within itself."""

    origin: str
    destination: str
    lane: str
    prev: str
    carried: tuple[Carried, ...]

    @property
    def first(self) -> int:
        return self.carried[0].entry.seq

    @property
    def last(self) -> int:
        return self.carried[-1].entry.seq


def label(*, origin: str, destination: str, lane: str, first: Entry, last: Entry) -> bytes:
    """The first line of the gzip."""
    said = {"destination": destination, "first": first.seq, "lane": lane, "last": last.seq}
    return canonical({**said, "origin": origin, "prev": first.prev, "v": 1})


def write(lines: bytes, key: SigningKey) -> bytes:
    """Pack and sign lines that start with their label."""
    packed = framing.compress(lines)
    return framing.join(framing.SEGMENT_LINE, sign_detached(SEGMENT, packed, key), packed)


def read(raw: bytes, *, signers: Mapping[str, PublicSigningKey], origin: str, destination: str) -> Segment:
    """Check a segment as far as it goes without a database.

    signers  the origin's signing keys in force.
    Raises   NotAccepted: version, oversize, malformed, unknown_node, signature, addressee.
    """
    token, packed = framing.part(raw, framing.SEGMENT_LINE)
    try:
        verify_detached(token, SEGMENT, packed, signers, max_bytes=framing.MAX_LINES_BYTES)
    except Unreadable as error:
        raise NotAccepted(_PROBLEM.get(error.fault, "malformed")) from error
    return read_lines(framing.decompress(packed), origin=origin, destination=destination)


def read_lines(raw: bytes, *, origin: str, destination: str) -> Segment:
    """The same for lines whose signature was checked. Raises NotAccepted: oversize, malformed, addressee."""
    lines = raw.split(b"\n")
    if len(lines) > framing.MAX_LINES + 1:
        raise NotAccepted("oversize")
    said = _object(lines[0])
    if said.keys() != _LABEL or canonical(said) != lines[0] or said["lane"] not in LANES:
        raise NotAccepted("malformed")
    if any(type(said[name]) is not int for name in ("first", "last", "v")) or said["v"] != 1:
        raise NotAccepted("malformed")
    if (said["origin"], said["destination"]) != (origin, destination):
        raise NotAccepted("addressee")
    if not isinstance(said["prev"], str) or not DIGEST.fullmatch(said["prev"]):
        raise NotAccepted("malformed")
    carried = tuple(_carried(lines[1:], said["prev"]))
    if not carried or len(carried) > framing.SEGMENT_ENTRIES:
        raise NotAccepted("malformed")
    if (carried[0].entry.seq, carried[-1].entry.seq) != (said["first"], said["last"]):
        raise NotAccepted("malformed")
    return Segment(origin, destination, said["lane"], said["prev"], carried)


_PROBLEM = {"signer": "unknown_node", "signature": "signature", "oversize": "oversize"}


def _object(line: bytes) -> dict[str, Any]:
    try:
        return read_object(line, framing.MAX_LINES_BYTES)
    except Unreadable as error:
        raise NotAccepted("malformed") from error


def _carried(lines: list[bytes], prev: str) -> Iterator[Carried]:
    """Entries with the lines that follow them; each hangs on the one before."""
    entry: Entry | None = None
    digest, beside = prev, list[Mapping[str, Any]]()
    for line in lines:
        said = _object(line)
        if "of" in said:
            if entry is None:
                raise NotAccepted("malformed")
            beside.append(said)
            continue
        if entry is not None:
            yield Carried(entry, digest, tuple(beside))
        following = _entry(said, line)
        if following.prev != digest or (entry is not None and following.seq != entry.seq + 1):
            raise NotAccepted("malformed")
        entry, digest, beside = following, following.digest, []
    if entry is not None:
        yield Carried(entry, digest, tuple(beside))


def _entry(said: Mapping[str, Any], line: bytes) -> Entry:
    try:
        entry = from_members(said)
    except NotAnEntry as error:
        raise NotAccepted("malformed") from error
    if entry.text.encode() != line:
        raise NotAccepted("malformed")
    return entry
