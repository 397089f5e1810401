"""What one journal entry is: its text, its digest, and how it hangs on the one before (sync/SPEC.md, section 2)."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from accounts import seal

FIRST_AT, LAST_AT = 0, 253_402_300_799  # whole seconds: the years 1970 to 9999
LARGEST_SEQ = 2**53 - 1
MEMBERS = frozenset({"at", "body", "id", "kind", "prev", "seq"})
KIND = re.compile(r"[a-z][a-z0-9_]{0,29}", re.ASCII)
NAME = re.compile(r"[A-Za-z0-9_-]{1,43}", re.ASCII)  # base64url of a SHA-256, at most
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class NotAnEntry(ValueError):
    """The text is not one journal entry in its one spelling. Carries a word of SPEC.md, nothing of the text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it travels. `body` is canonical JSON text; `at` whole seconds since 1970; digests are hex."""

    seq: int
    id: UUID
    kind: str
    at: int
    body: str
    prev: str

    @property
    def text(self) -> str:
        """The entry's one spelling: canonical JSON (RFC 8785), members in order, put together around the body."""
        return (
            f'{{"at":{self.at},"body":{self.body},"id":"{self.id}","kind":"{self.kind}",'
            f'"prev":"{self.prev}","seq":{self.seq}}}'
        )

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def said(self) -> dict[str, Any]:
        """The body as a dict."""
        return json.loads(self.body)

    @property
    def names(self) -> str:
        """The digest of the envelope or the thumbprint of the key that travels beside it, or "" for neither."""
        said = self.said
        found = said.get("dig", said.get("kid", ""))
        return found if isinstance(found, str) and NAME.fullmatch(found) else ""

    @property
    def happened_at(self) -> datetime:
        return datetime.fromtimestamp(self.at, tz=UTC)


def root(origin: str, destination: str, lane: str) -> str:
    """What the first entry of a lane chains on: hex, so that no lane can be passed off as another."""
    return hashlib.sha256(f"throughgate journal 1 {origin} {destination} {lane}".encode()).hexdigest()


def canonical(body: Mapping[str, Any]) -> str:
    """The body's canonical JSON text. Raises NotAnEntry for what JSON cannot say."""
    try:
        return seal.canonical(dict(body)).decode()
    except ValueError as error:
        raise NotAnEntry("body") from error


def from_members(said: Mapping[str, Any]) -> Entry:
    """Build an entry from its parsed JSON object, checking every member. Raises NotAnEntry."""
    if set(said) != MEMBERS:
        raise NotAnEntry("members")
    seq, at = said["seq"], said["at"]
    if type(seq) is not int or not 1 <= seq <= LARGEST_SEQ:
        raise NotAnEntry("seq")
    if type(at) is not int or not FIRST_AT <= at <= LAST_AT:
        raise NotAnEntry("at")
    if not isinstance(said["kind"], str) or not KIND.fullmatch(said["kind"]):
        raise NotAnEntry("kind")
    if not isinstance(said["prev"], str) or not DIGEST.fullmatch(said["prev"]):
        raise NotAnEntry("prev")
    if not isinstance(said["body"], dict):
        raise NotAnEntry("body")
    return Entry(seq, _uuid(said["id"]), said["kind"], at, canonical(said["body"]), said["prev"])


def _uuid(text: Any) -> UUID:
    try:
        value = UUID(text) if isinstance(text, str) else None
    except ValueError:
        value = None
    if value is None or str(value) != text:
        raise NotAnEntry("id")
    return value
