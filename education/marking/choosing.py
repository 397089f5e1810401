"""Which questions an attempt asks, and in which order it shows what can be chosen: drawn by its seed, for good."""

import hashlib
from collections.abc import Iterable
from typing import TypeVar

from .paper import Item, Paper, Question

Drawn = TypeVar("Drawn", Question, Item)


def choose(paper: Paper, seed: str) -> list[Question]:
    """The questions of one attempt: the fixed ones, then of each pool those that the seed draws."""
    asked = list(paper.questions)
    for pool in paper.pools:
        asked += _drawn(pool.questions, f"{seed} {pool.id}")[: pool.choose]
    return asked


def shown(question: Question, seed: str) -> list[Item]:
    """The items as this attempt shows them: what is to be put in order never comes in its order.

    Of two, either may come first: were they always the wrong way round, nobody would need to know.
    """
    if question.kind not in ("ordering", "matching"):
        return list(question.items)
    items = _drawn(question.items, f"{seed} {question.id}")
    return [*items[1:], items[0]] if len(items) > 2 and items == list(question.items) else items


def _drawn(found: Iterable[Drawn], seed: str) -> list[Drawn]:
    # Not `random`: what a seed draws must not change with a version of Python.
    return sorted(found, key=lambda one: hashlib.sha256(f"{seed} {one.id}".encode()).digest())
