"""Whose case a person is: what a practitioner may do for one person comes and goes with the case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.access import (
    NotAllowed,
    Reach,
    Verb,
    give,
    give_many,
    holds,
    reach_of,
    require,
    take_back,
    take_back_many,
    workers_of,
)
from accounts.models import Capacity, Case, CaseTurn, Prisoner, User
from accounts.models.people import PrisonerQuerySet

WITH_THE_CASE = ["work_with_prisoner", "read_restricted"]
MOST = 500  # people in one turn
UNDO_FOR = timedelta(days=7)


class AlreadyYourCase(ValueError):
    """This person is in the caseload already."""


class NotYourCase(ValueError):
    """This person is not in the caseload."""


class NotHere(ValueError):
    """This person has left the prison."""


class TakesNoCases(ValueError):
    """Whom cases are given to has no role that works with people in this prison."""


class TooMany(ValueError):
    """More than 500 people in one turn."""


class NotToUndo(ValueError):
    """This turn was undone already, or is older than seven days."""


class ChangedMeanwhile(Exception):
    """Somebody else has set this worker's capacity since it was shown."""


def allocate(*, prisoner: Prisoner, to: User, by: User, at: datetime) -> None:
    """Put a person into a practitioner's caseload: a practitioner takes the case, or gives it to a colleague.

    Writes   a Case, two object permissions, one audit line. Queries: 13. Raises NotAllowed, NotHere, AlreadyYourCase.
    """
    require(by, Verb.TAKE_CASE, prisoner)
    require(to, Verb.TAKE_CASE, prisoner)
    if prisoner.left_at is not None:
        raise NotHere
    with transaction.atomic():
        Prisoner.objects.select_for_update(no_key=True).get(pk=prisoner.pk)
        if holds(to, WITH_THE_CASE[0], prisoner):
            raise AlreadyYourCase
        give(to, WITH_THE_CASE, prisoner)
        Case.objects.create(prisoner=prisoner, worker=to, began_at=at, begun_by=by)
        audit.write(by=by, verb="allocate", what="accounts.Prisoner", whom=prisoner.pk, at=at, why=f"to={to.pk}")


def give_up_case(*, prisoner: Prisoner, by: User, at: datetime) -> None:
    """Take a person out of one's own caseload.

    Writes   ends the Case, removes two object permissions, one audit line. Queries: 10. Raises NotAllowed, NotYourCase.
    """
    if prisoner.prison_id not in require(by, Verb.TAKE_CASE).prisons:
        raise NotAllowed(Verb.TAKE_CASE.value)
    with transaction.atomic():
        Prisoner.objects.select_for_update(no_key=True).get(pk=prisoner.pk)
        if not holds(by, WITH_THE_CASE[0], prisoner):
            raise NotYourCase
        take_back(by, WITH_THE_CASE, prisoner)
        Case.objects.held().filter(prisoner=prisoner, worker=by).update(ended_at=at, ended_by=by)
        audit.write(by=by, verb="give_up_case", what="accounts.Prisoner", whom=prisoner.pk, at=at)


@dataclass(frozen=True)
class Moved:
    """What a turn did. `left`: people of whom somebody else has disposed since the page was shown, or who are gone."""

    turn: CaseTurn
    moved: int
    left: tuple[UUID, ...] = ()


@transaction.atomic
def move_cases(*, seen: Mapping[UUID, UUID | None], to: User | None, by: User, at: datetime, turn: UUID) -> Moved:
    """Give the cases of several people to one worker, or give them back: all that are still as they were seen.

    seen     person → the worker who had the case on the page, or None for who had nobody.
    to       the worker who has them from now on; None gives them back to nobody.
    turn     made with the form; the same again changes nothing and answers the same.
    Writes   a CaseTurn, Cases, object permissions, an audit line a person. Queries: 15 and 1 a person.
    Raises   NotAllowed (a practitioner moves own cases and those of nobody), TakesNoCases, TooMany.
    """
    reach = reach_of(by)
    if not may_move(reach, seen.values()):
        raise NotAllowed(Verb.ALLOCATE_CASES.value)
    if len(seen) > MOST:
        raise TooMany(len(seen))
    if to is not None and not workers_of(reach.prisons).filter(pk=to.pk).exists():
        raise TakesNoCases
    people = _lock(Prisoner.objects.visible_to(reach).here().filter(pk__in=list(seen)))
    before = CaseTurn.objects.filter(pk=turn).first()
    if before is not None:
        return _told_again(before, by)
    held: dict[UUID, set[UUID]] = {pk: set() for pk in people}
    for person, worker in Case.objects.held().filter(prisoner__in=people).values_list("prisoner_id", "worker_id"):
        held[person].add(worker)
    as_seen = [pk for pk in people if (seen[pk] in held[pk] if seen[pk] else not held[pk]) and seen[pk] != _id(to)]
    made = CaseTurn.objects.create(pk=turn, by=by, at=at, to=to)
    for holder in {seen[pk] for pk in as_seen} - {None}:
        _end([pk for pk in as_seen if seen[pk] == holder], holder, made, by, at)
    if to is not None:
        _begin([pk for pk in as_seen if to.pk not in held[pk]], to, made, by, at)
    for pk in as_seen:
        why = f"to={_id(to) or ''} from={seen[pk] or ''}"
        audit.write(by=by, verb="allocate", what="accounts.Prisoner", whom=pk, at=at, why=why)
    return Moved(made, len(as_seen), tuple(pk for pk in seen if pk not in set(as_seen)))


