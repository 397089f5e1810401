"""Requests and replies of an exchange: written, signed, and read when exactly right (SPEC.md, section 5)."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.seal import PublicSigningKey, SigningKey, Unreadable, read_object, sign_statement, unb64, verify_statement
from passport.journal.entry import DIGEST, KIND, LARGEST_SEQ

from . import framing
from .faults import FORK, GAP, REFUSED, NotAccepted

EXCHANGE = "tg-exchange+jws"
REPLY = "tg-reply+jws"
DAY = 86_400  # seconds
MAX_KINDS = 200
LANES = ("urgent", "bulk")

Signers = Mapping[str, PublicSigningKey]

_BOTH = {"at", "fault", "from", "kinds", "segment", "tips", "to", "v"}
_REQUEST, _REPLY = _BOTH | {"id", "n"}, _BOTH | {"re"}
_WORD = re.compile(r"[a-z0-9_]{0,30}", re.ASCII)
_NODE = re.compile(r"[A-Z]{3}|CENTRAL", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tip:
    """How far one node has one lane of another's journal. `digest` is hex: of entry `seq`, or the root at 0."""

    lane: str
    seq: int
    digest: str
    forked: bool = False

    def members(self) -> dict[str, Any]:
        return {"dig": self.digest, "forked": self.forked, "lane": self.lane, "seq": self.seq}


@dataclass(frozen=True)
class Message:
    """A request (`n` is set) or a reply.

    id        of the request, in both.
    tips      by lane: how far the sender has the receiver's journal.
    fault     what the sender found in the receiver's last segment, or None.
    segment   the bytes that travel along, or b"".
    """

    sender: str
    receiver: str
    id: UUID
    at: int
    tips: dict[str, Tip]
    kinds: tuple[str, ...]
    n: int | None = None
    fault: Mapping[str, Any] | None = None
    segment: bytes = b""

    def write(self, key: SigningKey) -> bytes:
        """The bytes that go over the line."""
        said: dict[str, Any] = {
            "at": self.at,
            "fault": None if self.fault is None else dict(self.fault),
            "from": self.sender,
            "kinds": sorted(self.kinds),
            "segment": hashlib.sha256(self.segment).hexdigest() if self.segment else None,
            "tips": [self.tips[lane].members() for lane in LANES],
            "to": self.receiver,
            "v": 1,
        }
        said |= {"re": str(self.id)} if self.n is None else {"id": str(self.id), "n": self.n}
        token = sign_statement(REPLY if self.n is None else EXCHANGE, said, key)
        return framing.join(framing.MESSAGE_LINE, token, self.segment)


def sender_of(raw: bytes) -> str:
    """Who says that it wrote this: to find the keys with, and nothing else. Raises NotAccepted."""
    token, _ = framing.part(raw, framing.MESSAGE_LINE)
    parts = token.split(".")
    if len(parts) != 3:
        raise NotAccepted("malformed")
    try:
        said = read_object(unb64(parts[1]))
    except Unreadable:
        raise NotAccepted("malformed") from None
    sender = said.get("from")
    if not isinstance(sender, str) or not _NODE.fullmatch(sender):
        raise NotAccepted("malformed")
    return sender


def read(raw: bytes, *, typ: str, signers: Signers, sender: str, receiver: str) -> Message:
    """Check a message: shape, addressee, signature, segment's digest. The clock and `n` are the caller's.

    Raises   NotAccepted: version, malformed, oversize, addressee, unknown_node, signature.
    """
    members = _REQUEST if typ == EXCHANGE else _REPLY
    said, segment = read_signed(raw, typ=typ, members=members, signers=signers, sender=sender, receiver=receiver)
    if said["segment"] != (hashlib.sha256(segment).hexdigest() if segment else None):
        raise NotAccepted("malformed")
    return Message(
        sender=sender,
        receiver=receiver,
        id=uuid_of(said["id"] if typ == EXCHANGE else said["re"]),
        at=whole_of(said["at"]),
        tips=tips_of(said["tips"]),
        kinds=kinds_of(said["kinds"]),
        n=whole_of(said["n"]) if typ == EXCHANGE else None,
        fault=fault_of(said["fault"]),
        segment=segment,
    )


def read_signed(
    raw: bytes, *, typ: str, members: set[str], signers: Signers, sender: str, receiver: str
) -> tuple[dict[str, Any], bytes]:
    """What a message between these two says, of exactly these members, and the bytes that follow it.

    Raises   NotAccepted: version, malformed, oversize, addressee, unknown_node, signature.
    """
    if len(raw) > framing.MAX_MESSAGE_BYTES:
        raise NotAccepted("oversize")
    token, rest = framing.part(raw, framing.MESSAGE_LINE)
    try:
        said = verify_statement(token, typ, signers)
    except Unreadable as error:
        raise NotAccepted(_PROBLEM.get(error.fault, "malformed")) from error
    if said.keys() != members or whole_of(said["v"]) != 1 or said["from"] != sender:
        raise NotAccepted("malformed")
    if said["to"] != receiver:
        raise NotAccepted("addressee")
    return said, rest


_PROBLEM = {"signer": "unknown_node", "signature": "signature"}


def check_clock(at: int, now: int) -> None:
    """Both clocks must agree within a day. Raises NotAccepted: clock."""
    if abs(at - now) > DAY:
        raise NotAccepted("clock", now=now)


def whole_of(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST_SEQ:
        raise NotAccepted("malformed")
    return value


def uuid_of(value: Any) -> UUID:
    try:
        found = UUID(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != value:
        raise NotAccepted("malformed")
    return found


def tips_of(value: Any) -> dict[str, Tip]:
    if not isinstance(value, list) or len(value) != len(LANES):
        raise NotAccepted("malformed")
    tips = {}
    for lane, said in zip(LANES, value, strict=True):
        if not isinstance(said, dict) or said.keys() != {"dig", "forked", "lane", "seq"} or said["lane"] != lane:
            raise NotAccepted("malformed")
        if not isinstance(said["dig"], str) or not DIGEST.fullmatch(said["dig"]) or type(said["forked"]) is not bool:
            raise NotAccepted("malformed")
        tips[lane] = Tip(lane, whole_of(said["seq"]), said["dig"], said["forked"])
    return tips


def kinds_of(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MAX_KINDS:
        raise NotAccepted("malformed")
    if not all(isinstance(kind, str) and KIND.fullmatch(kind) for kind in value):
        raise NotAccepted("malformed")
    return tuple(value)


def fault_of(value: Any) -> Mapping[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or value.keys() != {"code", "lane", "seq", "why"}:
        raise NotAccepted("malformed")
    if value["code"] not in (GAP, FORK, REFUSED) or value["lane"] not in LANES:
        raise NotAccepted("malformed")
    if not isinstance(value["why"], str) or not _WORD.fullmatch(value["why"]):
        raise NotAccepted("malformed")
    whole_of(value["seq"])
    return value
