"""What a file says about answers: when they are valid, and which page they lead to."""

from __future__ import annotations

from .document import Item
from .fields import Fields, Place
from .pattern import Pattern, Unfit, compiled
from .shapes import KINDS, MANDATORY, OPTIONAL, REGEX, TEXTS, Rule, Text, Validation

_VALIDATION = ("type", "regex", "message")
_RULE = ("questionId", "answers", "nextPageId")


def read_validation(fields: Fields, kind: str) -> Validation:
    """`validation` counts before the older `validationType`, `customValidation` and `validationRegex`."""
    item = fields.map.get("validation") or fields.map.get("customValidation")
    own = Fields(item, fields.place, _VALIDATION, "The validation") if item and item.value is not None else fields
    key = "type" if own is not fields and "validation" in fields.map else "validationType"
    says = str((own if key == "type" else fields).text(key)) or MANDATORY
    if says not in (MANDATORY, OPTIONAL, REGEX):
        fields.place.fault(
            "unknown_validation",
            fields.line("validation"),
            f"The validation {says[:40]!r} is unknown.",
            f"Use {MANDATORY}, {OPTIONAL} or {REGEX}.",
        )
    source = str(own.text("regex") if own is not fields else fields.text("validationRegex"))
    message = own.text("message") if own is not fields else Text()
    if says == REGEX and not source:
        fields.place.fault("no_regex", own.item, "The validation is REGEX without a regex.", "Add the regex.")
    if source and kind in KINDS and kind not in TEXTS:
        fields.place.fault("regex_on_choice", own.item, f"A {kind} question cannot have a regex.", "Remove it.")
    return Validation(says, _pattern(source, own, fields.place), message)


def _pattern(source: str, fields: Fields, place: Place) -> Pattern | None:
    if not source:
        return None
    try:
        return compiled(source)
    except Unfit as unfit:
        key = "regex" if "regex" in fields.map else "validationRegex"
        place.fault(
            "bad_regex",
            fields.line(key),
            f"The regular expression cannot be used: {unfit}.",
            "Mend it, or say the same more simply.",
        )
        return None


def read_rule(item: Item, place: Place, number: int) -> Rule:
    place = place.at(question=f"rule {number}")
    fields = Fields(item, place, _RULE, "The rule")
    question = str(fields.text("questionId"))
    answers = tuple(_rule_answer(entry, place) for entry in fields.list("answers"))
    if question and not answers:
        place.fault("no_answers", item, f"The rule on {question} names no answers.", "Name the answers it holds for.")
    if answers and not question:
        place.fault("no_questionid", item, "The rule names answers but no question.", "Add its questionId.")
    return Rule(fields.id("nextPageId"), question, answers)


def _rule_answer(item: Item, place: Place) -> str | tuple[str, ...]:
    """`{"@class": StringAnswer, answer: ID}`, ListAnswer with a list, or simply the id."""
    if isinstance(item.value, str):
        return item.value
    fields = Fields(item, place, ("@class", "answer"), "The answer")
    answer = fields.map.get("answer")
    if answer is not None and isinstance(answer.value, list):
        return tuple(str(entry.value) for entry in answer.value)
    return str(fields.text("answer", needed=True))
