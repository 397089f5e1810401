"""What can be wrong with a file or with one of its rows. Never a value of the row: only where, and what."""

from dataclasses import dataclass


class NotARoll(ValueError):
    """The file as a whole can't be read: not JSON, cut off, or of another shape."""


@dataclass(frozen=True)
class Fault:
    """One row that can't go in. `row` counts from 1 over all files, as a person would count them."""

    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.field}: {self.reason}"


class BadField(ValueError):
    """One field of a row can't be read."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field, self.reason = field, reason
