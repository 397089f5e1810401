"""The release date that counts, as a table of rules.

The order follows the resettlement passport service (confirmed, parole, curfew, conditional, automatic), with one
difference: for somebody who was recalled, the dates of the first release lie behind them.
Not releases: release on temporary licence (they come back the same day or week), sentence and licence expiry
(the sentence ends in the community), eligibility and tariff dates (from when it may be asked for).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .fields import day


@dataclass(frozen=True)
class Rule:
    field: str
    kind: str
    reason: str
    recalled: bool = True  # counts for somebody who was recalled
    others: bool = True  # counts for everybody else


RULES = [
    Rule("confirmedReleaseDate", "CONFIRMED", "a person at the prison has confirmed it"),
    Rule("actualParoleDate", "PAROLE", "the Parole Board has directed it, also after a recall"),
    Rule("homeDetentionCurfewActualDate", "HDC", "curfew is approved and comes first", recalled=False),
    Rule("postRecallReleaseDate", "POST_RECALL", "a recall sets its own date", others=False),
    Rule("conditionalReleaseDate", "CONDITIONAL", "release on licence when nothing earlier is approved"),
    Rule("automaticReleaseDate", "AUTOMATIC", "release at the end of a short sentence"),
    Rule("nonParoleDate", "AUTOMATIC", "1991 Act: out on this day when parole is refused"),
    Rule("postRecallReleaseDate", "POST_RECALL", "a recall that the flag does not show"),
    Rule("releaseDate", "LIKELY", "the service's own reckoning: detention and training orders"),
]


def is_recalled(row: Mapping[str, Any]) -> bool:
    return row.get("recall") is True or row.get("legalStatus") == "RECALL"


def release(row: Mapping[str, Any]) -> tuple[date | None, str]:
    """The day and its kind, by the first rule that finds one; (None, "") for nobody's day. Raises BadField."""
    recalled = is_recalled(row)
    for rule in RULES:
        if rule.recalled if recalled else rule.others:
            found = day(row, rule.field)
            if found is not None:
                return found, rule.kind
    return None, ""
