"""Which section an answer belongs to: the pathway's own, or its `…_RESTRICTED` one.

The rules are data, `restricted.yml`, with a reason each. They go by the words of a question's id and English
title, and fall on the side of fewer readers, so that a question of a version yet to come is sorted before
anybody has looked at it. An overlay can restrict a question, never open one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from .document import read
from .faults import Broken
from .fields import Fields, Findings, Place
from .overlay import Overlay
from .shapes import PATHWAYS, TEXTS, Answers, Option, Question, QuestionSet, free_text_key

_FILE = Path(__file__).with_name("restricted.yml")


class AnswersOfAnotherSet(ValueError):
    """An answer names a question that this question set does not have."""


@dataclass(frozen=True)
class Rules:
    """Upper-case beginnings of words; open, texts: by pathway."""

    words: tuple[str, ...]
    open: dict[str, tuple[str, ...]]  # pathway → ids that stay open where all else is restricted
    texts: tuple[str, ...]  # pathways whose free texts are restricted
    questions: dict[str, tuple[str, ...]]  # pathway → ids restricted by name


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The rules of `restricted.yml`. Raises Broken when that file of ours is wrong."""
    findings = Findings(_FILE.name)
    place = Place(findings)
    fields = Fields(read(_FILE.read_bytes(), name=_FILE.name), place, ("words", "pathways"), "The file")
    words: list[str] = []
    opened: dict[str, tuple[str, ...]] = {}
    texts: list[str] = []
    named: dict[str, tuple[str, ...]] = {}
    for item in fields.list("words"):
        entry = Fields(item, place, ("words", "why"), "The entry")
        words += entry.text("words", needed=True).split()
        entry.text("why", needed=True)
    for item in fields.list("pathways"):
        entry = Fields(item, place, ("pathway", "open", "questions", "texts", "why"), "The entry")
        entry.text("why", needed=True)
        pathway = str(entry.text("pathway", needed=True))
        if pathway not in PATHWAYS:
            place.fault("unknown_pathway", item, f"The pathway {pathway} is unknown.", "Use one of the seven.")
        if "open" in entry.map:
            opened[pathway] = tuple(entry.text("open").split())
        if entry.flag("texts"):
            texts.append(pathway)
        named[pathway] = named.get(pathway, ()) + tuple(entry.text("questions").split())
    if findings.faults:
        raise Broken(findings.faults)
    return Rules(tuple(words), opened, tuple(texts), named)


def marked(question_set: QuestionSet, overlays: Iterable[Overlay] = ()) -> QuestionSet:
    """The set with `restricted` on each question, and its translations kept beside it."""
    kept = tuple(overlays)
    flagged = {question_id for overlay in kept for question_id in overlay.restricted}
    roots: list[str] = []  # restricted ids: `<id>_ADDITIONAL_DETAILS` and the like follow them

    def mark(question: Question, inherited: bool) -> Question:
        restricted = (
            inherited
            or question.id in flagged
            or _by_rule(question, question_set.pathway)
            or any(question.id.startswith(f"{root}_") for root in roots)
        )
        if restricted:
            roots.append(question.id)
        options = tuple(
            replace(option, nested=tuple(mark(nested, restricted) for nested in option.nested))
            for option in question.options
        )
        return replace(question, options=options, restricted=restricted)

    pages = tuple(
        replace(page, questions=tuple(mark(question, False) for question in page.questions))
        for page in question_set.pages
    )
    return replace(question_set, pages=pages, overlays={overlay.lang: overlay for overlay in kept if overlay.lang})


def _by_rule(question: Question, pathway: str) -> bool:
    found = rules()
    if question.id in found.questions.get(pathway, ()):
        return True
    if pathway in found.open and question.id not in found.open[pathway]:
        return True
    if pathway in found.texts and question.kind in TEXTS:
        return True
    tokens = re.split(r"[^A-Z]+", f"{question.id} {question.title}".upper())
    return any(token.startswith(found.words) for token in tokens if token)


def section(question_set: QuestionSet, question: Question, option: Option | None = None) -> str:
    """HEALTH or HEALTH_RESTRICTED. option: ask for the words beside this option instead."""
    restricted = question.restricted or (option is not None and question_set.pathway in rules().texts)
    return f"{question_set.pathway}_RESTRICTED" if restricted else question_set.pathway


def sections(question_set: QuestionSet, answers: Answers) -> dict[str, dict[str, Any]]:
    """The answers by the section each is sealed in, from the first keystroke saved.

    Returns  {"HEALTH": {...}, "HEALTH_RESTRICTED": {...}}; a section that the set can fill is always there,
             empty when nothing is in it, so that a withdrawn answer is withdrawn.
    Raises   AnswersOfAnotherSet.
    """
    homes: dict[str, str] = {}
    for question in question_set.questions():
        homes[question.id] = section(question_set, question)
        for option in question.options:
            if option.free_text:
                homes[free_text_key(question.id, option.id)] = section(question_set, question, option)
    split: dict[str, dict[str, Any]] = {question_set.pathway: {}}
    split.update((home, {}) for home in sorted(set(homes.values())))
    for key, value in answers.items():
        if key not in homes:
            raise AnswersOfAnotherSet(question_set.name)
        split[homes[key]][key] = value
    return split
