"""What a prison asks and central answers when a journal is given back (SPEC.md, section 10)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from accounts.seal import SigningKey, sign_statement
from passport.journal.entry import DIGEST

from .. import framing
from ..faults import NotAccepted
from ..message import LANES, Signers, Tip, read_signed, tips_of, uuid_of, whole_of

RESTORE, RESTORED = "tg-restore+jws", "tg-restored+jws"
BEHIND, FORK = "behind", "fork"
_ASKED = {"after", "at", "bulk", "dig", "from", "id", "lane", "n", "to", "v"}
_GIVEN = {"at", "fault", "from", "re", "segment", "tips", "to", "v"}


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
    said, rest = read_signed(raw, typ=RESTORE, members=_ASKED, signers=signers, sender=sender, receiver=receiver)
    if rest or said["lane"] not in LANES or not isinstance(said["dig"], str) or not DIGEST.fullmatch(said["dig"]):
        raise NotAccepted("malformed")
    at, n, after, bulk = (whole_of(said[name]) for name in ("at", "n", "after", "bulk"))
    return Asked(sender, receiver, uuid_of(said["id"]), at, n, said["lane"], after, said["dig"], bulk)


def read_given(raw: bytes, *, signers: Signers, sender: str, receiver: str) -> Given:
    """Raises NotAccepted: as read_asked."""
    said, copy = read_signed(raw, typ=RESTORED, members=_GIVEN, signers=signers, sender=sender, receiver=receiver)
    if said["segment"] != (hashlib.sha256(copy).hexdigest() if copy else None):
        raise NotAccepted("malformed")
    if said["fault"] not in (None, BEHIND, FORK):
        raise NotAccepted("malformed")
    return Given(
        sender, receiver, uuid_of(said["re"]), whole_of(said["at"]), tips_of(said["tips"]), said["fault"], copy
    )
