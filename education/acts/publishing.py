"""From draft to published and away again: who may, what must be there, and that nobody reviews what they wrote."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.access import Verb
from accounts.models import User
from education.models import Course, Enrolment, EnrolmentQuerySet, Unit

from .courses import hold, note
from .joining import LONGEST, NothingSaid
from .places import fill, settle

State = Course.State


class NotInThatState(ValueError):
    """The course is in a state from which this step does not go. `course` is as it stands now."""

    def __init__(self, course: Course) -> None:
        super().__init__(course.state)
        self.course = course


class NothingToStudy(ValueError):
    """The course has no unit."""


class NobodyKnowsWhy(ValueError):
    """The course does not say what people learn, as one that came with a package does not."""


class OwnWork(ValueError):
    """Who wrote a course or sent it for review does not review it."""


@dataclass(frozen=True)
class Way:
    """One step: from which states, to which, and who may."""

    begins: tuple[str, ...]
    ends: str
    verb: Verb
    undo: str = ""


WAYS: dict[str, Way] = {
    "send": Way((State.DRAFT,), State.IN_REVIEW, Verb.MANAGE_COURSES, undo="take_back"),
    "take_back": Way((State.IN_REVIEW,), State.DRAFT, Verb.MANAGE_COURSES),
    "publish": Way((State.IN_REVIEW,), State.PUBLISHED, Verb.REVIEW_COURSES, undo="withhold"),
    "withhold": Way((State.PUBLISHED,), State.IN_REVIEW, Verb.REVIEW_COURSES),
    "send_back": Way((State.IN_REVIEW,), State.DRAFT, Verb.REVIEW_COURSES),
    "reopen": Way((State.PUBLISHED,), State.DRAFT, Verb.MANAGE_COURSES),
    "retire": Way((State.PUBLISHED, State.DRAFT), State.RETIRED, Verb.MANAGE_COURSES, undo="put_back"),
    "put_back": Way((State.RETIRED,), State.PUBLISHED, Verb.MANAGE_COURSES),
}


@transaction.atomic
def take_step(*, course: Course, step: str, revision: int, by: User, at: datetime, words: str = "") -> Course:
    """Move a course one step (WAYS) on; people who study it go on studying whatever becomes of it.

    What was retired as a draft is put back as one.

    words    of send_back: what is to be changed. Of retire: what those are told who asked or wait, who are declined.
    Writes   the course, who is declined, one audit line. Queries: 8, 4 for each who gets a place or is declined.
    Raises   NotAllowed, ChangedMeanwhile, NotInThatState, NothingToStudy, NobodyKnowsWhy, OwnWork, NothingSaid.
    """
    way = WAYS[step]
    held = hold(course, way.verb, revision, by)
    if held.state not in way.begins:
        raise NotInThatState(held)
    said = words.strip()[:LONGEST]
    _before(step, held, said, by)
    held.state = State.DRAFT if step == "put_back" and held.published_at is None else way.ends
    if step == "send":
        held.sent_for_review_by, held.review_words = by, ""
    elif step in ("publish", "send_back"):
        held.reviewed_by, held.review_words = by, said
        held.published_at = at if step == "publish" else held.published_at
    elif step == "retire":
        _decline_all(held, said, by, at)
    if held.state == State.DRAFT:  # what is written in it from now on nobody has reviewed, whatever it is called next
        held.published_at = None
    held.revision += 1
    held.save()
    note(held, f"{step}_course", by, at)
    fill(course=held, by=by, at=at)
    return held


def _before(step: str, held: Course, words: str, by: User) -> None:
    """Queries: 1 at most."""
    if step == "send" and not held.summary.strip():
        raise NobodyKnowsWhy
    if step == "send" and not Unit.objects.current().filter(course=held).exists():
        raise NothingToStudy
    if step == "publish" and by.pk in (held.made_by_id, held.sent_for_review_by_id):
        raise OwnWork
    if step == "send_back" and not words:
        raise NothingSaid
    if step == "retire" and not words and _hopeful(held).exists():
        raise NothingSaid


def _hopeful(held: Course) -> EnrolmentQuerySet:
    states = [Enrolment.State.ASKED, Enrolment.State.WAITING]
    return Enrolment.objects.filter(course=held, state__in=states)


def _decline_all(held: Course, words: str, by: User, at: datetime) -> None:
    for enrolment in _hopeful(held).select_for_update():
        enrolment.state, enrolment.reason = Enrolment.State.DECLINED, words
        enrolment.decided_at, enrolment.decided_by, enrolment.ended_at = at, by, at
        settle(enrolment, at, "reason", "decided_at", "decided_by", "ended_at")
