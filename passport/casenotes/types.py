"""Types and subtypes of case notes, read from a file and checked."""

from collections.abc import Iterator
from dataclasses import dataclass

from passport import coded

LONGEST_CODE, LONGEST_NAME = 12, 80


@dataclass(frozen=True)
class Kind:
    """One type: its subtypes as (code, name). `sensitive`: read and written by who may read restricted answers."""

    code: str
    name: str
    subtypes: tuple[tuple[str, str], ...]
    sensitive: bool = False
    writable: bool = True


@dataclass(frozen=True)
class Kinds:
    types: tuple[Kind, ...]

    def kind(self, code: str) -> Kind | None:
        return next((kind for kind in self.types if kind.code == code), None)

    def knows(self, code: str, subtype: str) -> bool:
        kind = self.kind(code)
        return kind is not None and subtype in dict(kind.subtypes)

    def is_sensitive(self, code: str) -> bool:
        kind = self.kind(code)
        return kind is not None and kind.sensitive

    def name_of(self, code: str, subtype: str) -> str:
        """ "Resettlement: Accommodation"; codes that are not in the file as they are."""
        kind = self.kind(code)
        if kind is None:
            return f"{code}: {subtype}"
        return f"{kind.name}: {dict(kind.subtypes).get(subtype, subtype)}"


def read_kinds(text: str) -> Kinds:
    """The types of a YAML file. Raises coded.HasFaults, with every fault."""
    _, rows = TYPES.read(text)
    return Kinds(tuple(_kind(row) for row in rows))


def _kind(row: coded.Row) -> Kind:
    subtypes = tuple((sub["code"], sub["name"]) for sub in row["subtypes"])
    return Kind(row["code"], row["name"], subtypes, row.get("sensitive", False), row.get("writable", True))


def _faults_of(row: coded.Row) -> Iterator[str]:
    yield from _named(row)
    yield from coded.mark_faults(row, "sensitive", "writable")
    yield from SUBTYPES.faults(row["subtypes"])


def _named(row: coded.Row) -> Iterator[str]:
    yield from coded.code_faults(row, LONGEST_CODE)
    yield from coded.words_faults(row, "name", longest=LONGEST_NAME)


SUBTYPES = coded.Rows("subtypes", one="subtype", most=60, needed=("code", "name"), faults_of=_named)
TYPES = coded.Rows(
    "types",
    one="type",
    most=60,
    needed=("code", "name", "subtypes"),
    may=("sensitive", "writable"),
    faults_of=_faults_of,
)
