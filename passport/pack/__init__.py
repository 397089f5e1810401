"""What goes on paper on the day of release, gathered from opened sections. Codes and days; words are the printer's."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from passport import appointments, documents, licence
from passport import plan as plans


class PackPart(StrEnum):
    """The parts, in the order of the paper."""

    APPOINTMENTS = "APPOINTMENTS"
    CONTACTS = "CONTACTS"
    LICENCE = "LICENCE"
    DOCUMENTS = "DOCUMENTS"
    PLAN = "PLAN"
    SKILLS = "SKILLS"


SECTIONS = ("APPOINTMENTS", "LICENCE", "DOCUMENTS", "PLAN")  # the other parts are no sections


@dataclass(frozen=True)
class Meeting:
    """kind "": only the day is told, the details lie with restricted answers. on: ISO day; at: "HH:MM" or ""."""

    on: str
    at: str
    kind: str = ""
    who: str = ""
    where: str = ""
    note: str = ""


@dataclass(frozen=True)
class Condition:
    """A licence condition: in plain words, and as the licence says it; the _cy ones are "" where there is no Welsh."""

    plain: str
    legal: str
    plain_cy: str = ""
    legal_cy: str = ""

    def said(self, language: str) -> dict[str, str]:
        """{"plain", "legal"} in a language; English where there are none."""
        welsh = language.startswith("cy")
        return {"plain": (welsh and self.plain_cy) or self.plain, "legal": (welsh and self.legal_cy) or self.legal}


@dataclass(frozen=True)
class Held:
    """A document that the prison holds. Days are ISO, "" for none."""

    code: str
    title: str
    expires_on: str


@dataclass(frozen=True)
class Aim:
    """A goal that is not over, with the steps still to do: text and who does it (plan.Who)."""

    title: str
    by: str
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Pack:
    meetings: tuple[Meeting, ...] = ()
    conditions: tuple[Condition, ...] = ()
    held: tuple[Held, ...] = ()
    aims: tuple[Aim, ...] = ()

    @property
    def without_details(self) -> int:
        """Appointments of which the paper says only the day."""
        return sum(not one.kind for one in self.meetings)


def gather(sections: Mapping[str, Mapping[str, Any]], *, today: str) -> Pack:
    """The pack of these sections' data, by name; restricted ones are not among them. today: ISO day."""
    return Pack(
        meetings=_meetings(sections.get("APPOINTMENTS"), today),
        conditions=_conditions(sections.get("LICENCE")),
        held=_held(sections.get("DOCUMENTS")),
        aims=_aims(sections.get("PLAN")),
    )


def _meetings(data: Mapping[str, Any] | None, today: str) -> tuple[Meeting, ...]:
    if data is None:
        return ()
    coming = [one for one in appointments.read(data).appointments if one.is_planned and one.slot.on >= today]
    return tuple(
        Meeting(one.slot.on, one.slot.at)
        if one.withheld
        else Meeting(one.slot.on, one.slot.at, one.details.kind, one.details.who, one.details.where, one.details.note)
        for one in sorted(coming, key=lambda one: one.order)
    )


def _conditions(data: Mapping[str, Any] | None) -> tuple[Condition, ...]:
    """Those in force: one that was taken off is no rule any more."""
    rows = licence.read(data).in_force if data else ()
    return tuple(Condition(one.plain, one.legal, one.plain_cy, one.legal_cy) for one in rows)


def _held(data: Mapping[str, Any] | None) -> tuple[Held, ...]:
    return tuple(Held(one.code, one.title, one.expires_on) for one in documents.read(data)) if data else ()


def _aims(data: Mapping[str, Any] | None) -> tuple[Aim, ...]:
    if data is None:
        return ()
    going = (plans.GoalState.ACTIVE, plans.GoalState.FUTURE)
    return tuple(
        Aim(goal.title, goal.target_on, tuple((step.text, step.who) for step in goal.steps if step.is_open))
        for goal in plans.read(data).goals
        if goal.state in going
    )
