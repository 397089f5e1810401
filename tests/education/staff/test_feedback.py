"""Feedback on pages: written, read and answered in the cell, read by a tutor; words that ask for safer custody."""

import pytest
from django.test import Client
from django.utils import timezone

from education.models import Feedback, Goal, LearningPlan, PlanEvent, Step
from incell.models import Flag
from tests.cast import NOW, Cast, SignIn
from tests.courses import a_course, a_unit, placed

pytestmark = pytest.mark.django_db
LOW = "I want to die"
WATCHED = 'id="watched-title"'  # the words in it stand at the foot of every page


def said(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def office(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.tutor)


@pytest.fixture
def cell(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.prisoner)


def test_there_and_back(office: Client, cell: Client, cast: Cast) -> None:
    his = placed(a_course(), cast.prisoner.prisoner, seen_at=NOW)
    unit = a_unit(his.course, title="Weigh it")
    there = f"/staff/learning/learner/{his.pk}/feedback/"
    assert "Write what you want to say" in said(office.post(there, {"about": "", "words": " "}))
    page = said(office.post(there, {"about": str(unit.pk), "words": "Well weighed."}, follow=True))
    assert "Not seen yet" in page
    assert "Something new" in said(cell.get("/me/learning/"))
    page = said(cell.get(f"/me/learning/{his.course_id}/"))
    assert "Well weighed." in page
    assert "<span>New</span>" in page
    one = Feedback.objects.get()
    long = said(cell.post(f"/me/learning/feedback/{one.pk}/", {"words": "x" * 201}))
    assert "You wrote too much" in long
    assert "x" * 201 in long
    page = said(cell.post(f"/me/learning/feedback/{one.pk}/", {"words": "Thank you"}, follow=True))
    assert "You said:" in page
    assert WATCHED not in page
    page = said(office.get("/staff/learning/marking/"))
    assert "Answers to feedback" in page
    assert "Thank you" in page
    data = {"step": "read", "marking": "yes"}
    assert "Answers to feedback" not in said(office.post(f"/staff/learning/feedback/{one.pk}/step/", data, follow=True))
    assert f"Read by {cast.tutor.name}" in said(office.get(f"/staff/learning/learner/{his.pk}/"))


def test_taken_back_is_not_seen_in_the_cell(office: Client, cell: Client, cast: Cast) -> None:
    his = placed(a_course(), cast.prisoner.prisoner)
    one = Feedback.objects.create(enrolment=his, words="Not you.", by=cast.tutor, at=NOW)
    assert "It is taken back" in said(office.post(f"/staff/learning/feedback/{one.pk}/step/", follow=True))
    assert "Not you." not in said(cell.get(f"/me/learning/{his.course_id}/"))
    assert cell.get(f"/me/learning/feedback/{one.pk}/").status_code == 404
    assert "Too late" in said(office.post(f"/staff/learning/feedback/{one.pk}/step/", follow=True))


def test_words_of_an_answer_ask_its_writer_and_its_reader(office: Client, cell: Client, cast: Cast) -> None:
    his = placed(a_course(), cast.prisoner.prisoner)
    one = Feedback.objects.create(enrolment=his, words="How are you?", by=cast.tutor, at=NOW)
    page = said(cell.post(f"/me/learning/feedback/{one.pk}/", {"words": LOW}, follow=True))
    assert WATCHED in page
    assert 'href="/me/tell/"' in page
    assert not Flag.objects.exists()  # a person says so, never a list
    there = f"/staff/learning/learner/{his.pk}/"
    assert "These words may need safer custody" in said(office.get(there))
    flag = {"kind": "SELF_HARM", "words": LOW, "next": there}
    answer = office.post(f"/staff/people/{cast.prisoner.prisoner.pk}/flag/", flag)
    assert answer["Location"] == there
    assert Flag.objects.get().excerpt == LOW
    page = said(office.get(there))
    assert "These words may need safer custody" not in page
    assert "Flagged to safer custody" in page
    away = office.post(f"/staff/people/{cast.prisoner.prisoner.pk}/flag/", flag | {"next": "https://evil.example/"})
    assert away["Location"].startswith("/")
    assert "Choose what the words may mean" in said(
        office.post(f"/staff/people/{cast.prisoner.prisoner.pk}/flag/", {"next": there}, follow=True)
    )


def test_words_of_the_plan_ask_too(office: Client, cell: Client, cast: Cast) -> None:
    person = cast.prisoner.prisoner
    plan = LearningPlan.objects.create(
        prisoner=person, begun_at=NOW, begun_by=cast.tutor, counted_from=NOW.date(), prison_id="MDI"
    )
    made = {"plan": plan, "target_on": NOW.date(), "made_at": NOW, "made_by": cast.tutor}
    by_staff = Goal.objects.create(title=f"Talk about: {LOW}", **made)
    Step.objects.create(goal=by_staff, title="Talk", position=1)
    assert WATCHED not in said(cell.get("/me/learning/plan/"))
    assert "may need safer custody" not in said(office.get(f"/staff/people/{person.pk}/learning/"))
    own = Goal.objects.create(title="Be well", is_own=True, **made)
    Step.objects.create(goal=own, title="Not to cut myself", position=1)
    assert WATCHED in said(cell.get("/me/learning/plan/"))
    for there in (f"/staff/people/{person.pk}/learning/", f"/staff/people/{person.pk}/learning/goals/{own.pk}/"):
        assert said(office.get(there)).count("These words may need safer custody") == 1
    page = said(cell.post(f"/me/learning/plan/{by_staff.pk}/", {"words": "I am scared of them"}, follow=True))
    assert WATCHED in page
    page = said(office.get(f"/staff/people/{person.pk}/learning/"))
    assert "I am scared of them" in page
    assert page.count("These words may need safer custody") == 2
    assert PlanEvent.objects.filter(at__lte=timezone.now()).count() == 1
