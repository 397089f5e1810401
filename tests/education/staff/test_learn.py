"""Staff who learn: asking for a course, and studying it on staff pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.access import NotAllowed, reach_of
from education.acts import deciding
from education.models import Course, Enrolment, Feedback, Progress, QuizAttempt
from tests.cast import NOW, Cast, SignIn, UserFactory
from tests.courses import a_course, placed
from tests.lessons import a_full_course
from tests.timetables import a_session


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


def test_a_tutor_answers_a_colleague_who_asks(cast: Cast, sign_in: SignIn, made: dict[str, Any]) -> None:
    asks = placed(made["course"], None, learner=cast.practitioner, state="ASKED", placed_at=None)
    own = placed(made["course"], None, learner=cast.tutor, state="ASKED", placed_at=None)
    office = sign_in(Client(), cast.tutor)
    page = office.get("/staff/learning/asking/").content.decode()
    assert f"/staff/learning/asking/{asks.pk}/" in page
    assert f"/staff/learning/asking/{own.pk}/" not in page
    assert office.get(f"/staff/learning/asking/{own.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        deciding.approve(enrolment=own, by=cast.tutor, at=NOW)
    page = office.post(f"/staff/learning/asking/{asks.pk}/", {"reason": "Welcome."}, follow=True).content.decode()
    assert "It is decided: Studying" in page
    assert "Welcome." in sign_in(Client(), cast.practitioner).get("/staff/learn/").content.decode()
    asks.refresh_from_db()
    assert asks.seen_at is not None


def test_only_who_teaches_sees_what_colleagues_learn(cast: Cast, made: dict[str, Any]) -> None:
    theirs = placed(made["course"], None, learner=cast.practitioner)
    other = UserFactory(roles=["WING_OFFICER"])
    seen = {
        who: Enrolment.objects.visible_to(reach_of(user)).filter(pk=theirs.pk).exists()
        for who, user in [
            ("own", cast.practitioner),
            ("tutor", cast.tutor),
            ("other", other),
            ("away", cast.officer_elsewhere),
        ]
    }
    assert seen == {"own": True, "tutor": True, "other": False, "away": False}


def test_own_courses_with_steps_words_and_the_next_class(office: Client, cast: Cast, made: dict[str, Any]) -> None:
    made["course"].pace = "TIMETABLED"
    made["course"].save()
    held = placed(made["course"], None, learner=cast.practitioner, news_at=NOW)
    a_session(made["course"], cast.tutor, timezone.now() + timedelta(days=1))
    said = Feedback.objects.create(enrolment=held, words="Well done.", by=cast.tutor, at=NOW)
    page = office.get("/staff/learn/").content.decode()
    for words in ("Well done.", "Room 2", "0 of 3 units done", "Not begun yet", "<span>New</span>"):
        assert words in page
    assert "<span>New</span>" not in office.get("/staff/learn/").content.decode()
    said.refresh_from_db()
    assert said.seen_at is not None
    assert "You have left" in office.post("/staff/learn/", {"leave": str(held.pk)}, follow=True).content.decode()
    held.refresh_from_db()
    assert held.state == "LEFT"
    other = placed(made["course"], None, learner=cast.tutor)
    assert office.post("/staff/learn/", {"leave": str(other.pk)}).status_code == 404


def test_more_courses_cost_no_more(office: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    for n in range(12):
        course = a_course(title=f"Course {n}", for_staff=True, pace="TIMETABLED")
        placed(course, None, learner=cast.practitioner)
        a_session(course, cast.tutor, timezone.now() + timedelta(days=n + 1))
    with django_assert_max_num_queries(14):
        assert "Course 11" in office.get("/staff/learn/").content.decode()
