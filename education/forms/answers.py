"""Answers to questions: how they are drawn, how they are read from a form, and how a person reads them again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from education.marking import Item, Question, shown
from education.marking.posted import AS_THEY_ARE, Names, lines


@dataclass(frozen=True)
class Choice:
    id: str
    text: str
    chosen: bool = False
    value: str = ""  # of its own list of choices
    lang: str = ""


@dataclass(frozen=True)
class Drawn:
    """One question as a page draws it. `choices` of an order or a matching have lists of `others` to choose from."""

    id: str
    kind: str
    ask: str
    lang: str
    value: str = ""
    choices: tuple[Choice, ...] = ()
    others: tuple[tuple[str, str], ...] = field(default=())


def draw(question: Question, answer: Any, seed: str, names: Names = AS_THEY_ARE) -> Drawn:
    """A question with what was answered before, or with nothing.

    seed     decides the order of what is to be put in order or matched. names: what the page calls these.
    """
    ask, lang = words(question.ask, question.ask_cy)
    items = shown(question, seed)
    draws: dict[str, Any] = {"id": question.id, "kind": question.kind, "ask": ask, "lang": lang}
    if question.kind in ("numeric", "text", "written"):
        return Drawn(**draws, value=answer if isinstance(answer, str) else "")
    if question.kind == "ordering":
        places = {one: str(n) for n, one in enumerate(answer, 1)} if isinstance(answer, list) else {}
        numbers = tuple((str(n), str(n)) for n in range(1, len(items) + 1))
        choices = tuple(_choice(item, names, value=places.get(item.id, "")) for item in items)
        return Drawn(**draws, choices=choices, others=(("", _("Choose")), *numbers))
    if question.kind == "matching":
        given = answer if isinstance(answer, Mapping) else {}
        called = {item.id: names.matches.get(item.id, item.id) for item in items}
        matches = tuple((called[item.id], words(item.match, item.match_cy)[0]) for item in items)
        chosen = {item.id: called.get(str(given.get(item.id, "")), "") for item in items}
        choices = tuple(_choice(item, names, value=chosen[item.id]) for item in question.items)
        return Drawn(**draws, choices=choices, others=(("", _("Choose")), *matches))
    ticked = {answer} if isinstance(answer, str) else set(answer) if isinstance(answer, list) else set()
    return Drawn(**draws, choices=tuple(_choice(item, names, chosen=item.id in ticked) for item in items))


def said(question: Question, answer: Any) -> list[str]:
    """An answer as lines that a person can read; none when there is no answer."""
    return lines(question, answer, welsh=in_welsh())


def right_answer(question: Question) -> list[str]:
    """The right answer as lines that a person can read."""
    if question.kind == "numeric":
        number = question.number
        plain = str(number.numerator) if number.denominator == 1 else f"{float(number):g}"
        return [f"{plain} {question.units[0]}" if question.units else plain]
    if question.kind == "written":
        return []
    if question.kind == "text":
        return [question.accepted[0]]
    if question.kind == "matching":
        return said(question, {one: one for one in question.right})
    return said(question, question.right[0] if question.kind == "single" else list(question.right))


def words(english: str, welsh: str) -> tuple[str, str]:
    """The words in the language of the page where there are any, and their language when it is another."""
    if not in_welsh():
        return english, ""
    return (welsh, "") if welsh else (english, "en")


def in_welsh() -> bool:
    return (get_language() or "en").startswith("cy")


def _choice(item: Item, names: Names, **more: Any) -> Choice:
    text, lang = words(item.text, item.text_cy)
    return Choice(names.items.get(item.id, item.id), text, lang=lang, **more)
