"""The catalogue of `catalogue.yml`: read and checked, and what the answers of reports suggest by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from passport import coded

RESTRICTED = "_RESTRICTED"
LONGEST_CODE, LONGEST_NAME = 40, 80


@dataclass(frozen=True)
class Kind(coded.Said):
    """One kind of need, with its `words`. `suggested_by`: question id → ids of its answers."""

    code: str
    pathway: str
    words: dict[str, dict[str, str]] = field(compare=False)
    restricted: bool = False
    many: bool = False
    suggested_by: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)

    @property
    def section(self) -> str:
        """Where such a need lies, unless staff restrict it further."""
        return self.pathway + RESTRICTED if self.restricted else self.pathway


@dataclass(frozen=True)
class Catalogue:
    version: int
    kinds: tuple[Kind, ...]

    def kind(self, code: str) -> Kind | None:
        return next((kind for kind in self.kinds if kind.code == code), None)


@dataclass(frozen=True)
class Suggestion:
    """A need that an answer speaks for: the question and answer in the report's own words are the reason.

    sec   the section whose answer it was: the need goes there, or into the kind's own if that has fewer readers.
    of    when that report was said (ISO): what was put by of an earlier report may be suggested again.
    """

    code: str
    sec: str
    question: str
    answer: str
    of: str


@lru_cache(maxsize=1)
def built_in() -> Catalogue:
    """The catalogue that comes along. Raises coded.HasFaults when that file of ours is wrong."""
    return read_catalogue(Path(__file__).with_name("catalogue.yml").read_text())


def read_catalogue(text: str) -> Catalogue:
    """The catalogue of a YAML file. Raises coded.HasFaults, with every fault."""
    version, rows = NEEDS.read(text)
    return Catalogue(version, tuple(_kind(row) for row in rows))


def _kind(row: coded.Row) -> Kind:
    rules: dict[str, frozenset[str]] = {}
    for rule in row.get("suggested_by", []):
        rules[rule["question"]] = rules.get(rule["question"], frozenset()) | frozenset(rule["answers"])
    marks = row.get("restricted", False), row.get("many", False)
    return Kind(row["code"], row["pathway"], coded.words_of(row), *marks, rules)


def _faults_of(row: coded.Row) -> Iterator[str]:
    yield from coded.code_faults(row, LONGEST_CODE)
    yield from coded.pathway_faults(row)
    yield from coded.mark_faults(row, "restricted", "many")
    yield from coded.both_languages_faults(row, "name", "plain", longest=LONGEST_NAME)
    rules = row.get("suggested_by", [])
    if not isinstance(rules, list) or not all(map(_is_rule, rules)):
        yield "`suggested_by` is a list; each has `question` and a list `answers`, all of them words"


def _is_rule(rule: Any) -> bool:
    if not isinstance(rule, dict) or set(rule) != {"question", "answers"} or not isinstance(rule["answers"], list):
        return False
    return all(isinstance(word, str) and word for word in (rule["question"], *rule["answers"])) and bool(
        rule["answers"]
    )


NEEDS = coded.Rows(
    "needs",
    one="need",
    most=200,
    needed=("code", "pathway", "name", "plain", "cy"),
    may=("restricted", "many", "suggested_by"),
    faults_of=_faults_of,
)


def suggested(catalogue: Catalogue, sections: Mapping[str, Mapping[str, Any]]) -> list[Suggestion]:
    """What the newest reports suggest, in the catalogue's order; one suggestion a need, by the first answer found.

    sections  section → its data, those that the reader may open. What another version's data lacks suggests nothing.
    """
    found = []
    for kind in catalogue.kinds:
        for sec in (kind.pathway, kind.pathway + RESTRICTED):
            suggestion = _by_section(kind, sec, sections.get(sec, {}))
            if suggestion:
                found.append(suggestion)
                break
    return found


def _by_section(kind: Kind, sec: str, data: Mapping[str, Any]) -> Suggestion | None:
    rows = {row.get("id"): row for row in data.get("rows", []) if isinstance(row, dict)}
    for question, wanted in kind.suggested_by.items():
        given = data.get("answers", {}).get(question)
        if wanted & set(given if isinstance(given, list) else [given]):
            row = rows.get(question, {})
            said = row.get("answer", [])
            words = ", ".join(map(str, said if isinstance(said, list) else [said]))
            return Suggestion(kind.code, sec, str(row.get("question", "")), words, str(data.get("said_at", "")))
    return None
