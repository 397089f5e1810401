"""Signing in at a terminal: who gets in, who waits, and what is kept of it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.acts.terminals import revoke_terminal
from accounts.lockout import DELAYS, FREE_TRIES
from accounts.models import AuditEntry, Lockout, Terminal
from tests.cast import PIN, TOKEN, Cast, PrisonerFactory, PrisonFactory, SignIn, TerminalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_terminal(client: Client, cast: Cast) -> Client:
    client.cookies[settings.TERMINAL_COOKIE_NAME] = TOKEN
    return client


def try_pin(client: Client, number: str = "A1234BC", pin: str = PIN, **more: str):
    return client.post("/", {"number": number, "pin": pin, **more})


def fail(client: Client, times: int, number: str = "A1234BC") -> None:
    for _ in range(times):
        try_pin(client, number, "000001")


def test_somebody_signs_in_and_out(at_terminal: Client, cast: Cast) -> None:
    assert b"Your prison number" in at_terminal.get("/").content
    before = at_terminal.session.session_key
    answer = try_pin(at_terminal, " a1234bc ")
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert at_terminal.session.session_key != before
    assert at_terminal.get("/")["Location"] == "/me/"
    page = at_terminal.get("/me/pin/")
    assert "no-store" in page["Cache-Control"]
    out = at_terminal.post("/sign-out/")
    assert out["Location"] == "/"
    assert out["Clear-Site-Data"] == '"cache"'
    assert at_terminal.get("/me/pin/")["Location"].startswith("/?next=")
    assert at_terminal.cookies[settings.TERMINAL_COOKIE_NAME].value == TOKEN
    assert list(AuditEntry.objects.order_by("at").values_list("verb", flat=True)) == ["sign_in", "sign_out"]


def test_a_late_answer_to_the_session_before_a_new_pin_signs_nobody_out(at_terminal: Client, cast: Cast) -> None:
    try_pin(at_terminal)
    late = Client()
    late.cookies.update(at_terminal.cookies)
    at_terminal.post("/me/pin/", {"old": PIN, "new": "719305", "again": "719305"})
    for path in ("/sw.js", "/me/pin/"):
        assert settings.SESSION_COOKIE_NAME not in late.get(path).cookies
    assert at_terminal.get("/me/pin/").status_code == 200
    assert late.get("/me/pin/")["Location"].startswith("/?next=")


def test_signing_out_takes_a_form(at_terminal: Client) -> None:
    assert at_terminal.get("/sign-out/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-out/").status_code == 403


def test_off_a_registered_terminal_there_is_no_form(client: Client, cast: Cast) -> None:
    page = client.get("/")
    assert b"This screen is not set up" in page.content
    assert b"Your prison number" not in page.content
    assert try_pin(client).status_code == 403
    client.cookies[settings.TERMINAL_COOKIE_NAME] = TOKEN
    Terminal.objects.update(revoked_at=timezone.now())
    assert try_pin(client).status_code == 403
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("number", "pin", "says"),
    [
        ("A1234BC", "741853", b"The number or the PIN is wrong"),
        ("A9999ZZ", PIN, b"The number or the PIN is wrong"),
        ("A1234BC", "", b"Type your PIN"),
        ("", PIN, b"Type your number"),
        ("bob", PIN, b"looks like A1234BC"),
        ("A1234BC\x00", PIN, b"Null characters"),
        ("A\u06611234BC"[:8], PIN, b"looks like A1234BC"),
    ],
)
def test_what_does_not_let_in(at_terminal: Client, number: str, pin: str, says: bytes) -> None:
    answer = try_pin(at_terminal, number, pin)
    assert says in answer.content
    assert "_auth_user_id" not in at_terminal.session


def test_staff_people_who_left_and_people_of_another_prison_do_not_sign_in(at_terminal: Client, cast: Cast) -> None:
    cast.prisoner.prisoner.left_at = timezone.now()
    cast.prisoner.prisoner.save()
    PrisonerFactory(number="A7777AA", signs_in=True, prison=PrisonFactory(code="LEI", name="Leeds (HMP)"))
    for number in ("A1234BC", "A7777AA"):
        assert b"is wrong" in try_pin(at_terminal, number).content
    assert "_auth_user_id" not in at_terminal.session


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/me/pin/", "/me/pin/"),
        ("/me/requests/3f2b8a52-9a60-4c8f-8a5e-0a4f3f1f2a11/", "/me/"),  # whoever sat here before had it open
        ("https://evil.example/", "/me/"),
        ("//evil.example/", "/me/"),
        ("/\\evil.example/", "/me/"),
        ("javascript:alert(1)", "/me/"),
        ("", "/me/"),
    ],
)
def test_next_stays_at_home(at_terminal: Client, wanted: str, goes: str) -> None:
    assert try_pin(at_terminal, next=wanted)["Location"] == goes


def test_an_unknown_number_takes_as_long_as_a_wrong_pin(at_terminal: Client, mocker_hash) -> None:
    try_pin(at_terminal, "A1234BC", "000001")
    known = mocker_hash()
    try_pin(at_terminal, "A9999ZZ", "000001")
    assert mocker_hash() == known == 1


@pytest.fixture
def mocker_hash(monkeypatch: pytest.MonkeyPatch):
    """How many hashes were computed since the last time."""
    from accounts.models.hashing import PepperedArgon2

    count = [0]
    encode, verify = PepperedArgon2.encode, PepperedArgon2.verify
    monkeypatch.setattr(PepperedArgon2, "encode", lambda *a: (count.__setitem__(0, count[0] + 1), encode(*a))[1])
    monkeypatch.setattr(PepperedArgon2, "verify", lambda *a: (count.__setitem__(0, count[0] + 1), verify(*a))[1])

    def since() -> int:
        found, count[0] = count[0], 0
        return found

    return since


def test_waiting_grows_and_ends_with_success(at_terminal: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        fail(at_terminal, FREE_TRIES)
        assert b"Wait 1 minute" in try_pin(at_terminal, pin="000001").content
        for delay in DELAYS:
            answer = try_pin(at_terminal)  # even the right PIN
            minutes = int(delay.total_seconds() // 60)
            assert answer.status_code == 429
            assert f"Wait {minutes} minute".encode() in answer.content
            assert "_auth_user_id" not in at_terminal.session
            clock.shift(delay)
            fail(at_terminal, 1)
        clock.shift(DELAYS[-1])
        assert try_pin(at_terminal).status_code == 302
        assert not Lockout.objects.exists()


def test_trying_while_waiting_does_not_lengthen_it(at_terminal: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        fail(at_terminal, FREE_TRIES + 1)
        for _ in range(30):
            clock.shift(timedelta(seconds=1))
            assert try_pin(at_terminal).status_code == 429
        clock.shift(timedelta(seconds=30))
        assert try_pin(at_terminal).status_code == 302


def test_after_a_day_the_tries_are_forgotten(at_terminal: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        fail(at_terminal, FREE_TRIES)
        clock.shift(timedelta(hours=24, seconds=1))
        fail(at_terminal, 2)
        assert try_pin(at_terminal).status_code == 302


def test_a_cell_mate_is_not_locked_out_nor_the_person_elsewhere(at_terminal: Client, cast: Cast) -> None:
    fail(at_terminal, FREE_TRIES + 3)
    assert try_pin(at_terminal).status_code == 429
    assert try_pin(at_terminal, "A5678DE").status_code == 302
    elsewhere = Client()
    wing = TerminalFactory()
    from accounts.acts.terminals import enrol_terminal, renew_code

    _, token = enrol_terminal(
        code=renew_code(terminal=wing, by=cast.administrator, at=timezone.now()), at=timezone.now()
    )
    elsewhere.cookies[settings.TERMINAL_COOKIE_NAME] = token
    assert try_pin(elsewhere).status_code == 302


def test_nothing_about_a_try_names_anybody(at_terminal: Client) -> None:
    fail(at_terminal, FREE_TRIES + 1)
    row = Lockout.objects.get()
    assert len(row.person) == len(row.place) == 64
    from axes.models import AccessAttempt, AccessFailureLog, AccessLog

    assert not any(table.objects.exists() for table in (AccessAttempt, AccessFailureLog, AccessLog))


def test_many_tries_at_once_are_all_counted(at_terminal: Client, rf, cast: Cast) -> None:
    """The try is counted before the PIN is looked at: a burst gets FREE_TRIES + 1 looks, not more."""
    from accounts.lockout import take_a_try

    request = rf.post("/")
    request.terminal = cast.terminal
    at = timezone.now()
    assert [take_a_try(request, "A1234BC", at) for _ in range(8)] == [True] * (FREE_TRIES + 1) + [False] * 3


def test_a_first_pin_is_changed_before_anything_else(at_terminal: Client, cast: Cast) -> None:
    cast.prisoner.must_change_secret = True
    cast.prisoner.save()
    assert try_pin(at_terminal)["Location"] == "/me/"
    page = at_terminal.get("/me/pin/")
    assert b"Your PIN now" not in page.content
    answer = at_terminal.post("/me/pin/", {"new": "592714", "again": "592714"})
    assert b"You have a new PIN" in answer.content
    assert at_terminal.get("/")["Location"] == "/me/"
    cast.prisoner.refresh_from_db()
    assert not cast.prisoner.must_change_secret
    at_terminal.post("/sign-out/")
    assert try_pin(at_terminal, pin="592714").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("111111", "592714", "592714", b"That is not your PIN"),
        (PIN, "592714", "592715", b"not the same"),
        (PIN, PIN, PIN, b"You have that PIN now"),
        (PIN, "123456", "123456", b"too easy"),
        (PIN, "59271", "59271", b"too easy"),
        (PIN, "170490", "170490", b"too easy"),
        (PIN, "abcdef", "abcdef", b"too easy"),
        ("", "592714", "592714", b"Type the PIN you have now"),
    ],
)
def test_a_pin_that_is_not_taken(
    client: Client, cast: Cast, sign_in: SignIn, old: str, new: str, again: str, says: bytes
) -> None:
    sign_in(client, cast.prisoner)
    assert says in client.post("/me/pin/", {"old": old, "new": new, "again": again}).content
    cast.prisoner.refresh_from_db()
    assert cast.prisoner.check_password(PIN)


def test_an_unguarded_screen_is_no_place_to_try_pins(client: Client, cast: Cast, sign_in: SignIn) -> None:
    sign_in(client, cast.prisoner)
    for _ in range(FREE_TRIES + 1):
        client.post("/me/pin/", {"old": "000001", "new": "592714", "again": "592714"})
    answer = client.post("/me/pin/", {"old": PIN, "new": "592714", "again": "592714"})
    assert answer.status_code == 429
    assert b"too many times" in answer.content


def test_changing_a_pin_ends_the_other_sessions(client: Client, cast: Cast, sign_in: SignIn) -> None:
    other = sign_in(Client(), cast.prisoner)
    sign_in(client, cast.prisoner)
    client.post("/me/pin/", {"old": PIN, "new": "592714", "again": "592714"})
    assert client.get("/me/pin/").status_code == 200
    assert other.get("/me/pin/").status_code == 302


def test_a_device_becomes_a_terminal(client: Client, cast: Cast, sign_in: SignIn) -> None:
    staff = sign_in(Client(), cast.administrator)
    page = staff.post("/staff/terminals/", {"kind": "CELL", "location": " 2-3-031 "})
    code = page.context["code"]
    assert code in page.content.decode()
    assert b"not set up" in client.get("/").content
    assert b"wrong, used or too old" in client.post("/terminal/", {"code": "AAAA-AAAA"}).content
    assert client.post("/terminal/", {"code": f" {code.lower()} "})["Location"] == "/"
    cookie = client.cookies[settings.TERMINAL_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert b"Your prison number" in client.get("/").content
    assert cookie.value not in str(Terminal.objects.values())
    assert b"wrong, used or too old" in Client().post("/terminal/", {"code": code}).content
    terminal = Terminal.objects.get(location="2-3-031")
    staff.post(f"/staff/terminals/{terminal.pk}/revoke/")
    said = client.get("/").content
    assert b"This screen is turned off" in said
    assert b"Your prison number" not in said


def test_a_code_lives_for_a_quarter_of_an_hour(client: Client, cast: Cast, sign_in: SignIn) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        code = (
            sign_in(Client(), cast.administrator)
            .post("/staff/terminals/", {"kind": "WING", "location": "B wing"})
            .context["code"]
        )
        clock.shift(timedelta(minutes=15))
        assert b"too old" in client.post("/terminal/", {"code": code}).content


def test_somebody_at_a_terminal_that_is_revoked_is_out_and_told_why(at_terminal: Client, cast: Cast) -> None:
    try_pin(at_terminal)
    revoke_terminal(terminal=cast.terminal, by=cast.administrator, at=timezone.now())
    assert "This screen is turned off" in at_terminal.get("/me/pin/", follow=True).content.decode()
    assert try_pin(at_terminal).status_code == 403


def test_the_terminal_of_another_cell_lets_in_and_is_written_down(at_terminal: Client, cast: Cast) -> None:
    Terminal.objects.filter(pk=cast.terminal.pk).update(location="1-1-001")
    assert try_pin(at_terminal).status_code == 302
    assert AuditEntry.objects.get(verb="sign_in").why == f"terminal={cast.terminal.pk} another_cell"
    at_terminal.post("/sign-out/")
    Terminal.objects.filter(pk=cast.terminal.pk).update(kind=Terminal.Kind.WING)
    try_pin(at_terminal)
    assert AuditEntry.objects.filter(verb="sign_in", why=f"terminal={cast.terminal.pk}").count() == 1


def test_staying_begins_the_idle_time_again_to_the_second(at_terminal: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        try_pin(at_terminal)
        clock.shift(timedelta(seconds=30))  # too soon for the doorkeeper to note it
        assert 'data-left="570"' in at_terminal.get("/me/pin/").content.decode()
        assert at_terminal.post("/me/stay/").json() == {"left": 600}
        assert 'data-left="600"' in at_terminal.get("/me/pin/").content.decode()
        clock.shift(timedelta(minutes=11))
        late = at_terminal.post("/me/stay/", headers={"Accept": "application/json"})
        assert late.status_code == 401


def test_whoever_is_next_types_at_once_and_finds_no_number(at_terminal: Client, cast: Cast) -> None:
    try_pin(at_terminal)
    page = at_terminal.post("/sign-out/", {"switch": "1"}, follow=True).content.decode()
    assert re.search(r"<input[^>]*name=.number.[^>]*autofocus", page)
    assert "A1234BC" not in page.replace("Like A1234BC", "")
    assert "autofocus" not in try_pin(at_terminal, pin="000001").content.decode()
