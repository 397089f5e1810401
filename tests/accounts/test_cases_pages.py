"""Caseloads as staff meet them: who has nobody, who has too many, moving and undoing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Capacity, Case, CaseTurn, Role, User
from tests.cast import Cast, PrisonerFactory, PrisonFactory, SignIn, UserFactory

pytestmark = pytest.mark.django_db
CASES, WORKERS = "/staff/cases/", "/staff/cases/workers/"


@pytest.fixture
def head(cast: Cast) -> User:
    return UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING], name="Joan Whitfield")


@pytest.fixture
def office(client: Client, head: User, sign_in: SignIn) -> Client:
    return sign_in(client, head)


def turn_of(page) -> str:
    return str(page.context["turn"])


def test_people_without_a_worker_stand_by_release_date(office: Client, cast: Cast) -> None:
    today = timezone.localdate()
    soon = PrisonerFactory(release_on=today + timedelta(days=5))
    never = PrisonerFactory(release_on=None, release_kind="")
    PrisonerFactory(left_at=timezone.now())
    PrisonerFactory(prison=PrisonFactory(code="BXI"))
    page = office.get(CASES)
    shown = [person.pk for person in page.context["page"]]
    assert shown[0] == soon.pk
    assert shown[-1] == never.pk
    assert set(shown) == {soon.pk, never.pk, cast.cell_mate.prisoner.pk}
    assert [p.pk for p in office.get(CASES, {"window": "28"}).context["page"]] == [soon.pk]
    answer = office.post(CASES, {"of": str(cast.practitioner.pk), "window": "84"})
    assert answer["Location"] == f"/staff/cases/?of={cast.practitioner.pk}&window=84"
    assert [p.pk for p in office.get(CASES, {"of": cast.practitioner.pk}).context["page"]] == [
        cast.prisoner.prisoner.pk
    ]


def test_chosen_people_move_and_come_back(office: Client, cast: Cast) -> None:
    mate = cast.cell_mate.prisoner
    page = office.get(CASES)
    sent = {"turn": turn_of(page), "one": [mate.pk], "to": cast.practitioner.pk}
    answer = office.post(CASES, sent, follow=True)
    assert "Okafor, Terrence" in answer.content.decode()
    made = CaseTurn.objects.get()
    assert answer.redirect_chain == [(f"/staff/cases/turns/{made.pk}/", 302)]
    assert Case.objects.held().get(prisoner=mate).worker == cast.practitioner
    assert office.post(CASES, sent)["Location"] == f"/staff/cases/turns/{made.pk}/"  # sent twice
    office.post(f"/staff/cases/turns/{made.pk}/")
    assert not Case.objects.held().filter(prisoner=mate).exists()
    assert "Undone" in office.get(WORKERS).content.decode()


def test_above_capacity_is_asked_once_more(office: Client, cast: Cast, head: User) -> None:
    Capacity.objects.create(worker=cast.practitioner, cases=1, changed_by=head, changed_at=timezone.now())
    sent = {"turn": turn_of(office.get(CASES)), "all": "all", "to": cast.practitioner.pk}
    page = office.post(CASES, sent)
    assert page.status_code == 200
    assert "would have 2 people. The capacity is 1" in page.content.decode()
    assert Case.objects.held().count() == 1
    office.post(CASES, sent | {"sure": "on"})
    assert Case.objects.held().count() == 2
    assert "1 above" in office.get(WORKERS).content.decode()


def test_bad_forms_move_nothing_and_say_why(office: Client, cast: Cast) -> None:
    page = office.get(CASES)
    answer = office.post(CASES, {"turn": turn_of(page), "one": [cast.cell_mate.prisoner.pk], "to": ""})
    assert "Choose who works with them" in answer.content.decode()
    assert str(cast.cell_mate.prisoner.pk) in answer.context["chosen"]
    answer = office.post(CASES, {"turn": "x", "one": ["nonsense"], "to": cast.practitioner.pk}, follow=True)
    assert "Choose at least one person first" in answer.content.decode()
    assert office.get(CASES, {"of": "nonsense", "window": "x", "page": "x"}).status_code == 200
    assert Case.objects.count() == 1


def test_who_left_the_job_is_to_be_handed_over(office: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.practitioner.pk).update(is_active=False)
    page = office.get(WORKERS).content.decode()
    assert "Takes no cases any more" in page
    assert "Hand over" in page


def test_a_practitioner_sees_loads_moves_own_people_and_sets_no_capacity(
    client: Client, cast: Cast, sign_in: SignIn
) -> None:
    other = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    theirs = sign_in(client, other)
    assert theirs.get(WORKERS).status_code == 200
    page = theirs.get(CASES, {"of": cast.practitioner.pk})
    assert not page.context["moves"]
    sent = {"turn": turn_of(page), "one": [cast.prisoner.prisoner.pk], "to": other.pk}
    assert theirs.post(f"{CASES}?of={cast.practitioner.pk}", sent).status_code == 403
    assert theirs.get(f"{WORKERS}{cast.practitioner.pk}/").status_code == 403


def test_capacity_page(office: Client, cast: Cast) -> None:
    address = f"{WORKERS}{cast.practitioner.pk}/"
    assert "The capacity is 45" in office.get(address).content.decode()
    for bad in ({"cases": "", "hours": ""}, {"cases": "1", "hours": "2"}, {"cases": "many"}, {"hours": "90"}):
        assert office.post(address, {"revision": 0, **bad}).status_code == 200, bad
    assert not Capacity.objects.exists()
    assert office.post(address, {"revision": 0, "cases": "30"})["Location"] == WORKERS
    assert office.post(address, {"revision": 0, "cases": "31"}, follow=True).status_code == 200
    assert Capacity.objects.get().cases == 30
    assert office.get(f"{WORKERS}{cast.tutor.pk}/").status_code == 404


@pytest.mark.parametrize("many", [1, 60])
def test_pages_cost_the_same_however_many(office: Client, cast: Cast, many: int, django_assert_max_num_queries) -> None:
    for _ in range(many):
        person = PrisonerFactory()
        worker = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER, Role.KEY_WORKER])
        Case.objects.create(prisoner=person, worker=worker, began_at=timezone.now())
    for address in (CASES, WORKERS):
        with django_assert_max_num_queries(14):
            assert office.get(address).status_code == 200
    assert len(office.get(WORKERS).context["loads"]) == many + 1
