"""Papers for tests: one question of each kind."""

from typing import Any

OPTIONS = [{"id": one, "text": text} for one, text in [("a", "10"), ("b", "100"), ("c", "1,000"), ("d", "1 ton")]]
SINGLE = {"id": "single", "kind": "single", "ask": "How many grams?", "options": OPTIONS, "right": "c"}
MULTIPLE = {"id": "multiple", "kind": "multiple", "ask": "Which?", "marks": 4, "options": OPTIONS, "right": ["a", "b"]}
NUMERIC = {
    "id": "numeric",
    "kind": "numeric",
    "ask": "How much is half a kilogram?",
    "marks": 2,
    "right": "500",
    "tolerance": 5,
    "units": ["g", "grams"],
    "unit_needed": True,
}
TEXT = {"id": "text", "kind": "text", "ask": "What is it?", "accepted": ["measuring jug", "crème fraîche"], "close": 1}
ORDERING = {"id": "ordering", "kind": "ordering", "ask": "Put in order", "marks": 6, "options": OPTIONS}
PAIRS = [{"id": one, "text": one, "match": f"{one} is this"} for one in ("kg", "g", "ml")]
MATCHING = {"id": "matching", "kind": "matching", "ask": "Which is which?", "marks": 3, "pairs": PAIRS}
WRITTEN = {"id": "why", "kind": "written", "ask": "Why?", "marks": 3, "guide": "A reason, and an example."}
EVERY: list[dict[str, Any]] = [SINGLE, MULTIPLE, NUMERIC, TEXT, ORDERING, MATCHING]
RIGHT: dict[str, Any] = {
    "single": "c",
    "multiple": ["b", "a"],
    "numeric": "500g",
    "text": "Measuring  Jug",
    "ordering": ["a", "b", "c", "d"],
    "matching": {"kg": "kg", "g": "g", "ml": "ml"},
}


def paper(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"questions": list(questions) or EVERY, **more}
