"""A tutor's pages of when courses meet: putting up, moving, cancelling, the register, on paper, what it costs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, NonAssociation
from education.models import Attendance, Session
from tests.cast import Cast, PrisonerFactory, SignIn, UserFactory
from tests.courses import a_course, placed
from tests.timetables import a_class, a_session, came, classes_to_come_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.tutor)


def said(answer) -> str:
    return answer.content.decode()


def slot(cast: Cast, days: int = 7, **more) -> dict:
    on = timezone.localdate() + timedelta(days=days)
    return {"on": on.isoformat(), "starts": "09:00", "ends": "11:00", "room": "Room 2", "tutor": cast.tutor.pk} | more


def test_put_up_a_series_and_find_it(office: Client, cast: Cast) -> None:
    course = a_class()
    there = f"/staff/learning/{course.pk}/sessions/"
    assert "No session is to come" in said(office.get(there))
    until = timezone.localdate() + timedelta(days=28)
    but = timezone.localdate() + timedelta(days=14)
    data = slot(cast, until=until.isoformat(), but=f"{but:%d/%m/%Y}, 2031-01-01")
    assert "3 sessions are up" in said(office.post(there, data, follow=True))
    assert Session.objects.filter(course=course).count() == 3
    page = said(office.post(there, slot(cast, starts="9", but="soon")))
    assert "Enter a time, like 14:30" in page
    assert "“soon” is no day" in page
    assert "The course meets then already" in said(office.post(there, slot(cast, starts="10:00")))
    assert "at most 8 hours later" in said(office.post(there, slot(cast, ends="08:00")))
    assert "Room 2" in said(office.get("/staff/learning/classes/"))


def test_a_course_without_set_times_says_so(office: Client) -> None:
    page = said(office.get(f"/staff/learning/{a_course().pk}/sessions/"))
    assert "This course has no set times" in page
    assert "Put up sessions" not in page


def test_move_cancel_put_on_again(office: Client, cast: Cast) -> None:
    session = a_session(a_class(), cast.tutor, timezone.now() + timedelta(days=3))
    there = f"/staff/learning/sessions/{session.pk}/"
    moved = slot(cast, why="Fire drill.", revision=0)
    assert "The learners see it" in said(office.post(there, moved | {"step": "move"}, follow=True))
    assert "changed it meanwhile" in said(office.post(there, moved | {"step": "move"}))
    assert "Say why: the learners read it" in said(office.post(there, {"step": "cancel", "revision": 1, "why": " "}))
    off = {"step": "cancel", "revision": 1, "why": "No staff."}
    assert "1 session is changed" in said(office.post(there, off, follow=True))
    page = said(office.get(there))
    assert "No staff." in page
    assert "Put it on again" in page
    assert "It is on again" in said(office.post(there, {"step": "again", "revision": 2}, follow=True))
    session.refresh_from_db()
    assert session.is_on


def test_what_is_in_the_way_is_named(office: Client, cast: Cast) -> None:
    course, him, mate = a_class(), cast.prisoner.prisoner, cast.cell_mate.prisoner
    for person in (him, mate):
        placed(course, person)
    NonAssociation.objects.create(first=him, second=mate, where="TOTAL", reason="a fight", since_at=timezone.now())
    page = said(office.get(f"/staff/learning/{course.pk}/sessions/"))
    assert page.count("must be kept apart from somebody in this class") == 2
    assert "a fight" not in page
    asks = placed(a_class(title="Other"), him, state="ASKED", placed_at=None)
    placed(asks.course, mate)
    assert "must be kept apart" in said(office.get(f"/staff/learning/asking/{asks.pk}/"))


def test_take_the_register_and_correct_it(office: Client, cast: Cast) -> None:
    course, ago = a_class(), timezone.now() - timedelta(hours=3)
    one, other = (placed(course, PrisonerFactory(), at=ago) for _ in range(2))
    session = a_session(course, cast.tutor, ago)
    there = f"/staff/learning/sessions/{session.pk}/register/"
    assert "Registers to take" in said(office.get("/staff/learning/classes/"))
    assert "2 are marked" in said(office.post(there, {f"code-{one.pk}": "LEGAL", "rest": "yes"}, follow=True))
    row = Attendance.objects.get(enrolment=one)
    assert Attendance.objects.get(enrolment=other).code == "ATTENDED"
    unseen = {f"code-{one.pk}": "REFUSED"}
    page = said(office.post(there, unseen))
    assert "marked these people meanwhile" in page
    assert f'name="seen-{one.pk}" value="{row.pk}"' in page
    assert '<option value="REFUSED" selected>' in page
    page = said(office.post(there, unseen | {f"seen-{one.pk}": str(row.pk)}, follow=True))
    assert "What was corrected" in page
    assert "0 are marked" in said(office.post(there, {f"code-{one.pk}": "nonsense"}, follow=True))
    assert "Registers to take" not in said(office.get("/staff/learning/classes/"))


def test_a_register_before_its_time(office: Client, cast: Cast) -> None:
    course = a_class()
    placed(course, cast.prisoner.prisoner, at=timezone.now())
    session = a_session(course, cast.tutor, timezone.now() + timedelta(days=1))
    page = said(office.get(f"/staff/learning/sessions/{session.pk}/register/"))
    assert "It opens on" in page
    assert "<select" not in page.split("<main")[1].split("</main")[0]


def test_on_paper_and_written_down(office: Client, cast: Cast) -> None:
    course = a_class()
    his = placed(course, cast.prisoner.prisoner, at=timezone.now())
    session = a_session(course, cast.tutor, timezone.now() + timedelta(days=1))
    page = said(office.post(f"/staff/learning/sessions/{session.pk}/register/paper/"))
    assert his.prisoner.number in page
    assert AuditEntry.objects.get(verb="print_register").who == str(cast.tutor.pk)


def test_the_class_and_the_learner_say_how_they_came(office: Client, cast: Cast) -> None:
    course = classes_to_come_to(cast, timezone.now())
    his = course.enrolments.get()
    page = said(office.get(f"/staff/learning/{course.pk}/class/"))
    assert "2 of 10" in page
    page = said(office.get(f"/staff/learning/learner/{his.pk}/"))
    assert "There 2 of 10 times; without an acceptable reason not there: 2." in page
    assert "Refused, not acceptable" in page
    lines = b"".join(office.post(f"/staff/learning/{course.pk}/class/csv/")).decode().splitlines()
    assert "2/10" in lines[1]


def test_what_the_pages_cost_does_not_grow(office: Client, cast: Cast, django_assert_max_num_queries) -> None:
    course, now = a_class(), timezone.now()
    other = a_class(title="Other")
    for n in range(40):
        person = PrisonerFactory()
        learner = placed(course, person, at=now - timedelta(days=60))
        placed(other, person)
        for day in range(3):
            kept = Session.objects.filter(course=course, starts_at=now - timedelta(days=day, hours=3)).first()
            came(kept or a_session(course, cast.tutor, now - timedelta(days=day, hours=3)), learner)
        a_session(course, UserFactory(), now + timedelta(days=n + 1))
        a_session(other, cast.tutor, now + timedelta(days=n + 1))
    for address in (
        f"/staff/learning/{course.pk}/sessions/",
        f"/staff/learning/{course.pk}/sessions/?over=yes",
        f"/staff/learning/{course.pk}/class/",
        "/staff/learning/classes/?all=yes",
        f"/staff/learning/sessions/{Session.objects.over(now).first().pk}/register/",
    ):
        with django_assert_max_num_queries(15):
            assert office.get(address).status_code == 200
