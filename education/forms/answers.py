"""Answers to questions: how they are drawn, how they are read from a form, and how a person reads them again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from education.marking import Item, Question, shown

LONGEST = 300  # letters of a written answer


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


def draw(question: Question, answer: Any, seed: str) -> Drawn:
    """A question with what was answered before, or with nothing."""
    ask, lang = words(question.ask, question.ask_cy)
    items = shown(question, seed)
    draws: dict[str, Any] = {"id": question.id, "kind": question.kind, "ask": ask, "lang": lang}
    if question.kind in ("numeric", "text"):
        return Drawn(**draws, value=answer if isinstance(answer, str) else "")
    if question.kind == "ordering":
        places = {one: str(n) for n, one in enumerate(answer, 1)} if isinstance(answer, list) else {}
        numbers = tuple((str(n), str(n)) for n in range(1, len(items) + 1))
        choices = tuple(_choice(item, value=places.get(item.id, "")) for item in items)
        return Drawn(**draws, choices=choices, others=(("", _("Choose")), *numbers))
    if question.kind == "matching":
        given = answer if isinstance(answer, Mapping) else {}
        matches = tuple((item.id, words(item.match, item.match_cy)[0]) for item in items)
        choices = tuple(_choice(item, value=str(given.get(item.id, ""))) for item in question.items)
        return Drawn(**draws, choices=choices, others=(("", _("Choose")), *matches))
    chosen = {answer} if isinstance(answer, str) else set(answer) if isinstance(answer, list) else set()
    return Drawn(**draws, choices=tuple(_choice(item, chosen=item.id in chosen) for item in items))


def read(question: Question, posted: Mapping[str, list[str]]) -> Any:
    """The answer that a form gives, in the shape that marking wants; None for none.

    posted   field name → its values: "answer", or "answer-ID" for the items of an order or a matching.
    """
    own = [value for value in posted.get("answer", []) if value]
    each = {item.id: value for item in question.items if (value := (posted.get(f"answer-{item.id}") or [""])[0])}
    if question.kind in ("numeric", "text"):
        return own[0].strip()[:LONGEST].replace("\x00", "") or None if own else None
    if question.kind == "single":
        return own[0][:LONGEST] if own else None
    if question.kind == "multiple":
        return [value[:LONGEST] for value in own[: len(question.items)]] or None
    if question.kind == "matching":
        return {one: value[:LONGEST] for one, value in each.items()} or None
    places = list(each.values())
    once = {one: place for one, place in each.items() if places.count(place) == 1 and place.isdecimal()}
    return sorted(once, key=lambda one: int(once[one][:4])) or None


def is_whole(question: Question, answer: Any) -> bool:
    """Whether every part of an order or a matching has its answer; True for other kinds."""
    if answer is None or question.kind not in ("ordering", "matching"):
        return True
    return len(answer) == len(question.items)


def said(question: Question, answer: Any) -> list[str]:
    """An answer as lines that a person can read; none when there is no answer."""
    texts = {item.id: words(item.text, item.text_cy)[0] for item in question.items}
    matches = {item.id: words(item.match, item.match_cy)[0] for item in question.items}
    if isinstance(answer, str):
        return [texts.get(answer, answer)]
    if isinstance(answer, list):
        numbered = question.kind == "ordering"
        lines = [texts.get(one, "") for one in answer]
        return [f"{n}. {line}" for n, line in enumerate(lines, 1)] if numbered else lines
    if isinstance(answer, Mapping):
        return [f"{texts.get(one, '')} – {matches.get(other, '')}" for one, other in answer.items()]
    return []


def right_answer(question: Question) -> list[str]:
    """The right answer as lines that a person can read."""
    if question.kind == "numeric":
        number = question.number
        plain = str(number.numerator) if number.denominator == 1 else f"{float(number):g}"
        return [f"{plain} {question.units[0]}" if question.units else plain]
    if question.kind == "text":
        return [question.accepted[0]]
    if question.kind == "matching":
        return said(question, {one: one for one in question.right})
    return said(question, question.right[0] if question.kind == "single" else list(question.right))


def words(english: str, welsh: str) -> tuple[str, str]:
    """The words in the language of the page where there are any, and their language when it is another."""
    in_welsh = (get_language() or "en").startswith("cy")
    if not in_welsh:
        return english, ""
    return (welsh, "") if welsh else (english, "en")


def _choice(item: Item, **more: Any) -> Choice:
    text, lang = words(item.text, item.text_cy)
    return Choice(item.id, text, lang=lang, **more)
