"""Learning in the cell: one's own courses, what can be asked for and why not, joining, leaving, what it costs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from education.models import Enrolment, Level, Prerequisite, Progress, Subject
from tests.cast import NOW, Cast, SignIn
from tests.courses import a_course, a_unit, courses_to_study, placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cell(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.prisoner)


def page(cell: Client, name: str = "learning", **more) -> str:
    return cell.get(reverse(f"education:{name}", kwargs=more), follow=True).content.decode()


def test_home_leads_here_and_says_when_there_is_an_answer(cell: Client, cast: Cast, node: object) -> None:
    said = cell.get("/me/").content.decode()
    assert 'href="/me/learning/"' in said
    assert "There is something new" not in said
    placed(a_course(), cast.prisoner.prisoner, decided_at=timezone.now())
    assert "There is something new" in cell.get("/me/").content.decode()


def test_ask_take_back_ask_again(cell: Client, cast: Cast) -> None:
    course = a_course()
    assert "Ask to join" in page(cell, "course", course_id=course.pk)
    for _ in range(2):
        said = cell.post(f"/me/learning/{course.pk}/join/", {"words": "I like food."}, follow=True).content.decode()
        assert "You asked to join" in said
        assert "A tutor will answer you here" in said
        assert Enrolment.objects.latest("pk").words == "I like food."
        assert "You took it back" in cell.post(f"/me/learning/{course.pk}/leave/", follow=True).content.decode()
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"WITHDRAWN"}


def test_too_many_words_are_kept_on_the_form(cell: Client) -> None:
    said = cell.post(f"/me/learning/{a_course().pk}/join/", {"words": "x" * 501}).content.decode()
    assert "You wrote too much" in said
    assert "x" * 501 in said


def test_reasons_stand_beside_what_can_not_be_asked_for(cell: Client) -> None:
    course, first = a_course(title="Baking", wings=["7"]), a_course(title="Washing up")
    Prerequisite.objects.create(course=course, needed=first)
    for said in (page(cell), page(cell, "course", course_id=course.pk)):
        assert "This is for people on wing 7." in said
        assert "Do this first:" in said
        assert said.index("Do this first:") < said.rindex("Washing up")
    assert 'href="' + reverse("education:join", args=[course.pk]) not in page(cell, "course", course_id=course.pk)
    assert "This page says why" in cell.post(f"/me/learning/{course.pk}/join/", {}, follow=True).content.decode()


def test_drafts_and_courses_for_staff_are_not_shown(cell: Client) -> None:
    a_course(title="Draft", state="DRAFT")
    hidden = a_course(title="Fire safety", for_staff=True)
    said = page(cell)
    assert "Draft" not in said
    assert "Fire safety" not in said
    assert cell.get(f"/me/learning/{hidden.pk}/").status_code == 404


def test_filters_stay_in_the_address_over_the_pages(cell: Client) -> None:
    for n in range(13):
        a_course(title=f"Sums {n:02}", subject=Subject.MATHS, level=Level.LEVEL_1)
    a_course(title="Poems", subject=Subject.ENGLISH)
    answer = cell.post("/me/learning/", {"subject": "MATHS", "level": "LEVEL_1"})
    assert answer["Location"] == "/me/learning/?subject=MATHS&level=LEVEL_1#find"
    first = cell.get("/me/learning/?subject=MATHS&level=LEVEL_1").content.decode()
    assert "Poems" not in first
    assert "Sums 11" in first
    assert "Sums 12" not in first
    assert "Sums 12" in cell.get("/me/learning/?subject=MATHS&level=LEVEL_1&page=2").content.decode()
    assert "There is no course like that here" in cell.get("/me/learning/?subject=MONEY").content.decode()
    assert "Poems" in cell.get("/me/learning/?subject=nonsense&page=x").content.decode()


def test_the_next_step_is_the_first_that_is_not_done(cell: Client, cast: Cast) -> None:
    course = a_course()
    units = [a_unit(course, n, title=f"Part {n}") for n in (1, 2, 3)]
    a_unit(course, 4, title="Old part", retired_at=timezone.now())
    mine = placed(course, cast.prisoner.prisoner)
    for unit, state in zip(units, [Progress.State.PASSED, Progress.State.HANDED_IN], strict=False):
        Progress.objects.create(enrolment=mine, unit=unit, state=state, began_at=mine.asked_at, moved_at=mine.asked_at)
    said = page(cell)
    assert "You have done 1 of 3 steps." in said
    assert "Part 3" in said.split("Next:")[1][:300]
    told = page(cell, "course", course_id=course.pk)
    assert "Your tutor has it" in told
    assert "Old part" not in told
    assert 'href=""' not in told


def test_opening_the_page_sees_the_answer(cell: Client, cast: Cast) -> None:
    mine = placed(a_course(), cast.prisoner.prisoner, decided_at=timezone.now(), reason="Well asked.")
    cell.head(f"/me/learning/{mine.course_id}/")
    mine.refresh_from_db()
    assert mine.seen_at is None
    said = page(cell, "course", course_id=mine.course_id)
    assert "You have a place" in said
    assert "Well asked." in said
    mine.refresh_from_db()
    assert mine.seen_at is not None
    assert "You can begin now" not in page(cell, "course", course_id=mine.course_id)


def test_waiting_says_how_many_come_before(cell: Client, cast: Cast) -> None:
    course = a_course(places=1)
    placed(course, cast.cell_mate.prisoner, state="WAITING", placed_at=None)
    placed(course, cast.prisoner.prisoner, at=NOW + timedelta(hours=1), state="WAITING", placed_at=None)
    assert "There is 1 person before you." in page(cell, "course", course_id=course.pk)
    Enrolment.objects.exclude(prisoner=cast.prisoner.prisoner).delete()
    assert "You are next." in page(cell, "course", course_id=course.pk)


def test_leaving_is_asked_once_more(cell: Client, cast: Cast) -> None:
    mine = placed(a_course(), cast.prisoner.prisoner)
    assert "Someone else can have your place then" in page(cell, "leave", course_id=mine.course_id)
    said = cell.post(f"/me/learning/{mine.course_id}/leave/", {"leave": "1"}, follow=True).content.decode()
    assert "You have left" in said
    mine.refresh_from_db()
    assert mine.state == "LEFT"


def test_a_page_of_yesterday_does_not_take_a_place_back(cell: Client, cast: Cast) -> None:
    """The button said "take it back"; meanwhile there is a place."""
    mine = placed(a_course(), cast.prisoner.prisoner)
    said = cell.post(f"/me/learning/{mine.course_id}/leave/", follow=True).content.decode()
    assert "This has changed" in said
    mine.refresh_from_db()
    assert mine.state == "PLACED"


def test_welsh_titles_where_there_are_some(cell: Client, cast: Cast) -> None:
    a_course(title="Kitchen maths", title_cy="Mathemateg y gegin")
    a_course(title="Bricks")
    cast.prisoner.language = "cy"
    cast.prisoner.save()
    said = page(cell)
    assert "Mathemateg y gegin" in said
    assert '<span data-imported lang="en">Bricks</span>' in said


def test_pages_cost_the_same_however_much_there_is(
    cell: Client, cast: Cast, node: object, django_assert_max_num_queries
) -> None:
    courses_to_study(cast)
    for n in range(30):
        a_course(title=f"More {n}")
    course = Enrolment.objects.filter(state="PLACED").get().course_id
    cell.get("/me/learning/")
    with django_assert_max_num_queries(10):
        cell.get("/me/learning/")
    cell.get(f"/me/learning/{course}/")
    with django_assert_max_num_queries(9):
        cell.get(f"/me/learning/{course}/")
    cell.get("/me/")
    with django_assert_max_num_queries(6):
        cell.get("/me/")
