"""A tutor's words to one who studies, taking them back, the learner's short answer, and that it was read."""

from datetime import datetime

from django.db import transaction

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import Audience, User
from education.models import Enrolment, Feedback, Unit

LONGEST = 1_000  # characters of a tutor's words
LONGEST_ANSWER = 200
MOST = 50  # words to one learner on one course that stand
STUDIES = (Enrolment.State.PLACED, Enrolment.State.COMPLETED)


class SaysNothing(ValueError):
    """The words are empty or too long."""


class NotStudying(ValueError):
    """This person has no place on the course and has not completed it, or the unit is of another course."""


class TooManyWords(ValueError):
    """MOST stand for this learner on this course."""


class SeenAlready(ValueError):
    """The learner has seen it, or it is taken back already."""


class AnsweredAlready(ValueError):
    """There is an answer, or the words were taken back. `feedback` is as it stands now."""

    def __init__(self, feedback: Feedback) -> None:
        super().__init__("answered already")
        self.feedback = feedback


@transaction.atomic
def give_feedback(*, enrolment: Enrolment, unit: Unit | None, words: str, by: User, at: datetime) -> Feedback:
    """Say something to a learner, about one unit or about all: it is new in the cell until it was seen.

    Queries: 10. Raises NotAllowed, SaysNothing, NotStudying, TooManyWords.
    """
    held = _taught(enrolment, by)
    said = _said(words, LONGEST)
    if held.state not in STUDIES or (unit is not None and unit.course_id != held.course_id):
        raise NotStudying
    if Feedback.objects.filter(enrolment=held).standing().count() >= MOST:
        raise TooManyWords
    feedback = Feedback.objects.create(enrolment=held, unit=unit, words=said, by=by, at=at)
    Enrolment.objects.filter(pk=held.pk).tell(at)
    _note(feedback, "give_feedback", by, at)
    return feedback


@transaction.atomic
def take_back(*, feedback: Feedback, by: User, at: datetime) -> None:
    """Take one's own words back that the learner has not seen. Queries: 8. Raises NotAllowed, SeenAlready."""
    _taught(feedback.enrolment, by)
    mine = Feedback.objects.standing().filter(pk=feedback.pk, by=by, seen_at__isnull=True)
    if not mine.update(taken_back_at=at):
        raise SeenAlready
    _note(feedback, "take_back_feedback", by, at)


@transaction.atomic
def answer(*, feedback: Feedback, words: str, by: User, at: datetime) -> Feedback:
    """The learner says something back, once. Queries: 8. Raises NotAllowed, SaysNothing, AnsweredAlready."""
    said = _said(words, LONGEST_ANSWER)
    reach = access.require(by, Verb.STUDY if by.audience == Audience.PRISONER else Verb.LEARN)
    own = {"prisoner_id": reach.prisoner_id} if reach.prisoner_id else {"learner_id": by.pk}
    mine = Feedback.objects.filter(pk=feedback.pk, **{f"enrolment__{name}": pk for name, pk in own.items()})
    held = mine.select_for_update(of=("self",)).first()
    if held is None:
        raise NotAllowed(Verb.STUDY.value)
    if held.answered_at is not None or held.taken_back_at is not None:
        raise AnsweredAlready(held)
    held.answer, held.answered_at, held.seen_at = said, at, held.seen_at or at
    held.save(update_fields=["answer", "answered_at", "seen_at"])
    _note(held, "answer_feedback", by, at)
    return held


@transaction.atomic
def read_answer(*, feedback: Feedback, by: User, at: datetime) -> None:
    """Note who has read an answer first; again changes nothing. Queries: 8, or 4. Raises NotAllowed."""
    _taught(feedback.enrolment, by)
    unread = Feedback.objects.filter(pk=feedback.pk, answered_at__isnull=False, answer_read_at__isnull=True)
    if unread.update(answer_read_by=by, answer_read_at=at):
        _note(feedback, "read_answer", by, at)


def _taught(enrolment: Enrolment, by: User) -> Enrolment:
    """The enrolment, locked, for a tutor of its prison; nobody is their own tutor. Queries: 2. Raises NotAllowed."""
    reach = access.require(by, Verb.TEACH)
    held = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if held.prison_id not in reach.prisons or held.learner_id == by.pk:
        raise NotAllowed(Verb.TEACH.value)
    return held


def _said(words: str, most: int) -> str:
    said = words.replace("\x00", "").strip()
    if not said or len(said) > most:
        raise SaysNothing
    return said


def _note(feedback: Feedback, verb: str, by: User, at: datetime) -> None:
    audit.write(by=by, verb=verb, what="education.Feedback", whom=feedback.pk, at=at)
