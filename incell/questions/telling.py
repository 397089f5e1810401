"""Answers in words, for check-your-answers and for the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .flow import path
from .shapes import (
    ADDRESS,
    ADDRESS_PARTS,
    BCST2,
    CHOICES,
    Answers,
    Page,
    Question,
    QuestionSet,
    Text,
    asked,
    chosen,
    free_text_key,
)


@dataclass(frozen=True)
class Row:
    """One question and its answer; `page` is where to change it.

    value   one Text per line, () when not answered; a person's own words carry lang "".
    depth   0, or how deep the question is nested. restricted: it lies in the `…_RESTRICTED` section.
    """

    question: str
    title: Text
    value: tuple[Text, ...]
    page: str
    kind: str
    depth: int = 0
    restricted: bool = False


def summary(
    question_set: QuestionSet, answers: Answers, *, report: str = BCST2, edit: bool = False
) -> list[tuple[Page, list[Row]]]:
    """Each page these answers lead through, with a row for each question they bring up, in order."""
    return [
        (page, [_row(page, question, depth, answers) for depth, question in asked(page.questions, answers)])
        for page in path(question_set, answers, report=report, edit=edit)
    ]


def kept(question_set: QuestionSet, answers: Answers, *, report: str = BCST2, edit: bool = False) -> dict[str, Any]:
    """The answers still asked for: none of pages or nested questions that another answer has hidden."""
    keys: set[str] = set()
    for page in path(question_set, answers, report=report, edit=edit):
        for _, question in asked(page.questions, answers):
            keys.add(question.id)
            keys |= {free_text_key(question.id, option.id) for option in chosen(question, answers) if option.free_text}
    return {key: value for key, value in answers.items() if key in keys}


def tags(question_set: QuestionSet, answers: Answers, *, report: str = BCST2) -> list[str]:
    """The tags of the chosen options (NO_FIXED_ABODE, HELP_TO_CONTACT_BANK …), each once, in order."""
    found = [
        option.tag
        for page in path(question_set, answers, report=report)
        for _, question in asked(page.questions, answers)
        for option in chosen(question, answers)
        if option.tag
    ]
    return list(dict.fromkeys(found))


def _row(page: Page, question: Question, depth: int, answers: Answers) -> Row:
    return Row(
        question.id,
        question.title,
        in_words(question, answers),
        page.id,
        question.kind,
        depth,
        question.restricted,
    )


def in_words(question: Question, answers: Answers) -> tuple[Text, ...]:
    """The answer to one question as lines of text; a person's own words carry lang ""."""
    value = answers.get(question.id)
    if question.kind in CHOICES:
        return tuple(_option_text(question, option.id, answers) for option in chosen(question, answers))
    if question.kind == ADDRESS:
        parts = value if isinstance(value, dict) else {}
        return tuple(Text(line, "") for part in ADDRESS_PARTS if isinstance(line := parts.get(part), str) and line)
    return tuple(Text(line, "") for line in value.split("\n")) if isinstance(value, str) and value else ()


def _option_text(question: Question, option_id: str, answers: Answers) -> Text:
    option = question.option(option_id)
    assert option is not None
    words = answers.get(free_text_key(question.id, option_id)) if option.free_text else None
    said = option.display_text
    return Text(f"{said}: {words}", said.lang) if isinstance(words, str) and words else said
