"""The reasons of `reasons.yml`, read and checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from passport import coded

LONGEST_CODE, LONGEST_NAME, LONGEST_BEGAN = 40, 120, 12


@dataclass(frozen=True)
class Reason:
    """One reason. needs_words: it says nothing by itself; began: the kind of stay that gives it."""

    code: str
    names: Mapping[str, str] = field(compare=False)
    needs_words: bool = False
    began: str = ""

    def name(self, language: str) -> str:
        """In words; English where a language lacks it."""
        return self.names.get(language[:2], self.names["en"])


@dataclass(frozen=True)
class Reasons:
    """skip: why a part is left out; restart: why a report is begun again."""

    skip: tuple[Reason, ...]
    restart: tuple[Reason, ...]

    def name_of(self, code: str, language: str) -> str:
        """A code in words; one that came from elsewhere and is not in the file as it is."""
        found = next((one for one in (*self.skip, *self.restart) if one.code == code), None)
        return found.name(language) if found else code


@lru_cache(maxsize=1)
def built_in() -> Reasons:
    """The reasons that come along. Raises coded.HasFaults when that file of ours is wrong."""
    return read_reasons(Path(__file__).with_name("reasons.yml").read_text())


def read_reasons(text: str) -> Reasons:
    """The reasons of a YAML file. Raises coded.HasFaults, with every fault."""
    said = coded.load(text, "version", "skip", "restart")
    faults = [] if type(said["version"]) is int and said["version"] > 0 else ["`version` is a number from 1"]
    faults += [*SKIP.faults(said["skip"]), *RESTART.faults(said["restart"])]
    if faults:
        raise coded.HasFaults(faults)
    return Reasons(tuple(map(_reason, said["skip"])), tuple(map(_reason, said["restart"])))


def _faults_of(row: coded.Row) -> Iterator[str]:
    yield from coded.code_faults(row, LONGEST_CODE)
    yield from coded.both_languages_faults(row, "name", longest=LONGEST_NAME)
    yield from coded.mark_faults(row, "words")
    if "began" in row:
        yield from coded.code_faults(row, LONGEST_BEGAN, "began")


def _rows(name: str) -> coded.Rows:
    return coded.Rows(
        name,
        one=name,
        most=40,
        needed=("code", "name", "cy"),
        may=("words", "began"),
        faults_of=_faults_of,
    )


def _reason(row: coded.Row) -> Reason:
    names = {"en": row["name"], "cy": row["cy"]["name"]}
    return Reason(row["code"], names, row.get("words", False), row.get("began", ""))


SKIP, RESTART = _rows("skip"), _rows("restart")
