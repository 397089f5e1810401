"""What has to be ready, for staff."""

import pytest
from django.test import Client

from accounts.models import User
from passport.acts.readiness import follow_readiness
from passport.models import ReadinessItem
from tests.cast import NOW, Cast, PrisonerFactory
from tests.passport.plans import queries_of

from .conftest import As, words

DUE = "/staff/ready/"


@pytest.fixture
def ready(cast: Cast) -> str:
    follow_readiness(by="node:MDI", at=NOW)
    return f"/staff/people/{cast.prisoner.prisoner.pk}/ready/"


def of(cast: Cast, code: str) -> ReadinessItem:
    return ReadinessItem.objects.get(readiness__prisoner=cast.prisoner.prisoner, code=code)


def test_before_there_is_a_list(office: Client, cast: Cast) -> None:
    assert "No list yet" in words(office.get(f"/staff/people/{cast.prisoner.prisoner.pk}/ready/"))


def test_an_item_is_moved_and_what_happened_is_told(ready: str, office: Client, cast: Cast) -> None:
    row = of(cast, "HOUSING")
    said = {"item": row.pk, "revision": 0, "status": "DONE", "owner": "BOTH"}
    assert office.post(ready, said).headers["Location"] == ready
    page = words(office.get(ready))
    assert "Somewhere to live on the first night" in page
    assert "Done, The prison and probation" in page


def test_the_second_of_two_is_told_what_it_says_now(
    ready: str, office: Client, as_: As, colleague: User, cast: Cast
) -> None:
    said = {"item": of(cast, "HOUSING").pk, "revision": 0, "owner": "PRISON"}
    office.post(ready, said | {"status": "DONE"})
    page = words(as_(colleague).post(ready, said | {"status": "DECLINED"}), "//body")
    assert "It now says: Done, The prison." in page
    assert of(cast, "HOUSING").status == "DONE"


@pytest.mark.parametrize("wrong", [{"status": "GONE"}, {"owner": ""}, {"revision": "x"}])
def test_what_is_no_choice_is_said(ready: str, office: Client, cast: Cast, wrong: dict[str, str]) -> None:
    said = {"item": of(cast, "HOUSING").pk, "revision": "0", "status": "DONE", "owner": "PRISON"} | wrong
    assert "Nothing was saved. Choose from the lists." in words(office.post(ready, said), "//body")
    assert of(cast, "HOUSING").status == "NOT_STARTED"


def test_an_item_of_somebody_else_is_not_here(ready: str, office: Client, cast: Cast) -> None:
    other = ReadinessItem.objects.filter(readiness__prisoner=cast.cell_mate.prisoner).first()
    said = {"item": other.pk, "revision": 0, "status": "DONE", "owner": "PRISON"}  # type: ignore[union-attr]
    assert office.post(ready, said).status_code == 404
    assert office.post(ready, {"item": "1e5"}).status_code == 404


def test_who_only_reads_is_offered_nothing(ready: str, as_: As, reader: User) -> None:
    page = words(as_(reader).get(ready))
    assert "Housing" in page or "Somewhere to live" in page
    assert "Say how far it is" not in page


def test_what_is_due_is_filtered_and_the_filters_stand_in_the_address(ready: str, office: Client, cast: Cast) -> None:
    answer = office.post(DUE, {"when": "all", "whose": "all", "pathway": "ACCOMMODATION", "owner": ""})
    assert answer.headers["Location"] == f"{DUE}?when=all&whose=all&pathway=ACCOMMODATION"
    assert "2 things" in words(office.get(answer.headers["Location"]))
    assert "1 thing" in words(office.get(f"{DUE}?when=all&whose=mine&pathway=ACCOMMODATION"))
    assert "Nothing is due" in words(office.get(f"{DUE}?when=all&whose=mine&owner=PROBATION"))
    assert office.get(f"{DUE}?when=x&whose=y&pathway=z&page=999").status_code == 200


def test_queries_do_not_grow(ready: str, office: Client) -> None:
    office.get(DUE)
    before = [queries_of(office, ready), queries_of(office, f"{DUE}?when=all&whose=all")]
    PrisonerFactory.create_batch(30)
    follow_readiness(by="node:MDI", at=NOW)
    assert [queries_of(office, ready), queries_of(office, f"{DUE}?when=all&whose=all")] == before
    assert max(before) <= 15
