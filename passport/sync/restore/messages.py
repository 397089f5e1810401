"""What a prison asks and central answers when a journal is given back (SPEC.md, section 10)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.seal import PublicSigningKey, SigningKey, Unreadable, sign_statement, verify_statement
from passport.journal.entry import DIGEST

from .. import framing
from ..faults import NotAccepted
from ..message import LANES, Tip, tips_of, uuid_of, whole_of

RESTORE, RESTORED = "tg-restore+jws", "tg-restored+jws"
BEHIND, FORK = "behind", "fork"
_ASKED = {"after", "at", "bulk", "dig", "from", "id", "lane", "n", "to", "v"}
_GIVEN = {"at", "fault", "from", "re", "segment", "tips", "to", "v"}
_PROBLEM = {"signer": "unknown_node", "signature": "signature"}

Signers = Mapping[str, PublicSigningKey]


@dataclass(frozen=True)
class Asked:
    """after, digest: the prison's own tip in this lane; bulk: how far it has its own bulk lane."""

    sender: str
    receiver: str
    id: UUID
    at: int
    n: int
    lane: str
    after: int
    digest: str
    bulk: int

    def write(self, key: SigningKey) -> bytes:
        said = {
            "after": self.after,
            "at": self.at,
            "bulk": self.bulk,
            "dig": self.digest,
            "from": self.sender,
            "id": str(self.id),
            "lane": self.lane,
            "n": self.n,
            "to": self.receiver,
            "v": 1,
        }
        return framing.join(framing.MESSAGE_LINE, sign_statement(RESTORE, said, key), b"")


@dataclass(frozen=True)
class Given:
    """tips: by lane, how far central has the prison's journal; copy: the gzip of lines that follow, or b""."""

    sender: str
    receiver: str
    id: UUID
    at: int
    tips: Mapping[str, Tip]
    fault: str | None = None
    copy: bytes = b""

    def write(self, key: SigningKey) -> bytes:
        said = {
            "at": self.at,
            "fault": self.fault,
            "from": self.sender,
            "re": str(self.id),
            "segment": hashlib.sha256(self.copy).hexdigest() if self.copy else None,
            "tips": [self.tips[lane].members() for lane in LANES],
            "to": self.receiver,
            "v": 1,
        }
        return framing.join(framing.MESSAGE_LINE, sign_statement(RESTORED, said, key), self.copy)


def read_asked(raw: bytes, *, signers: Signers, sender: str, receiver: str) -> Asked:
    """Raises NotAccepted: version, malformed, oversize, addressee, unknown_node, signature."""
    said, rest = _read(raw, RESTORE, _ASKED, signers, sender, receiver)
    if rest or said["lane"] not in LANES or not isinstance(said["dig"], str) or not DIGEST.fullmatch(said["dig"]):
        raise NotAccepted("malformed")
    at, n, after, bulk = (whole_of(said[name]) for name in ("at", "n", "after", "bulk"))
    return Asked(sender, receiver, uuid_of(said["id"]), at, n, said["lane"], after, said["dig"], bulk)


def read_given(raw: bytes, *, signers: Signers, sender: str, receiver: str) -> Given:
    """Raises NotAccepted: as read_asked."""
    said, copy = _read(raw, RESTORED, _GIVEN, signers, sender, receiver)
    if said["segment"] != (hashlib.sha256(copy).hexdigest() if copy else None):
        raise NotAccepted("malformed")
    if said["fault"] not in (None, BEHIND, FORK):
        raise NotAccepted("malformed")
    return Given(
        sender, receiver, uuid_of(said["re"]), whole_of(said["at"]), tips_of(said["tips"]), said["fault"], copy
    )


def _read(
    raw: bytes, typ: str, members: set[str], signers: Signers, sender: str, receiver: str
) -> tuple[dict[str, Any], bytes]:
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
