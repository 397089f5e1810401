"""Weighing pairs of people with splink. The weights are stated: a prison's roll is too small to train them on.

m is how often a field agrees between two records of one person, u how often between two people of a prison of 720.
"""

import logging
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

LEAST = 0.5  # probability: below it a pair is not worth a person's time
MOST = 5  # pairs shown for one person
PRIOR = 1 / 720  # that one of a typical prison's people, picked blindly, is the one


class Evidence(StrEnum):
    """How one field of a pair compares."""

    SAME = "SAME"
    NEARLY = "NEARLY"
    OTHER = "OTHER"
    UNKNOWN = "UNKNOWN"  # one side does not say


GAMMA = {-1: Evidence.UNKNOWN, 0: Evidence.OTHER, 1: Evidence.NEARLY, 2: Evidence.SAME}


@dataclass(frozen=True)
class Known:
    """Somebody on either side. `key` is opaque; a name may be "", a date of birth None."""

    key: str
    given_name: str
    family_name: str
    born_on: date | None


@dataclass(frozen=True)
class Likely:
    """A pair worth showing. `probability` from 0 to 1."""

    sent: str
    known: str
    probability: float
    given_name: Evidence
    family_name: Evidence
    born_on: Evidence


def likely(sent: Sequence[Known], known: Sequence[Known]) -> list[Likely]:
    """The pairs at LEAST or better, for each of `sent` the MOST likeliest, best first.

    Two records are weighed only when a name or the date of birth is the same in both.
    """
    told = [one for one in sent if one.given_name and one.family_name and one.born_on]
    if not told or not known:
        return []
    found = sorted(_weighed(told, known), key=lambda pair: (-pair.probability, pair.known))
    kept: dict[str, list[Likely]] = {}
    for pair in found:
        kept.setdefault(pair.sent, []).append(pair)
    return [pair for pairs in kept.values() for pair in pairs[:MOST]]


def _weighed(sent: Sequence[Known], known: Sequence[Known]) -> list[Likely]:
    import splink  # 0.7 s and DuckDB: only who links pays for them

    database = splink.DuckDBAPI()
    sides = [
        database.register(_table(people, side), dataset_display_name=side)
        for people, side in ((sent, "a_sent"), (known, "b_known"))
    ]
    pairs = splink.Linker(sides, _settings(), log_level=logging.ERROR).inference.predict(
        threshold_match_probability=LEAST
    )
    return [_read(row) for row in pairs.as_record_list()]


def _table(people: Sequence[Known], side: str) -> Any:
    import pyarrow

    return pyarrow.table(
        {
            "unique_id": [f"{side}:{one.key}" for one in people],
            "given_name": [_folded(one.given_name) for one in people],
            "family_name": [_folded(one.family_name) for one in people],
            "born_on": [one.born_on.isoformat() if one.born_on else None for one in people],
        }
    )


def _settings() -> Any:
    import splink
    import splink.comparison_level_library as level
    import splink.comparison_library as comparison

    def weigh(name: str, near: Any, same: tuple[float, float], nearly: tuple[float, float]) -> Any:
        other = (1 - same[0] - nearly[0], 1 - same[1] - nearly[1])
        levels = [level.ExactMatchLevel(name), near, level.ElseLevel()]
        weighed = [
            one.configure(m_probability=m, u_probability=u)
            for one, (m, u) in zip(levels, (same, nearly, other), strict=True)
        ]
        return comparison.CustomComparison(output_column_name=name, comparison_levels=[level.NullLevel(name), *weighed])

    return splink.SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=PRIOR,
        comparisons=[
            weigh("given_name", level.JaroWinklerLevel("given_name", 0.88), (0.80, 0.01), (0.13, 0.02)),
            weigh("family_name", level.JaroWinklerLevel("family_name", 0.88), (0.85, 0.005), (0.10, 0.01)),
            weigh("born_on", level.DamerauLevenshteinLevel("born_on", 1), (0.93, 1 / 15_000), (0.05, 1 / 400)),
        ],
        blocking_rules_to_generate_predictions=[
            splink.block_on("born_on"),
            splink.block_on("family_name"),
            splink.block_on("given_name"),
        ],
    )


def _read(row: dict[str, Any]) -> Likely:
    keys = dict(str(row[f"unique_id_{side}"]).split(":", 1) for side in "lr")
    return Likely(
        sent=keys["a_sent"],
        known=keys["b_known"],
        probability=float(row["match_probability"]),
        given_name=GAMMA[row["gamma_given_name"]],
        family_name=GAMMA[row["gamma_family_name"]],
        born_on=GAMMA[row["gamma_born_on"]],
    )


def _folded(name: str) -> str | None:
    """A name without case, accents, hyphens and spaces; None when it says nothing."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalpha()) or None
