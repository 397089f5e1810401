"""How much work a package's rules make each time somebody opens its menu: looked at once, before it comes in."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .manifest import Item

WORD = 4  # letters of a prerequisite that are a word or a sign of it


def effort(items: "Sequence[Item]", extra: Mapping[str, Any]) -> int:
    """Roughly how often one look at the menu asks how an activity stands. `extra`: the organisation's own."""
    return _of(extra, items) + sum(_all(item) for item in items)


def _all(item: "Item") -> int:
    return _of(item.extra, item.children) + sum(_all(child) for child in item.children)


def _of(extra: Mapping[str, Any], children: "Sequence[Item]") -> int:
    """Its own rules ask of itself, its rollup asks of each child; who is asked reads all that others have written."""
    said = extra.get("sequencing", {})
    own = (1 + _elements(said.get("sequencingRules"))) * _looks(extra)
    below = (1 + _elements(said.get("rollupRules"))) * sum(_looks(child.extra) for child in children)
    return own + below + len(extra.get("prerequisites", "")) // WORD


def _looks(extra: Mapping[str, Any]) -> int:
    return 1 + len(extra.get("sequencing", {}).get("maps", ()))


def _elements(tree: Mapping[str, Any] | None) -> int:
    return 0 if tree is None else 1 + sum(_elements(one) for one in tree["has"])
