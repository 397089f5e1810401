"""When a report can be begun. Pure: no Django, no database, no clock."""

from .windows import PRE_RELEASE, Window, window

__all__ = ["PRE_RELEASE", "Window", "window"]
