"""Staff who learn: asking for a course, and studying it on staff pages."""

from typing import Any

import pytest
from django.test import Client

from education.models import Course, Enrolment, Progress, QuizAttempt
from tests.cast import NOW, Cast, SignIn
from tests.courses import a_course
from tests.lessons import a_full_course


@pytest.fixture
def made(db: None) -> dict[str, Any]:
    return a_full_course(for_staff=True, title="First aid")


@pytest.fixture
def office(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.practitioner)


def test_asked_for_placed_and_studied(office: Client, cast: Cast, made: dict[str, Any]) -> None:
    page = office.post("/staff/learn/", {"course": str(made["course"].pk)}, follow=True).content.decode()
    assert "A tutor will answer you" in page
    held = Enrolment.objects.get(learner=cast.practitioner)
    held.state, held.placed_at = "PLACED", NOW
    held.save()
    lesson = f"/staff/learn/unit/{held.pk}/{made['lesson'].pk}/"
    assert lesson in office.get("/staff/learn/").content.decode()
    assert "Weigh it" in office.get(lesson).content.decode()
    assert office.post(lesson)["Location"] == f"/staff/learn/unit/{held.pk}/{made['quiz'].pk}/"
    first = office.post(f"/staff/learn/unit/{held.pk}/{made['quiz'].pk}/")["Location"]
    page = office.get(first).content.decode()
    assert 'name="ticket"' not in page  # only terminals keep answers
    assert office.post(first, {"question": "single", "answer": "c"})["Location"].endswith("/2/")
    attempt = QuizAttempt.objects.get()
    assert office.post(f"/staff/learn/quiz/{attempt.pk}/check/")["Location"] == f"/staff/learn/quiz/{attempt.pk}/"
    assert "Not yet. You are on your way" in office.get(f"/staff/learn/quiz/{attempt.pk}/").content.decode()
    assert {one.state for one in Progress.objects.all()} == {"COMPLETED", "FAILED"}


@pytest.mark.parametrize("said", ["", "none", "00000000-0000-0000-0000-000000000000"])
def test_there_is_no_other_course(office: Client, made: dict[str, Any], said: str) -> None:
    a_course(title="For the cell")
    page = office.get("/staff/learn/").content.decode()
    assert "First aid" in page
    assert "For the cell" not in page
    assert office.post("/staff/learn/", {"course": said}).status_code == 404
    assert office.post("/staff/learn/", {"course": str(Course.objects.get(title="For the cell").pk)}).status_code == 404
    assert not Enrolment.objects.exists()
