"""What lies in the box that a terminal makes of one act (OFFLINE.md, section 3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from accounts.keys import node_keys
from accounts.seal import ReadingKey, Unreadable, open_box, read_object

TYP = "tg-queued-act+jwe"
KIND = re.compile(r"[A-Z_]{1,40}")
LARGEST = 64 * 1024  # bytes of one box
MOST_FIELDS = 200
_MEMBERS = {"v", "ticket", "key", "kind", "fields", "language", "ms"}


@dataclass(frozen=True)
class Written:
    """What lies in a box. `fields`: field name → every value under it, as a posted form's."""

    ticket: str
    kind: str
    fields: Mapping[str, list[str]]
    language: str
    ms: int | None


def open_act(box: str, key: str) -> Written:
    """What a terminal has sealed under this key. Queries: none.

    Raises Unreadable: as seal.open_box; reader, where the node has no such key; members and type.
    """
    aad = {"key": key, "node": settings.NODE_NAME, "v": 1}
    said = read_object(open_box(box, key=key_of(box), typ=TYP, aad=aad, max_bytes=LARGEST))
    if said.keys() != _MEMBERS or said["v"] != 1 or said["key"] != key:
        raise Unreadable("members")
    texts, ms = (said["ticket"], said["kind"], said["language"]), said["ms"]
    if not all(isinstance(text, str) for text in texts) or not (ms is None or type(ms) is int):
        raise Unreadable("type")
    if not KIND.fullmatch(said["kind"]):
        raise Unreadable("type")
    language = said["language"] if said["language"] in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return Written(said["ticket"], said["kind"], _fields(said["fields"]), language, None if ms is None else sane(ms))


def sane(ms: int) -> int:
    """Milliseconds as a clock may say them, and no more than leaves the calendar alone: three years either way."""
    return max(-(10**11), min(ms, 10**11))


def key_of(box: str, largest: int = LARGEST) -> ReadingKey:
    """The node's key that a box is for: today's, or one from before a rotation. Queries: none. Raises Unreadable."""
    recipients = read_object(box, largest).get("recipients")
    first = recipients[0] if isinstance(recipients, list) and recipients else None
    header = first.get("header") if isinstance(first, dict) else None
    kid = header.get("kid") if isinstance(header, dict) else None
    key = node_keys().reading_key(kid) if isinstance(kid, str) else None
    if key is None:
        raise Unreadable("reader")
    return key


def _fields(said: object) -> dict[str, list[str]]:
    if not isinstance(said, list) or len(said) > MOST_FIELDS:
        raise Unreadable("type")
    fields: dict[str, list[str]] = {}
    for pair in said:
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) for text in pair)):
            raise Unreadable("type")
        fields.setdefault(pair[0], []).append(pair[1])
    return fields
