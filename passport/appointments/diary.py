"""The diary of one person: appointments with their days, and each change a pure step that says what it saw."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

MOST_PLANNED = 60  # those that are over stay, up to twice as many
MOST_EVER = 120
MOST_HAPPENED = 20  # of one appointment; earlier ones stand in earlier versions
DAY_ONE_DAYS = 1  # on the day of release or the day after


class State(StrEnum):
    PLANNED = "PLANNED"
    CANCELLED = "CANCELLED"
    ATTENDED = "ATTENDED"
    DID_NOT_ATTEND = "DID_NOT_ATTEND"


class NoSuchAppointment(LookupError):
    """There is no appointment with this id."""


class TooManyAppointments(ValueError):
    """A diary holds at most sixty that are planned, and 120 in all."""


class ChangedMeanwhile(Exception):
    """Somebody changed it after it was shown. `now` is the Appointment as it stands."""

    def __init__(self, now: "Appointment") -> None:
        super().__init__("changed meanwhile")
        self.now = now


@dataclass(frozen=True)
class Slot:
    """When, and whether outside the prison. on: ISO day; at: "HH:MM" or "" for no time; minutes: 5 to 480."""

    on: str
    at: str = ""
    minutes: int = 30
    outside: bool = True

    @property
    def span(self) -> tuple[int, int] | None:
        """Minutes of the day from and to; None without a time."""
        if not self.at:
            return None
        hour, minute = map(int, self.at.split(":"))
        return hour * 60 + minute, hour * 60 + minute + self.minutes


@dataclass(frozen=True)
class Details:
    """What tells of a need. kind: a code; who, where, note: 0-120, 0-300, 0-500 characters."""

    kind: str = ""
    who: str = ""
    where: str = ""
    note: str = ""


@dataclass(frozen=True)
class Happened:
    """One thing that happened to it. what: BOOKED, MOVED, CHANGED, or a State; on, time: as it was then."""

    at: str
    by: str
    what: str
    on: str = ""
    time: str = ""


@dataclass(frozen=True)
class Appointment:
    """`withheld` names the section that has the details; they are empty here then. `rev` counts changes."""

    id: str
    slot: Slot
    details: Details = field(default_factory=Details)
    state: str = State.PLANNED
    withheld: str = ""
    why: str = ""  # of a cancelled one, where nothing is withheld
    rev: int = 1
    happened: tuple[Happened, ...] = ()

    @property
    def is_planned(self) -> bool:
        return self.state == State.PLANNED

    @property
    def order(self) -> tuple[str, str]:
        return self.slot.on, self.slot.at


@dataclass(frozen=True)
class Diary:
    appointments: tuple[Appointment, ...] = ()

    def appointment(self, appointment_id: str) -> Appointment | None:
        return next((one for one in self.appointments if one.id == appointment_id), None)

    def with_one(self, changed: Appointment) -> "Diary":
        """This diary with one appointment in the place of its namesake, or added; in the order of days."""
        rest = [one for one in self.appointments if one.id != changed.id]
        return Diary(tuple(sorted([*rest, changed], key=lambda one: (one.order, one.id))))


def book(
    diary: Diary, appointment_id: str, slot: Slot, details: Details, *, at: str, by: str, withheld: str = ""
) -> Diary:
    """Write an appointment. The same id a second time changes nothing.

    withheld  the section that takes the details instead. at: ISO moment; by: a role's code.
    Raises    TooManyAppointments.
    """
    if diary.appointment(appointment_id) is not None:
        return diary
    planned = sum(one.is_planned for one in diary.appointments)
    if planned >= MOST_PLANNED or len(diary.appointments) >= MOST_EVER:
        raise TooManyAppointments
    shown = Details() if withheld else details
    first = Happened(at, by, "BOOKED", slot.on, slot.at)
    return diary.with_one(Appointment(appointment_id, slot, shown, withheld=withheld, happened=(first,)))


def move(diary: Diary, appointment_id: str, slot: Slot, *, seen: int, at: str, by: str) -> Diary:
    """Move one to another day or time, and plan it again if it was over. The same slot changes nothing.

    Raises   NoSuchAppointment, ChangedMeanwhile.
    """
    there = _there(diary, appointment_id)
    if there.slot == slot and there.is_planned:
        return diary
    _must_be_seen(there, seen)
    moved = Happened(at, by, "MOVED", slot.on, slot.at)
    return diary.with_one(_next(replace(there, slot=slot, state=State.PLANNED, why=""), moved))


def reword(diary: Diary, appointment_id: str, details: Details, *, seen: int, at: str, by: str) -> Diary:
    """Write other details of one that is not withheld; of one that is, that its details changed.

    Raises   NoSuchAppointment, ChangedMeanwhile.
    """
    there = _there(diary, appointment_id)
    shown = Details() if there.withheld else details
    if not there.withheld and there.details == shown:
        return diary
    _must_be_seen(there, seen)
    return diary.with_one(_next(replace(there, details=shown), Happened(at, by, "CHANGED")))


def end(diary: Diary, appointment_id: str, state: str, *, why: str, seen: int, at: str, by: str) -> Diary:
    """Say that one was cancelled, attended or not attended; or PLANNED, to take that back.

    why      0-300 characters, kept where the details are not withheld. The same state again changes nothing.
    Raises   NoSuchAppointment, ChangedMeanwhile; ValueError for no state.
    """
    there, state = _there(diary, appointment_id), State(state)
    if there.state == state:
        return diary
    _must_be_seen(there, seen)
    ended = replace(there, state=state, why="" if there.withheld else why)
    return diary.with_one(_next(ended, Happened(at, by, state, there.slot.on, there.slot.at)))


def overlapping(diary: Diary, slot: Slot, *, but: str) -> list[Appointment]:
    """Planned appointments that the slot would meet on its day. One without a time meets nothing."""
    span = slot.span
    if span is None:
        return []
    same_day = [one for one in diary.appointments if one.is_planned and one.id != but and one.slot.on == slot.on]
    return [one for one in same_day if (own := one.slot.span) and own[0] < span[1] and span[0] < own[1]]


def is_day_one(slot: Slot, release_on: date | None) -> bool:
    """Whether it falls outside, on the day of release or the day after."""
    if release_on is None or not slot.outside:
        return False
    return timedelta(0) <= date.fromisoformat(slot.on) - release_on <= timedelta(days=DAY_ONE_DAYS)


def misplaced(slot: Slot, release_on: date | None) -> bool:
    """Whether it is outside while the person is still in prison, or in prison when they have left."""
    if release_on is None:
        return False
    on = date.fromisoformat(slot.on)
    return on < release_on if slot.outside else on > release_on


def joined(diary: Diary, details: Mapping[str, Mapping[str, Any]]) -> Diary:
    """The diary with what was withheld put back, where a reader has it. details: id → the row of the other section."""
    return Diary(
        tuple(
            replace(one, details=Details(**_known(Details, details[one.id])), why=str(details[one.id].get("why", "")))
            if one.withheld and one.id in details
            else one
            for one in diary.appointments
        )
    )


def written(diary: Diary, *, said_at: str) -> dict[str, Any]:
    """The diary as section data: {"kind": "appointments", "appointments": [...], "said_at"}."""
    rows = json.loads(json.dumps([asdict(one) for one in diary.appointments]))
    return {"kind": "appointments", "appointments": rows, "said_at": said_at}


def read(data: Mapping[str, Any]) -> Diary:
    """The diary that `written` wrote; members that a later version added are left out."""
    return Diary(tuple(_read_one(row) for row in data.get("appointments", [])))


def _read_one(row: Mapping[str, Any]) -> Appointment:
    happened: Iterable[Mapping[str, Any]] = row.get("happened", [])
    return Appointment(
        **{
            **_known(Appointment, row),
            "slot": Slot(**_known(Slot, row["slot"])),
            "details": Details(**_known(Details, row.get("details", {}))),
            "happened": tuple(Happened(**_known(Happened, one)) for one in happened),
        }
    )


def _next(changed: Appointment, happened: Happened) -> Appointment:
    return replace(changed, rev=changed.rev + 1, happened=(*changed.happened, happened)[-MOST_HAPPENED:])


def _there(diary: Diary, appointment_id: str) -> Appointment:
    found = diary.appointment(appointment_id)
    if found is None:
        raise NoSuchAppointment
    return found


def _must_be_seen(there: Appointment, seen: int) -> None:
    if there.rev != seen:
        raise ChangedMeanwhile(there)


def _known(kind: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: row[each.name] for each in fields(kind) if each.name in row}
