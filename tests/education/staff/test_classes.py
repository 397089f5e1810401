"""A class: how each learner stands, who is stuck and why, one learner, the file, what two hundred cost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from education.models import Course, Enrolment, Progress, Unit
from tests.cast import Cast, PrisonerFactory, SignIn
from tests.courses import a_course, a_unit, placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.tutor)


def said(answer) -> str:
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def studies(course: Course, days: int = 0, **more) -> Enrolment:
    return placed(course, PrisonerFactory(**more), at=timezone.now() - timedelta(days=days))


def step(enrolment: Enrolment, unit: Unit, state: str, days: int = 0, **more) -> None:
    at = timezone.now() - timedelta(days=days)
    Progress.objects.create(enrolment=enrolment, unit=unit, state=state, began_at=at, moved_at=at, **more)


def test_who_is_stuck_and_why(office: Client) -> None:
    course = a_course()
    first, second = a_unit(course, 1, title="Weigh"), a_unit(course, 2, title="Count")
    still = studies(course, days=20, last_name="Still")
    fails, waits = studies(course, last_name="Fails"), studies(course, days=30, last_name="Waits")
    going, fresh = studies(course, days=30, last_name="Going"), studies(course, days=13, last_name="Fresh")
    step(still, first, "PASSED", days=15, failures=3)
    step(fails, second, "FAILED", failures=2)
    step(waits, first, "HANDED_IN", days=6)
    step(going, first, "IN_PROGRESS", days=2, failures=1)
    everybody = said(office.get(f"/staff/learning/{course.pk}/class/"))
    assert "5 learners, 3 are stuck" in everybody
    page = said(office.get(f"/staff/learning/{course.pk}/class/?stuck=yes"))
    for words in ("No step for 15 days", "Not passed 2 times: Count", "Waits 6 days for marking: Weigh"):
        assert page.count(words) == 1
    for one in (going, fresh):
        assert one.prisoner.name in everybody
        assert one.prisoner.name not in page


def test_who_has_completed_it_or_left_is_found(office: Client, django_assert_max_num_queries) -> None:
    course = a_course()
    assert "?ended=yes" not in said(office.get(f"/staff/learning/{course.pk}/class/"))
    done, left, studies_on = studies(course), studies(course), studies(course)
    for one, state in ((done, "COMPLETED"), (left, "LEFT")):
        Enrolment.objects.filter(pk=one.pk).update(state=state, ended_at=timezone.now())
    assert "?ended=yes" in said(office.get(f"/staff/learning/{course.pk}/class/"))
    with django_assert_max_num_queries(8):
        page = said(office.get(f"/staff/learning/{course.pk}/class/?ended=yes"))
    for one in (done, left):
        assert f"/staff/learning/learner/{one.pk}/" in page
    assert "Completed" in page
    assert studies_on.prisoner.name not in page


def test_one_learner_and_taking_the_place_away(office: Client) -> None:
    course = a_course(places=1)
    one = studies(course)
    waits = placed(course, PrisonerFactory(), state="WAITING", placed_at=None)
    step(one, a_unit(course, title="Weigh"), "PASSED", score=87.5, seconds=600)
    a_unit(course, 2, title="Not begun")
    page = said(office.get(f"/staff/learning/learner/{one.pk}/"))
    assert "87.5 %" in page
    assert "Not begun" in page
    assert "Weigh" in page
    assert "Say why: they read it" in said(office.post(f"/staff/learning/learner/{one.pk}/", {"reason": " "}))
    data = {"reason": "You moved to another wing."}
    assert "taken away" in said(office.post(f"/staff/learning/learner/{one.pk}/", data, follow=True))
    one.refresh_from_db()
    waits.refresh_from_db()
    assert (one.state, one.reason, waits.state) == ("LEFT", "You moved to another wing.", "PLACED")
    assert "has decided already" in said(office.post(f"/staff/learning/learner/{one.pk}/", data))


def test_the_file_holds_no_formula_and_is_written_down(office: Client, cast: Cast) -> None:
    course = a_course()
    one = studies(course, first_name="=cmd", last_name="O'Dowd", cell="@1")
    step(one, a_unit(course, title="+Weigh"), "PASSED")
    lines = said(office.post(f"/staff/learning/{course.pk}/class/csv/")).lstrip("\ufeff").splitlines()
    assert lines[0] == "Prison number,Name,Cell,'+Weigh,Came,Stuck"
    assert lines[1] == f"{one.prisoner.number},'=cmd O'Dowd,'@1,Passed,,"
    assert AuditEntry.objects.get(verb="export_class").who == str(cast.tutor.pk)


def test_two_hundred_learners_cost_few_queries(office: Client, django_assert_max_num_queries) -> None:
    course = a_course()
    units = [a_unit(course, n) for n in range(1, 9)]
    for n in range(200):
        step(studies(course, days=n % 30), units[n % 8], "FAILED", failures=n % 4)
    office.get(f"/staff/learning/{course.pk}/class/")
    with django_assert_max_num_queries(15):
        page = said(office.get(f"/staff/learning/{course.pk}/class/"))
    assert page.count('role="rowheader"') == 200
