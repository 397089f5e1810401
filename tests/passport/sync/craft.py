"""Messages and segments built part by part, so that each can be wrong in one way only. The keys are those of the
sealing's vectors: derived from names, nobody's.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.seal import (
    Binding,
    Envelope,
    ReadingKey,
    SigningKey,
    canonical,
    seal,
    seal_to,
    sign_head,
    sign_statement,
)
from passport import journal
from passport.journal import Entry
from tests.accounts.seal.craft import AGENCY, ARCHIVE, AT, OLD_KEY, PRISON, STRANGER

__all__ = ["AGENCY", "ARCHIVE", "AT", "OLD_KEY", "PRISON", "STRANGER"]

REC = "0b0f8b2e-5c0e-4f6e-9d43-3a1b1c0d2e3f"
OTHER_REC = "1c1f8b2e-5c0e-4f6e-9d43-3a1b1c0d2e3f"
AGENCY_ID = "7a1d2c3b-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
LETTER_ID = "2e7f8091-a2b3-4c4d-9e5f-60718293a4b5"
HANDOVER_ID = "5d6e7f80-91a2-4b3c-8d4e-5f60718293a4"
SECONDS = int(AT.timestamp())

Part = tuple[str, Mapping[str, Any], Sequence[Mapping[str, Any]]]  # kind, body, what travels beside


class Section:
    """One version with its envelope; `body` and `beside` are what an entry needs."""

    def __init__(
        self,
        sec: str = "ACCOMMODATION",
        ver: int = 1,
        prev: str | None = None,
        *,
        rec: str = REC,
        iss: str = "MDI",
        key: SigningKey = PRISON,
        readers: Sequence[ReadingKey] = (ARCHIVE,),
        at: datetime = AT,
    ) -> None:
        self.binding, self.prev, self.key, self.at = Binding(iss, rec, sec, ver), prev, key, at
        self.envelope: Envelope = seal(
            binding=self.binding,
            data={"words": "in a vector"},
            prev=prev,
            issued_at=at,
            signing_key=key,
            readers=[reader.public for reader in readers],
        )

    @property
    def dig(self) -> str:
        return self.envelope.digest

    def head(self, revision: int = 0, kids: Sequence[str] | None = None, **other: Any) -> str:
        said = {
            "binding": self.binding,
            "digest": self.dig,
            "prev": self.prev,
            "recipients": self.envelope.kids if kids is None else kids,
            "revision": revision,
            "issued_at": self.at,
            "signing_key": self.key,
        }
        return sign_head(**(said | other))

    def body(self, head: str = "", **other: Any) -> dict[str, Any]:
        said = {"rec": self.binding.rec, "sec": self.binding.sec, "ver": self.binding.ver, "dig": self.dig}
        return {**said, "head": head or self.head(), **other}

    def beside(self, head: str = "", **other: Any) -> dict[str, Any]:
        wraps = [wrap.entry() for wrap in self.envelope.wraps]
        said = {"core": self.envelope.core.members(), "dig": self.dig, "head": head or self.head(), "of": "envelope"}
        return {**said, "wraps": wraps, **other}

    def part(self) -> Part:
        return "section", self.body(), [self.beside()]


def archive_key(key: ReadingKey = ARCHIVE, **other: Any) -> Part:
    said = {"jwk": key.public.jwk(), "kid": key.kid, "kind": "NORMAL", "rec": REC}
    beside = {**said, "made_at": SECONDS, "of": "archive_key", "sealed_private": '{"sealed":"box"}'}
    return "archive_key", said, [{**beside, **other}]


def handover(*sections: Section, key: SigningKey = PRISON, **other: Any) -> str:
    listed = [
        {"dig": one.dig, "iss": one.binding.iss, "sec": one.binding.sec, "ver": one.binding.ver} for one in sections
    ]
    said = {
        "agency": AGENCY_ID,
        "closes_on": "2027-04-20",
        "iat": SECONDS,
        "id": HANDOVER_ID,
        "opens_on": "2027-02-20",
        "prison": "MDI",
        "rec": REC,
        "release_on": "2027-03-20",
        "revision": 1,
        "sections": sorted(listed, key=lambda one: one["sec"]),
        "v": 1,
    }
    return sign_statement("tg-handover+jws", {**said, **other}, key)


def letter_box(key: ReadingKey = AGENCY, *, letter: str = LETTER_ID, typ: str = "tg-letter+jwe") -> str:
    """A sealed letter for one reader; what is in it only the reader sees."""
    return seal_to(key.public, typ, {"agency": AGENCY_ID, "letter": letter}, b"a.signed.letter")


def chain(
    parts: Sequence[Part], *, lane: str = "bulk", first: int = 1, prev: str = "", at: int = SECONDS
) -> list[tuple[Entry, list[bytes]]]:
    """Entries with the lines beside them."""
    prev = prev or journal.root("MDI", "CENTRAL", lane)
    made = []
    for seq, (kind, body, beside) in enumerate(parts, first):
        one = Entry(seq, UUID(int=(1 if lane == "bulk" else 2) << 64 | seq), kind, at, journal.canonical(body), prev)
        made.append((one, [canonical(dict(line)) for line in beside]))
        prev = one.digest
    return made


def lines(made: Sequence[tuple[Entry, list[bytes]]], *, lane: str = "bulk", **other: Any) -> bytes:
    """What the gzip of a segment holds."""
    said = {"destination": "CENTRAL", "first": made[0][0].seq, "lane": lane, "last": made[-1][0].seq}
    said |= {"origin": "MDI", "prev": made[0][0].prev, "v": 1}
    rows = [canonical({**said, **other})]
    for entry, beside in made:
        rows += [entry.text.encode(), *beside]
    return b"\n".join(rows)


def request(key: SigningKey = PRISON, typ: str = "tg-exchange+jws", **other: Any) -> str:
    """The token of a request."""
    tips = [
        {"dig": journal.root("CENTRAL", "MDI", lane), "forked": False, "lane": lane, "seq": 0}
        for lane in ("urgent", "bulk")
    ]
    said = {
        "at": SECONDS,
        "fault": None,
        "from": "MDI",
        "id": HANDOVER_ID,
        "kinds": ["answer", "directory", "opened"],
        "n": SECONDS * 1000,
        "segment": None,
        "tips": tips,
        "to": "CENTRAL",
        "v": 1,
    }
    return sign_statement(typ, {name: value for name, value in {**said, **other}.items() if value is not ...}, key)


def message(token: str, segment: bytes = b"", line: str = "throughgate-sync 1") -> bytes:
    return f"{line}\n{token}\n".encode() + segment


def changed(text: bytes, **members: Any) -> bytes:
    """A line of JSON with other members, canonical again."""
    return canonical({**json.loads(text), **members})
