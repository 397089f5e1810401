"""Sign-in of staff and agency workers: password, code, recovery, first password, and who waits."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.lockout import FREE_TRIES
from accounts.models import AuditEntry, User
from tests.cast import PASSWORD, Cast, SignIn

pytestmark = pytest.mark.django_db


def digits(device: TOTPDevice, steps: int = 0) -> str:
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits)
    clock.time = timezone.now().timestamp() + steps * device.step
    return f"{clock.token():06}"


def with_password(client: Client, user: User, password: str = PASSWORD, where: str = "staff", **more: str):
    return client.post(f"/{where}/sign-in/", {"username": user.username, "password": password, **more})


def test_the_first_sign_in_from_password_to_recovery_codes(client: Client, cast: Cast) -> None:
    user = cast.tutor
    answer = with_password(client, user, next="/staff/people/?sort=name")
    assert answer["Location"] == "/staff/people/?sort=name"
    answer = client.get(answer["Location"])
    assert answer["Location"].startswith("/staff/code/?next=")
    answer = client.get(answer["Location"])
    assert answer["Location"].startswith("/staff/set-up/?next=")
    page = client.get(answer["Location"])
    device = TOTPDevice.objects.get(user=user)
    assert b"data:image/svg+xml" in page.content
    secret = parse_qs(urlsplit(device.config_url).query)["secret"][0]
    assert secret == page.context["secret"].replace(" ", "")
    assert b"not right" in client.post("/staff/set-up/", {"code": "000000"}).content
    with time_machine.travel(timezone.now() + timedelta(seconds=5), tick=False):
        page = client.post("/staff/set-up/", {"code": digits(device), "next": "/staff/people/?sort=name"})
    codes = page.context["codes"]
    assert len(set(codes)) == 10
    assert page.context["onward"] == "/staff/people/?sort=name"
    assert client.get("/staff/people/").status_code == 200
    assert not {code.replace("-", "") for code in codes} & set(StaticToken.objects.values_list("token", flat=True))
    assert client.get("/staff/set-up/").status_code == 302  # shown once

    again = Client()
    with_password(again, user)
    assert again.post("/staff/code/", {"code": codes[0].upper()})["Location"] == "/staff/"
    once_more = Client()
    with_password(once_more, user)
    assert b"not right" in once_more.post("/staff/code/", {"code": codes[0]}).content
    assert "use_recovery_code" in AuditEntry.objects.values_list("verb", flat=True)


def test_a_code_works_once_and_wrong_ones_make_wait(client: Client, cast: Cast) -> None:
    device = TOTPDevice.objects.create(user=cast.tutor, name="phone")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        right = digits(device)
        with_password(client, cast.tutor)
        before = client.session.session_key
        assert client.post("/staff/code/", {"code": right})["Location"] == "/staff/"
        assert client.session.session_key != before
        other = Client()
        with_password(other, cast.tutor)
        assert b"not right" in other.post("/staff/code/", {"code": right}).content  # used
        clock.shift(timedelta(seconds=2))
        assert b"not right" in other.post("/staff/code/", {"code": "000000"}).content
        clock.shift(timedelta(seconds=1))
        assert b"not right" in other.post("/staff/code/", {"code": digits(device, 1)}).content  # too soon
        clock.shift(timedelta(minutes=5))
        assert other.post("/staff/code/", {"code": digits(device)}).status_code == 302


def test_a_password_alone_opens_nothing(client: Client, cast: Cast) -> None:
    TOTPDevice.objects.create(user=cast.administrator, name="phone")
    with_password(client, cast.administrator)
    for address in ("/staff/people/", "/staff/terminals/", "/staff/password/"):
        assert client.get(address)["Location"].startswith("/staff/code/"), address
    assert client.get("/staff/set-up/")["Location"] == "/staff/code/"  # no second authenticator


@pytest.mark.parametrize("member", ["agency_worker", "prisoner", "tutor"])
def test_wrong_password_wrong_door_and_nobody_look_alike(client: Client, cast: Cast, member: str) -> None:
    user = getattr(cast, member)
    password = "wrong" if member == "tutor" else PASSWORD
    answer = with_password(client, user, password)
    said = b"The email address or the password is not right"
    assert said in answer.content or member == "prisoner"
    assert "_auth_user_id" not in client.session
    assert said in client.post("/staff/sign-in/", {"username": "no@body.example", "password": "x"}).content


def test_somebody_inactive_does_not_sign_in(client: Client, cast: Cast) -> None:
    User.objects.update(is_active=False)
    assert b"not right" in with_password(client, cast.tutor).content


def test_a_form_sent_too_late_says_so_and_leads_back_to_its_page(client: Client, cast: Cast) -> None:
    late = client.post("/staff/people/", {"q": "x"}, headers={"Referer": "http://testserver/staff/people/?q=x"})
    assert late["Location"] == "/staff/sign-in/?lost=1&next=%2Fstaff%2Fpeople%2F"
    page = client.get(late["Location"]).content.decode()
    assert "What you sent last is not saved" in page
    assert 'name="next" value="/staff/people/"' in page
    assert "not saved" not in client.get("/staff/sign-in/").content.decode()


def test_staying_begins_the_idle_time_again(client: Client, cast: Cast, sign_in: SignIn) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, cast.tutor)
        clock.shift(timedelta(seconds=30))  # too soon for the doorkeeper to note it
        page = client.get("/staff/password/").content.decode()
        assert 'data-left="1170" data-stay="/staff/stay/" data-out="/staff/"' in page
        assert client.post("/staff/stay/").json() == {"left": 1200}
        clock.shift(timedelta(minutes=21))
        assert client.post("/staff/stay/", headers={"Accept": "application/json"}).status_code == 401


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "http:///evil.example", "\\\\evil"])
def test_next_stays_at_home(client: Client, cast: Cast, wanted: str) -> None:
    assert with_password(client, cast.tutor, next=wanted)["Location"] == "/staff/"


def test_a_stranger_does_not_keep_the_owner_out(client: Client, cast: Cast) -> None:
    device = TOTPDevice.objects.create(user=cast.tutor, name="phone")
    with_password(client, cast.tutor)
    client.post("/staff/code/", {"code": digits(device)})
    assert settings.KNOWN_COOKIE_NAME in client.cookies
    client.post("/sign-out/")
    stranger = Client()
    for _ in range(FREE_TRIES + 1):
        with_password(stranger, cast.tutor, "wrong")
    assert with_password(stranger, cast.tutor).status_code == 429
    assert with_password(Client(), cast.tutor).status_code == 429  # nor does a new browser help the stranger
    assert with_password(client, cast.tutor).status_code == 302
    forged = Client()
    forged.cookies[settings.KNOWN_COOKIE_NAME] = client.cookies[settings.KNOWN_COOKIE_NAME].value[:-1] + "A"
    assert with_password(forged, cast.tutor).status_code == 429


def test_a_first_password_is_changed(client: Client, cast: Cast) -> None:
    user = cast.tutor
    user.must_change_secret = True
    user.save()
    device = TOTPDevice.objects.create(user=user, name="phone")
    with_password(client, user)
    client.post("/staff/code/", {"code": digits(device)})
    assert client.get("/staff/people/")["Location"].startswith("/staff/password/?next=")
    for new, again, says in [
        ("short", "short", b"too short"),
        ("password123456", "password123456", b"too common"),
        (PASSWORD, PASSWORD, b"your password now"),
        ("four green bottles", "four green bottle", b"not the same"),
    ]:
        assert says in client.post("/staff/password/", {"new": new, "again": again}).content
    answer = client.post(
        "/staff/password/?next=/staff/people/", {"new": "four green bottles", "again": "four green bottles"}
    )
    assert answer["Location"] == "/staff/people/"
    assert client.get("/staff/people/").status_code == 200


def test_a_password_is_changed_only_by_who_knows_it(client: Client, cast: Cast, sign_in: SignIn) -> None:
    sign_in(client, cast.tutor)
    new = {"new": "four green bottles", "again": "four green bottles"}
    assert b"Enter the password that you have now" in client.post("/staff/password/", new).content
    assert b"That is not your password" in client.post("/staff/password/", {"old": "wrong", **new}).content
    for _ in range(FREE_TRIES + 2):  # right ones are not counted
        assert b"too short" in client.post("/staff/password/", {"old": PASSWORD, "new": "x", "again": "x"}).content
    assert client.post("/staff/password/", {"old": PASSWORD, **new})["Location"] == "/staff/"
    cast.tutor.refresh_from_db()
    assert cast.tutor.check_password("four green bottles")


@pytest.mark.urls("deploy.urls.central")
def test_an_agency_worker_signs_in_at_central(client: Client, cast: Cast) -> None:
    device = TOTPDevice.objects.create(user=cast.agency_worker, name="phone")
    assert b"Sign in" in client.get("/agency/sign-in/").content
    answer = with_password(client, cast.agency_worker, where="agency")
    assert answer["Location"] == "/agency/"
    assert client.post("/agency/code/", {"code": digits(device)})["Location"] == "/agency/"
    assert client.get("/staff/code/").status_code == 403
    assert client.get("/agency/sign-in/")["Location"] == "/agency/"


def test_the_same_person_may_be_signed_in_twice(cast: Cast, sign_in: SignIn) -> None:
    one, two = sign_in(Client(), cast.tutor), sign_in(Client(), cast.tutor)
    assert one.get("/staff/people/").status_code == two.get("/staff/people/").status_code == 200
    one.post("/sign-out/")
    assert one.get("/staff/people/").status_code == 302
    assert two.get("/staff/people/").status_code == 200


def test_secrets_and_codes_are_in_no_log(client: Client, cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with_password(client, cast.tutor, "a wrong secret")
    with_password(client, cast.tutor)
    for word in ("a wrong secret", cast.tutor.username, PASSWORD):
        assert word not in caplog.text
