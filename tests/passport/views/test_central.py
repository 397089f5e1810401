"""Central's administrators: agencies, their workers, and the directory. No page can open anything."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts import directory
from accounts.directory import fingerprint, read_request
from accounts.models import Agency, AgencyKey, Role, User
from accounts.seal import ReadingKey, SigningKey
from passport.acts.directory import publish_statement
from passport.models import JournalEntry
from tests.authority import Authority, agency_key
from tests.browser import axe, follow
from tests.cast import Cast, SignIn, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_central(settings) -> None:
    settings.ROOT_URLCONF = "deploy.urls.central"
    settings.NODE_NAME = "CENTRAL"


@pytest.fixture
def administrator(cast: Cast) -> User:
    return UserFactory(prison=None, roles=[Role.CENTRAL_ADMINISTRATOR])


@pytest.fixture
def officer(cast: Cast) -> User:
    return UserFactory(prison=None, roles=[Role.DIRECTORY_OFFICER])


@pytest.fixture
def as_administrator(client: Client, sign_in: SignIn, administrator: User) -> Client:
    return sign_in(client, administrator)


@pytest.fixture
def as_officer(client: Client, sign_in: SignIn, officer: User) -> Client:
    return sign_in(client, officer)


def test_home_leads_to_what_the_role_opens(administrator: User, officer: User, sign_in: SignIn) -> None:
    assert sign_in(Client(), administrator).get("/staff/").headers["Location"] == "/staff/agencies/"
    assert sign_in(Client(), officer).get("/staff/").headers["Location"] == "/staff/directory/"


def test_each_role_opens_its_own_pages_only(administrator: User, officer: User, sign_in: SignIn, cast: Cast) -> None:
    assert sign_in(Client(), administrator).get("/staff/directory/").status_code == 403
    assert sign_in(Client(), officer).get("/staff/agencies/").status_code == 403
    for member in (administrator, officer):
        assert sign_in(Client(), member).get("/agency/").status_code == 403
        assert sign_in(Client(), member).get(f"/agency/handovers/{cast.handover.pk}/").status_code == 403


def test_an_agency_is_written_down_once(as_administrator: Client) -> None:
    said = {"name": "  North   Housing ", "kind": "HOUSING"}
    answer = as_administrator.post("/staff/agencies/", said)
    agency = Agency.objects.get(name="North Housing")
    assert answer.headers["Location"] == f"/staff/agencies/{agency.pk}/"
    again = as_administrator.post("/staff/agencies/", said | {"name": "north housing"})
    assert "there already" in again.content.decode()
    assert Agency.objects.filter(name__iexact="north housing").count() == 1
    for wrong in ({"name": "", "kind": "HOUSING"}, {"name": "x", "kind": "SPY"}, {"name": "x" * 121, "kind": "HEALTH"}):
        assert as_administrator.post("/staff/agencies/", wrong).context["form"].errors
    assert "North Housing" in as_administrator.get("/staff/agencies/").content.decode()


def test_a_worker_is_invited_with_a_password_shown_once(as_administrator: Client, cast: Cast) -> None:
    address = f"/staff/agencies/{cast.agency_worker.agency_id}/"
    said = {"name": "Gwen Parry", "username": "Gwen@north.example", "role": "AGENCY_WORKER"}
    answer = as_administrator.post(address, said)
    password = answer.context["password"]
    worker = User.objects.get(username="gwen@north.example")
    assert (worker.audience, worker.agency_id, worker.must_change_secret) == (
        "AGENCY",
        cast.agency_worker.agency_id,
        True,
    )
    assert worker.check_password(password)
    assert "no-store" in answer.headers["Cache-Control"]
    assert password not in as_administrator.get(address).content.decode()
    assert "already" in as_administrator.post(address, said).content.decode()
    assert as_administrator.post(address, said | {"role": "CENTRAL_ADMINISTRATOR"}).context["form"].errors
    assert as_administrator.get(f"/staff/agencies/{cast.handover.pk}/").status_code == 404


def test_from_a_waiting_key_to_one_in_force(as_officer: Client, cast: Cast, authority: Authority) -> None:
    row = agency_key(cast.agency_worker.agency, ReadingKey.generate())
    listed = authority.node("MDI", "Moorland", at=timezone.now(), SIGN=SigningKey.generate())
    publish_statement(statement=listed, by="node:CENTRAL", at=timezone.now())
    page = as_officer.get("/staff/directory/").content.decode()
    assert fingerprint(row.kid) in page
    request = as_officer.get(f"/staff/directory/{row.kid}/request/")
    asked = read_request(request.content)
    assert asked.kid == row.kid
    assert "attachment" in request.headers["Content-Disposition"]
    statement = directory.sign(asked, authority=authority.key, at=timezone.now())
    file = SimpleUploadedFile("statement", statement.encode())
    answer = as_officer.post("/staff/directory/", {"file": file}, follow=True)
    assert "in force here" in answer.content.decode()
    assert AgencyKey.objects.in_force().get() == row
    told = JournalEntry.objects.filter(destination="MDI", kind="directory").values_list("body", flat=True)
    assert statement in [json.loads(body)["statement"] for body in told]


def test_what_the_authority_did_not_sign_is_refused_in_plain_words(
    as_officer: Client, cast: Cast, authority: Authority
) -> None:
    row = agency_key(cast.agency_worker.agency, ReadingKey.generate())
    other = Authority().agency(cast.agency_worker.agency, ReadingKey.generate())
    refused = {
        other: "signed by another authority",
        "nonsense": "not a directory statement",
        "": "Choose the file of the signed statement, or paste it",
        "x" * 70_000: "at most",
    }
    for text, words in refused.items():
        answer = as_officer.post("/staff/directory/", {"text": text})
        assert words in answer.content.decode()
    binary = SimpleUploadedFile("statement", b"\xff\xfe")
    assert "not a directory statement" in as_officer.post("/staff/directory/", {"file": binary}).content.decode()
    large = SimpleUploadedFile("statement", b"x" * 70_000)
    assert "too large" in as_officer.post("/staff/directory/", {"file": large}).content.decode()
    assert not AgencyKey.objects.in_force().filter(pk=row.pk).exists()
    assert as_officer.get("/staff/directory/none/request/").status_code == 404


def test_without_a_pinned_authority_the_page_says_so(as_officer: Client, settings) -> None:
    settings.DIRECTORY_AUTHORITY_FILE = ""
    assert "names no directory authority" in as_officer.get("/staff/directory/").content.decode()
    answer = as_officer.post("/staff/directory/", {"text": "a.b.c"})
    assert "names no directory authority" in answer.content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_can_be_read_by_everybody(
    live_server, page, administrator: User, officer: User, sign_in: SignIn, settings, cast: Cast, authority
) -> None:
    agency_key(cast.agency_worker.agency, ReadingKey.generate())
    addresses = {
        administrator: ["/staff/agencies/", f"/staff/agencies/{cast.agency_worker.agency_id}/"],
        officer: ["/staff/directory/"],
    }
    for member, theirs in addresses.items():
        cookie = sign_in(Client(), member).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        for address in theirs:
            page.goto(live_server.url + address)
            assert axe(page) == []
            follow(page.get_by_role("button").last)
            assert axe(page) == []


def test_an_address_that_no_database_takes_is_not_found(as_officer: Client, cast: Cast, sign_in: SignIn) -> None:
    assert as_officer.get("/staff/directory/a%00b/request/").status_code == 404
    worker = sign_in(Client(), cast.agency_worker)
    assert worker.post("/agency/key/a%00b/backup/").status_code == 404
