"""The learner record as Curious sends it, read by rules alone: no database, no Django, no clock.

read          the files of a record → what was learned, row by row, and the rows that can't be read
uln_is_valid  the check digit of a unique learner number
"""

from .learned import Learned, Record, Status, read, uln_is_valid

__all__ = ["Learned", "Record", "Status", "read", "uln_is_valid"]
