"""Plausible answers to any question set, each with a word that occurs nowhere else: a canary."""

import secrets
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from hypothesis import strategies
from hypothesis.errors import NonInteractiveExampleWarning

from incell import questions
from incell.questions import Page, Question, QuestionSet

LETTERS = "bcdfghjklmnpqrstvwxz"
# What people write where an expression asks for a form: tried in order before the expression itself is asked.
FORMS = ["07700 900123", "QQ123456C", "LS1 4AP", "someone@example.org", "2027-03-31", "31/03/2027", "12", "1250.50"]

TEXTS = [
    "His sister has a room for him until he finds his own place.",
    "Worked as a joiner for six years and wants to go back to it.",
    "No bank account. Wants help to open one before release.",
    "Sees his two children every other week and hopes to see more of them.",
    "Has a birth certificate. His passport ran out last year.",
]


@dataclass
class Answerer:
    """Answers pages, and remembers every word that it made up."""

    words: list[str] = field(default_factory=list)

    def word(self) -> str:
        made = "".join(secrets.choice(LETTERS) for _ in range(12)).capitalize()
        self.words.append(made)
        return made

    def words_of_a_person(self) -> str:
        """What somebody writes about themselves."""
        return f"I want to be near my mum. {self.word()}"

    def message(self) -> str:
        """What an agency's worker writes back."""
        return f"We meet at the gate at ten. {self.word()}"

    def text(self) -> str:
        return f"They said {self.word()}"

    def address(self) -> dict[str, str]:
        return {"line1": f"7 {self.word()} Street", "town": self.word(), "postcode": "LS1 4AP"}

    def page(self, page: Page) -> dict[str, Any]:
        """Answers that the page's own checks accept. Raises ValueError naming the question that none fits."""
        given: dict[str, Any] = {}
        for question in page.questions:
            self._answer(question, given)
        checked = questions.check(page, given)
        for name in checked.errors:
            question = next(one for one in page.walk() if one.id == name.partition("/")[0])
            given[question.id] = self._fitting(page, question, given)
        return questions.check(page, given).answers

    def way(self, question_set: QuestionSet, report: str) -> Iterator[tuple[Page, dict[str, Any]]]:
        """Each page on the way that these answers take, with its answers."""
        said: dict[str, Any] = {}
        page: Page | None = question_set.pages[0]
        while page is not None and page.questions:
            given = self.page(page)
            said |= given
            yield page, given
            following = questions.next_page(question_set, page.id, said, report=report)
            page = question_set.page(following) if following else None

    def _answer(self, question: Question, given: dict[str, Any]) -> None:
        if question.options:
            option = next((one for one in question.options if one.nested), question.options[0])
            given[question.id] = option.id if question.kind == questions.RADIO else [option.id]
            if option.free_text:
                given[questions.free_text_key(question.id, option.id)] = self.text()
            for nested in option.nested:
                self._answer(nested, given)
        elif question.kind == questions.ADDRESS:
            given[question.id] = self.address()
        else:
            given[question.id] = self.text()

    def _fitting(self, page: Page, question: Question, given: dict[str, Any]) -> Any:
        for form in [*FORMS, *_examples(question)]:
            if question.id not in questions.check(page, given | {question.id: form}).errors:
                return form
        raise ValueError(f"no answer fits {question.id}")


class PlainAnswerer(Answerer):
    """Answers that read like people's, for the pictures. None is a canary."""

    def __init__(self) -> None:
        super().__init__()
        self._texts = cycle(TEXTS)

    def words_of_a_person(self) -> str:
        return "I want to be near my mum and get back to joinery. Mornings are hard. Lists help me."

    def message(self) -> str:
        return "We meet at the gate at ten."

    def text(self) -> str:
        return next(self._texts)

    def address(self) -> dict[str, str]:
        return {"line1": "14 Meadow Rise", "town": "Rotherham", "postcode": "S60 1AB"}


def _examples(question: Question) -> Iterator[str]:
    """Texts that a question's own expression accepts."""
    pattern = question.validation.pattern
    if pattern is None:
        return
    texts = strategies.from_regex(pattern.source, fullmatch=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NonInteractiveExampleWarning)  # a demo is no property test
        for _ in range(20):
            yield texts.example()
