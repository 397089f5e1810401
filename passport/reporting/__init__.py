"""When a report can be begun, and why a part is left out or a report begun again. Pure: no Django, no database."""

from .reasons import Reason, Reasons, built_in, read_reasons
from .windows import PRE_RELEASE, Window, window

__all__ = [
    "PRE_RELEASE",
    "Reason",
    "Reasons",
    "Window",
    "built_in",
    "read_reasons",
    "window",
]
