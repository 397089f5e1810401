"""The register of a session: who was there, why somebody was not, corrections with what stood before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import User
from education.models import PRESENT, UNACCEPTABLE, Attendance, Enrolment, Session

EARLY = timedelta(minutes=30)  # a register is opened so long before it begins
MOST = 200  # learners of one register
ROW = 3  # absences one after the other that are too many
LOOKED_AT = 200  # last sessions of a course that attendance is reckoned from


class NotYet(ValueError):
    """The session begins later than EARLY from now."""


class DoesNotTakePlace(ValueError):
    """The session is cancelled."""


class NotOnThisRegister(ValueError):
    """This person had no place on the course at that time."""


class MarkedMeanwhile(ValueError):
    """Somebody else has marked some of these people since the register was shown. `rows` is what stands now."""

    def __init__(self, rows: list[Attendance]) -> None:
        super().__init__("marked meanwhile")
        self.rows = rows


@dataclass(frozen=True)
class Attended:
    """How one learner came: `of` sessions that have a mark, `there` of them, absences in a row up to the last."""

    there: int = 0
    of: int = 0
    unacceptable: int = 0
    in_a_row: int = 0


def learners_of(session: Session) -> list[Enrolment]:
    """Who is on its register: all with a place on the course at that time, by name, the first MOST. Queries: 1."""
    gone = models.Q(ended_at__isnull=True) | models.Q(ended_at__gt=session.starts_at)
    theirs = Enrolment.objects.filter(gone, course=session.course_id, placed_at__lt=session.ends_at)
    marked = Enrolment.objects.filter(attendance__session=session, attendance__is_current=True)
    found = Enrolment.objects.filter(models.Q(pk__in=theirs.values("pk")) | models.Q(pk__in=marked.values("pk")))
    by_name = ("prisoner__last_name", "prisoner__first_name", "learner__name", "pk")
    return list(found.select_related("prisoner", "learner").order_by(*by_name)[:MOST])


@transaction.atomic
def take_register(
    *, session: Session, codes: Mapping[UUID, str], seen: Mapping[UUID, int | None], by: User, at: datetime
) -> int:
    """Say who was there. What is as it was changes nothing; what is other is kept beside what stood before.

    codes    enrolment → one of Attendance.Code; seen: enrolment → the row that was shown, None for none.
    Returns  how many were marked or corrected. Nobody marks themselves.
    Writes   a row each, one audit line. Queries: 9.
    Raises   NotAllowed, DoesNotTakePlace, NotYet, NotOnThisRegister, MarkedMeanwhile.
    """
    if session.prison_id not in access.require(by, Verb.TEACH).prisons:
        raise NotAllowed(Verb.TEACH.value)
    held = Session.objects.select_for_update().get(pk=session.pk)
    if not held.is_on:
        raise DoesNotTakePlace
    if held.starts_at > at + EARLY:
        raise NotYet
    there = {one.pk: one for one in learners_of(held)}
    if not codes.keys() <= there.keys() or any(there[pk].learner_id == by.pk for pk in codes):
        raise NotOnThisRegister
    rows = Attendance.objects.current().filter(session=held).select_related("by", "enrolment__prisoner")
    stands = {row.enrolment_id: row for row in rows}
    new = {pk: code for pk, code in codes.items() if pk not in stands or stands[pk].code != code}
    others = [stands[pk] for pk in new if pk in stands and stands[pk].pk != seen.get(pk)]
    if others:
        raise MarkedMeanwhile(others)
    if not new:
        return 0
    rows.filter(enrolment__in=new).update(is_current=False)
    Attendance.objects.bulk_create(
        Attendance(session=held, enrolment_id=pk, code=Attendance.Code(code), by=by, at=at) for pk, code in new.items()
    )
    audit.write(by=by, verb="take_register", what="education.Session", whom=held.pk, at=at)
    return len(new)


@transaction.atomic
def print_register(*, session: Session, by: User, at: datetime) -> list[Enrolment]:
    """The learners for a paper to tick; that it was printed is written down. Queries: 7. Raises NotAllowed."""
    if session.prison_id not in access.require(by, Verb.TEACH).prisons:
        raise NotAllowed(Verb.TEACH.value)
    audit.write(by=by, verb="print_register", what="education.Session", whom=session.pk, at=at)
    return learners_of(session)


def attended(enrolments: Iterable[Enrolment]) -> dict[UUID, Attended]:
    """How each of one course's learners came; who is on no register has no entry. Queries: 1, or none."""
    held = list(enrolments)
    if not held:
        return {}
    last = Session.objects.filter(course=held[0].course_id).order_by("-starts_at")[:LOOKED_AT]
    rows = Attendance.objects.current().filter(enrolment__in=[one.pk for one in held], session__in=last.values("pk"))
    marks = rows.order_by("-session__starts_at", "-session_id")
    codes: dict[UUID, list[str]] = {}
    for enrolment, code in marks.values_list("enrolment_id", "code"):
        codes.setdefault(enrolment, []).append(code)
    return {pk: _reckoned(theirs) for pk, theirs in codes.items()}


def _reckoned(codes: list[str]) -> Attended:
    """`codes` are the last first."""
    there = sum(code in PRESENT for code in codes)
    row = next((n for n, code in enumerate(codes) if code in PRESENT), len(codes))
    return Attended(there, len(codes), sum(code in UNACCEPTABLE for code in codes), row)
