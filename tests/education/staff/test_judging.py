"""Marking sentences on pages: from the cell into the queue, back into the cell, undone; tries, best and last; paper."""

import pytest
from django.test import Client

from accounts.models import AuditEntry
from education.models import Quiz, QuizAttempt
from tests.cast import NOW, Cast, SignIn
from tests.courses import a_course, a_unit, placed
from tests.education.marking.papers import SINGLE, WRITTEN, paper
from tests.lessons import a_quiz, studying

pytestmark = pytest.mark.django_db


def said(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def office(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.tutor)


@pytest.fixture
def cell(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.prisoner)


@pytest.fixture
def attempt(cell: Client, cast: Cast) -> QuizAttempt:
    """Taken in the cell, page by page, and handed in."""
    unit = a_unit(a_course(), kind="QUIZ", title="Fair weights")
    a_quiz(unit, paper=paper(SINGLE, WRITTEN), pass_mark=50)
    a_unit(unit.course, 2)
    his = studying(cast.prisoner, unit.course)
    cell.post(f"/me/learning/unit/{his.pk}/{unit.pk}/")
    made = QuizAttempt.objects.get()
    there = f"/me/learning/quiz/{made.pk}/"
    cell.post(f"{there}1/", {"question": "single", "answer": "c"})
    page = said(cell.get(f"{there}2/"))
    assert "<textarea" in page
    cell.post(f"{there}2/", {"question": "why", "answer": "So that I do not kill myself\nwith work."})
    assert 'id="watched-title"' in said(cell.get(f"{there}check/"))
    page = said(cell.post(f"{there}check/", follow=True))
    assert "Your tutor has it" in page
    assert "Not yet" not in page
    made.refresh_from_db()
    return made


def test_there_and_back(office: Client, cell: Client, attempt: QuizAttempt) -> None:
    page = said(cell.get(f"/me/learning/unit/{attempt.enrolment_id}/{attempt.unit_id}/"))
    assert "See what you wrote" in page
    assert "Try again" not in page
    assert "Fair weights" in said(office.get("/staff/learning/marking/"))
    there = f"/staff/learning/marking/quiz/{attempt.pk}/"
    page = said(office.get(there))
    assert "What earns marks: A reason, and an example." in page
    assert "These words may need safer custody" in page
    page = said(office.post(there, {"marks-why": "4", "words-why": "Kept."}))
    assert "Enter marks between 0 and 3" in page
    assert "Kept." in page
    page = said(office.post(there, {"marks-why": "2.5", "words-why": "Good reason."}, follow=True))
    assert "It is marked" in page
    assert "Fair weights" not in page
    page = said(cell.get(f"/me/learning/quiz/{attempt.pk}/"))
    assert "You got 3.5 of 4" in page
    assert "Good reason." in page
    assert "Marked by" in said(office.post(there, {"marks-why": "1"}))  # too late: it changes nothing
    attempt.refresh_from_db()
    assert attempt.marks == 3.5
    office.post(f"{there}undo/")
    assert "Fair weights" in said(office.get("/staff/learning/marking/"))


def test_tries_best_and_last(office: Client, cast: Cast) -> None:
    his = placed(a_course(), cast.prisoner.prisoner)
    unit = a_unit(his.course, kind="QUIZ", title="Fair weights")
    quiz = a_quiz(unit, paper=paper(SINGLE))
    for number, score in enumerate((40.0, 80.0, 60.0), 1):
        done = {"state": "HANDED_IN", "marks": score / 100, "out_of": 1, "score": score, "answers": {}}
        made = {"began_at": NOW.replace(minute=number), "handed_in_at": NOW}
        QuizAttempt.objects.create(enrolment=his, unit=unit, quiz=quiz, number=number, **done, **made)
    page = said(office.get(f"/staff/learning/attempts/{his.pk}/"))
    assert "3 tries, the best 80 %, the last 60 %" in page
    assert f"/staff/learning/attempts/{his.pk}/" in said(office.get(f"/staff/learning/{his.course_id}/class/"))


def test_a_class_and_a_learner_on_paper_are_written_down(office: Client, cast: Cast) -> None:
    his = placed(a_course(), cast.prisoner.prisoner)
    a_unit(his.course, title="Weigh it")
    for there, verb in (
        (f"/staff/learning/{his.course_id}/class/paper/", "export_class"),
        (f"/staff/learning/learner/{his.pk}/paper/", "export_learner"),
    ):
        page = said(office.post(there))
        assert cast.prisoner.prisoner.name in page
        assert "Weigh it" in page
        assert AuditEntry.objects.get(verb=verb).who == str(cast.tutor.pk)


def test_written_with_the_form_and_printed(office: Client, cast: Cast) -> None:
    unit = a_unit(a_course(state="DRAFT", by=cast.tutor), kind="QUIZ")
    there = f"/staff/learning/units/{unit.pk}/content/"
    assert "Some sentences, marked by a tutor" in said(office.get(there))
    data = {"add": "yes", "kind": "written", "ask": "Why?", "lines": "A reason.", "marks": "2", "pass_mark": "50"}
    office.post(there, data)
    question = Quiz.objects.get(unit=unit).read().questions[0]
    assert (question.kind, question.guide, question.marks) == ("written", "A reason.", 2)
    assert "________" in said(office.get(f"/staff/learning/units/{unit.pk}/paper/"))
