"""Records that have been kept long enough: found by the schedule, looked at twice, disposed of by an act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Prisoner, User
from incell.models import Letter, Request, RequestEvent, TimetableEntry
from passport import rights
from passport.models import AccessExport, Disposal, LegalHold
from passport.rights import Kind, Schedule

from .erasing import erase_person
from .exporting import close_export
from .holds import refuse_held
from .letters import close_letters

LONGEST_KEPT = 3650  # days for which a second person may say "not yet"


class NotDue(Exception):
    """This kind of record of this person is not due, or not any more."""


class NeedsAnotherPerson(Exception):
    """Who proposed a disposal can't carry it out."""


class AlreadyDecided(Exception):
    """Somebody proposed or decided this before."""


def schedule_in_force() -> Schedule:
    """The setting RETENTION_SCHEDULE's, or the one that comes along. Raises coded.HasFaults, OSError."""
    return _read(settings.RETENTION_SCHEDULE or str(Path(rights.__file__).parent / "schedule.yml"))


@lru_cache(maxsize=1)
def _read(path: str) -> Schedule:
    return rights.read_schedule(Path(path).read_text())


@dataclass(frozen=True)
class Due:
    """One kind of record and the people for whom it has been kept long enough."""

    kind: Kind
    people: QuerySet[Prisoner]


def what_is_due(*, on: date, among: QuerySet[Prisoner]) -> list[Due]:
    """Every kind with the people whose records of it are due. Holds and open proposals are left out.

    among    whom the reader may know of. Queries: none until the people are read; one a kind then.
    """
    holds = LegalHold.objects.in_force(on).filter(prisoner=OuterRef("pk"))
    found = []
    for kind in schedule_in_force().kinds:
        people = among.filter(_due(kind, on))
        decided = Disposal.objects.filter(prisoner=OuterRef("pk"), kind=kind.code).filter(
            Q(done_at__isnull=True, kept_until__isnull=True) | Q(kept_until__gte=on)
        )
        people = people.filter(~Exists(holds), ~Exists(decided)).order_by("left_at", "pk")
        found.append(Due(kind, people))
    return found


def _due(kind: Kind, on: date) -> Q:
    """People who have something of this kind that is old enough."""
    before = datetime.combine(kind.since(on) + timedelta(days=1), time(), UTC)
    if kind.disposal == "erase":
        return Q(left_at__lt=before, erasure__isnull=True)
    of = {"prisoner": OuterRef("pk")}
    old = {
        "clear_requests": Request.objects.filter(**of, decided_at__lt=before).exclude(answers={}, words="", sealed=""),
        "clear_letters": Letter.objects.filter(request__prisoner=OuterRef("pk"), changed_at__lt=before).exclude(
            state=Letter.State.CLOSED
        ),
        "clear_timetable": TimetableEntry.objects.filter(**of, ends_at__lt=before),
        "close_exports": AccessExport.objects.filter(**of, made_at__lt=before, closed_at__isnull=True),
    }
    return Q(Exists(old[kind.disposal]))


@transaction.atomic
def propose_disposal(*, prisoner: Prisoner, code: str, by: User, at: datetime) -> Disposal:
    """Say that one kind of record of one person may go. Another person looks. Queries: 9.

    Raises NotAllowed, NotDue, OnHold, AlreadyDecided.
    """
    access.require(by, Verb.KEEP_RECORDS, prisoner)
    refuse_held(prisoner, localdate(at))
    _refuse_not_due(prisoner, code, localdate(at))
    try:
        with transaction.atomic():
            made = Disposal.objects.create(
                prisoner=prisoner, kind=code, schedule=schedule_in_force().version, proposed_by=by, proposed_at=at
            )
    except IntegrityError as error:
        raise AlreadyDecided from error
    audit.write(by=by, verb="propose_disposal", what="passport.Disposal", whom=prisoner.pk, at=at, why=code)
    return made


