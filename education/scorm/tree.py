"""A package's activities as a tree, and how somebody stands in each: their own, and what rolls up from below.

Source: SCORM 2004 4th edition, Sequencing and Navigation: 3.10 (objectives and their maps), 4.6 (rollup).
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import conditions
from .conditions import Known

ROUNDS = 3  # what one activity writes another reads, and a third may depend on that
NEVER = "never"


@dataclass(frozen=True)
class Objective:
    """None: not known. `measure` -1 to 1."""

    satisfied: Known = None
    measure: float | None = None
    completed: Known = None


@dataclass(frozen=True)
class Stand:
    """How somebody stands in one activity. `word`: as SCORM 1.2 has it; `moved`: seconds, to tell what came last."""

    begun: bool = False
    done: bool = False
    passed: bool = False
    completed: Known = None
    satisfied: Known = None
    measure: float | None = None
    word: str = "not attempted"
    moved: float = 0.0
    objectives: Mapping[str, Objective] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line of the menu, as it lies in the database; `extra` as sequencing.of_item gives it."""

    key: int
    parent: int | None
    identifier: str
    opens: bool
    extra: Mapping[str, Any]
    stand: Stand = Stand()


class Node:
    """One activity; the whole package is the root, with key 0."""

    def __init__(self, line: Line, parent: "Node | None" = None) -> None:
        self.key, self.identifier, self.opens, self.own = line.key, line.identifier, line.opens, line.stand
        self.extra, self.parent = line.extra, parent
        self.sequencing: Mapping[str, Any] = line.extra.get("sequencing", {})
        self.children: list[Node] = []
        self.shared: dict[str, Objective] = {}
        self.begun, self.completed, self.measure = line.stand.begun, line.stand.completed, line.stand.measure
        self.passed = line.stand.satisfied

    @property
    def is_hidden(self) -> bool:
        return bool(self.extra.get("hidden"))

    @property
    def way_up(self) -> "Iterator[Node]":
        """This one and what it lies in, the root last."""
        at: Node | None = self
        while at is not None:
            yield at
            at = at.parent

    def all(self) -> "Iterator[Node]":
        yield self
        for child in self.children:
            yield from child.all()

    def control(self, name: str, default: bool) -> bool:
        return truth(self.sequencing.get("controlMode", {}).get(name), default)

    def delivery(self, name: str, default: bool) -> bool:
        return truth(self.sequencing.get("deliveryControls", {}).get(name), default)

    @property
    def limit(self) -> int | None:
        return conditions.whole(self.sequencing.get("limitConditions", {}).get("attemptLimit"))

    @property
    def is_spent(self) -> bool:
        """One attempt is all it allows, and that has come to its end. Here an attempt goes on until it is done."""
        return self.limit == 0 or (self.limit == 1 and (self.own.done or self.own.completed is True))

    def applies(self, *actions: str) -> bool:
        """Whether a rule that is looked at beforehand says one of the actions."""
        rules = self.sequencing.get("sequencingRules", {}).get("has", [])
        return any(conditions.says(rule, actions, self.ask) for rule in rules if rule["name"] == "preConditionRule")

    @property
    def is_skipped(self) -> bool:
        """Whether who goes on goes past it. That is asked before it, not again at each step in it."""
        held = [one for one in self.all() if one.opens] if self.children else []
        under_way = any(one.own.begun for one in held) and not all(one.own.done for one in held)
        return not under_way and self.applies("skip")

    def objective(self, name: str = "") -> Objective:
        """How an objective stands, with what others have written where it reads; "" is the primary one."""
        primary = self.sequencing.get("primaryObjective", {})
        if not name or name == primary.get("objectiveID"):
            name, own = "", Objective(self.passed, self.measure, self.completed)
        else:
            own = self.own.objectives.get(name, Objective())
        satisfied, measure, completed = own.satisfied, own.measure, own.completed
        for said in self.maps(name):
            there = self.shared.get(said["target"], Objective())
            if there.satisfied is not None and truth(said.get("readSatisfiedStatus"), True):
                satisfied = there.satisfied
            if there.measure is not None and truth(said.get("readNormalizedMeasure"), True):
                measure = there.measure
            if there.completed is not None and truth(said.get("readCompletionStatus"), True):
                completed = there.completed
        return Objective(satisfied, measure, completed)

    def maps(self, name: str) -> list[Mapping[str, Any]]:
        primary = self.sequencing.get("primaryObjective", {}).get("objectiveID", "")
        found = self.sequencing.get("maps", [])
        return [said for said in found if ("" if said["objective"] == primary else said["objective"]) == name]

    @property
    def satisfied(self) -> Known:
        return self.objective().satisfied

    def ask(self, condition: str, objective: str, threshold: float) -> Known:
        """What a rule's condition says of this activity; None: not known."""
        said = self.objective(objective)
        answers: dict[str, Known] = {
            "satisfied": said.satisfied,
            "objectiveStatusKnown": said.satisfied is not None,
            "objectiveMeasureKnown": said.measure is not None,
            "objectiveMeasureGreaterThan": None if said.measure is None else said.measure > threshold,
            "objectiveMeasureLessThan": None if said.measure is None else said.measure < threshold,
            "completed": said.completed,
            "activityProgressKnown": said.completed is not None,
            "attempted": self.begun,
            "attemptLimitExceeded": self.is_spent,
            "timeLimitExceeded": False,
            "outsideAvailableTimeRange": False,
            "always": True,
        }
        return answers.get(condition)


