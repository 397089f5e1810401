"""A licence as data: legal words beside plain ones, and what the person says. No database, no clock."""

from .record import (
    MOST_CONDITIONS,
    ChangedMeanwhile,
    Condition,
    Kind,
    Licence,
    NoSuchCondition,
    PersonSays,
    Says,
    TooManyConditions,
    end,
    put,
    read,
    say,
    stands,
    with_days,
    written,
)
from .standard import Standard, built_in, read_standard

__all__ = [
    "MOST_CONDITIONS",
    "ChangedMeanwhile",
    "Condition",
    "Kind",
    "Licence",
    "NoSuchCondition",
    "PersonSays",
    "Says",
    "Standard",
    "TooManyConditions",
    "built_in",
    "end",
    "put",
    "read",
    "read_standard",
    "say",
    "stands",
    "with_days",
    "written",
]
