"""Places on a course, and the waiting list that moves by itself.

Who gives a place locks the course and then the enrolment; who ends one locks the enrolment and then the course. A
giver locks only enrolments that have no place yet and an ender only those that have, so that neither waits for the
other in a circle. Both are locked before the first audit line, for which others may wait.
"""

from datetime import datetime
from uuid import UUID

from accounts import audit
from accounts.models import User
from education.models import Course, Enrolment


def hold_course(course_id: UUID) -> Course:
    """The course, locked until the transaction ends: one place is given at a time. Queries: 1."""
    return Course.objects.select_for_update().get(pk=course_id)


def free_places(course: Course) -> int | None:
    """How many places are free; None where there is no bound. Never below 0. Queries: 1, or none."""
    if not course.places:
        return None
    taken = Enrolment.objects.filter(course=course).studying().count()
    return max(course.places - taken, 0)


def fill(*, course: Course, by: User | str, at: datetime) -> list[Enrolment]:
    """Give free places to those who wait, the first who asked first. The course is held (`hold_course`).

    by       whose act freed the place; no one decided on those who move up, so that `decided_by` is None.
    Writes   each of these enrolments and an audit line for it. Queries: 2, and 4 for each who moves up.
    """
    if course.state != Course.State.PUBLISHED:
        return []
    free = free_places(course)
    waiting = Enrolment.objects.filter(course=course, prisoner__left_at__isnull=True).waiting()
    moved = list(waiting.select_for_update(of=("self",))[:free])
    for enrolment in moved:
        place(enrolment, by=None, at=at)
        audit.write(by=by, verb="move_up", what="education.Enrolment", whom=enrolment.pk, at=at)
    return moved


def place(enrolment: Enrolment, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Give the place: the caller holds the course and has seen that one is free. Queries: 1."""
    enrolment.state, enrolment.placed_at = Enrolment.State.PLACED, at
    enrolment.decided_at, enrolment.decided_by, enrolment.reason = at, by, reason
    settle(enrolment, at, "placed_at", "decided_at", "decided_by", "reason")


def settle(enrolment: Enrolment, at: datetime, *also: str, own: bool = False) -> None:
    """Save a changed state: whoever read the enrolment before has read an older one. Queries: 1.

    own      it is the learner's own doing: nothing new for them to see.
    """
    enrolment.stood_at, enrolment.seen_at = at, at if own else None
    enrolment.revision += 1
    enrolment.save(update_fields=["state", "stood_at", "seen_at", "revision", *also])
