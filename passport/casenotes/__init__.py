"""Case notes as data: their types, and the service's file of them. No database, no clock."""

from .arriving import Amended, Arriving, Fault, NotCaseNotes, read_file
from .types import Kind, Kinds, read_kinds

__all__ = [
    "Amended",
    "Arriving",
    "Fault",
    "Kind",
    "Kinds",
    "NotCaseNotes",
    "read_file",
    "read_kinds",
]
