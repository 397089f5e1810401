"""The form of a meeting's notes: so many rows of people and of actions, those that are empty left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from passport.acts.words import tidy
from passport.meeting import MOST_ACTIONS, Action, Attendee, Notes, Side

SIDES: dict[str, str | Promise] = {
    Side.PERSON: gettext_lazy("The person"),
    Side.PRISON: gettext_lazy("The prison"),
    Side.PROBATION: gettext_lazy("Probation"),
    Side.OTHER: gettext_lazy("Somebody else"),
}
OWN_SIDES: dict[str, str | Promise] = {
    Side.PERSON: gettext_lazy("You"),
    Side.PRISON: gettext_lazy("Prison staff"),
    Side.PROBATION: gettext_lazy("Probation"),
    Side.OTHER: gettext_lazy("Someone else"),
}
FAULTS: dict[str, str | Promise] = {
    "NO_PERSON": gettext_lazy("Say whether the person came"),
    "NO_PRISON": gettext_lazy("Say who came for the prison, or why nobody did"),
    "NO_PROBATION": gettext_lazy("Say who came for probation, or why nobody did"),
    "NO_REASON": gettext_lazy("Say why, of everybody who did not come"),
    "NOBODY_CAME": gettext_lazy("Nobody came: then it was no meeting"),
    "NOTHING_AGREED": gettext_lazy("Write what was agreed, or who does what"),
    "TOO_LONG": gettext_lazy("Something is too long: 4,000 characters of what was agreed, 160 of what somebody does"),
}
ROWS = (Side.PERSON, Side.PRISON, Side.PROBATION, Side.OTHER, Side.OTHER)
ROWS_SHOWN = 3  # of who does what; most meetings need no more
DAYS = ("%d %m %Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d")


@dataclass
class MeetingForm:
    """What was typed, as it was typed, and what it comes to. `errors`: words."""

    data: Mapping[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    held_on: date | None = None
    notes: Notes = field(default_factory=Notes)

    @classmethod
    def of(cls, notes: Notes, held_on: date) -> "MeetingForm":
        """The form of notes that are there."""
        data = {"held_on": _day_text(held_on.isoformat()), "agreed": notes.agreed}
        for place, (side, one) in enumerate(_in_rows(notes.people)):
            if one is not None:
                data |= {f"side-{place}": side, f"name-{place}": one.name, f"why-{place}": one.why_not}
                data[f"came-{place}"] = "yes" if one.came else "no"
        for place, action in enumerate(notes.actions):
            data |= {f"id-{place}": action.id, f"what-{place}": action.what, f"who-{place}": action.who}
            data[f"by-{place}"] = _day_text(action.by_on)
        return cls(data)

    def read(self) -> bool:
        """Whether days are days; the rest is the act's to judge. Fills `held_on` and `notes`."""
        self.held_on = _day(self.data.get("held_on", ""))
        if self.held_on is None:
            self.errors.append(_("Enter the day of the meeting, like 1 3 2027"))
        people = [self._attendee(place) for place in range(len(ROWS))]
        actions = [self._action(place) for place in range(MOST_ACTIONS)]
        self.notes = Notes(
            tuple(one for one in people if one), tidy(self.data.get("agreed", "")), tuple(one for one in actions if one)
        )
        return not self.errors

    def _attendee(self, place: int) -> Attendee | None:
        side = self._side(place)
        name, why = tidy(self.data.get(f"name-{place}", "")), tidy(self.data.get(f"why-{place}", ""))
        came = self.data.get(f"came-{place}", "")
        if came not in ("yes", "no"):
            if side == Side.OTHER and (name or why):  # the act asks after the others
                self.errors.append(_("Say whether they came: %(name)s") % {"name": (name or why)[:40]})
            return None
        return Attendee(side, name, came == "yes", "" if came == "yes" else why)

    def _action(self, place: int) -> Action | None:
        what, who = tidy(self.data.get(f"what-{place}", "")), self.data.get(f"who-{place}", "")
        text = self.data.get(f"by-{place}", "").strip()
        if not what:
            if text:
                self.errors.append(_("Write what is to be done by %(day)s") % {"day": text[:20]})
            return None
        by_on = _day(text)
        if text and by_on is None:
            self.errors.append(_("Enter a day by which it is done, like 1 3 2027: %(what)s") % {"what": what[:40]})
        pk = self.data.get(f"id-{place}", "")[:36] or str(uuid4())
        return Action(pk, what, who if who in SIDES else Side.PRISON, by_on.isoformat() if by_on else "")

    def people(self) -> list[dict[str, Any]]:
        """The rows of people, for the page."""
        return [self._row(place, self._side(place)) for place in range(len(ROWS))]

    def _row(self, place: int, side: str) -> dict[str, Any]:
        said = {key: self.data.get(f"{key}-{place}", "") for key in ("name", "came", "why")}
        return {"place": place, "side": side, "label": SIDES[side], **said}

    def _side(self, place: int) -> str:
        said = self.data.get(f"side-{place}", "")
        return said if said in SIDES else ROWS[place]

    def actions(self) -> list[dict[str, Any]]:
        keys = ("id", "what", "who", "by")
        return [
            {"place": place, **{key: self.data.get(f"{key}-{place}", "") for key in keys}}
            for place in range(MOST_ACTIONS)
        ]

    @property
    def wants_more(self) -> bool:
        """Whether the rows that are folded away hold something."""
        return any(one["what"] or one["by"] for one in self.actions()[ROWS_SHOWN:])


def _in_rows(people: tuple[Attendee, ...]) -> list[tuple[str, Attendee | None]]:
    """Each in the first row of their side; more of a side in the rows for others."""
    left, rows = list(people), []
    for side in ROWS:
        one = next((each for each in left if each.side == side), None)
        if one is not None:
            left.remove(one)
        rows.append((str(side), one))
    for place, (_side, there) in enumerate(rows):
        if there is None and left and ROWS[place] == Side.OTHER:
            one = left.pop(0)
            rows[place] = (one.side, one)
    return rows


def _day(text: str) -> date | None:
    plain = " ".join(text.split())
    for shape in DAYS:
        try:
            return datetime.strptime(plain, shape).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None


def _day_text(iso: str) -> str:
    if not iso:
        return ""
    on = date.fromisoformat(iso)
    return f"{on.day} {on.month} {on.year}"
