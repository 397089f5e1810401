"""The kinds of `kinds.yml`, read and checked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from passport import coded

LONGEST_CODE = 40
MARKS = ("restricted", "day_one")


@dataclass(frozen=True)
class Kind(coded.Said):
    """One kind of appointment, with its `words`."""

    code: str
    pathway: str
    icon: str
    words: dict[str, dict[str, str]] = field(compare=False)
    restricted: bool = False
    day_one: bool = False

    @property
    def restricted_section(self) -> str:
        """Where its details lie when they are for fewer readers."""
        return f"{self.pathway}_RESTRICTED"


@lru_cache(maxsize=1)
def built_in() -> tuple[Kind, ...]:
    """The kinds that come along. Raises coded.HasFaults when that file of ours is wrong."""
    return read_kinds(Path(__file__).with_name("kinds.yml").read_text())


def kind_of(code: str) -> Kind | None:
    return next((kind for kind in built_in() if kind.code == code), None)


def read_kinds(text: str) -> tuple[Kind, ...]:
    """The kinds of a YAML file. Raises coded.HasFaults, with every fault."""
    _, rows = KINDS.read(text)
    return tuple(_kind(row) for row in rows)


def _kind(row: coded.Row) -> Kind:
    marks = {name: row.get(name, False) for name in MARKS}
    return Kind(row["code"], row["pathway"], row["icon"], coded.words_of(row), **marks)


def _faults_of(row: coded.Row) -> Iterator[str]:
    yield from coded.code_faults(row, LONGEST_CODE)
    yield from coded.pathway_faults(row)
    yield from coded.words_faults(row, "icon")
    yield from coded.mark_faults(row, *MARKS)
    yield from coded.both_languages_faults(row, "name", "plain")


KINDS = coded.Rows(
    "kinds",
    one="kind",
    most=60,
    needed=("code", "pathway", "icon", "name", "plain", "cy"),
    may=MARKS,
    faults_of=_faults_of,
)
