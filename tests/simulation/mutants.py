"""Planted bugs, one of each kind: what the simulation must find, so that it is known to look.

Each is a real function made wrong. `HINTS` names a seed that has found it, tried first; any other will do.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.db import transaction

import passport.blob
from passport import journal
from passport.acts import received, received_moves, received_versions
from passport.models import JournalEntry, JournalTip, Peer
from passport.sync import courier, cut, exchange, reception
from passport.sync.faults import GAP, LaneRefused

Patches = Iterator[tuple[Any, str, Any]]


def tip_before_entries() -> Patches:
    """Acknowledged before it is committed."""

    def apply(segment: Any, checked: Sequence[Any], at: Any) -> int:
        with transaction.atomic():
            tip = journal.tip_of(segment.origin, segment.destination, segment.lane)
            wanted = [one for one in checked if one.seq > tip.seq]
            last = checked[-1].carried
            JournalTip.objects.filter(pk=tip.pk).update(seq=last.entry.seq, digest=last.digest)
        with transaction.atomic():
            reception.keep_entries(segment, wanted)
            for kind, together in reception.runs(segment.lane, wanted):
                reception.say(kind, together, segment.origin, at)
        return len(wanted)

    yield reception, "apply", apply


def sent_is_arrived() -> Patches:
    """The sender's cursor moves when it has sent."""

    def hear(tip: JournalTip, said: Any, at: Any) -> bool:
        JournalTip.objects.filter(pk=tip.pk).update(acknowledged_seq=tip.seq)
        tip.acknowledged_seq = tip.seq
        return True

    yield courier, "hear", hear


def applied_twice() -> Patches:
    """What is there already is applied again."""
    real = reception.keep_entries

    def keep(segment: Any, wanted: Sequence[Any]) -> None:
        there = set(JournalEntry.objects.filter(pk__in=[one.carried.entry.id for one in wanted]).values_list("pk"))
        real(segment, [one for one in wanted if (one.carried.entry.id,) not in there])

    yield reception, "fresh_of", lambda segment, tip: segment.carried
    yield reception, "keep_entries", keep


def hole_is_taken() -> Patches:
    """A gap is not asked for."""
    real = reception.fresh_of

    def fresh_of(segment: Any, tip: JournalTip) -> Any:
        try:
            return real(segment, tip)
        except LaneRefused as error:
            if error.code != GAP:
                raise
            return segment.carried

    yield reception, "fresh_of", fresh_of


def prev_is_not_looked_at() -> Patches:
    """What hangs on another history is taken."""

    def fresh_of(segment: Any, tip: JournalTip) -> Any:
        if segment.first > tip.seq + 1:
            raise LaneRefused(GAP, segment.lane, tip.seq + 1)
        return [carried for carried in segment.carried if carried.entry.seq > tip.seq]

    yield reception, "fresh_of", fresh_of


def cursor_never_back() -> Patches:
    """A receiver that lost what it had is not sent it again."""
    real = exchange.hear

    def hear(tip: JournalTip, said: Any, at: Any) -> bool:
        return tip.forked_at is None if said.seq < tip.acknowledged_seq else real(tip, said, at)

    yield exchange, "hear", hear
    yield courier, "hear", hear


def answered_again() -> Patches:
    """A recorded request is answered as often as it comes."""

    def count(sender: str, n: int, at: Any, **heard: Any) -> None:
        Peer.objects.update_or_create(node=sender, defaults={**heard, "counter": n, "last_contact_at": at})

    yield exchange, "count", count


def retired_key_counts() -> Patches:
    """Who has a key that was taken out of force is believed."""
    real = exchange.signing_keys
    yield exchange, "signing_keys", lambda node: (real(node)[1], real(node)[1])


def readers_are_lost() -> Patches:
    """Of a version's readers only the first is kept."""
    real = received_versions._keep_wraps

    def keep(changed: Sequence[Any], *rest: Any) -> None:
        real([dataclasses.replace(one, wraps=one.wraps[:1]) for one in changed], *rest)

    yield received_versions, "_keep_wraps", keep


def readers_stay() -> Patches:
    """A newer head changes no readers."""
    real = received_versions._keep_wraps

    def keep(changed: Sequence[Any], there: Any, new: Any, closed: Any) -> None:
        real([one for one in changed if one.key in new], there, new, closed)

    yield received_versions, "_keep_wraps", keep


def late_head_wins() -> Patches:
    """A late copy gives a reader back what was taken."""
    yield received_versions, "_revisions", lambda tokens: {}


def late_copy_opens() -> Patches:
    """A late copy undoes an erasure."""
    yield received_versions, "_closed", lambda versions: set()
    yield received, "receive_archive_keys", _keys_come_back(received.receive_archive_keys)


def _keys_come_back(real: Callable[..., None]) -> Callable[..., None]:
    def receive(*, keys: Any, origin: str, at: Any) -> None:
        real(keys=[key for key in keys if key.sealed_private], origin=origin, at=at)

    return receive


def erasure_stays_at_home() -> Patches:
    """Central hears of an erasure and does nothing."""
    yield received, "receive_erasure", lambda **said: None


def nothing_comes_early() -> Patches:
    """An urgent entry does not bring along what it names."""
    yield cut.Beside, "unknown_of", lambda self, names, origin, destination, acknowledged: set()


def answer_is_dropped() -> Patches:
    """A worker's answer is acknowledged and not kept."""
    yield received, "receive_sealed_answer", lambda **said: None


def keys_stay_behind() -> Patches:
    """A record goes to another prison, and the boxes of its keys at central stay those of the one before."""
    yield received_moves, "_give_keys", lambda row: None


class _Null:
    """A cipher that hides nothing."""

    def __init__(self, key: bytes) -> None:
        pass

    def encrypt(self, iv: bytes, content: bytes, bound: bytes) -> bytes:
        return content + bytes(16)

    def decrypt(self, iv: bytes, content: bytes, bound: bytes) -> bytes:
        return content[:-16]


def files_are_not_sealed() -> Patches:
    """Central can read a file."""
    yield passport.blob, "AESGCM", _Null


EVERY: tuple[Callable[[], Patches], ...] = (
    tip_before_entries,
    sent_is_arrived,
    applied_twice,
    hole_is_taken,
    prev_is_not_looked_at,
    cursor_never_back,
    answered_again,
    retired_key_counts,
    readers_are_lost,
    readers_stay,
    late_head_wins,
    late_copy_opens,
    erasure_stays_at_home,
    nothing_comes_early,
    answer_is_dropped,
    keys_stay_behind,
    files_are_not_sealed,
)
HINTS = {
    "hole_is_taken": 115,
    "prev_is_not_looked_at": 358,
    "cursor_never_back": 49,
    "keys_stay_behind": 11,
    "late_head_wins": 657,
}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The product with this bug in it; "" for none."""
    found = {mutant.__name__: mutant for mutant in EVERY}
    with ExitStack() as stack:
        for where, what, wrong in list(found[name]()) if name else []:
            stack.enter_context(patch.object(where, what, wrong))
        yield
