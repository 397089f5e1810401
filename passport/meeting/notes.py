"""What the notes of a meeting hold, and how they are written. No database, no clock."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

LONGEST = 4000  # characters of what was agreed
LONGEST_NAME, LONGEST_WHY, LONGEST_ACTION = 80, 200, 160
MOST_PEOPLE, MOST_ACTIONS = 8, 10


class Side(StrEnum):
    """For whom somebody was there, or who does something."""

    PERSON = "PERSON"
    PRISON = "PRISON"
    PROBATION = "PROBATION"
    OTHER = "OTHER"


NEEDED = (Side.PERSON, Side.PRISON, Side.PROBATION)  # of whom the notes say whether they came


@dataclass(frozen=True)
class Attendee:
    """One who was to be there. `why_not` only of who did not come."""

    side: str
    name: str
    came: bool
    why_not: str = ""


@dataclass(frozen=True)
class Action:
    """Who does what by which ISO day ("": no day)."""

    id: str
    what: str
    who: str
    by_on: str = ""


@dataclass(frozen=True)
class Notes:
    people: tuple[Attendee, ...] = ()
    agreed: str = ""
    actions: tuple[Action, ...] = ()


def faults(notes: Notes) -> list[str]:
    """Codes of what is wrong: NO_PERSON, NO_PRISON, NO_PROBATION, NO_REASON, NOBODY_CAME, NOTHING_AGREED, TOO_LONG."""
    sides = {one.side for one in notes.people}
    found = [f"NO_{side}" for side in NEEDED if side not in sides]
    if any(not one.came and not one.why_not for one in notes.people):
        found.append("NO_REASON")
    if not any(one.came for one in notes.people):
        found.append("NOBODY_CAME")
    if not notes.agreed and not notes.actions:
        found.append("NOTHING_AGREED")
    long = len(notes.agreed) > LONGEST or len(notes.people) > MOST_PEOPLE or len(notes.actions) > MOST_ACTIONS
    long = long or any(len(one.name) > LONGEST_NAME or len(one.why_not) > LONGEST_WHY for one in notes.people)
    if long or any(not 0 < len(action.what) <= LONGEST_ACTION for action in notes.actions):
        found.append("TOO_LONG")
    return found


def written(notes: Notes) -> dict[str, Any]:
    return {"kind": "meeting", **asdict(notes)}


def read(data: Mapping[str, Any]) -> Notes:
    """The notes that `written` wrote."""
    return Notes(
        tuple(Attendee(**one) for one in data.get("people", [])),
        data.get("agreed", ""),
        tuple(Action(**one) for one in data.get("actions", [])),
    )
