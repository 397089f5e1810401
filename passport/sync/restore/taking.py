"""The prison's side: its own journal from its tip on, part by part, each checked and applied in one transaction."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from accounts.keys import node_keys
from accounts.seal import Unreadable
from passport import journal
from passport.acts import arriving, blobs, recalled
from passport.acts.received import ReceivedKey, WrongEntry
from passport.models import JournalTip, Lane, Peer

from .. import checking, framing, moves, segment
from ..checking import Checked
from ..envelopes import Signers, key_of
from ..faults import NotAccepted
from ..kinds import ARCHIVE_KEY, CENTRAL
from ..message import Tip
from ..reception import keep_entries, runs
from ..segment import Carried, Segment
from ..tips import on_our_chain, signing_keys
from ..transport import Answered, Post
from .giving import GIVEN
from .messages import BEHIND, FORK, Asked, Given, read_given

LANES = (Lane.BULK, Lane.URGENT)  # urgent entries name what bulk has brought
FIRST_LEAP, TRIES = 60_000, 12  # milliseconds: past what was counted before the restore


class TwoHistories(Exception):
    """This prison's own tip is not in what central has: it has written on since it was restored."""

    def __init__(self, lane: str, seq: int) -> None:
        super().__init__(f"{lane} {seq}")
        self.lane, self.seq = lane, seq


class NotAll(Exception):
    """Central's copy does not run through a tip that is known from elsewhere."""

    def __init__(self, lane: str, seq: int) -> None:
        super().__init__(f"{lane} {seq}")
        self.lane, self.seq = lane, seq


class SomebodyWrites(Exception):
    """Somebody works in this prison while it is restored: stop the web server, the workers and the courier."""


@dataclass
class Taken:
    """entries: that came back, by lane; behind: lanes of which central has less; erased: records to look at."""

    entries: Counter[str] = field(default_factory=Counter)
    behind: list[str] = field(default_factory=list)
    erased: set[UUID] = field(default_factory=set)
    tips: Mapping[str, Tip] = field(default_factory=dict)


@dataclass
class Taker:
    """post: to central's door; known: lane → (seq, digest) of a tip from a sheet; progress: told after each part."""

    post: Post
    now: Callable[[], datetime]
    known: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    progress: Callable[[Taken], None] = lambda done: None
    signers: Signers = field(default_factory=dict)

    def take(self) -> Taken:
        """Take what is missing, both lanes to their ends. Again goes on where it was. Memory: one segment.

        Raises   TwoHistories, NotAll, SomebodyWrites, WrongEntry, Unreachable, Answered, NotAccepted.
        """
        me, done = journal.own_name(), Taken()
        others = {kid: key for keys in moves.prisons().values() for kid, key in keys.items()}
        self.signers = {**others, **signing_keys(me)[1]}
        for lane in LANES:
            self._from_here(me, lane)  # nothing is taken of either before both are known to be one history
        for lane in LANES:
            while self._part(me, lane, done):
                self.progress(done)
            tip = _tip(me, lane)
            known = self.known.get(lane)
            if known is not None and tip.seq < known[0]:
                raise NotAll(lane, known[0])
            if lane not in done.behind:
                # What stands here is the beginning of what central has: one history, whatever was thought of it.
                JournalTip.objects.filter(pk=tip.pk).update(
                    forked_at=None, told_seq=None, told_digest="", acknowledged_seq=tip.seq
                )
        done.erased = recalled.still_open(done.erased)
        return done

    def ask(self, lane: str, after: int, digest: str, bulk: int) -> Given:
        """One question, one answer. Raises Unreachable, Answered, NotAccepted."""
        me, peer = journal.own_name(), Peer.objects.get_or_create(node=CENTRAL)[0]
        leap = 0
        for turn in range(TRIES):
            at = self.now()
            n = max(int(at.timestamp() * 1000) + leap, peer.counter + 1)
            Peer.objects.filter(pk=peer.pk).update(counter=n)
            peer.counter = n
            asked = Asked(me, CENTRAL, uuid4(), int(at.timestamp()), n, lane, after, digest, bulk)
            try:
                raw = self.post(asked.write(node_keys().sign))
            except Answered as error:
                if error.code != "replayed" or turn == TRIES - 1:
                    raise
                leap = FIRST_LEAP * 2**turn
                continue
            given = read_given(raw, signers=signing_keys(CENTRAL)[0], sender=CENTRAL, receiver=me)
            if given.id != asked.id:
                raise NotAccepted("replayed")
            return given
        raise NotAccepted("replayed")

    def _from_here(self, me: str, lane: str) -> tuple[JournalTip, Given]:
        """Our tip, and what central gives after it. Raises TwoHistories."""
        tip = _tip(me, lane)
        given = self.ask(lane, tip.seq, tip.digest, _tip(me, Lane.BULK).seq)
        # Who has less may have something else all the same: its own tip says.
        if given.fault == FORK or (given.fault == BEHIND and not on_our_chain(tip, given.tips[lane])):
            raise TwoHistories(lane, tip.seq)
        return tip, given

    def _part(self, me: str, lane: str, done: Taken) -> bool:
        """One part. False: there is no more. Queries: about 10 a kind of entry in it."""
        tip, given = self._from_here(me, lane)
        done.tips = given.tips
        if given.fault == BEHIND:
            done.behind.append(lane)
            return False
        if not given.copy:
            return False
        part = segment.read_lines(framing.decompress(given.copy), origin=me, destination=CENTRAL)
        if (part.lane, part.first, part.prev) != (lane, tip.seq + 1, tip.digest):
            raise NotAccepted("malformed")
        self._hold_against(part)
        checked = [self._check(one, lane) for one in part.carried]
        try:
            done.erased |= self._apply(part, checked, keys_that_came(part))
        except IntegrityError as error:  # an id that is another entry's here
            raise WrongEntry(part.first, "other") from error
        done.entries[lane] += len(checked)
        return True

    def _hold_against(self, part: Segment) -> None:
        seq, digest = self.known.get(part.lane, (0, ""))
        for carried in part.carried:
            if carried.entry.seq == seq and not carried.digest.startswith(digest):
                raise NotAll(part.lane, seq)

    def _check(self, carried: Carried, lane: str) -> Checked:
        kind = carried.entry.kind
        if kind not in GIVEN:
            return Checked(replace(carried, beside=()), kept=True)
        if kind == "arrived":
            carried = replace(carried, beside=())
        return checking.check(
            carried, origin=journal.own_name(), destination=CENTRAL, lane=lane, signers=self.signers, prisons={}
        )

    @transaction.atomic
    def _apply(self, part: Segment, checked: Sequence[Checked], keys: Sequence[ReceivedKey]) -> set[UUID]:
        """Entries, what they say and the tip. Returns the records that were erased, as central says."""
        at = self.now()
        tip = journal.tip_of(part.origin, part.destination, part.lane)
        if (tip.seq, tip.digest) != (part.first - 1, part.prev):
            raise SomebodyWrites
        keep_entries(part, [replace(one, kept=False) for one in checked])
        erased: set[UUID] = set()
        for kind, together in runs(part.lane, checked):
            erased |= _recall(kind, together, part.origin, at)
        arriving.keep_keys(keys=keys, at=at)
        last = part.carried[-1]
        JournalTip.objects.filter(pk=tip.pk).update(
            seq=last.entry.seq, digest=last.digest, acknowledged_seq=last.entry.seq
        )
        recalled.record_part(
            origin=part.origin, lane=part.lane, first=part.first, last=part.last, entry=last.entry.id, at=at
        )
        return erased


