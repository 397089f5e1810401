"""The standard conditions of `standard.yml`, read and checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from passport import coded

LONGEST_CODE = 30


@dataclass(frozen=True)
class Standard:
    """One standard condition, in both languages."""

    code: str
    legal: str
    plain: str
    legal_cy: str
    plain_cy: str


@lru_cache(maxsize=1)
def built_in() -> tuple[Standard, ...]:
    """The conditions that come along. Raises coded.HasFaults when that file of ours is wrong."""
    return read_standard(Path(__file__).with_name("standard.yml").read_text())


def read_standard(text: str) -> tuple[Standard, ...]:
    """The conditions of a YAML file. Raises coded.HasFaults, with every fault."""
    _, rows = CONDITIONS.read(text)
    return tuple(
        Standard(row["code"], row["legal"], row["plain"], row["cy"]["legal"], row["cy"]["plain"]) for row in rows
    )


def _faults_of(row: coded.Row) -> Iterator[str]:
    yield from coded.code_faults(row, LONGEST_CODE)
    yield from coded.both_languages_faults(row, "legal", "plain")


CONDITIONS = coded.Rows(
    "conditions", one="condition", most=40, needed=("code", "legal", "plain", "cy"), faults_of=_faults_of
)
