"""Letters to agencies in the office: a private one is there and says nothing; another says how it goes."""

import pytest
from django.test import Client

from accounts.models import Agency, Role, User
from incell.acts.deciding import decide
from incell.models import Letter, Request
from tests.cast import NOW, AgencyFactory, Cast, UserFactory
from tests.incell.prisoner.test_letters import SAID, go, pass_on, write
from tests.kinds import Kinds, ask
from tests.nodes import give_agency_key

from .conftest import As, words

pytestmark = pytest.mark.usefixtures("node")
State = Letter.State


@pytest.fixture
def firm(cast: Cast) -> Agency:
    return AgencyFactory(name="Smith and Co", kind="LEGAL")


@pytest.fixture
def housing(cast: Cast) -> Agency:
    return AgencyFactory(name="Northgate Homes", kind="HOUSING")


@pytest.fixture
def helper(cast: Cast) -> User:
    return UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])


def of(request: Request) -> str:
    return f"/staff/requests/{request.pk}/"


def test_a_private_letter_shows_how_far_it_is_and_nothing_else(
    office: Client, cast: Cast, kinds: Kinds, firm: Agency
) -> None:
    key = give_agency_key(firm)
    request = write(cast, kinds, firm)
    for how_far, said in [(State.READY, "Sealed, and about to leave"), (State.ANSWERED, "Answered")]:
        if how_far != State.READY:
            go(request, key, how_far)
        for path in (of(request), f"{of(request)}print/"):
            body = office.get(path).content.decode()
            assert SAID not in body
            assert "papers" not in body
            assert "Wren Ridley" not in body
        assert said in words(office.get(of(request)))
    page = words(office.get(of(request)))
    assert "Private, to Smith and Co" in page
    assert "Throughgate itself" in page
    assert "only the person and the agency can read" in page


def test_one_that_goes_by_itself_is_nobodys_work(office: Client, cast: Cast, kinds: Kinds, firm: Agency) -> None:
    give_agency_key(firm)
    request = write(cast, kinds, firm)
    assert not Request.objects.waiting().exists()
    assert "Ashdown" not in words(office.get("/staff/requests/"))
    assert office.get(f"{of(request)}letter/").status_code == 404
    sheet = words(office.get("/staff/requests/print/"))
    assert "This team has decided nothing today." in sheet


def test_one_that_cannot_go_says_what_to_do(office: Client, cast: Cast, kinds: Kinds, firm: Agency) -> None:
    page = words(office.get(of(write(cast, kinds, firm))))
    assert "Waits: the agency has no key yet" in page
    assert "post the letter unopened" in page
    page = words(office.get(of(write(cast, kinds))))
    assert "It cannot go from here." in page


def test_a_message_says_how_it_will_go_before_it_is_approved(
    as_: As, helper: User, cast: Cast, kinds: Kinds, housing: Agency
) -> None:
    desk = as_(helper)
    request = ask(cast.prisoner, kinds["AGENCY_MESSAGE"], {"AGENCY": str(housing.pk), "MESSAGE": "When can I move in?"})
    page = words(desk.get(of(request)))
    assert "This agency has no key here." in page
    assert "When can I move in?" in words(desk.get(f"{of(request)}letter/"))
    sheet = desk.get(f"{of(request)}letter/").content.decode()
    assert "Northgate Homes" in sheet
    assert "A1234BC" in sheet
    assert str(housing.pk) not in sheet
    give_agency_key(housing)
    page = words(desk.get(of(request)))
    assert "it goes to the agency sealed, 15 minutes later" in page
    assert "Print the message" not in page


def test_the_answer_to_what_staff_passed_on_stands_with_the_request(
    as_: As, helper: User, cast: Cast, kinds: Kinds, housing: Agency
) -> None:
    key = give_agency_key(housing)
    request = pass_on(cast, kinds, housing)
    desk = as_(helper)
    assert "Until then it can be undone." in words(desk.get(of(request)))
    go(request, key, State.ANSWERED)
    page = words(desk.get(of(request)))
    assert SAID in page
    assert "Wren Ridley" in page
    assert "Answered by the agency" in page


def test_what_goes_by_post_is_said_to(as_: As, helper: User, cast: Cast, kinds: Kinds, housing: Agency) -> None:
    request = pass_on(cast, kinds, housing)
    assert "It goes by post, in a closed envelope." in words(as_(helper).get(of(request)))


def test_declined_is_not_printed(as_: As, helper: User, cast: Cast, kinds: Kinds, housing: Agency) -> None:
    request = ask(cast.prisoner, kinds["AGENCY_MESSAGE"], {"AGENCY": str(housing.pk), "MESSAGE": "Hello."})
    decide(request=request, state="DECLINED", reply="Not now.", by=helper, at=NOW)
    assert as_(helper).get(f"{of(request)}letter/").status_code == 404


def test_pages_cost_little(
    as_: As, helper: User, cast: Cast, kinds: Kinds, housing: Agency, django_assert_max_num_queries: object
) -> None:
    key = give_agency_key(housing)
    request = pass_on(cast, kinds, housing)
    go(request, key, State.ANSWERED)
    desk = as_(helper)
    desk.get(of(request))
    with django_assert_max_num_queries(12):
        desk.get(of(request))
