"""The tips on a stick: what a node says of how far it has another's journal (SPEC.md, section 9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.seal import PublicSigningKey, SigningKey, Unreadable, sign_statement, verify_statement
from passport import journal
from passport.models import Lane, Peer

from .. import framing
from ..faults import NotAccepted
from ..message import LANES, Tip, fault_of, kinds_of, tips_of, whole_of
from ..tips import hear, mark

STICK = "tg-stick+jws"
LARGEST = framing.MAX_TOKEN_BYTES + 64  # bytes
_MEMBERS = {"at", "fault", "from", "kinds", "n", "tips", "to", "v"}


@dataclass(frozen=True)
class Statement:
    """tips: by lane, how far `sender` has the journal of `receiver`; at: by the sender's clock."""

    sender: str
    receiver: str
    at: int
    n: int
    tips: dict[str, Tip]
    kinds: tuple[str, ...]
    fault: Mapping[str, Any] | None = None

    def write(self, key: SigningKey) -> bytes:
        said = {
            "at": self.at,
            "fault": None if self.fault is None else dict(self.fault),
            "from": self.sender,
            "kinds": sorted(self.kinds),
            "n": self.n,
            "tips": [self.tips[lane].members() for lane in LANES],
            "to": self.receiver,
            "v": 1,
        }
        return framing.join(framing.TIPS_LINE, sign_statement(STICK, said, key), b"")


def read(raw: bytes, *, signers: Mapping[str, PublicSigningKey], sender: str, receiver: str) -> Statement:
    """A statement that is exactly right. Raises NotAccepted: version, malformed, unknown_node, signature, addressee."""
    token, rest = framing.part(raw, framing.TIPS_LINE)
    try:
        said = verify_statement(token, STICK, signers)
    except Unreadable as error:
        problem = {"signer": "unknown_node", "signature": "signature"}
        raise NotAccepted(problem.get(error.fault, "malformed")) from error
    if rest or said.keys() != _MEMBERS or whole_of(said["v"]) != 1:
        raise NotAccepted("malformed")
    if (said["from"], said["to"]) != (sender, receiver):
        raise NotAccepted("addressee")
    at, n = whole_of(said["at"]), whole_of(said["n"])
    kinds, fault = kinds_of(said["kinds"]), fault_of(said["fault"])
    return Statement(sender, receiver, at, n, tips_of(said["tips"]), kinds, fault)


def take(said: Statement, *, at: datetime) -> bool:
    """Move our cursors forward to a statement that is newer than any from a stick. False: it is not, nothing changed.

    Queries  3 for a stale one, else about 12.
    """
    with transaction.atomic():
        Peer.objects.get_or_create(node=said.sender)
        newer = Peer.objects.filter(node=said.sender, stick_read__lt=said.n)
        if not newer.update(stick_read=said.n, stick_read_at=at):
            return False
        peer = Peer.objects.get(node=said.sender)
        if peer.last_contact_at is None or said.at >= int(peer.last_contact_at.timestamp()):
            Peer.objects.filter(pk=peer.pk).update(kinds=list(said.kinds))
        for lane in (Lane.BULK, Lane.URGENT):
            tip, told = journal.tip_of(said.receiver, said.sender, lane), said.tips[lane]
            # What lies behind the cursor is only held against our chain.
            acknowledged = tip.acknowledged_seq
            hear(tip, told, at)
            if tip.acknowledged_seq < acknowledged:
                type(tip).objects.filter(pk=tip.pk).update(acknowledged_seq=acknowledged)
        if said.fault is not None:
            mark(said.sender, said.receiver, said.fault)
    return True


def is_newest(said: Statement) -> bool:
    """Whether nothing newer of its sender was read from a stick. Queries: 1."""
    return not Peer.objects.filter(node=said.sender, stick_read__gt=said.n).exists()


def next_number(receiver: str, *, at: datetime) -> int:
    """The `n` of our next statement for a node; that a stick was written stands in the audit. Queries: 5."""
    with transaction.atomic():
        Peer.objects.get_or_create(node=receiver)
        peer = Peer.objects.select_for_update().get(node=receiver)
        n = max(int(at.astimezone(UTC).timestamp() * 1000), peer.stick_written + 1)
        Peer.objects.filter(pk=peer.pk).update(stick_written=n)
        audit.write(by="command:sync", verb="write_stick", what="passport.Peer", whom=receiver, at=at)
    return n
