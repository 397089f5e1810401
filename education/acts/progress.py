"""Moving on in a unit: the one verb through which packages, lessons, quizzes and workbooks say how far somebody is."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from accounts import audit, receipts
from accounts.access import NotAllowed, Verb, require
from accounts.models import User
from education.models import Enrolment, Progress, Unit

from .places import fill, hold_course

DONE = (Progress.State.COMPLETED, Progress.State.PASSED)
RANK = {
    Progress.State.IN_PROGRESS: 0,
    Progress.State.FAILED: 1,
    Progress.State.HANDED_IN: 2,
    Progress.State.COMPLETED: 3,
    Progress.State.PASSED: 4,
}
ADVANCES = ("state", "score", "fraction", "seconds", "failures", "moved_at", "done_at")  # what a step changes
LONGEST = 24 * 3600  # seconds: more in one step is a clock gone wrong


class NotStudying(ValueError):
    """This person has no place on the course, or has ended it."""


class OutOfRange(ValueError):
    """A score that is not 0-100, a fraction that is not 0-1, or seconds below 0."""


@dataclass(frozen=True)
class Step:
    """How far somebody has come. `score` in percent; `fraction` of the unit, 0-1; `seconds` since the last step."""

    state: str = Progress.State.IN_PROGRESS
    score: float | None = None
    fraction: float = 0.0
    seconds: int = 0

    def __post_init__(self) -> None:
        whole = self.score is None or 0 <= self.score <= 100
        if not whole or not 0 <= self.fraction <= 1 or self.seconds < 0 or self.state not in RANK:
            raise OutOfRange


@transaction.atomic
def move(
    *, enrolment: UUID, unit: UUID, step: Step, key: str, by: User, at: datetime, only: str = "", late: bool = False
) -> Progress:
    """Note a step of the person who studies; a step that comes twice counts once, and none leads back.

    key      idempotency key of the step, up to 64 characters, chosen by the page or the terminal.
    only     a kind of unit: another is none here. What a page may claim of a lesson, it may not of a quiz.
    late     who has completed the course may still add to it: a score, time, a pass.
    Returns  the progress after it: the best score, the furthest fraction, the seconds added up.
    Writes   the progress, the enrolment when the course is done with it, a receipt, one audit line.
    Queries: 5; 3 more for the first step, 2 more when the unit is done. Raises NotStudying, NotAllowed,
    receipts.AskedOtherwise.
    """
    found, state = _under_way(enrolment, unit, by, only) or _begun(enrolment, unit, by, only, at)
    question = [str(enrolment), str(unit), asdict(step)]
    asked: dict[str, Any] = {"actor": f"user:{by.pk}", "key": key, "verb": "move", "asked": question}
    if state != Enrolment.State.PLACED and not (late and state == Enrolment.State.COMPLETED):
        if receipts.earlier(**asked) is None:
            raise NotStudying
        return found
    _advance(found, step, at)
    if not receipts.once(**asked, answer=found.state, at=at):
        return Progress.objects.get(enrolment_id=enrolment, unit_id=unit)
    _keep(found)
    if found.done_at == at and state == Enrolment.State.PLACED:
        _complete(found.enrolment, by, at)
    audit.write(by=by, verb="move", what="education.Progress", whom=unit, at=at)
    return found


def _under_way(enrolment: UUID, unit: UUID, by: User, only: str) -> tuple[Progress, str] | None:
    """What the one who studies has begun, and the state of their enrolment; both locked. Queries: 1.

    By hand, and everything at once: a reader's page says every few seconds how far they are, and an instance on SQLite
    has one writer at a time.
    """
    prepared = Progress._meta.get_field("unit").get_db_prep_value
    ids = [prepared(each, connection) for each in (enrolment, unit, by.pk, by.pk)]
    lock = " FOR UPDATE OF e, p" if connection.features.has_select_for_update_of else ""  # the enrolment first
    rows: Iterable[Any] = Progress.objects.raw(UNDER_WAY + lock, [*ids, only, only])
    return next(((row, row.studies) for row in rows), None)


UNDER_WAY = """
SELECT p.id, p.enrolment_id, p.unit_id, p.state, p.score, p.fraction, p.seconds, p.failures, p.began_at, p.moved_at,
       p.done_at, e.state AS studies
FROM education_progress p
JOIN education_enrolment e ON e.id = p.enrolment_id
JOIN education_unit u ON u.id = p.unit_id
LEFT JOIN accounts_prisoner own ON own.id = e.prisoner_id
WHERE p.enrolment_id = %s AND p.unit_id = %s
    AND (own.user_id = %s AND own.left_at IS NULL OR e.learner_id = %s) AND (%s = '' OR u.kind = %s)
