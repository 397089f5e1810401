"""Whether somebody who is asked for is somebody who is known. Pure: no Django, no database, no clock.

read_number   a phone number as it is written → E.164, or what is wrong with it
keys          the keys under which an index finds whom a name may mean
compare       one person asked for beside one known: a score and the evidence for it
ranked        the likeliest of some, best first
weigh         what restrictions, alerts and age ask for: what blocks an approval, what takes two people
"""

from .evidence import LIKELY, STRONG, Evidence, Match, Named, compare, ranked
from .names import alike, keys
from .numbers import BadNumber, NumberFault, is_in_use, nearly, read_number, spoken
from .rules import PROTECTED_ALERTS, Facts, Weighed, is_child, weigh

__all__ = [
    "LIKELY",
    "PROTECTED_ALERTS",
    "STRONG",
    "BadNumber",
    "Evidence",
    "Facts",
    "Match",
    "Named",
    "NumberFault",
    "Weighed",
    "alike",
    "compare",
    "is_child",
    "is_in_use",
    "keys",
    "nearly",
    "ranked",
    "read_number",
    "spoken",
    "weigh",
]
