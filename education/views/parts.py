"""The parts of a package as its menu shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from education.models import Attempt, Sco

WORDS: dict[str, tuple[Any, str]] = {
    "new": (_("Not begun"), "none"),
    "begun": (_("Begun"), "doing"),
    "failed": (_("Not passed yet"), "doing"),
    "done": (_("Done"), "done"),
    "passed": (_("Passed"), "done"),
}


@dataclass(frozen=True)
class Part:
    """One line of the menu; a heading has no state and opens nothing."""

    sco: Sco
    state: str
    score: float | None

    @property
    def opens(self) -> bool:
        return self.sco.kind != Sco.Kind.FOLDER

    @property
    def is_done(self) -> bool:
        return self.state in ("done", "passed")

    @property
    def words(self) -> Any:
        return WORDS[self.state][0]

    @property
    def mark(self) -> str:
        return WORDS[self.state][1]


def parts_of(scos: Iterable[Sco], attempts: Mapping[int, Attempt]) -> list[Part]:
    """Every line in order, with how its attempt stands. Queries: that of `scos`."""
    return [_part(sco, attempts.get(sco.pk)) for sco in scos]


def _part(sco: Sco, attempt: Attempt | None) -> Part:
    if attempt is None:
        return Part(sco, "new", None)
    if attempt.is_done:
        state = "passed" if attempt.success == "passed" else "done"
    elif attempt.success == "failed":
        state = "failed"
    else:
        state = "begun"
    return Part(sco, state, attempt.score)
