"""The catalogue of `catalogue.yml`: read and checked, and what the answers of reports suggest by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

PATHWAYS = frozenset(
    {
        "ACCOMMODATION",
        "ATTITUDES_THINKING_AND_BEHAVIOUR",
        "CHILDREN_FAMILIES_AND_COMMUNITY",
        "DRUGS_AND_ALCOHOL",
        "EDUCATION_SKILLS_AND_WORK",
        "FINANCE_AND_ID",
        "HEALTH",
    }
)
RESTRICTED = "_RESTRICTED"
NEEDED = frozenset({"code", "pathway", "name", "plain", "cy"})
MEMBERS = NEEDED | {"restricted", "many", "suggested_by"}
LONGEST_CODE, LONGEST_NAME, MOST_KINDS = 40, 80, 200


class CatalogueHasFaults(ValueError):
    """The file can't be used. `faults`: one line each, with the need it is about."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Kind:
    """One kind of need. `words`: language → {"name", "plain"}; `suggested_by`: question id → ids of its answers."""

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

    def said(self, which: str, language: str) -> str:
        """Its name in words. which: "name" for staff, "plain" for the person. English where a language lacks it."""
        return self.words.get(language[:2], self.words["en"])[which]


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
    """The catalogue that comes along. Raises CatalogueHasFaults when that file of ours is wrong."""
    return read_catalogue(Path(__file__).with_name("catalogue.yml").read_text())


def read_catalogue(text: str) -> Catalogue:
    """The catalogue of a YAML file. Raises CatalogueHasFaults, with every fault."""
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        raise CatalogueHasFaults([f"not YAML{f', line {where.line + 1}' if where else ''}"]) from error
    if not isinstance(said, dict) or set(said) != {"version", "needs"} or not isinstance(said["needs"], list):
        raise CatalogueHasFaults(["the file has two members, `version` and a list `needs`"])
    faults = [] if type(said["version"]) is int and said["version"] > 0 else ["`version` is a number from 1"]
    if not 0 < len(said["needs"]) <= MOST_KINDS:
        faults.append(f"there are 1 to {MOST_KINDS} needs")
    for place, row in enumerate(said["needs"], start=1):
        faults += [f"need {place}: {fault}" for fault in _faults_of(row)]
    codes = [row.get("code") for row in said["needs"] if isinstance(row, dict)]
    faults += [f"{code!r} is there twice" for code in sorted({str(c) for c in codes if codes.count(c) > 1})]
    if faults:
        raise CatalogueHasFaults(faults)
    return Catalogue(said["version"], tuple(_kind(row) for row in said["needs"]))


def _kind(row: Mapping[str, Any]) -> Kind:
    words = {"en": {"name": row["name"], "plain": row["plain"]}, "cy": dict(row["cy"])}
    rules: dict[str, frozenset[str]] = {}
    for rule in row.get("suggested_by", []):
        rules[rule["question"]] = rules.get(rule["question"], frozenset()) | frozenset(rule["answers"])
    return Kind(row["code"], row["pathway"], words, row.get("restricted", False), row.get("many", False), rules)


def _faults_of(row: Any) -> Iterator[str]:
    if not isinstance(row, dict) or not set(row) >= NEEDED or not set(row) <= MEMBERS:
        yield "it has `code`, `pathway`, `name`, `plain`, `cy`, and may have `restricted`, `many`, `suggested_by`"
        return
    code = row["code"]
    if not isinstance(code, str) or not code.replace("_", "").isalnum() or code.upper() != code:
        yield f"`code` {code!r} is not capital letters, digits and _"
    elif len(code) > LONGEST_CODE:
        yield f"`code` {code!r} is longer than {LONGEST_CODE}"
    if row["pathway"] not in PATHWAYS:
        yield f"`pathway` {row['pathway']!r} is none of the seven"
    for name in ("restricted", "many"):
        if type(row.get(name, False)) is not bool:
            yield f"`{name}` is true or false"
    if not isinstance(row["cy"], dict) or set(row["cy"]) != {"name", "plain"}:
        yield "`cy` has `name` and `plain`"
    elif not all(_is_name(words) for words in (row["name"], row["plain"], *row["cy"].values())):
        yield f"a name is words, at most {LONGEST_NAME} letters"
    rules = row.get("suggested_by", [])
    if not isinstance(rules, list) or not all(map(_is_rule, rules)):
        yield "`suggested_by` is a list; each has `question` and a list `answers`, all of them words"


def _is_name(words: Any) -> bool:
    return isinstance(words, str) and 0 < len(words) <= LONGEST_NAME


def _is_rule(rule: Any) -> bool:
    if not isinstance(rule, dict) or set(rule) != {"question", "answers"} or not isinstance(rule["answers"], list):
        return False
    return all(isinstance(word, str) and word for word in (rule["question"], *rule["answers"])) and bool(
        rule["answers"]
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
