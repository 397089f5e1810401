"""What can be asked for from the cell, as data. Pure: no Django, no database, no clock.

kinds.yml        one entry a kind: its words, who handles it, days to answer, limits, and the way it goes
asks/<file>.yml  its questions, in the format of the reports' question sets; `.cy.yml` beside it: their Welsh

`parse_kind` reads one; `load` reads a folder and names every fault.
"""

from .checking import LONGEST, MESSAGES, check, check_all, day_of
from .kinds import built_in, load, parse_kind
from .posted import OTHER, read_answers
from .prompts import prompts
from .shapes import CHOSEN, GROUPS, TEAMS, WAYS, Kind, Means, Source, Way

__all__ = [
    "CHOSEN",
    "GROUPS",
    "LONGEST",
    "MESSAGES",
    "OTHER",
    "TEAMS",
    "WAYS",
    "Kind",
    "Means",
    "Source",
    "Way",
    "built_in",
    "check",
    "check_all",
    "day_of",
    "load",
    "parse_kind",
    "prompts",
    "read_answers",
]
