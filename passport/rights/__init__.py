"""What is held on a person, for how long, and what asks the same, as data: three YAML files. Pure: no database."""

from .held import Held, HeldHasFaults, Map, read_map
from .same import SameHasFaults, read_same
from .schedule import Kind, Schedule, ScheduleHasFaults, read_schedule

__all__ = [
    "Held",
    "HeldHasFaults",
    "Kind",
    "Map",
    "SameHasFaults",
    "Schedule",
    "ScheduleHasFaults",
    "read_map",
    "read_same",
    "read_schedule",
]
