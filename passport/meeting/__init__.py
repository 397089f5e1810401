"""The notes of a handover meeting, as data: who came, who did not and why, what was agreed, who does what by when."""

from .notes import LONGEST, MOST_ACTIONS, MOST_PEOPLE, Action, Attendee, Notes, Side, faults, read, written

__all__ = [
    "LONGEST",
    "MOST_ACTIONS",
    "MOST_PEOPLE",
    "Action",
    "Attendee",
    "Notes",
    "Side",
    "faults",
    "read",
    "written",
]
