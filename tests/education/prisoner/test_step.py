"""How far somebody has read: told by the page, once a key, of lessons only."""

import pytest
from django.test import Client

from education.models import Enrolment, Progress, Unit
from tests.cast import Cast, SignIn
from tests.courses import a_course, a_unit, placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(cast: Cast) -> Enrolment:
    return placed(a_course(), cast.prisoner.prisoner)


@pytest.fixture
def cell(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.prisoner)


def tell(cell: Client, mine: Enrolment, unit: Unit, **more: str):
    data = {"key": "page-1-a", "seconds": "30", "fraction": "0.25"} | more
    return cell.post(f"/me/learning/step/{mine.pk}/{unit.pk}/", data)


def test_a_step_counts_once_and_the_last_is_read(cell: Client, mine: Enrolment) -> None:
    unit = a_unit(mine.course)
    for _ in range(2):
        assert tell(cell, mine, unit).json() == {"state": "IN_PROGRESS", "fraction": 0.25}
    assert Progress.objects.get().seconds == 30
    assert tell(cell, mine, unit, seconds="31").json() == {"code": "KeyUsed"}
    assert tell(cell, mine, unit, key="page-2-a", read="on").json() == {"state": "COMPLETED", "fraction": 1.0}
    mine.refresh_from_db()
    assert mine.state == "COMPLETED"
    answer = tell(cell, mine, unit, key="page-3-a")
    assert (answer.status_code, answer.json()) == (409, {"code": "NotStudying"})


@pytest.mark.parametrize("kind", ["QUIZ", "WORKBOOK", "PACKAGE"])
def test_no_page_claims_more_than_a_lesson(cell: Client, mine: Enrolment, kind: str) -> None:
    unit = a_unit(mine.course, kind=kind)
    assert tell(cell, mine, unit, read="on").status_code == 409
    assert not Progress.objects.exists()
    Progress.objects.create(enrolment=mine, unit=unit, began_at=mine.asked_at, moved_at=mine.asked_at)
    assert tell(cell, mine, unit, read="on").status_code == 409
    assert Progress.objects.get().state == "IN_PROGRESS"


@pytest.mark.parametrize(
    ("field", "value"), [("key", "short"), ("seconds", "-1"), ("fraction", "nan"), ("fraction", "2"), ("seconds", "x")]
)
def test_what_is_wrong_is_named(cell: Client, mine: Enrolment, field: str, value: str) -> None:
    answer = tell(cell, mine, a_unit(mine.course), **{field: value})
    assert (answer.status_code, answer.json()) == (400, {"code": "Malformed", "wrong": [field]})
