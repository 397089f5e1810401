"""The rules of a manifest, read as it has them: three answers, for what is not known is neither so nor not.

Source: SCORM 2004 4th edition, Sequencing and Navigation: 3.4 (sequencing rules), 3.7 (rollup rules), UP.2, RB.1.4.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

Known = bool | None
Ask = Callable[[str, str, float], Known]
Rule = Mapping[str, Any]  # {"name", "said", "has"}: sequencing.sequencing_of


class Asked(Protocol):
    def ask(self, condition: str, objective: str, threshold: float) -> Known: ...


def says(rule: Rule, actions: Iterable[str], ask: Ask) -> bool:
    """Whether the rule's action is one of these, and what it needs is so."""
    return _action(rule, "ruleAction") in actions and _meets(rule, "ruleConditions", "all", ask) is True


def rolled(rules: Iterable[Rule], yes: str, no: str, children: Sequence[Asked]) -> Known:
    """What the rollup rules say: `no` comes before `yes`; None when none of them says anything.

    A rule for `yes` that is not met says no, since with one the default does not count.
    """
    found: Known = None
    for action, answer in ((no, False), (yes, True)):
        for rule in rules:
            if rule["name"] != "rollupRule" or _action(rule, "rollupAction") != action:
                continue
            if _set_meets(rule, children):
                return answer
            found = False if answer else found
    return found


def _set_meets(rule: Rule, children: Sequence[Asked]) -> bool:
    if not children:
        return False
    met = [_meets(rule, "rollupConditions", "any", child.ask) for child in children]
    said, many = rule["said"], sum(one is True for one in met)
    match said.get("childActivitySet", "all"):
        case "any":
            return many > 0
        case "none":
            return many == 0 and None not in met
        case "atLeastCount":
            return many >= number(said.get("minimumCount"), 0)
        case "atLeastPercent":
            return many / len(met) >= number(said.get("minimumPercent"), 0)
    return many == len(met)


def _action(rule: Rule, name: str) -> str:
    return next((str(one["said"].get("action", "")) for one in rule["has"] if one["name"] == name), "")


def _meets(rule: Rule, name: str, default: str, ask: Ask) -> Known:
    held = next((one for one in rule["has"] if one["name"] == name), None)
    if held is None or not held["has"]:
        return False
    answers = [_answer(one["said"], ask) for one in held["has"]]
    decides = held["said"].get("conditionCombination", default) == "any"  # one True decides, else one False
    if decides in answers:
        return decides
    return None if None in answers else not decides


def _answer(said: Mapping[str, Any], ask: Ask) -> Known:
    threshold = number(said.get("measureThreshold"), 0.0)
    found = ask(str(said.get("condition", "")), str(said.get("referencedObjective", "")), threshold)
    return found if found is None or said.get("operator") != "not" else not found


def whole(said: Any) -> int | None:
    """A whole number from 0, in figures of ASCII and of a length that can be meant; else None."""
    text = str(said)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def number(said: Any, default: float) -> float:
    """A finite number, or the default."""
    try:
        found = float(said)
    except (TypeError, ValueError):
        return default
    return found if math.isfinite(found) else default
