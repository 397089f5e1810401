"""What can be asked for from the cell, as data. Pure: no Django, no database, no clock.

kinds.yml        one entry a kind: its words, who handles it, days to answer, limits, and the way it goes
asks/<file>.yml  its questions, in the format of the reports' question sets; `.cy.yml` beside it: their Welsh

`parse_kind` reads one; `load` reads a folder and names every fault.
"""

from .checking import LONGEST, check, check_all
from .kinds import GROUPS, WAYS, Kind, Source, Way, built_in, load, parse_kind
from .prompts import prompts

__all__ = [
    "GROUPS",
    "LONGEST",
    "WAYS",
    "Kind",
    "Source",
    "Way",
    "built_in",
    "check",
    "check_all",
    "load",
    "parse_kind",
    "prompts",
]
