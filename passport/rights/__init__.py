"""What is held on a person, for how long, and what asks the same, as data: three YAML files. Pure: no database."""

from .held import Held, Map, read_map
from .same import read_same
from .schedule import Kind, Schedule, read_schedule

__all__ = [
    "Held",
    "Kind",
    "Map",
    "Schedule",
    "read_map",
    "read_same",
    "read_schedule",
]
