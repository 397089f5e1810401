"""Who asks to join, as tutors see it: one by one, together, undone; and placing people."""

import pytest
from django.test import Client

from accounts.models import Prisoner
from education.models import Course, Enrolment
from tests.cast import Cast, PrisonerFactory, SignIn
from tests.courses import a_course, placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.tutor)


def asks(course: Course, person: Prisoner, **more) -> Enrolment:
    return placed(course, person, **{"state": "ASKED", "placed_at": None, "words": "I want to."} | more)


def said(answer) -> str:
    return answer.content.decode()


def states() -> list[str]:
    return list(Enrolment.objects.order_by("prisoner__number").values_list("state", flat=True))


def test_many_are_answered_together_and_undone_together(office: Client, cast: Cast) -> None:
    course = a_course(places=1)
    both = [asks(course, member.prisoner).pk for member in (cast.prisoner, cast.cell_mate)]
    assert "I want to." in said(office.get("/staff/learning/asking/"))
    page = said(office.post("/staff/learning/asking/many/", {"one": both, "step": "approve"}, follow=True))
    assert "2 people are decided. Studying: 1. On the waiting list: 1" in page
    assert sorted(states()) == ["PLACED", "WAITING"]
    assert "Nobody waits for an answer" in page
    assert "2 are undone" in said(office.post("/staff/learning/asking/many/", {"step": "undo"}, follow=True))
    assert states() == ["ASKED", "ASKED"]


def test_no_wants_words_and_nobody_is_declined_without(office: Client, cast: Cast) -> None:
    one = asks(a_course(), cast.prisoner.prisoner)
    for data in ({"one": one.pk, "step": "decline"}, {"one": one.pk, "step": "decline", "reason": "x" * 501}):
        page = said(office.post("/staff/learning/asking/many/", data, follow=True))
        assert "Say in 500 letters or fewer why not" in page
    assert "Choose at least one person first" in said(
        office.post("/staff/learning/asking/many/", {"one": "nonsense", "step": "approve"}, follow=True)
    )
    assert states() == ["ASKED"]
    data = {"reason": "It is full.", "decline": "1"}
    assert "It is decided" in said(office.post(f"/staff/learning/asking/{one.pk}/", data, follow=True))
    assert states() == ["DECLINED"]


def test_one_page_shows_what_they_have_done_and_what_is_missing(office: Client, cast: Cast) -> None:
    one = asks(a_course(wings=["9"]), cast.prisoner.prisoner)
    placed(a_course(title="Sums"), cast.prisoner.prisoner, state="COMPLETED")
    page = said(office.get(f"/staff/learning/asking/{one.pk}/"))
    assert "only for wings 9" in page
    assert "Sums" in page
    assert "I want to." in page


def test_the_second_is_told_what_was_decided(office: Client, cast: Cast) -> None:
    one = asks(a_course(), cast.prisoner.prisoner, state="PLACED", decided_by=cast.administrator)
    page = said(office.post(f"/staff/learning/asking/{one.pk}/", {"reason": "Yes."}))
    assert f"{cast.administrator.name} has decided already: Studying" in page


def test_filters_stand_in_the_address_and_names_do_not(office: Client, cast: Cast) -> None:
    course = a_course()
    asks(course, cast.prisoner.prisoner, state="WAITING")
    answer = office.post("/staff/learning/asking/", {"state": "WAITING", "course": course.pk})
    assert answer["Location"] == f"/staff/learning/asking/?course={course.pk}&state=WAITING"
    assert "Ashdown" in said(office.get(answer["Location"]))
    assert "Nobody like that" in said(office.get(f"/staff/learning/asking/?course={a_course().pk}"))
    answer = office.post(f"/staff/learning/{course.pk}/place/", {"q": "Okafor"})
    assert "Okafor" not in answer["Location"]
    page = said(office.get(answer["Location"]))
    assert "Terrence Okafor" in page
    assert "Marlon Ashdown" not in page


def test_people_are_placed_together_as_far_as_there_are_places(office: Client, cast: Cast) -> None:
    course = a_course(places=1, wings=["2"])
    one, other = cast.prisoner.prisoner, PrisonerFactory(cell="9-1-001")
    page = said(
        office.post(f"/staff/learning/{course.pk}/place/", {"step": "place", "one": [one.pk, other.pk]}, follow=True)
    )
    assert "1 person is decided" in page
    assert "not for them: only for wings 2" in page
    data = {"step": "place", "one": [other.pk], "reason": "He moves there."}
    assert "no place is free" in said(office.post(f"/staff/learning/{course.pk}/place/", data, follow=True))
    assert states() == ["PLACED"]
    assert "1 is undone" in said(office.post(f"/staff/learning/{course.pk}/place/", {"step": "undo"}, follow=True))
    assert states() == ["WITHDRAWN"]


def test_pages_cost_the_same_for_many(office: Client, cast: Cast, django_assert_max_num_queries) -> None:
    course = a_course()
    for _ in range(60):
        asks(course, PrisonerFactory())
    one = Enrolment.objects.first()
    for address in (
        "/staff/learning/asking/",
        f"/staff/learning/asking/{one.pk}/",
        f"/staff/learning/{course.pk}/place/",
    ):
        office.get(address)
        with django_assert_max_num_queries(10):
            office.get(address)
