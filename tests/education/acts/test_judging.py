"""Sentences in a quiz wait for a tutor, who gives marks and words; taken back; no second try meanwhile."""

import pytest

from accounts.access import NotAllowed
from education.acts import attempts, judging
from education.models import Judgement, Progress, QuizAttempt
from tests.cast import NOW, Cast, UserFactory
from tests.courses import a_course, a_unit, placed
from tests.education.marking.papers import SINGLE, WRITTEN, paper
from tests.lessons import a_quiz, begun, studying

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(cast: Cast) -> QuizAttempt:
    """SINGLE is answered right (1 mark), WRITTEN in a sentence (3 marks); 50 % passes."""
    course = a_course()
    unit = a_unit(course, kind="QUIZ")
    a_quiz(unit, paper=paper(SINGLE, WRITTEN), pass_mark=50)
    made = begun(cast.prisoner, unit)
    return answered(cast, made, {"single": "c", "why": "So that it is fair."})


def answered(cast: Cast, made: QuizAttempt, answers: dict) -> QuizAttempt:
    for question, said in answers.items():
        attempts.answer(attempt=made, question=question, answer=said, written_at=NOW, by=cast.prisoner, at=NOW)
    return attempts.hand_in(attempt=made, by=cast.prisoner, at=NOW)


def judge(cast: Cast, attempt: QuizAttempt, marks: dict, words: dict | None = None, **more) -> QuizAttempt:
    said = {"by": cast.tutor, "at": NOW}
    return judging.judge_attempt(attempt=attempt, marks=marks, words=words or {}, **said | more)


def standing(attempt: QuizAttempt) -> tuple[str, float | None, int]:
    held = Progress.objects.get(unit=attempt.unit_id, enrolment=attempt.enrolment_id)
    return held.state, held.score, held.failures


def test_it_waits_and_no_other_try_begins(cast: Cast, attempt: QuizAttempt) -> None:
    assert (attempt.state, attempt.marks, attempt.passed) == ("TO_MARK", None, False)
    assert standing(attempt) == ("HANDED_IN", None, 0)
    with pytest.raises(attempts.WaitsForMarks):
        begun(cast.prisoner, attempt.unit)
    again = attempts.hand_in(attempt=attempt, by=cast.prisoner, at=NOW)
    assert again.state == "TO_MARK"


@pytest.mark.parametrize(("given", "score", "state"), [(2.5, 87.5, "PASSED"), (0, 25.0, "FAILED")])
def test_the_tutor_s_marks_make_the_score(
    cast: Cast, attempt: QuizAttempt, given: float, score: float, state: str
) -> None:
    a_unit(attempt.unit.course, 2)  # something is left to do on the course
    judge(cast, attempt, {"why": given}, {"why": " Say more. "})
    attempt.refresh_from_db()
    attempt.enrolment.refresh_from_db()
    assert (attempt.state, attempt.marks, attempt.out_of, attempt.score) == ("HANDED_IN", 1 + given, 4, score)
    assert standing(attempt)[:2] == (state, score)
    assert Judgement.objects.get().given == {"why": {"marks": given, "words": "Say more."}}
    assert attempt.enrolment.news_at == NOW
    with pytest.raises(judging.AlreadyMarked) as fault:
        judge(cast, attempt, {"why": 1}, by=UserFactory(roles=["TUTOR"]))
    assert fault.value.who == cast.tutor.name
    judging.undo(attempt=attempt, by=cast.tutor, at=NOW)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == ("TO_MARK", None)
    assert standing(attempt) == ("HANDED_IN", None, 0)
    judge(cast, attempt, {"why": 3})


def test_what_a_judgement_is_not(cast: Cast, attempt: QuizAttempt) -> None:
    for marks in ({}, {"why": -1}, {"why": 3.5}, {"single": 1}):
        with pytest.raises(judging.NotAllMarked):
            judge(cast, attempt, marks)
    with pytest.raises(judging.SaysTooMuch):
        judge(cast, attempt, {"why": 1}, {"why": "x" * 501})
    for by in (cast.practitioner, cast.officer_elsewhere, cast.prisoner):
        with pytest.raises(NotAllowed):
            judge(cast, attempt, {"why": 1}, by=by)
    with pytest.raises(judging.NotMarked):
        judging.undo(attempt=attempt, by=cast.tutor, at=NOW)


def test_nobody_marks_their_own(cast: Cast) -> None:
    own = placed(a_course(for_staff=True), None, learner=cast.tutor)
    unit = a_unit(own.course, kind="QUIZ")
    a_quiz(unit, paper=paper(WRITTEN))
    made = attempts.begin(enrolment=own, unit=unit, by=cast.tutor, at=NOW)
    attempts.answer(attempt=made, question="why", answer="Because", written_at=NOW, by=cast.tutor, at=NOW)
    attempts.hand_in(attempt=made, by=cast.tutor, at=NOW)
    with pytest.raises(NotAllowed):
        judge(cast, made, {"why": 3})


def test_no_sentences_need_no_tutor(cast: Cast) -> None:
    unit = a_unit(a_course(), kind="QUIZ")
    a_quiz(unit, paper=paper(SINGLE, WRITTEN), pass_mark=50)
    made = answered(cast, begun(cast.prisoner, unit), {"single": "c"})
    assert (made.state, made.score) == ("HANDED_IN", 25.0)


def test_a_course_that_is_done_with_it_stays_done(cast: Cast, attempt: QuizAttempt) -> None:
    judge(cast, attempt, {"why": 3})
    assert studying(cast.prisoner, attempt.unit.course).state == "COMPLETED"
    with pytest.raises(judging.CourseIsDone):
        judging.undo(attempt=attempt, by=cast.tutor, at=NOW)
