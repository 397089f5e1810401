"""What somebody may open in a package, and where "on" and "back" lead, by the package's own rules.

SCORM 2004: control modes, preconditions, attempt limits, hidden controls (Sequencing and Navigation, SB.2). SCORM 1.2:
prerequisites. What is followed and what is not: deploy/decisions/0014.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import prerequisites
from .tree import Node, truth


@dataclass(frozen=True)
class Offer:
    """One line of the menu: whether it is shown, and whether it may be opened now."""

    listed: bool
    opens: bool


@dataclass(frozen=True)
class Standing:
    """How the whole package stands. `score` in percent; `fraction` of it that is done, 0 to 1."""

    done: bool
    passed: bool
    score: float | None
    fraction: float


@dataclass(frozen=True)
class Found:
    """What the rules say of one activity, with what it lies in: `shut` for everybody who comes, `skipped` by who goes
    on, `unchosen` by who chooses; `spared`: shut since it is had already; `fixed`: the outermost that lets nobody
    choose among what is in it.
    """

    shut: bool = False
    skipped: bool = False
    unchosen: bool = False
    spared: bool = False
    fixed: Node | None = None


class Menu:
    """A package as one person finds it. `leaves`: all that starts something, in order."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.nodes = {node.identifier: node for node in reversed(list(root.all()))}
        self.found: dict[int, Found] = {}
        self._look(root, Found())
        self.leaves = [node for node in root.all() if node.opens]
        line = [node for node in self.leaves if not self.found[node.key].skipped]
        self.before = self._neighbours(self.leaves, {node.key for node in line})
        self.after = self._neighbours(self.leaves[::-1], {node.key for node in line})
        may = {node.key: self._may_open(node) for node in self.leaves}
        if not any(may.values()) and not all(node.own.done for node in self.leaves):
            may = dict.fromkeys(may, True)  # rules that lead nowhere are set aside: nobody is to be shut out by a slip
        self.offers = {node.key: Offer(self._is_listed(node), may.get(node.key, False)) for node in root.all()}

    def next_to_do(self) -> Node | None:
        """What "Go on" opens: what was begun last and is not done, or else the first that is not, past what is
        skipped.
        """
        line = [node for node in self.leaves if not self.found[node.key].skipped]
        left = [node for node in line if self.offers[node.key].opens and not node.own.done]
        begun = [node for node in left if node.own.begun]
        return max(begun, key=lambda node: node.own.moved) if begun else next(iter(left), None)

    def asked(self, way: str, here: int, target: str = "") -> int | None:
        """The key of where the activity `here` leads when it asks: continue, previous; choice, jump to a target."""
        if way in ("choice", "jump"):
            wanted = self.nodes.get(target)
            inside = [node for node in wanted.all() if node.opens] if wanted is not None else []
            return next((node.key for node in inside if self.offers[node.key].opens), None)
        at = next((node for node in self.leaves if node.key == here), None)
        if at is None or way not in ("continue", "previous"):
            return None
        there = self.after.get(here) if way == "continue" else self.before.get(here)
        if there is None or (way == "previous" and truth_of(there, at, "forwardOnly", False)):
            return None
        return there.key if self.offers[there.key].opens or self._may_flow(at, there, way) else None

    def standing(self) -> Standing:
        """By the rules of the package where it has any; else done when all is, and passed when one of them was."""
        counted = [node for node in self.leaves if self.counts(node)] or self.leaves
        done = sum(node.own.done for node in counted)
        everything = bool(counted) and done == len(counted)
        fraction = done / len(counted) if counted else 0.0
        if any(_has_rollup(node) for node in self.root.all()):
            whole = self.root.completed is True and self.root.satisfied is not False
            measure = self.root.measure
            score = None if measure is None else max(0.0, min(100.0, measure * 100))
            return Standing(whole or everything, self.root.satisfied is True, score, 1.0 if whole else fraction)
        told = [node.own.measure * 100 for node in self.leaves if node.own.measure is not None]
        passed = any(node.own.passed for node in self.leaves)
        return Standing(everything, passed, sum(told) / len(told) if told else None, fraction)

    def counts(self, node: Node) -> bool:
        """Whether it is to be done before the package is: what the rules leave out is not."""
        found = self.found[node.key]
        needless = found.skipped or (found.spared and not node.own.done)
        return node.opens and not needless and node.delivery("tracked", True)

    def _look(self, node: Node, above: Found) -> None:
        disabled = node.applies("disabled")
        own = Found(
            shut=above.shut or node.is_spent or disabled or not self._has_before_it(node),
            skipped=above.skipped or node.is_skipped,
            unchosen=above.unchosen or node.applies("hiddenFromChoice"),
            spared=above.spared or (disabled and (node.satisfied is True or node.completed is True)),
            fixed=above.fixed or (None if node.control("choice", True) else node),
        )
        self.found[node.key] = own
        behind = False  # something before it, beside it, stops who comes from there
        for child in node.children:
            self._look(child, replace(own, shut=own.shut or behind))
            behind = behind or child.applies("stopForwardTraversal")

    @staticmethod
    def _neighbours(leaves: list[Node], line: set[int]) -> dict[int, Node]:
        """The nearest before each of the leaves that is in the line."""
        found: dict[int, Node] = {}
        last: Node | None = None
        for node in leaves:
            if last is not None:
                found[node.key] = last
            last = node if node.key in line else last
        return found

    def _may_open(self, node: Node) -> bool:
        found = self.found[node.key]
        if found.shut:
            return False
        if found.fixed is None or found.fixed is node:
            return node.own.begun or not found.unchosen
        if node.own.begun:
            return not (truth_of(node, node, "forwardOnly", False) and node.own.done)
        before = self.before.get(node.key)
        if before is None or found.fixed not in before.way_up:  # the first in what is gone through step by step
            return True
        waits = "continue" in before.extra.get("hide", []) or not truth_of(before, node, "flow", False)
        return before.own.begun and not before.applies("stopForwardTraversal") and (before.own.done or not waits)

    def _has_before_it(self, node: Node) -> bool:
        wanted = str(node.extra.get("prerequisites", ""))
        return not wanted or prerequisites.met(wanted, self._word)

    def _word(self, identifier: str) -> str | None:
        found = self.nodes.get(identifier)
        if found is None:
            return None
        if not found.children:
            return found.own.word
        if found.satisfied is not None:
            return "passed" if found.satisfied and found.completed is not False else "failed"
        return "completed" if found.completed else "incomplete" if found.begun else "not attempted"

    def _may_flow(self, here: Node, there: Node, way: str) -> bool:
        if self.found[there.key].shut or not truth_of(here, there, "flow", False):
            return False
        return way == "previous" or not here.applies("stopForwardTraversal")

    def _is_listed(self, node: Node) -> bool:
        """Shown, unless its maker hides it; where a heading has nothing else in it, its hidden activity is shown."""
        if self.found[node.key].unchosen and not node.own.begun:
            return False
        if not node.is_hidden:
            return True
        beside = node.parent.children if node.parent is not None else []
        return node.opens and all(one.is_hidden for one in beside)


def truth_of(one: Node, other: Node, control: str, default: bool) -> bool:
    """A control mode of the nearest that holds both, or for one and the same of what it lies in."""
    above = list(one.way_up)[1:]
    shared = next((node for node in above if node in list(other.way_up)), None)
    return default if shared is None else shared.control(control, default)


def _has_rollup(node: Node) -> bool:
    primary = node.sequencing.get("primaryObjective", {})
    by_measure = bool(node.children) and truth(primary.get("satisfiedByMeasure"), False)
    return "rollupRules" in node.sequencing or by_measure or not node.delivery("tracked", True)


def walk(root: Node) -> Iterator[tuple[Node, int]]:
    """Every activity in order, with how deep it lies below what is shown."""
    for child in root.children:
        yield from _walk(child, 0)


def _walk(node: Node, depth: int) -> Iterator[tuple[Node, int]]:
    yield node, depth
    for child in node.children:
        yield from _walk(child, depth if node.is_hidden else depth + 1)