"""


def _begun(enrolment: UUID, unit: UUID, by: User, only: str, at: datetime) -> tuple[Progress, str]:
    """As `_under_way`, for the first step: not kept yet. Queries: 3. Raises NotAllowed, NotStudying."""
    held = _held(enrolment, by)
    # Who took the first step while this one waited for the enrolment has begun.
    return _under_way(enrolment, unit, by, only) or (_first(held, unit, at, only), held.state)


def _held(enrolment: UUID, by: User) -> Enrolment:
    """The enrolment, locked, of the one who studies. Queries: 1."""
    own = models.Q(prisoner__user_id=by.pk, prisoner__left_at__isnull=True) | models.Q(learner_id=by.pk)
    lines = Enrolment.objects.filter(own, pk=enrolment).select_for_update(of=("self",))
    found = lines.first()
    if found is None:
        raise NotAllowed(Verb.STUDY.value)
    return found


def _first(held: Enrolment, unit: UUID, at: datetime, only: str = "") -> Progress:
    """A progress that begins now, not kept yet. Queries: 1. Raises NotStudying for a unit of another course."""
    there = Unit.objects.filter(pk=unit, course_id=held.course_id, **{"kind": only} if only else {})
    if not there.exists():
        raise NotStudying
    return Progress(enrolment=held, unit_id=unit, began_at=at)


def _advance(found: Progress, step: Step, at: datetime) -> None:
    """Lead it on by this step; nothing leads back. Queries: none."""
    if RANK[Progress.State(step.state)] >= RANK[Progress.State(found.state)]:
        found.state = step.state
    if step.state == Progress.State.FAILED:
        found.failures += 1
    if step.score is not None:
        found.score = max(step.score, found.score or 0)
    found.fraction = max(found.fraction, 1.0 if step.state in DONE else step.fraction)
    found.seconds += min(step.seconds, LONGEST)
    if step.state in DONE and found.done_at is None:
        found.done_at = at
    found.moved_at = at


def _keep(found: Progress) -> None:
    """Queries: 1."""
    found.save(update_fields=None if found._state.adding else ADVANCES)


def _complete(held: Enrolment, by: User, at: datetime) -> None:
    """Complete the course when every unit that it needs is done; the next who waits has the place.

    Queries: 1; when it is, 4 more, and 4 for who moves up.
    """
    done = Progress.objects.filter(enrolment=held, done_at__isnull=False).values("unit_id")
    left = Unit.objects.filter(course_id=held.course_id, needed=True, retired_at__isnull=True).exclude(pk__in=done)
    if left.exists():
        return
    held.state, held.ended_at, held.stood_at = Enrolment.State.COMPLETED, at, at
    held.revision += 1
    held.save(update_fields=["state", "ended_at", "stood_at", "revision"])
    fill(course=hold_course(held.course_id), by=by, at=at)


@transaction.atomic
def judge(*, enrolment: UUID, unit: UUID, step: Step, by: User, at: datetime) -> dict[str, Any]:
    """A tutor's judgement of what somebody handed in; nobody judges their own. Moves on as `move` does.

    Returns  how the progress stood before, for `put_back`.
    Writes   as `move`, without a receipt: who judges twice is the caller's to see. Queries: 9.
    Raises   NotAllowed, NotStudying.
    """
    held = _judged(enrolment, by)
    if held.state != Enrolment.State.PLACED:
        raise NotStudying
    progress = Progress.objects.filter(enrolment=held, unit_id=unit).first() or _first(held, unit, at)
    before = {name: getattr(progress, name) for name in _STANDING} if progress.pk else {}
    _advance(progress, step, at)
    _keep(progress)
    if step.state == Progress.State.FAILED and progress.done_at is None:
        progress.state = step.state  # what was handed in is handed in no more
        progress.save(update_fields=["state"])
    if progress.done_at == at:
        _complete(held, by, at)
    audit.write(by=by, verb="judge", what="education.Progress", whom=unit, at=at)
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in before.items()}


@transaction.atomic
def put_back(*, enrolment: UUID, unit: UUID, before: dict[str, Any], by: User, at: datetime) -> None:
    """Undo a judgement: the progress is as `judge` found it. Queries: 6. Raises NotAllowed, NotStudying."""
    held = _judged(enrolment, by)
    if held.state != Enrolment.State.PLACED or not before:
        raise NotStudying
    said = before | {"done_at": before["done_at"] and datetime.fromisoformat(before["done_at"])}
    Progress.objects.filter(enrolment=held, unit_id=unit).update(**said, moved_at=at)
    audit.write(by=by, verb="put_back_judgement", what="education.Progress", whom=unit, at=at)


@transaction.atomic
def hand(*, enrolment: UUID, unit: UUID, over: bool, by: User, at: datetime) -> None:
    """Work on paper lies with a tutor (`over`), or does not after all. Who may, the caller has looked at.

    Queries: 6. Raises NotStudying: without a place, or where the unit does not stand so.
    """
    held = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment)
    found = Progress.objects.filter(enrolment=held, unit_id=unit).first()
    lies = found is not None and found.state == Progress.State.HANDED_IN
    if found is None or held.state != Enrolment.State.PLACED or lies == over:
        raise NotStudying
    again = Progress.State.FAILED if found.failures else Progress.State.IN_PROGRESS
    found.state, found.fraction = (Progress.State.HANDED_IN, 0.9) if over else (again, 0.0)
    found.moved_at = at
    found.save(update_fields=["state", "fraction", "moved_at"])
    verb = "hand_work_over" if over else "hand_work_back"
    audit.write(by=by, verb=verb, what="education.Progress", whom=unit, at=at)


_STANDING = ("state", "score", "fraction", "failures", "done_at")


def _judged(enrolment: UUID, by: User) -> Enrolment:
    """Queries: 2."""
    reach = require(by, Verb.TEACH)
    held = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment)
    if held.prison_id not in reach.prisons or held.learner_id == by.pk:
        raise NotAllowed(Verb.TEACH.value)
    return held