def _refuse_not_due(prisoner: Prisoner, code: str, on: date) -> Kind:
    kind = schedule_in_force().of(code)
    if kind is None or not Prisoner.objects.filter(pk=prisoner.pk).filter(_due(kind, on)).exists():
        raise NotDue
    return kind


@transaction.atomic
def dispose(*, disposal: Disposal, by: User, at: datetime) -> None:
    """Carry a proposed disposal out, as another person. Nothing brings it back.

    Queries  12 and those of what is done. Raises NotAllowed, NeedsAnotherPerson, AlreadyDecided, NotDue, OnHold.
    """
    access.require(by, Verb.KEEP_RECORDS, disposal.prisoner)
    prisoner = Prisoner.objects.select_for_update(of=("self",)).get(pk=disposal.prisoner_id)
    held = Disposal.objects.select_for_update(of=("self",)).get(pk=disposal.pk)
    if held.done_at is not None or held.kept_until is not None:
        raise AlreadyDecided
    if held.proposed_by_id == by.pk:
        raise NeedsAnotherPerson
    refuse_held(prisoner, localdate(at))
    kind = _refuse_not_due(prisoner, held.kind, localdate(at))
    before = datetime.combine(kind.since(localdate(at)) + timedelta(days=1), time(), UTC)
    DISPOSALS[kind.disposal](prisoner, before, f"disposal:{held.pk}", at)
    held.done_by, held.done_at = by, at
    held.save(update_fields=["done_by", "done_at"])
    audit.write(by=by, verb="dispose", what="passport.Disposal", whom=prisoner.pk, at=at, why=held.kind)


@transaction.atomic
def keep_longer(*, disposal: Disposal, until: date, by: User, at: datetime) -> None:
    """Say that it is still needed, until a day. Queries: 6. Raises NotAllowed, AlreadyDecided; ValueError (the day)."""
    access.require(by, Verb.KEEP_RECORDS, disposal.prisoner)
    if not 0 < (until - localdate(at)).days <= LONGEST_KEPT:
        raise ValueError(until)
    open_ones = Disposal.objects.filter(pk=disposal.pk, done_at__isnull=True, kept_until__isnull=True)
    if not open_ones.update(kept_by=by, kept_until=until):
        raise AlreadyDecided
    audit.write(
        by=by, verb="keep_longer", what="passport.Disposal", whom=disposal.prisoner_id, at=at, why=disposal.kind
    )


def _erase(prisoner: Prisoner, before: datetime, by: str, at: datetime) -> None:
    erase_person(prisoner=prisoner, by=by, at=at)


def _clear_requests(prisoner: Prisoner, before: datetime, by: str, at: datetime) -> None:
    """Empty what was asked and said; that something was asked, when and how it ended stays for what counts it."""
    old = list(Request.objects.filter(prisoner=prisoner, decided_at__lt=before).values_list("pk", flat=True))
    RequestEvent.objects.filter(request__in=old).exclude(words="", before={}).update(words="", before={})
    Request.objects.filter(pk__in=old).update(answers={}, words="", sealed="", addressee="", reply="", staff_reason="")


def _clear_letters(prisoner: Prisoner, before: datetime, by: str, at: datetime) -> None:
    close_letters(prisoner=prisoner, at=at)


def _clear_timetable(prisoner: Prisoner, before: datetime, by: str, at: datetime) -> None:
    TimetableEntry.objects.filter(prisoner=prisoner, ends_at__lt=before).delete()


def _close_exports(prisoner: Prisoner, before: datetime, by: str, at: datetime) -> None:
    for export in AccessExport.objects.filter(prisoner=prisoner, made_at__lt=before, closed_at__isnull=True):
        close_export(export=export, by=by, at=at)


DISPOSALS: dict[str, Callable[[Prisoner, datetime, str, datetime], None]] = {
    "erase": _erase,
    "clear_requests": _clear_requests,
    "clear_letters": _clear_letters,
    "clear_timetable": _clear_timetable,
    "close_exports": _close_exports,
}
