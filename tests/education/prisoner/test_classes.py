"""Classes in the cell: on the course's page, on the timetable, on home; what moved is new until it was seen."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Prisoner
from education.acts import timetabling
from education.models import Enrolment, with_next_session
from incell.models import TimetableEntry
from tests.cast import Cast, PrisonerFactory, SignIn
from tests.courses import placed
from tests.timetables import a_class, a_session, came, classes_to_come_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def cell(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.prisoner)


def said(answer) -> str:
    return answer.content.decode()


def noon(days: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(12)))


def test_the_course_says_when_it_is_and_how_one_came(cell: Client, cast: Cast) -> None:
    course = classes_to_come_to(cast, timezone.now())
    page = said(cell.get(f"/me/learning/{course.pk}/"))
    for words in ("Your classes", "New time", "It was to be on", "Not on", "The room is in use.", "You were at court"):
        assert words in page
    assert "You were there for 2 of the last 10 classes." in page
    assert page.count("<span>New</span>") == 2  # the moved one and the one that is not on
    assert "<span>New</span>" not in said(cell.get(f"/me/learning/{course.pk}/"))


def test_what_moved_is_new_everywhere_until_it_is_seen(cell: Client, cast: Cast, node: object) -> None:
    course = a_class()
    his = placed(course, cast.prisoner.prisoner)
    session = a_session(course, cast.tutor, timezone.now() + timedelta(days=5))
    assert "There is something new" not in said(cell.get("/me/"))
    timetabling.cancel_session(
        session=session, why="No staff.", rest=False, revision=0, by=cast.tutor, at=timezone.now()
    )
    assert "There is something new" in said(cell.get("/me/"))
    assert "Something new" in said(cell.get("/me/learning/"))
    assert "No staff." in said(cell.get(f"/me/learning/{course.pk}/"))
    assert "There is something new" not in said(cell.get("/me/"))
    his.refresh_from_db()
    assert (his.news_at, his.seen_at) == (None, None)


def test_the_timetable_puts_classes_among_the_rest(cell: Client, cast: Cast) -> None:
    course = a_class(title="Brickwork", title_cy="Gosod brics", summary_cy="Brics")
    placed(course, cast.prisoner.prisoner)
    a_session(course, cast.tutor, noon(1))
    a_session(a_class(title="Of others"), cast.tutor, noon(1))
    for n, (title, at) in enumerate([("Gym", noon(1) - timedelta(hours=1)), ("Visit", noon(1) + timedelta(hours=1))]):
        TimetableEntry.objects.create(
            prisoner=cast.prisoner.prisoner, source="PRISON", key=str(n), title=title, starts_at=at, loaded_at=at
        )
    page = said(cell.get("/me/timetable/"))
    assert page.index("Gym") < page.index("Brickwork") < page.index("Visit")
    assert "Of others" not in page
    assert f'href="/me/learning/{course.pk}/"' in page


def test_home_names_what_is_next(cell: Client, cast: Cast, node: object) -> None:
    course = a_class(title="Brickwork")
    placed(course, cast.prisoner.prisoner)
    soon = timezone.now() + timedelta(hours=2)
    session = a_session(course, cast.tutor, soon)
    assert "Brickwork" in said(cell.get("/me/"))
    TimetableEntry.objects.create(
        prisoner=cast.prisoner.prisoner,
        source="PRISON",
        key="1",
        title="Dentist",
        starts_at=soon - timedelta(hours=1),
        loaded_at=soon,
    )
    assert "Dentist" in said(cell.get("/me/"))
    found = with_next_session(Prisoner.objects.all(), timezone.now()).get(pk=cast.prisoner.prisoner.pk)
    assert (found.session_at, found.session_of) == (soon, {"title": "Brickwork", "title_cy": ""})
    session.cancelled_at = timezone.now()
    session.save()
    found = with_next_session(Prisoner.objects.all(), timezone.now()).get(pk=cast.prisoner.prisoner.pk)
    assert (found.session_at, found.session_of) == (None, None)


def test_who_asks_sees_when_it_is_and_nobodys_register(cell: Client, cast: Cast) -> None:
    course = a_class()
    for days in (-1, 4):
        session = a_session(course, cast.tutor, timezone.now() + timedelta(days=days))
        came(session, placed(course, PrisonerFactory()), "REFUSED")
    page = said(cell.get(f"/me/learning/{course.pk}/"))
    assert "When it is" in page
    assert "How you came" not in page


def test_more_classes_cost_no_more(cell: Client, cast: Cast, django_assert_max_num_queries) -> None:
    course = classes_to_come_to(cast, timezone.now())
    for n in range(30):
        each = a_class(title=f"Class {n}")
        if n < 10:
            placed(each, cast.prisoner.prisoner)
        a_session(each, cast.tutor, timezone.now() + timedelta(days=n))
    Enrolment.objects.update(news_at=None)
    for address, most in ((f"/me/learning/{course.pk}/", 12), ("/me/timetable/", 10), ("/me/learning/", 13)):
        with django_assert_max_num_queries(most):
            assert cell.get(address).status_code == 200
