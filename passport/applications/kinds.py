"""The kinds of `kinds.yml`, read and checked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from passport import coded

LONGEST_CODE, MOST_DAYS = 30, 365


@dataclass(frozen=True)
class Kind(coded.Said):
    """One kind of application, with its `words`; `days` to an answer."""

    code: str
    item: str
    days: int
    words: dict[str, dict[str, str]] = field(compare=False)
    returned: bool = False


@lru_cache(maxsize=1)
def built_in() -> tuple[Kind, ...]:
    """The kinds that come along. Raises coded.HasFaults when that file of ours is wrong."""
    return read_kinds(Path(__file__).with_name("kinds.yml").read_text())


def kind_of(code: str) -> Kind | None:
    return next((kind for kind in built_in() if kind.code == code), None)


def read_kinds(text: str) -> tuple[Kind, ...]:
    """The kinds of a YAML file. Raises coded.HasFaults, with every fault."""
    _, rows = KINDS.read(text)
    return tuple(
        Kind(row["code"], row["item"], row["days"], coded.words_of(row), row.get("returned", False)) for row in rows
    )


def _faults_of(row: coded.Row) -> Iterator[str]:
    yield from coded.code_faults(row, LONGEST_CODE)
    yield from coded.code_faults(row, LONGEST_CODE, "item")
    yield from coded.number_faults(row, "days", 1, MOST_DAYS)
    yield from coded.mark_faults(row, "returned")
    yield from coded.both_languages_faults(row, "name", "plain")


KINDS = coded.Rows(
    "kinds",
    one="kind",
    most=60,
    needed=("code", "item", "days", "name", "plain", "cy"),
    may=("returned",),
    faults_of=_faults_of,
)
