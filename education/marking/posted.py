"""Answers as a form sends them, and as a person reads them again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .paper import Question

LONGEST = 300  # letters of an answer on one line
LONGEST_WRITTEN = 2000  # letters of some sentences


@dataclass(frozen=True)
class Names:
    """What one form calls the items of an order or a matching, since their ids would give the answer away.

    `items`: id → the name of its field; `matches`: id → the name of its other side. Without a name an id stands for
    itself.
    """

    items: Mapping[str, str] = field(default_factory=dict)
    matches: Mapping[str, str] = field(default_factory=dict)


AS_THEY_ARE = Names()


def read_answer(question: Question, posted: Mapping[str, list[str]], names: Names = AS_THEY_ARE) -> Any:
    """The answer that a form gives, in the shape that marking wants; None for none.

    posted   field name → its values: "answer", or "answer-NAME" for the items of an order or a matching.
    """
    own = [value for value in posted.get("answer", []) if value]
    fields = {item.id: f"answer-{names.items.get(item.id, item.id)}" for item in question.items}
    each = {one: value for one, name in fields.items() if (value := (posted.get(name) or [""])[0])}
    if question.kind in ("numeric", "text"):
        return own[0].strip()[:LONGEST].replace("\x00", "") or None if own else None
    if question.kind == "written":
        return own[0].strip()[:LONGEST_WRITTEN].replace("\x00", "") or None if own else None
    if question.kind == "single":
        return own[0][:LONGEST] if own else None
    if question.kind == "multiple":
        return [value[:LONGEST] for value in own[: len(question.items)]] or None
    if question.kind == "matching":
        others = {names.matches.get(item.id, item.id): item.id for item in question.items}
        return {one: others[value] for one, value in each.items() if value in others} or None
    places = list(each.values())
    once = {one: place for one, place in each.items() if places.count(place) == 1 and place.isdecimal()}
    return sorted(once, key=lambda one: int(once[one][:4])) or None


def is_whole(question: Question, answer: Any) -> bool:
    """Whether every part of an order or a matching has its answer; True for other kinds."""
    if answer is None or question.kind not in ("ordering", "matching"):
        return True
    return len(answer) == len(question.items)


def lines(question: Question, answer: Any, *, welsh: bool) -> list[str]:
    """An answer as lines that a person can read; none when there is no answer."""
    texts = {item.id: (item.text_cy if welsh else "") or item.text for item in question.items}
    matches = {item.id: (item.match_cy if welsh else "") or item.match for item in question.items}
    if isinstance(answer, str):
        return [texts.get(answer, answer)]
    if isinstance(answer, list):
        found = [texts.get(one, "") for one in answer]
        return [f"{n}. {line}" for n, line in enumerate(found, 1)] if question.kind == "ordering" else found
    if isinstance(answer, Mapping):
        return [f"{texts.get(one, '')} – {matches.get(other, '')}" for one, other in answer.items()]
    return []
