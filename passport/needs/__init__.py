"""What a person needs help with, as data: a catalogue, what reports suggest, and the needs with their words.

The words of a need lie sealed in its pathway's section, beside the answers of the report. No database, no clock.
"""

from .catalogue import (
    Catalogue,
    Kind,
    Suggestion,
    built_in,
    read_catalogue,
    suggested,
)
from .record import (
    MOST_NEEDS,
    MOST_UPDATES,
    AlreadyThere,
    ChangedMeanwhile,
    Need,
    NeedStatus,
    NoSuchNeed,
    Owner,
    PersonSays,
    PutBy,
    Record,
    Says,
    TooManyNeeds,
    Update,
    add,
    answer,
    move,
    put_by,
    read,
    written,
)

__all__ = [
    "MOST_NEEDS",
    "MOST_UPDATES",
    "AlreadyThere",
    "Catalogue",
    "ChangedMeanwhile",
    "Kind",
    "Need",
    "NeedStatus",
    "NoSuchNeed",
    "Owner",
    "PersonSays",
    "PutBy",
    "Record",
    "Says",
    "Suggestion",
    "TooManyNeeds",
    "Update",
    "add",
    "answer",
    "built_in",
    "move",
    "put_by",
    "read",
    "read_catalogue",
    "suggested",
    "written",
]
