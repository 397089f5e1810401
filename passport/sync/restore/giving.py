"""Central's side: a prison's own journal, part by part, with what central has of what travels beside it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.keys import node_keys
from accounts.models import ArchiveKey
from accounts.seal import canonical
from passport import journal
from passport.acts.holding import holders_of
from passport.journal import Entry
from passport.models import JournalEntry, JournalTip, Lane, Transfer

from .. import cut as cutting
from .. import framing, message
from ..exchange import count
from ..faults import NotAccepted
from ..kinds import ENVELOPE
from ..message import check_clock
from ..tips import said_of, signing_keys, tips_between
from .messages import BEHIND, FORK, Asked, Given, read_asked

# The kinds with which anything is given along; of the rest the entry alone.
GIVEN = frozenset(
    {
        *("section", "head", "archive_key", "handover", "handover_withdrawn", "erasure", "chunk", "blob", "blob_gone"),
        *("transfer", "transfer_cancelled", "arrived", "transfer_returned", "record_wanted"),
    }
)


def give(raw: bytes, *, at: datetime) -> bytes:
    """Read a prison's request and reply with the next part of its own journal.

    Queries  4, and those of one cut. Memory: one segment.
    Raises   NotAccepted, for which the caller answers a problem.
    """
    me = journal.own_name()
    sender = message.sender_of(raw)
    in_force, _ = signing_keys(sender)
    if not in_force or sender == me:
        raise NotAccepted("unknown_node")
    asked = read_asked(raw, signers=in_force, sender=sender, receiver=me)
    check_clock(asked.at, int(at.timestamp()))
    count(sender, asked.n, at)
    tips = tips_between(me, sender)
    there = tips[sender, asked.lane]
    fault = _fault(asked, there)
    copy = b"" if fault else _copy(asked, there)
    said = Given(me, sender, asked.id, int(at.timestamp()), said_of(tips, sender), fault, copy)
    return said.write(node_keys().sign)


def _fault(asked: Asked, there: JournalTip) -> str | None:
    """Whether the prison's own tip lies on what central has. Queries: 0 or 1."""
    if asked.after > there.seq:
        return BEHIND
    if asked.after == there.seq:
        return None if asked.digest == there.digest else FORK
    if asked.after == 0:
        return None if asked.digest == journal.root(asked.sender, asked.receiver, asked.lane) else FORK
    digests = JournalEntry.objects.filter(
        origin=asked.sender, destination=asked.receiver, lane=asked.lane, seq=asked.after
    ).values_list("digest", flat=True)
    return None if list(digests) == [asked.digest] else FORK


def _copy(asked: Asked, there: JournalTip) -> bytes:
    if there.seq <= asked.after:
        return b""
    found = cutting.cut(
        origin=asked.sender,
        destination=asked.receiver,
        lane=asked.lane,
        after=asked.after,
        acknowledged={Lane.URGENT: 0, Lane.BULK: asked.bulk},
        through=there.seq,
        beside=Copied,
    )
    return framing.compress(found.lines) if found else b""


class Copied(cutting.Beside):
    """What travels beside the entries of a copy: for the prison that wrote them."""

    def __init__(
        self, entries: Sequence[Entry], lane: str, origin: str, destination: str, acknowledged: dict[str, int]
    ) -> None:
        given = [entry for entry in entries if entry.kind in GIVEN]
        super().__init__(given, lane, origin, destination, acknowledged)
        recs = {UUID(entry.said["rec"]) for entry in given if entry.kind in ("section", "head")}
        self.elsewhere = {str(rec) for rec, holder in holders_of(recs).items() if holder != origin}
        self.arrived = self._keys_that_came(entries)

    def unknown_of(self, names: set[str], origin: str, destination: str, acknowledged: int) -> set[str]:
        """All but what the prison has by its own bulk entry: of what another has sealed it may have nothing."""
        own = cutting.own_bulk(names, origin, destination)
        return {name for name in names if own.get(name, acknowledged + 1) > acknowledged}

    def lines_of(self, entry: Entry) -> list[bytes]:
        if entry.kind not in GIVEN:
            return []
        return self.arrived.get(entry.said["id"], []) if entry.kind == "arrived" else super().lines_of(entry)

    def envelope_of(self, entry: Entry, name: str) -> bytes | None:
        if entry.kind in ("section", "head") and entry.said["rec"] in self.elsewhere:
            head = {"dig": name, "head": entry.said["head"], "of": ENVELOPE, "wraps": []}
            return canonical({**head, "core": "erased"})
        if entry.kind == "transfer":
            return None  # its own entries bring them
        return super().envelope_of(entry, name)

    def _keys_that_came(self, entries: Sequence[Entry]) -> dict[str, list[bytes]]:
        """Transfer → the archive keys of the record that came with it. Queries: 2, or none."""
        ids = [entry.said["id"] for entry in entries if entry.kind == "arrived"]
        recs = dict(Transfer.objects.filter(pk__in=ids).values_list("rec", "pk")) if ids else {}
        lines: dict[str, list[bytes]] = {}
        for row in ArchiveKey.objects.filter(rec__in=recs) if recs else ():
            lines.setdefault(str(recs[row.rec]), []).append(cutting.key_line(row))
        return lines
