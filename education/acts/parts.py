"""A package as one person finds it: what they may open, what comes next, and how all of it stands."""

from dataclasses import dataclass

from education.models import Attempt, Enrolment, Package, Sco
from education.scorm import runtime
from education.scorm.menu import Menu
from education.scorm.tree import Line, Objective, Stand, grow, truth

from .progress import Step

KNOWN = {"passed": True, "failed": False, "completed": True, "incomplete": False}


@dataclass(frozen=True)
class Parts:
    """`menu` by the package's rules; `scos` and `attempts` by the key of a line."""

    menu: Menu
    scos: dict[int, Sco]
    attempts: dict[int, Attempt]


def parts_of(package: Package, enrolment: Enrolment, now: Attempt | None = None) -> Parts:
    """now: an attempt that is changed and not saved yet. Queries: 2."""
    scos = list(Sco.objects.filter(package=package))
    attempts = Attempt.objects.filter(enrolment=enrolment, sco__package=package)
    if not any("maps" in sco.extra.get("sequencing", {}) for sco in scos):
        attempts = attempts.defer("cmi")  # what nobody asks for may be half a megabyte each
        asks = False
    else:
        asks = True
    held = {one.sco_id: one for one in attempts}
    if now is not None:
        held[now.sco_id] = now
    lines = [_line(sco, held.get(sco.pk), asks) for sco in scos]
    return Parts(Menu(grow(lines, package.extra, enrolment.pk.hex)), {sco.pk: sco for sco in scos}, held)


def step_of(parts: Parts, *, measure: float = 0.0, failed: bool = False, seconds: int = 0) -> Step:
    """How the unit stands: by the rules of the package, else done when each of its activities is.

    measure  how much of a running activity is done, 0 to 1, while it is not done. The score is told once all is done; a
    package of one activity tells it at once. Queries: none.
    """
    standing = parts.menu.standing()
    state = "IN_PROGRESS"
    if standing.done:
        state = "PASSED" if standing.passed else "COMPLETED"
    elif failed:
        state = "FAILED"
    many = max(1, len(parts.menu.leaves))
    telling = standing.done or many == 1
    share = min(1.0, standing.fraction + measure / many)
    return Step(state=state, score=standing.score if telling else None, fraction=share, seconds=seconds)


def _line(sco: Sco, attempt: Attempt | None, asks: bool) -> Line:
    opens = sco.kind != Sco.Kind.FOLDER
    return Line(sco.pk, sco.parent_id, sco.identifier, opens, sco.extra, _stand(sco, attempt, asks))


def _stand(sco: Sco, attempt: Attempt | None, asks: bool) -> Stand:
    if attempt is None:
        return Stand()
    completed = True if attempt.is_done else KNOWN.get(attempt.completion)
    satisfied = KNOWN.get(attempt.success)
    delivery = sco.extra.get("sequencing", {}).get("deliveryControls", {})
    if satisfied is None and completed and not truth(delivery.get("objectiveSetByContent"), False):
        satisfied = True  # as the standard has it where an activity says nothing of success
    word = attempt.success if attempt.success in ("passed", "failed") else attempt.completion
    return Stand(
        begun=True,
        done=attempt.is_done,
        passed=attempt.success == "passed",
        completed=completed,
        satisfied=satisfied,
        measure=None if attempt.score is None else attempt.score / 100,
        word="incomplete" if word == "unknown" else word,
        moved=attempt.moved_at.timestamp(),
        objectives=_objectives(attempt) if asks else {},
    )


def _objectives(attempt: Attempt) -> dict[str, Objective]:
    return {
        name: Objective(
            KNOWN.get(said.get("success_status", "")),
            runtime.number(said.get("score.scaled", "")),
            KNOWN.get(said.get("completion_status", "")),
        )
        for name, said in runtime.objectives_of(attempt.cmi).items()
    }