def may_move(reach: Reach, seen: Iterable[UUID | None]) -> bool:
    """Whether this reach may dispose of the cases of these workers. Queries: none."""
    if reach.may(Verb.ALLOCATE_CASES):
        return True
    return reach.may(Verb.TAKE_CASE) and all(worker in (None, reach.user_id) for worker in seen)


@transaction.atomic
def undo_turn(*, turn: CaseTurn, by: User, at: datetime) -> Moved:
    """Put the cases of one turn back where they were; those that have moved on since stay where they are.

    Queries  12 and 1 a person. Raises NotAllowed (its maker, or who allocates), NotToUndo.
    """
    reach = reach_of(by)
    if not (reach.may(Verb.ALLOCATE_CASES) or (reach.may(Verb.TAKE_CASE) and turn.by_id == by.pk)):
        raise NotAllowed(Verb.ALLOCATE_CASES.value)
    begun, ended = Case.objects.filter(begun_in=turn), Case.objects.filter(ended_in=turn)
    touched = {row.prisoner_id for row in [*begun, *ended]}
    people = _lock(Prisoner.objects.visible_to(reach).here().filter(pk__in=touched))
    held = CaseTurn.objects.select_for_update(of=("self",)).get(pk=turn.pk)
    if held.undone_at is not None or at > held.at + UNDO_FOR:
        raise NotToUndo
    gone = {row.prisoner_id for row in begun if row.ended_at is not None} | (touched - set(people))
    open_now = set(Case.objects.held().filter(prisoner__in=people).values_list("prisoner_id", "worker_id"))
    for worker in {row.worker_id for row in begun}:
        _end([row.prisoner_id for row in begun if row.prisoner_id not in gone], worker, None, by, at)
    back = [row for row in ended if row.prisoner_id not in gone and (row.prisoner_id, row.worker_id) not in open_now]
    for worker_row in User.objects.filter(pk__in={row.worker_id for row in back}):
        _begin([row.prisoner_id for row in back if row.worker_id == worker_row.pk], worker_row, None, by, at)
    held.undone_by, held.undone_at = by, at
    held.save(update_fields=["undone_by", "undone_at"])
    for pk in touched - gone:
        audit.write(by=by, verb="undo_allocation", what="accounts.Prisoner", whom=pk, at=at, why=f"turn={turn.pk}")
    return Moved(held, len(touched - gone), tuple(gone))


@transaction.atomic
def set_capacity(
    *, worker: User, cases: int | None, hours: float | None, revision: int, by: User, at: datetime
) -> Capacity:
    """Say how many people a worker can work with: a number, or hours a week.

    cases    0-500; hours 0-60, of which the full week's caseload gives a part. One of the two.
    revision of the capacity as it was shown; 0 for none yet.
    Queries  about 6. Raises NotAllowed, ChangedMeanwhile; ValueError for neither or both.
    """
    reach = require(by, Verb.ALLOCATE_CASES)
    if worker.prison_id not in reach.prisons:
        raise NotAllowed(Verb.ALLOCATE_CASES.value)
    if (cases is None) == (hours is None):
        raise ValueError("a number of people or hours a week")
    User.objects.select_for_update(no_key=True).get(pk=worker.pk)
    there = Capacity.objects.filter(worker=worker).first()
    if (there.revision if there else 0) != revision:
        raise ChangedMeanwhile
    told = {"cases": cases, "hours": hours, "changed_by": by, "changed_at": at, "revision": revision + 1}
    row, _made = Capacity.objects.update_or_create(worker=worker, defaults=told)
    why = f"cases={cases}" if cases is not None else f"hours={hours}"
    audit.write(by=by, verb="set_capacity", what="accounts.User", whom=worker.pk, at=at, why=why)
    return row


def _lock(people: PrisonerQuerySet) -> list[UUID]:
    """Hold these people's rows, in one order."""
    rows = people.select_for_update(of=("self",), no_key=True).order_by("pk")
    return [person.pk for person in rows]


def _told_again(before: CaseTurn, by: User) -> Moved:
    if before.by_id != by.pk:
        raise NotAllowed(Verb.ALLOCATE_CASES.value)
    touched = {row.prisoner_id for row in [*before.begun.all(), *before.ended.all()]}
    return Moved(before, len(touched))


def _begin(people: list[UUID], worker: User, turn: CaseTurn | None, by: User, at: datetime) -> None:
    Case.objects.bulk_create(
        Case(prisoner_id=pk, worker=worker, began_at=at, begun_by=by, begun_in=turn) for pk in people
    )
    if people:
        give_many(worker, WITH_THE_CASE, Prisoner.objects.filter(pk__in=people))


def _end(people: list[UUID], worker: UUID | None, turn: CaseTurn | None, by: User, at: datetime) -> None:
    rows = Case.objects.held().filter(prisoner__in=people, worker=worker)
    rows.update(ended_at=at, ended_by=by, ended_in=turn)
    take_back_many(User.objects.get(pk=str(worker)), WITH_THE_CASE, Prisoner.objects.filter(pk__in=people))


def _id(user: User | None) -> UUID | None:
    return user.pk if user is not None else None
