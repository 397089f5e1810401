"""A question set as data: frozen, so that it can be shared between requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .pattern import Pattern

PATHWAYS = (
    "ACCOMMODATION",
    "ATTITUDES_THINKING_AND_BEHAVIOUR",
    "CHILDREN_FAMILIES_AND_COMMUNITY",
    "DRUGS_AND_ALCOHOL",
    "EDUCATION_SKILLS_AND_WORK",
    "FINANCE_AND_ID",
    "HEALTH",
)
RADIO, CHECKBOX, SHORT_TEXT, LONG_TEXT, ADDRESS = "RADIO", "CHECKBOX", "SHORT_TEXT", "LONG_TEXT", "ADDRESS"
KINDS = (RADIO, CHECKBOX, SHORT_TEXT, LONG_TEXT, ADDRESS)
CHOICES, TEXTS = (RADIO, CHECKBOX), (SHORT_TEXT, LONG_TEXT)
MANDATORY, OPTIONAL, REGEX = "MANDATORY", "OPTIONAL", "REGEX"

BCST2, RESETTLEMENT_PLAN = "BCST2", "RESETTLEMENT_PLAN"
CHECK_ANSWERS, FINAL = "CHECK_ANSWERS", "FINAL_QUESTION_NEXT_PAGE"
# The page with the pathway status, by report: versions 1 to 3 carry both in one file and show one.
SUMMARY_PAGE = {BCST2: "ASSESSMENT_SUMMARY", RESETTLEMENT_PLAN: "PRERELEASE_ASSESSMENT_SUMMARY"}
STATUS_QUESTION = {BCST2: "SUPPORT_NEEDS", RESETTLEMENT_PLAN: "SUPPORT_NEEDS_PRERELEASE"}

ADDRESS_PARTS = ("line1", "line2", "town", "county", "postcode")

Answers = Mapping[str, Any]


class Text(str):
    """A text that knows its language, so that a page can write lang="en" where a translation is missing."""

    lang: str

    def __new__(cls, text: str = "", lang: str = "en") -> Text:
        made = super().__new__(cls, text)
        made.lang = lang
        return made


NO_TEXT = Text()


@dataclass(frozen=True)
class Validation:
    """kind MANDATORY | OPTIONAL | REGEX; an expression holds under any kind once something was written."""

    kind: str = MANDATORY
    pattern: Pattern | None = None
    message: Text = NO_TEXT

    @property
    def required(self) -> bool:
        """REGEX decides by its expression: one that accepts the empty text makes the question optional."""
        if self.kind == REGEX and self.pattern is not None:
            return not self.pattern.accepts_nothing
        return self.kind == MANDATORY


NEEDED = Validation()


@dataclass(frozen=True)
class Option:
    id: str
    display_text: Text
    description: Text = NO_TEXT
    exclusive: bool = False
    free_text: bool = False
    tag: str = ""
    nested: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Question:
    """kind is one of KINDS; restricted says that answers go to the `…_RESTRICTED` section."""

    id: str
    title: Text
    kind: str
    sub_title: Text = NO_TEXT
    options: tuple[Option, ...] = ()
    validation: Validation = NEEDED
    details_title: Text = NO_TEXT
    details_content: Text = NO_TEXT
    restricted: bool = False

    @property
    def required(self) -> bool:
        return self.validation.required

    def option(self, option_id: object) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)

    def walk(self) -> Iterator[Question]:
        """This question and all that are nested in it, in the order they are asked."""
        yield self
        for option in self.options:
            for nested in option.nested:
                yield from nested.walk()


@dataclass(frozen=True)
class Rule:
    """Go to `next_page` when the answer to `question` is one of `answers`.

    question   "" for a rule that always holds.
    answers    option ids; a tuple of ids means exactly this set of ticked boxes.
    """

    next_page: str
    question: str = ""
    answers: tuple[str | tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Page:
    id: str
    title: Text
    questions: tuple[Question, ...]
    next_rules: tuple[Rule, ...] = ()

    @property
    def heading(self) -> Text:
        """Version 1 pages have no title of their own: their only question is the heading."""
        return self.title or (self.questions[0].title if self.questions else Text())

    def walk(self) -> Iterator[Question]:
        for question in self.questions:
            yield from question.walk()


@dataclass(frozen=True)
class QuestionSet:
    """One version of the questions of one pathway.

    pathway   "" only for the generic pages that version 1 files share.
    digest    SHA-256, hex, of the file's bytes: with pathway and version it names the set for ever.
    notes     keys of the file that this version of ours does not know; shown when files are loaded.
    lang      language of the texts; texts without translation keep `lang` "en".
    """

    pathway: str
    version: int
    pages: tuple[Page, ...]
    require_status_question: bool
    digest: str
    name: str
    notes: tuple[str, ...] = ()
    generic_version: int | None = None
    lang: str = "en"
    overlays: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def stamp(self) -> dict[str, str | int]:
        """What travels with answers, so that they stay readable under the version they were given to."""
        return {"pathway": self.pathway, "version": self.version, "digest": self.digest}

    @cached_property
    def _pages(self) -> dict[str, Page]:
        return {page.id: page for page in self.pages}

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.id: question for page in self.pages for question in page.walk()}

    def page(self, page_id: str) -> Page | None:
        return self._pages.get(page_id)

    def question(self, question_id: str) -> Question | None:
        return self._questions.get(question_id)

    def questions(self) -> Iterator[Question]:
        """Every question of every page, nested ones after their own."""
        yield from self._questions.values()


def free_text_key(question_id: str, option_id: str) -> str:
    """Where the words beside an option lie in the answers: `SUPPORT_REQUIREMENTS/OTHER_SUPPORT_NEEDS`."""
    return f"{question_id}/{option_id}"


def chosen(question: Question, answers: Answers) -> list[Option]:
    """The chosen options in file order; anything that is not an id of this question counts as not chosen."""
    value = answers.get(question.id)
    ids = value if isinstance(value, list | tuple) else [value]
    return [option for option in question.options if option.id in ids]


def asked(questions: tuple[Question, ...], answers: Answers) -> Iterator[tuple[int, Question]]:
    """(depth, question) for each question that these answers bring up, nested ones after their own."""
    for question in questions:
        yield 0, question
        for option in chosen(question, answers):
            for depth, nested in asked(option.nested, answers):
                yield depth + 1, nested
