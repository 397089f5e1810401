"""Studying in the cell: reading, a quiz from beginning to end, a workbook."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from education.acts.attempts import names_of
from education.models import Enrolment, Progress, Quiz, QuizAttempt, Unit, Work
from tests.cast import Cast, SignIn
from tests.education.marking.papers import SINGLE, paper
from tests.lessons import a_full_course, a_lesson, a_quiz, begun, studying

Course = dict[str, Any]


@pytest.fixture
def made(db: None) -> Course:
    return a_full_course()


@pytest.fixture
def cell(cast: Cast, made: Course, sign_in: SignIn) -> Client:
    made["enrolment"] = studying(cast.prisoner, made["course"])
    return sign_in(Client(), cast.prisoner)


def address(made: Course, unit: str) -> str:
    return f"/me/learning/unit/{made['enrolment'].pk}/{made[unit].pk}/"


def standing(unit: Unit) -> str:
    return Progress.objects.get(unit=unit).state


def test_a_lesson_is_read_and_leads_on(cell: Client, made: Course, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(10):
        page = cell.get(address(made, "lesson")).content.decode()
    assert '<h2 class="govuk-heading-l">Weigh it</h2>' in page
    assert "<em>kilogram</em>" in page
    assert 'class="govuk-table"' in page
    assert cell.post(address(made, "lesson"))["Location"] == address(made, "quiz")
    assert standing(made["lesson"]) == "COMPLETED"
    cell.post(address(made, "lesson"))  # pressed twice
    assert Progress.objects.count() == 1
    assert "You have read this" in cell.get(address(made, "lesson")).content.decode()


def test_only_what_is_put_up_is_read(cell: Client, made: Course) -> None:
    a_lesson(made["lesson"], number=2, up=False, body="half done")
    assert "half done" not in cell.get(address(made, "lesson")).content.decode()
    a_lesson(made["lesson"], number=3, body="the new one", body_cy="yr un newydd")
    assert "the new one" in cell.get(address(made, "lesson")).content.decode()
    User.objects.update(language="cy")
    assert "yr un newydd" in cell.get(address(made, "lesson")).content.decode()


def test_a_unit_without_words_says_so(cell: Client, made: Course) -> None:
    for kind, said in [("LESSON", "nothing to read here yet"), ("QUIZ", "no quiz here yet"), ("WORKBOOK", "no work")]:
        made["new"] = Unit.objects.create(course=made["course"], position=9, kind=kind, title="To come")
        assert said in cell.get(address(made, "new")).content.decode()
        if kind != "LESSON":
            assert cell.post(address(made, "new"))["Location"] == address(made, "new")


def test_who_has_completed_it_still_finds_what_they_did(cell: Client, made: Course) -> None:
    there = f"/me/learning/{made['course'].pk}/"
    assert "Begin</a>" in cell.get(there).content.decode()
    Enrolment.objects.update(state="COMPLETED")
    page = cell.get(there).content.decode()
    for unit in ("lesson", "quiz", "workbook"):
        assert f'href="{address(made, unit)}"' in page
        assert cell.get(address(made, unit)).status_code == 200
    assert "Begin</a>" not in page  # nothing comes next


@pytest.mark.parametrize("state", ["ASKED", "WAITING", "DECLINED", "LEFT"])
def test_who_has_no_place_reads_nothing(cell: Client, made: Course, state: str) -> None:
    Enrolment.objects.update(state=state)
    assert cell.get(address(made, "lesson")).status_code == 404


def test_another_persons_place_is_no_way_in(cast: Cast, made: Course, cell: Client, sign_in: SignIn) -> None:
    attempt = begun(cast.prisoner, made["quiz"])
    mate = sign_in(Client(), cast.cell_mate)
    for path in (address(made, "lesson"), f"/me/learning/quiz/{attempt.pk}/1/", f"/me/learning/quiz/{attempt.pk}/"):
        assert mate.get(path).status_code == 404
        assert mate.post(path).status_code in (404, 405)


RIGHT: dict[str, dict[str, Any]] = {
    "single": {"answer": "c"},
    "multiple": {"answer": ["a", "b"]},
    "numeric": {"answer": "500 g"},
    "text": {"answer": " Measuring jug "},
    "ordering": {"answer-a": "1", "answer-b": "2", "answer-c": "3", "answer-d": "4"},
    "matching": {"answer-kg": "kg", "answer-g": "g", "answer-ml": "ml"},
}


def named(attempt: QuizAttempt, question: str, said: dict[str, Any]) -> dict[str, Any]:
    """An answer with the names that the pages of this attempt give to what is put in order or matched."""
    names = names_of(attempt.pk, next(one for one in attempt.asked() if one.id == question))
    fields = {f"answer-{one}": f"answer-{name}" for one, name in names.items.items()}
    return {
        fields.get(field, field): names.matches.get(value, value) if question == "matching" else value
        for field, value in said.items()
    }


def test_the_page_of_a_quiz_gives_no_answer_away(cast: Cast, cell: Client, made: Course) -> None:
    attempt = begun(cast.prisoner, made["quiz"])
    page = cell.get(f"/me/learning/quiz/{attempt.pk}/6/").content.decode()
    fields = re.findall(r'name="answer-([^"]+)"', page)
    assert len(fields) == len(set(fields)) == 4 + 3
    assert not set(fields) & set(re.findall(r'<option value="([^"]+)"', page)), "a field has the name of its match"
    assert not set(fields) & {"a", "b", "c", "d", "kg", "g", "ml"}, "ids of an order stand in it"
    again = begun(cast.cell_mate, made["quiz"])
    questions = [one for one in again.asked() if one.id in ("ordering", "matching")]
    assert not {name for one in questions for name in names_of(again.pk, one).items.values()} & set(fields)


def test_ids_that_are_guessed_are_no_answer(cast: Cast, cell: Client, made: Course) -> None:
    attempt = begun(cast.prisoner, made["quiz"])
    for n, kind in ((5, "ordering"), (6, "matching")):
        cell.post(f"/me/learning/quiz/{attempt.pk}/{n}/", {"question": kind, **RIGHT[kind]})
    assert QuizAttempt.objects.get().answers == {}


def test_a_quiz_from_beginning_to_end(cell: Client, made: Course, django_assert_max_num_queries: Any) -> None:
    page = cell.get(address(made, "quiz")).content.decode()
    assert "There are 6 questions" in page
    assert "You can try 2 times" in page
    first = cell.post(address(made, "quiz"))["Location"]
    attempt = QuizAttempt.objects.get()
    assert first == f"/me/learning/quiz/{attempt.pk}/1/"
    for n, (question, said) in enumerate(RIGHT.items(), 1):
        path = f"/me/learning/quiz/{attempt.pk}/{n}/"
        with django_assert_max_num_queries(10):
            assert question in cell.get(path).content.decode()
        answer = cell.post(path, {"question": question, **named(attempt, question, said)})
        assert answer["Location"].endswith(f"/{n + 1}/" if n < 6 else "/check/"), answer
    assert "You have done all of it" in cell.get(f"/me/learning/quiz/{attempt.pk}/check/").content.decode()
    assert cell.post(f"/me/learning/quiz/{attempt.pk}/check/")["Location"] == f"/me/learning/quiz/{attempt.pk}/"
    with django_assert_max_num_queries(10):
        page = cell.get(f"/me/learning/quiz/{attempt.pk}/").content.decode()
    assert "You passed" in page
    assert "You got 17 of 17" in page
    progress = Progress.objects.get(unit=made["quiz"])
    assert (progress.state, progress.score) == ("PASSED", 100)


def test_what_was_answered_is_there_when_it_goes_on(cast: Cast, cell: Client, made: Course) -> None:
    attempt = begun(cast.prisoner, made["quiz"])
    cell.post(f"/me/learning/quiz/{attempt.pk}/3/", {"question": "numeric", "answer": "12 <b>"})
    page = cell.get(f"/me/learning/quiz/{attempt.pk}/3/").content.decode()
    assert 'value="12 &lt;b&gt;"' in page
    assert cell.post(address(made, "quiz"))["Location"].endswith("/1/")  # to the first without an answer
    assert QuizAttempt.objects.count() == 1
    assert "5 questions have no answer yet" in cell.get(f"/me/learning/quiz/{attempt.pk}/check/").content.decode()


def test_a_number_used_twice_is_told_and_kept(cast: Cast, cell: Client, made: Course) -> None:
    attempt = begun(cast.prisoner, made["quiz"])
    said = {"question": "ordering", "answer-a": "1", "answer-b": "1", "answer-c": "3", "answer-d": "4"}
    page = cell.post(f"/me/learning/quiz/{attempt.pk}/5/", named(attempt, "ordering", said))
    assert page.status_code == 200
    assert "Use each number once" in page.content.decode()


def test_a_failed_try_keeps_the_right_answers_and_another_follows(cast: Cast, cell: Client, made: Course) -> None:
    attempt = begun(cast.prisoner, made["quiz"])
    cell.post(f"/me/learning/quiz/{attempt.pk}/1/", {"question": "single", "answer": "a"})
    cell.post(f"/me/learning/quiz/{attempt.pk}/check/")
    page = cell.get(f"/me/learning/quiz/{attempt.pk}/").content.decode()
    assert "Not yet. You are on your way" in page
    assert "The right answer is" not in page
    assert standing(made["quiz"]) == "FAILED"
    assert cell.post(address(made, "quiz"))["Location"].endswith("/1/")
    last = QuizAttempt.objects.get(number=2)
    cell.post(f"/me/learning/quiz/{last.pk}/check/")
    assert "The right answer is" in cell.get(f"/me/learning/quiz/{last.pk}/").content.decode()
    assert "used all your tries" in cell.get(address(made, "quiz")).content.decode()
    assert cell.post(address(made, "quiz"))["Location"] == address(made, "quiz")
    assert QuizAttempt.objects.count() == 2
    assert Progress.objects.get(unit=made["quiz"]).failures == 2


def test_what_is_handed_in_stays_as_it_is(cast: Cast, cell: Client, made: Course) -> None:
    attempt = begun(cast.prisoner, made["quiz"])
    cell.post(f"/me/learning/quiz/{attempt.pk}/check/")
    path = f"/me/learning/quiz/{attempt.pk}/1/"
    assert cell.post(path, {"question": "single", "answer": "c"})["Location"] == f"/me/learning/quiz/{attempt.pk}/"
    assert QuizAttempt.objects.get().answers == {}


def test_an_attempt_goes_on_with_the_quiz_it_began_with(cast: Cast, cell: Client, made: Course) -> None:
    attempt = begun(cast.prisoner, made["quiz"])
    a_quiz(made["quiz"], number=2, paper=paper(SINGLE | {"id": "new", "ask": "A new one?"}))
    assert "A new one?" not in cell.get(f"/me/learning/quiz/{attempt.pk}/1/").content.decode()
    assert Quiz.objects.get(number=1).paper == attempt.quiz.paper


@pytest.mark.parametrize("path", ["0/", "7/", "99999999999999999999/"])
def test_there_is_no_other_question(cast: Cast, cell: Client, made: Course, path: str) -> None:
    assert cell.get(f"/me/learning/quiz/{begun(cast.prisoner, made['quiz']).pk}/{path}").status_code == 404


def test_a_workbook_is_handed_in_once(cell: Client, made: Course) -> None:
    assert "Ask your tutor for the paper" in cell.get(address(made, "workbook")).content.decode()
    for _again in range(2):
        assert cell.post(address(made, "workbook"))["Location"] == address(made, "workbook")
    assert Work.objects.count() == 1
    assert standing(made["workbook"]) == "HANDED_IN"
    assert "You handed this in on" in cell.get(address(made, "workbook")).content.decode()


def test_the_course_ends_with_its_last_unit_and_stays_readable(cell: Client, made: Course) -> None:
    Unit.objects.filter(pk__in=[made["quiz"].pk, made["workbook"].pk]).update(needed=False)
    cell.post(address(made, "lesson"))
    assert Enrolment.objects.get().state == "COMPLETED"
    assert "Weigh it" in cell.get(address(made, "lesson")).content.decode()
    assert cell.post(address(made, "quiz")).status_code == 302  # told that this has changed
    assert not QuizAttempt.objects.exists()


def test_a_retired_unit_is_read_by_who_began_it(cell: Client, made: Course) -> None:
    cell.post(address(made, "lesson"))
    Unit.objects.update(retired_at="2027-03-01T00:00Z")
    assert cell.get(address(made, "lesson")).status_code == 200
    assert cell.get(address(made, "quiz")).status_code == 404
    made["strange"] = type("Strange", (), {"pk": uuid4()})
    assert cell.get(address(made, "strange")).status_code == 404
