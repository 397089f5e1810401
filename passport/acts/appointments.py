"""Appointments: booked, moved, cancelled, attended; sealed whole in APPOINTMENTS, restricted details elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import localtime

from accounts import audit
from accounts.models import Audience, Prisoner, User
from passport import appointments as diaries
from passport.appointments import Details, Diary, Slot, State, is_day_one, kind_of
from passport.models import Appointment, Passport, ReadinessItem

from .beside import amend, stand, writes
from .readiness import settle_item
from .reading import Reading, read_passport

SEC = "APPOINTMENTS"
DAY_ONE = "DAY_ONE_APPOINTMENT"
MOST_MOVED = 200  # people a round of the courier
Status = ReadinessItem.Status


class NoSuchKind(ValueError):
    """There is no kind of appointment with this code."""


class InThePast(ValueError):
    """The day or the time is over."""


class NotYet(ValueError):
    """It has not begun: nobody can say that somebody came."""


@dataclass(frozen=True)
class Doubts(Exception):
    """What speaks against this slot, until somebody says "anyway".

    clashes  planned appointments that it meets. misplaced: outside before release, or in prison after it.
    """

    clashes: tuple[diaries.Appointment, ...]
    misplaced: bool


def diary_of(*, passport: Passport, by: User, at: datetime) -> Diary:
    """The appointments that `by` may read, with the details that open for them; that it was read is written down.

    Queries  12, however many appointments. Raises NotAllowed.
    """
    own = by.audience == Audience.PRISONER
    return diary_in(read_passport(passport=passport, by=by, at=at, why="own" if own else "appointments"))


def diary_in(reading: Reading) -> Diary:
    """The appointments in a passport that was read. Queries: none."""
    section = reading[SEC]
    details = {row["id"]: row for one in reading.sections for row in one.data.get("meetings", [])}
    return diaries.joined(diaries.read(section.data), details) if section else Diary()


@transaction.atomic
def book(
    *,
    passport: Passport,
    appointment_id: UUID,
    slot: Slot,
    details: Details,
    by: User,
    at: datetime,
    restricted: bool = False,
    anyway: bool = False,
) -> None:
    """Write an appointment. The same id again changes nothing.

    restricted  keep who, where and why for fewer readers, also where the kind does not ask for it.
    anyway      somebody has seen the doubts. Queries: about 35, 20 more for restricted details.
    Raises      NotAllowed, NoSuchKind, InThePast, Doubts, appointments.TooManyAppointments, NoArchiveKey.
    """
    kind = kind_of(details.kind)
    if kind is None:
        raise NoSuchKind(details.kind)
    home = kind.restricted_section if restricted or kind.restricted else SEC
    who, pk = writes(by, passport, home), str(appointment_id)
    _not_over(slot, at)

    def change(diary: Diary) -> Diary:
        if diary.appointment(pk) is None and not anyway:
            _doubt(diary, slot, passport.prisoner, but=pk)
        withheld = "" if home == SEC else home
        return diaries.book(diary, pk, slot, details, at=at.isoformat(), by=who, withheld=withheld)

    if _turn(passport, "book_appointment", by, at, pk, change, kind.day_one) and home != SEC:
        _put_details(passport, home, pk, asdict(details) | {"on": slot.on, "at": slot.at}, by, at)


@transaction.atomic
def move(*, appointment: Appointment, slot: Slot, seen: int, by: User, at: datetime, anyway: bool = False) -> None:
    """Move one to another day, time or place in the calendar. The same slot changes nothing. Queries: about 35.

    Raises   NotAllowed, InThePast, Doubts, appointments.ChangedMeanwhile, NoSuchAppointment, NoArchiveKey.
    """
    who, pk = writes(by, appointment.passport, appointment.section), str(appointment.pk)
    _not_over(slot, at)

    def change(diary: Diary) -> Diary:
        moved = diaries.move(diary, pk, slot, seen=seen, at=at.isoformat(), by=who)
        if moved != diary and not anyway:
            _doubt(diary, slot, appointment.passport.prisoner, but=pk)
        return moved

    changed = _turn(appointment.passport, "move_appointment", by, at, pk, change, appointment.with_probation)
    if changed and appointment.section != SEC:
        _put_details(appointment.passport, appointment.section, pk, {"on": slot.on, "at": slot.at, "why": ""}, by, at)


@transaction.atomic
def end(*, appointment: Appointment, state: str, why: str, seen: int, by: User, at: datetime) -> None:
    """Say that it was cancelled, attended or not, or PLANNED to take that back. Queries: about 35.

    why      0-300 characters, sealed with the details.
    Raises   NotAllowed, NotYet, appointments.ChangedMeanwhile, NoSuchAppointment, NoArchiveKey; ValueError.
    """
    who, pk = writes(by, appointment.passport, appointment.section), str(appointment.pk)
    if State(state) in {State.ATTENDED, State.DID_NOT_ATTEND} and not _has_begun(appointment.on, appointment.at, at):
        raise NotYet

    def change(diary: Diary) -> Diary:
        return diaries.end(diary, pk, state, why=why, seen=seen, at=at.isoformat(), by=who)

    changed = _turn(appointment.passport, "end_appointment", by, at, pk, change, appointment.with_probation)
    if changed and appointment.section != SEC:
        _put_details(appointment.passport, appointment.section, pk, {"why": why}, by, at)


@transaction.atomic
def follow_appointments(*, by: str, at: datetime) -> int:
    """Reckon anew which appointments are the first after release, where the release date has moved.

    by       the node. Returns how many people it changed something for, at most 200 a call.
    Queries  1 where nothing has moved; about 8 a person that it has moved for.
    """
    theirs = Appointment.objects.planned().filter(_other_date(), passport=OuterRef("pk"), with_probation=True)
    passports = list(Passport.objects.filter(Exists(theirs)).select_related("prisoner")[:MOST_MOVED])
    for passport in passports:
        release_on, had = passport.prisoner.release_on, _has_day_one(passport)
        for row in passport.appointments.planned().filter(with_probation=True).select_for_update(of=("self",)):
            row.day_one, row.release_on = is_day_one(slot_of(row), release_on), release_on
            row.save(update_fields=["day_one", "release_on"])
        _settle(passport, had, None, at)
    if passports:
        why = f"moved={len(passports)}"
        audit.write(by=by, verb="follow_appointments", what="passport.Appointment", whom="", at=at, why=why)
    return len(passports)


@transaction.atomic
def stand_again(*, passport: Passport, by: User, at: datetime) -> int:
    """Write the rows in the clear anew from what the sections say, for a passport that came from elsewhere.

    Returns  how many appointments there are. Queries: 12, and about 3 an appointment. Raises NotAllowed.
    """
    diary = diary_of(passport=passport, by=by, at=at)
    for one in diary.appointments:
        kind = kind_of(one.details.kind)
        _stand(passport, one, None, at, kind is not None and kind.day_one)
    _settle(passport, False, None, at)
    return len(diary.appointments)


def slot_of(row: Appointment) -> Slot:
    """When an appointment is, as data."""
    return Slot(row.on.isoformat(), row.at.strftime("%H:%M") if row.at else "", row.minutes, row.outside)


def _other_date() -> Q:
    """Appointments that were reckoned from another release date than the roll says now; no date is no date."""
    listed, rolled = "release_on", "passport__prisoner__release_on"
    other = Q(**{f"{listed}__lt": F(rolled)}) | Q(**{f"{listed}__gt": F(rolled)})
    gone, come = {f"{listed}__isnull": True, f"{rolled}__isnull": False}, {f"{listed}__isnull": False}
    return other | Q(**gone) | Q(**come, **{f"{rolled}__isnull": True})


def _turn(
    passport: Passport,
    verb: str,
    by: User,
    at: datetime,
    appointment_id: str,
    change: Callable[[Diary], Diary],
    with_probation: bool,
) -> bool:
    """Change the diary in one locked turn, and write how the appointment stands. Returns whether anything changed."""
    changed: list[bool] = []

    def turn(data: dict[str, Any]) -> dict[str, Any]:
        before = diaries.read(data)
        after = change(before)
        changed.append(after != before)
        return diaries.written(after, said_at=at.isoformat()) if after != before else data

    one = diaries.read(amend(passport=passport, sec=SEC, change=turn, by=by, at=at)).appointment(appointment_id)
    if one is None:
        raise diaries.NoSuchAppointment
    if not any(changed):
        return False
    had = _has_day_one(passport)
    _stand(passport, one, by, at, with_probation)
    _settle(passport, had, by, at)
    audit.write(by=by, verb=verb, what="passport.Passport", whom=passport.pk, at=at)
    return True


def _put_details(
    passport: Passport, sec: str, appointment_id: str, said: Mapping[str, Any], by: User, at: datetime
) -> None:
    """Seal what is withheld into its own section, beside whatever else lies there."""

    def change(data: dict[str, Any]) -> dict[str, Any]:
        rows = [dict(row) for row in data.get("meetings", [])]
        there = next((row for row in rows if row["id"] == appointment_id), None)
        if there is None:
            rows.append(there := {"id": appointment_id})
        there.update(said)
        return data | {"meetings": rows}

    amend(passport=passport, sec=sec, change=change, by=by, at=at)


def _stand(passport: Passport, one: diaries.Appointment, by: User | None, at: datetime, with_probation: bool) -> None:
    release_on = passport.prisoner.release_on
    stand(
        Appointment,
        pk=one.id,
        of={"passport": passport},
        says={
            "section": one.withheld or SEC,
            "on": date.fromisoformat(one.slot.on),
            "at": time.fromisoformat(one.slot.at) if one.slot.at else None,
            "minutes": one.slot.minutes,
            "outside": one.slot.outside,
            "state": one.state,
            "with_probation": with_probation,
            "day_one": with_probation and is_day_one(one.slot, release_on),
            "release_on": release_on,
            "changed_at": at,
            "changed_by": by,
        },
    )


def _has_day_one(passport: Passport) -> bool:
    """Whether a first meeting after release is planned, or was attended."""
    return passport.appointments.filter(day_one=True, state__in=(State.PLANNED, State.ATTENDED)).exists()


def _settle(passport: Passport, had: bool, by: User | None, at: datetime) -> None:
    """The item of the day-one appointment is done when one comes, and open again when the last one goes."""
    has = _has_day_one(passport)
    if has != had:
        status = Status.DONE if has else Status.IN_PROGRESS
        settle_item(prisoner=passport.prisoner, code=DAY_ONE, status=status, by=by, at=at)


def _doubt(diary: Diary, slot: Slot, prisoner: Prisoner, *, but: str) -> None:
    clashes = tuple(diaries.overlapping(diary, slot, but=but))
    wrong = diaries.misplaced(slot, prisoner.release_on)
    if clashes or wrong:
        raise Doubts(clashes, wrong)


def _not_over(slot: Slot, at: datetime) -> None:
    day, clock = date.fromisoformat(slot.on), time.fromisoformat(slot.at) if slot.at else None
    now = localtime(at)
    if day < now.date() or (day == now.date() and clock is not None and clock < now.time()):
        raise InThePast


def _has_begun(on: date, clock: time | None, at: datetime) -> bool:
    now = localtime(at)
    return on < now.date() or (on == now.date() and (clock is None or clock <= now.time()))
