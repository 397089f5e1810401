"""Courses for staff, as pages: the list and its filters, writing, and the way to being published."""

import pytest
from django.test import Client

from accounts.models import Role
from education.models import Course, Subject, Unit
from tests.cast import Cast, SignIn, UserFactory
from tests.courses import a_course, a_unit, placed

pytestmark = pytest.mark.django_db
FILLED = {
    "title": "Bread",
    "summary": "Bake bread.",
    "subject": "TRADE",
    "level": "LEVEL_1",
    "language": "en",
    "pace": "SELF_PACED",
    "places": "12",
    "wings": ["2"],
    "cohorts": ["SENTENCED"],
}


@pytest.fixture
def office(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.tutor)


def said(answer) -> str:
    return answer.content.decode()


def test_the_list_counts_and_its_filters_stay(office: Client, cast: Cast) -> None:
    course = a_course(places=12)
    placed(course, cast.prisoner.prisoner)
    placed(course, cast.cell_mate.prisoner, state="WAITING", placed_at=None)
    a_course(title="Poems", subject=Subject.ENGLISH)
    a_course(title="Old", state="RETIRED")
    answer = office.post("/staff/learning/", {"subject": "MATHS", "state": "PUBLISHED", "level": "nonsense"})
    assert answer["Location"] == "/staff/learning/?state=PUBLISHED&subject=MATHS"
    page = said(office.get(answer["Location"]))
    assert "1 course<" in page
    assert "Poems" not in page
    assert "Old" not in said(office.get("/staff/learning/"))
    assert "Old" in said(office.get("/staff/learning/?state=RETIRED"))
    row = page[page.index('<tbody class="govuk-table__body"') :]
    assert [cell.split("<")[0] for cell in row.split('data-label="Wait">')[1:]] == ["1"]


def test_begin_a_course_add_a_unit_and_have_it_published(office: Client, cast: Cast, sign_in: SignIn) -> None:
    page = said(office.post("/staff/learning/new/", FILLED, follow=True))
    assert "Now add its units" in page
    course = Course.objects.get()
    assert (course.places, course.wings, course.cohorts, course.hours) == (12, ["2"], ["SENTENCED"], 0)
    assert "It has no unit yet" in said(step(office, course, "send"))
    unit = {"kind": "LESSON", "title": "Flour", "minutes": "20", "needed": "yes"}
    assert "Flour" in said(office.post(f"/staff/learning/{course.pk}/units/new/", unit, follow=True))
    assert Unit.objects.get().needed
    page = said(step(office, course, "send"))
    assert "It is sent for review" in page
    assert "Undo" in page
    assert "You wrote it or sent it for review" in said(step(office, course, "publish", "review"))
    head = sign_in(Client(), UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING]))
    assert "It is published" in said(step(head, course, "publish", "review"))
    assert "It waits for review again" in said(step(head, course, "withhold", "review"))


def step(client: Client, course: Course, name: str, door: str = "step", **more):
    course.refresh_from_db()
    data = {"step": name, "revision": course.revision} | more
    return client.post(f"/staff/learning/{course.pk}/{door}/", data, follow=True)


def test_what_was_typed_stays_beside_what_is_wrong(office: Client) -> None:
    page = said(office.post("/staff/learning/new/", FILLED | {"level": "", "places": "many", "title_cy": "Bara"}))
    assert "Choose a level" in page
    assert "Enter a whole number between 0 and 10000" in page
    assert "Write both in Welsh, or neither" in page
    assert 'value="Bread"' in page
    assert not Course.objects.exists()


def test_the_second_keeps_the_words_and_may_save_over(office: Client, cast: Cast) -> None:
    course = a_course(state="DRAFT", revision=3)
    page = said(office.post(f"/staff/learning/{course.pk}/edit/", FILLED | {"revision": "2"}))
    assert "has just changed this course" in page
    assert 'value="Bread"' in page
    assert 'name="revision" value="3"' in page
    page = said(office.post(f"/staff/learning/{course.pk}/edit/", FILLED | {"revision": "3"}, follow=True))
    assert "The course is changed" in page


def test_who_only_reviews_writes_nothing(cast: Cast, client: Client, sign_in: SignIn) -> None:
    head = sign_in(client, UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING]))
    course = a_course(state="IN_REVIEW")
    page = said(head.get(f"/staff/learning/{course.pk}/"))
    assert "Send it back" in page
    assert "Take it back from review" not in page
    assert head.get(f"/staff/learning/{course.pk}/edit/").status_code == 403
    assert step(head, course, "take_back").status_code == 403
    assert "Choose what to do" in said(step(head, course, "take_back", "review"))


def test_lists_cost_the_same_however_long(office: Client, django_assert_max_num_queries) -> None:
    for n in range(40):
        a_unit(a_course(title=f"Course {n}"))
    course = Course.objects.first()
    office.get("/staff/learning/")
    with django_assert_max_num_queries(10):
        assert "Course 9" in said(office.get("/staff/learning/?page=2"))
    with django_assert_max_num_queries(10):
        office.get(f"/staff/learning/{course.pk}/")
    with django_assert_max_num_queries(10):
        office.get(f"/staff/learning/{course.pk}/edit/")