def truth(said: Any, default: bool) -> bool:
    return default if said is None else str(said).strip().lower() in {"true", "1"}


def grow(lines: Iterable[Line], whole: Mapping[str, Any], seed: str) -> Node:
    """The tree of a package, with everything rolled up. whole: the organisation's own `extra`.

    seed   where a package picks some of its activities or mixes them, the same person gets the same ones each time.
    """
    root = Node(Line(0, None, "", False, whole))
    nodes: dict[int | None, Node] = {None: root}
    for line in lines:
        parent = nodes.get(line.parent)
        if parent is None:
            continue
        nodes[line.key] = node = Node(line, parent)
        parent.children.append(node)
    for node in list(root.all()):
        _pick(node, seed)
    _settle(root)
    return root


def _pick(node: Node, seed: str) -> None:
    said = node.sequencing.get("randomizationControls", {}).get("said", {})
    chance = random.Random(f"{seed}:{node.identifier}")  # noqa: S311 (a fair mix, no secret)
    count = conditions.whole(said.get("selectCount"))
    if said.get("selectionTiming", NEVER) != NEVER and count is not None and count < len(node.children):
        kept = {child.key for child in chance.sample(node.children, count)}
        node.children = [child for child in node.children if child.key in kept]
    if said.get("randomizationTiming", NEVER) != NEVER and truth(said.get("reorderChildren"), False):
        chance.shuffle(node.children)


def _settle(root: Node) -> None:
    nodes = list(root.all())
    for _ in range(ROUNDS):
        for node in reversed(nodes):  # what is below comes before what it is in
            _roll_up(node)
        shared: dict[str, Objective] = {}
        for node in sorted(nodes, key=lambda node: node.own.moved):
            _write(node, shared)
        for node in nodes:
            node.shared = shared


def _write(node: Node, shared: dict[str, Objective]) -> None:
    primary = node.sequencing.get("primaryObjective", {}).get("objectiveID", "")
    for said in node.sequencing.get("maps", []):
        own = node.own.objectives.get(said["objective"], Objective())
        if said["objective"] in ("", primary):
            own = Objective(node.passed, node.measure, node.completed)
        there = shared.get(said["target"], Objective())
        satisfied, measure, completed = there.satisfied, there.measure, there.completed
        if own.satisfied is not None and truth(said.get("writeSatisfiedStatus"), False):
            satisfied = own.satisfied
        if own.measure is not None and truth(said.get("writeNormalizedMeasure"), False):
            measure = own.measure
        if own.completed is not None and truth(said.get("writeCompletionStatus"), False):
            completed = own.completed
        shared[said["target"]] = Objective(satisfied, measure, completed)


def _roll_up(node: Node) -> None:
    """How an activity stands by those in it; one without any stands as it is."""
    if not node.children:
        return
    rules = node.sequencing.get("rollupRules", {}).get("has", [])
    held = [child for child in node.children if child.delivery("tracked", True)]
    skipped = {child.key for child in held if child.is_skipped}  # of these only what they have counts
    for_success = [
        child
        for child in held
        if _counts(child, "rollupObjectiveSatisfied") and (child.key not in skipped or child.satisfied)
    ]
    for_progress = [
        child
        for child in held
        if _counts(child, "rollupProgressCompletion") and (child.key not in skipped or child.completed)
    ]
    node.begun = node.own.begun or any(child.begun for child in node.children)
    node.measure = _mean([child for child in held if child.key not in skipped or child.satisfied])
    passed = conditions.rolled(rules, "satisfied", "notSatisfied", for_success)
    if passed is None:
        passed = _all_of([child.satisfied for child in for_success])
    node.passed = _by_measure(node, passed)
    completed = conditions.rolled(rules, "completed", "incomplete", for_progress)
    if completed is None:
        completed = _all_of([child.completed for child in for_progress])
    node.completed = _all_of([node.own.completed, completed]) if node.opens else completed


def _counts(node: Node, what: str) -> bool:
    return truth(node.sequencing.get("rollupRules", {}).get("said", {}).get(what), True)


def _all_of(said: list[Known]) -> Known:
    """True when all are, False when one is not; None when there are none, or it is not known yet."""
    if any(one is False for one in said):
        return False
    return True if said and all(said) else None


def _by_measure(node: Node, passed: Known) -> Known:
    primary = node.sequencing.get("primaryObjective", {})
    if not truth(primary.get("satisfiedByMeasure"), False) or node.measure is None:
        return passed
    return node.measure >= conditions.number(primary.get("minNormalizedMeasure"), 1.0)


def weight(node: Node) -> float:
    """How much its score counts in that of what it is in: 0 to 1."""
    said = node.sequencing.get("rollupRules", {}).get("said", {})
    return max(0.0, min(1.0, conditions.number(said.get("objectiveMeasureWeight"), 1.0)))


def _mean(nodes: list[Node]) -> float | None:
    """None while nobody has a score. What is still to be done counts 0 until it has one (RB.1.1), so that a first
    answer alone passes no test; what is done and tells none is left out.
    """
    known = [(node.objective().measure, weight(node), node) for node in nodes]
    if all(measure is None for measure, _part, _node in known):
        return None
    told = [(measure or 0.0, part) for measure, part, node in known if measure is not None or _is_due(node)]
    whole = sum(part for _measure, part in told)
    return sum(measure * part for measure, part in told) / whole if whole else None


def _is_due(node: Node) -> bool:
    return _counts(node, "rollupProgressCompletion") and not all(one.own.done for one in node.all() if one.opens)
