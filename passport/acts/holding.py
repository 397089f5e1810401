"""Whose record it is, as journals have told: the prison that sealed it, until a transfer says otherwise.

SPEC.md, "Transfer": one prison writes, the one before may still send what its transfer has fixed, nobody else either.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.seal import read_object, unb64
from passport import journal
from passport.models import Lane, SectionVersion, Transfer, TransferKey


class WrongEntry(Exception):
    """An entry that can't be applied to what is here. `why` is one word of sync/faults.py."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"{seq}: {why}")
        self.seq, self.why = seq, why


def check_owner(things: Iterable[Any], recs: Iterable[UUID], origin: str, *, late: bool = False) -> None:
    """A record belongs to who writes in it. Each thing has `seq` and `rec`; a version also `head`. Queries: 2.

    late     what a prison that has sent the record away may still send, since it was written before.
    Raises   WrongEntry: other, moved.
    """
    recs = set(recs)
    moves: dict[UUID, list[Transfer]] = {}
    for transfer in Transfer.objects.counting().filter(rec__in=recs):
        moves.setdefault(transfer.rec, []).append(transfer)
    others = SectionVersion.objects.filter(rec__in=recs - set(moves)).exclude(iss=origin)
    stranger = others.values_list("rec", flat=True).first()
    for thing in things:
        if thing.rec == stranger:
            raise WrongEntry(thing.seq, "other")
        if thing.rec in moves:
            _check_moved(thing, moves[thing.rec], origin, late)


def holder_of(rec: UUID) -> str | None:
    """The prison that writes in a record, as far as this node knows. None: there is no such record. Queries: 1-2."""
    moves = list(Transfer.objects.counting().filter(rec=rec))
    if moves:
        return _holder(moves)
    return SectionVersion.objects.filter(rec=rec).values_list("iss", flat=True).first()


def holders_of(recs: Iterable[UUID]) -> dict[UUID, str]:
    """Record → the prison that writes in it, for those that ever moved. Queries: 1, or none."""
    moves: dict[UUID, list[Transfer]] = {}
    wanted = set(recs)
    for transfer in Transfer.objects.counting().filter(rec__in=wanted) if wanted else ():
        moves.setdefault(transfer.rec, []).append(transfer)
    return {rec: _holder(found) for rec, found in moves.items()}


def fixed_by(transfer: Transfer) -> dict[str, int]:
    """The last version of each section that a transfer fixes; its statement was checked when it came."""
    return {one["sec"]: one["ver"] for one in listed_of(transfer)}


def listed_of(transfer: Transfer) -> list[Mapping[str, Any]]:
    """The sections of a transfer: dig, iss, sec, ver. Queries: none."""
    sections: list[Mapping[str, Any]] = read_object(unb64(transfer.token.split(".")[1]))["sections"]
    return sections


def _holder(moves: list[Transfer]) -> str:
    arrived = [one for one in moves if one.state == Transfer.State.ARRIVED]
    return arrived[-1].destination if arrived else moves[0].origin


def _check_moved(thing: Any, moves: list[Transfer], origin: str, late: bool) -> None:
    """moves  of this record, the first first; what came to nothing is not among them. Raises WrongEntry."""
    going = next((one for one in moves if one.is_open), None)
    if going is None and _holder(moves) == origin:
        return
    if going is not None and going.destination == origin:
        return  # its `arrived` is on another lane
    sent = [one for one in moves if one.origin == origin]
    if not sent:
        raise WrongEntry(thing.seq, "other")
    head = getattr(thing, "head", None)
    fixed = head is not None and head.binding.ver <= fixed_by(sent[-1]).get(head.binding.sec, 0)
    if not fixed and not late:
        raise WrongEntry(thing.seq, "moved")


def tell_of_erasure(*, rec: UUID, origin: str, at: datetime) -> None:
    """At central: every prison that the record ever was at destroys its copy. Queries: 2, and 3 a prison."""
    moves = Transfer.objects.counting().filter(rec=rec)
    prisons = {prison for way in moves.values_list("origin", "destination") for prison in way}
    TransferKey.objects.filter(transfer__rec=rec).update(sealed_private="")
    for prison in sorted(prisons - {origin}):
        body = {"rec": str(rec)}
        journal.append(destination=prison, lane=Lane.URGENT, kind="record_erased", body=body, at=at)
