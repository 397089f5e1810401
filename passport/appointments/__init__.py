"""Whom a person meets before and after release, as data: kinds, the diary, and its changes. No database, no clock.

Who, where and why lie sealed in APPOINTMENTS, or with their pathway's restricted answers where they tell of a need.
"""

from .diary import (
    DAY_ONE_DAYS,
    MOST_HAPPENED,
    MOST_PLANNED,
    Appointment,
    ChangedMeanwhile,
    Details,
    Diary,
    Happened,
    NoSuchAppointment,
    Slot,
    State,
    TooManyAppointments,
    book,
    end,
    is_day_one,
    joined,
    misplaced,
    move,
    overlapping,
    read,
    reword,
    written,
)
from .kinds import Kind, built_in, kind_of, read_kinds

__all__ = [
    "DAY_ONE_DAYS",
    "MOST_HAPPENED",
    "MOST_PLANNED",
    "Appointment",
    "ChangedMeanwhile",
    "Details",
    "Diary",
    "Happened",
    "Kind",
    "NoSuchAppointment",
    "Slot",
    "State",
    "TooManyAppointments",
    "book",
    "built_in",
    "end",
    "is_day_one",
    "joined",
    "kind_of",
    "misplaced",
    "move",
    "overlapping",
    "read",
    "read_kinds",
    "reword",
    "written",
]
