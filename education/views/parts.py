"""The parts of a package as its menu shows them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from education.acts.parts import Parts
from education.models import Attempt, Sco
from education.scorm.menu import walk

MOST = 300  # lines that the page shows
WORDS: dict[str, tuple[Any, str]] = {
    "new": (_("Not begun"), "none"),
    "shut": (_("Not open yet"), "none"),
    "begun": (_("Begun"), "doing"),
    "failed": (_("Not passed yet"), "doing"),
    "done": (_("Done"), "done"),
    "passed": (_("Passed"), "done"),
}


@dataclass(frozen=True)
class Part:
    """One line of the menu; a heading has no state and opens nothing. `depth` below what is shown; `may`: open now."""

    sco: Sco
    state: str
    score: float | None
    depth: int
    may: bool

    @property
    def opens(self) -> bool:
        return self.sco.kind != Sco.Kind.FOLDER

    @property
    def words(self) -> Any:
        return WORDS[self.state][0]

    @property
    def mark(self) -> str:
        return WORDS[self.state][1]


def lines_of(parts: Parts) -> list[Part]:
    """Every line that its maker shows, in order, with how its attempt stands. Queries: none."""
    offers = parts.menu.offers
    shown = [(node, depth) for node, depth in walk(parts.menu.root) if offers[node.key].listed][:MOST]
    return [
        _part(parts.scos[node.key], parts.attempts.get(node.key), depth, offers[node.key].opens)
        for node, depth in shown
    ]


def _part(sco: Sco, attempt: Attempt | None, depth: int, may: bool) -> Part:
    if attempt is None:
        return Part(sco, "new" if may else "shut", None, depth, may)
    if attempt.is_done:
        state = "passed" if attempt.success == "passed" else "done"
    elif attempt.success == "failed":
        state = "failed"
    else:
        state = "begun"
    return Part(sco, state, attempt.score, depth, may)
