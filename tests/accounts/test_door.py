"""Doors: who comes in, who is sent where, and that a view without a door lets nobody in."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from accounts.access import Verb
from accounts.models import Audience, Terminal
from accounts.views.door import Step, door, public_door
from tests.cast import MEMBERS, Cast, SignIn


def page(request):
    return HttpResponse(f"{request.step.name} {sorted(request.reach.verbs)}")


steps = [
    path(f"{audience}/{name}/", page, name=f"{audience}_{name}")
    for audience in ("prisoner", "staff", "agency")
    for name in ("sign_in", "code", "secret")
]
urlpatterns = [
    path("", include((steps, "accounts"))),
    path("bare/", page),
    path("public/", public_door(page)),
    path("roll/", door(Verb.SEE_ROLL)(page)),
    path("terminals/", door(Verb.MANAGE_TERMINALS)(page)),
    path("own/", door(Verb.OWN_PASSPORT)(page)),
    path("inbox/", door(Verb.OPEN_HANDOVER)(page)),
    path("staff/", door(audience=Audience.STAFF)(page)),
    path("code/", door(audience=Audience.STAFF, step=Step.PASSWORD)(page)),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.test_door")]

STAFF = {"tutor", "practitioner", "officer_elsewhere", "administrator"}
MAY = {
    "/bare/": set(),
    "/public/": set(MEMBERS),
    "/roll/": STAFF,
    "/terminals/": {"administrator"},
    "/own/": {"prisoner", "cell_mate"},
    "/inbox/": {"agency_worker", "other_agency_worker"},
    "/staff/": STAFF,
}


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("address", MAY)
@pytest.mark.parametrize("method", ["get", "head", "post", "options"])
def test_who_comes_in(client: Client, cast: Cast, sign_in: SignIn, address: str, member: str, method: str) -> None:
    sign_in(client, getattr(cast, member))
    answer = getattr(client, method)(address)
    if member in MAY[address]:
        assert answer.status_code == 200
    elif member == "nobody" and address != "/bare/":
        assert answer.status_code == 302
        assert "/sign_in/" in answer["Location"]
        assert ("next=" in answer["Location"]) == (method in ("get", "head"))
    else:
        assert answer.status_code == 403


def test_no_browser_keeps_what_somebody_signed_in_has_seen(client: Client, cast: Cast, sign_in: SignIn) -> None:
    assert "Cache-Control" not in client.get("/public/")
    sign_in(client, cast.administrator)
    assert client.get("/roll/")["Cache-Control"] == "no-store, private"


def test_a_json_caller_is_told_not_sent(client: Client) -> None:
    answer = client.get("/roll/", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (401, {"code": "NotSignedIn"})


def test_staff_without_their_code_get_to_the_code_and_reach_nothing(
    client: Client, cast: Cast, sign_in: SignIn
) -> None:
    sign_in(client, cast.administrator)
    session = client.session
    del session["otp_device_id"]
    session.save()
    assert client.get("/roll/")["Location"].startswith("/staff/code/")
    assert client.get("/code/").content == b"PASSWORD []"
    assert client.get("/public/").content == b"PASSWORD []"


def test_a_first_secret_is_changed_before_anything_else(client: Client, cast: Cast, sign_in: SignIn) -> None:
    cast.prisoner.must_change_secret = True
    cast.prisoner.save()
    sign_in(client, cast.prisoner)
    assert client.get("/own/")["Location"].startswith("/prisoner/secret/")


def test_a_prisoner_is_in_only_on_the_terminal_of_the_sign_in(client: Client, cast: Cast, sign_in: SignIn) -> None:
    sign_in(client, cast.prisoner)
    assert client.get("/own/").status_code == 200
    client.cookies[settings.TERMINAL_COOKIE_NAME] = "another"
    assert client.get("/own/").status_code == 302
    assert "_auth_user_id" not in client.session
    sign_in(client, cast.prisoner)
    Terminal.objects.update(revoked_at=timezone.now())
    assert client.get("/own/").status_code == 302


@pytest.mark.parametrize(("member", "minutes"), [("prisoner", 10), ("tutor", 20), ("agency_worker", 20)])
def test_idle_people_are_signed_out(client: Client, cast: Cast, sign_in: SignIn, member: str, minutes: int) -> None:
    begin = timezone.now()
    with time_machine.travel(begin, tick=False) as clock:
        sign_in(client, getattr(cast, member))
        for _ in range(3):  # busy people stay in for longer than one idle time
            clock.shift(timedelta(minutes=minutes - 1))
            assert client.get("/public/").content.startswith(b"IN")
        clock.shift(timedelta(minutes=minutes, seconds=61))
        assert client.get("/public/").content.startswith(b"OUTSIDE")
        assert "_auth_user_id" not in client.session


def test_a_person_who_left_reaches_nothing(client: Client, cast: Cast, sign_in: SignIn) -> None:
    sign_in(client, cast.prisoner)
    cast.prisoner.prisoner.left_at = timezone.now()
    cast.prisoner.prisoner.save()
    assert client.get("/own/").status_code == 403


def test_what_a_signed_in_person_costs(client: Client, cast: Cast, sign_in: SignIn, django_assert_num_queries) -> None:
    sign_in(client, cast.tutor)
    with django_assert_num_queries(4):  # session, user, device, roles
        client.get("/roll/")
    sign_in(client, cast.prisoner)
    with django_assert_num_queries(4):  # session, user, terminal, own row
        client.get("/own/")
