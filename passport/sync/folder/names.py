"""What the files of a stick are called, and what their names say."""

import re
from dataclasses import dataclass

from passport.journal.entry import LARGEST_SEQ

from ..kinds import CENTRAL

FOLDER = "throughgate"
PART = ".part"
_NODES = r"([A-Z]{3}|CENTRAL)-([A-Z]{3}|CENTRAL)"
_SEGMENT = re.compile(_NODES + r"-(urgent|bulk)-([0-9]{12,16})-([0-9]{12,16})\.segment", re.ASCII)
_TIPS = re.compile(_NODES + r"\.tips", re.ASCII)


@dataclass(frozen=True, slots=True)
class Name:
    """A file that a node has written for another. `lane` is "" for a statement, whose first and last are 0."""

    origin: str
    destination: str
    lane: str = ""
    first: int = 0
    last: int = 0

    @property
    def text(self) -> str:
        nodes = f"{self.origin}-{self.destination}"
        return f"{nodes}-{self.lane}-{self.first:012}-{self.last:012}.segment" if self.lane else f"{nodes}.tips"


def read_name(text: str) -> Name | None:
    """What a file's name says, or None if it is not one of ours, in its one spelling."""
    if found := _TIPS.fullmatch(text):
        name = Name(found[1], found[2])
    elif found := _SEGMENT.fullmatch(text):
        origin, destination, lane, first, last = found.groups()
        name = Name(origin, destination, lane, int(first), int(last))
    else:
        return None
    whole = not name.lane or 1 <= name.first <= name.last <= LARGEST_SEQ
    # Every line has central at one of its ends.
    return name if whole and name.text == text and (name.origin == CENTRAL) != (name.destination == CENTRAL) else None