def keys_that_came(part: Segment) -> list[ReceivedKey]:
    """The archive keys of records that arrived from another prison. Raises WrongEntry."""
    found = []
    for one in part.carried:
        if one.entry.kind == "arrived":
            if any(said["of"] != ARCHIVE_KEY for said in one.beside):
                raise WrongEntry(one.entry.seq, "beside")
            try:
                found += [key_of(one.entry.seq, said) for said in one.beside]
            except Unreadable as error:
                raise WrongEntry(one.entry.seq, error.fault) from error
    return found


def _tip(me: str, lane: str) -> JournalTip:
    """Our own tip, made at its root if there is none. Queries: 1-4."""
    with transaction.atomic():
        return journal.tip_of(me, CENTRAL, lane)


def _recall(kind: str, together: Sequence[Checked], origin: str, at: datetime) -> set[UUID]:
    """Call the act of a kind. Raises WrongEntry."""
    if kind in ("section", "head"):
        recalled.recall_versions([version for one in together for version in one.versions])
    elif kind in ("archive_key", "erasure"):
        arriving.keep_keys(keys=[key for one in together for key in one.keys], at=at)
        return {UUID(one.carried.entry.said["rec"]) for one in together if kind == "erasure"}
    elif kind == "chunk":
        blobs.receive_chunks(chunks=[one.chunk for one in together if one.chunk], origin=origin, at=at)
    else:
        for one in together:
            _recall_one(kind, one, origin, at)
    return set()


def _recall_one(kind: str, one: Checked, origin: str, at: datetime) -> None:
    said = one.carried.entry.said
    if kind == "handover" and one.handover is not None:
        recalled.recall_versions(one.versions)
        recalled.recall_handover(token=said["handover"], statement=one.handover, at=at)
    elif kind == "handover_withdrawn":
        recalled.recall_withdrawal(handover=UUID(said["id"]), withdrawn_at=one.carried.entry.happened_at)
    elif kind == "blob" and one.blob is not None:
        blobs.receive_blob(blob=one.blob, origin=origin, at=at)
    elif kind == "blob_gone":
        recalled.recall_blob_gone(name=said["blob"], rec=UUID(said["rec"]), origin=origin, at=at)
    elif kind == "transfer" and one.transfer is not None:
        recalled.recall_transfer(seq=one.seq, token=said["transfer"], statement=one.transfer, keys=one.keys, at=at)
    elif kind == "transfer_cancelled":
        recalled.recall_cancelled(transfer=UUID(said["id"]))
    elif kind == "record_wanted":
        recalled.recall_wanted(said=said, sealed=one.sealed, at=at)
