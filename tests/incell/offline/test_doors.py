"""Doors of the time without Wi-Fi: the queue as JSON, the end of a session, the pages of what is held."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.db import DataError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries as Count

from accounts.keys import NodeKeysLocked
from accounts.models import AuditEntry
from incell.acts import queue
from incell.models import QueuedAct, Request
from tests.cast import TOKEN, Cast, SignIn
from tests.rules.records_offline import his_held_act
from tests.rules.test_reading_age import hard, hard_in_welsh

from .conftest import KEY, Boxes

pytestmark = pytest.mark.django_db
QUEUE, END = "/offline/queue/", "/offline/end/"


def at_the_terminal() -> Client:
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.TERMINAL_COOKIE_NAME] = TOKEN
    return client


def send(client: Client, **said: Any) -> HttpResponse:
    body = {"key": KEY, "box": "", "waited": 0} | said
    return client.post(QUEUE, json.dumps(body), content_type="application/json")


@pytest.fixture
def sealed(box: Boxes) -> str:
    return box(issued=timezone.now(), ms=0)


# The queue


def test_nobody_is_signed_in_and_it_is_done_once(sealed: str) -> None:
    client = at_the_terminal()
    for _ in range(2):
        answer = send(client, box=sealed)
        assert (answer.status_code, answer.json()) == (200, {"state": "done"})
    assert Request.objects.count() == 1


def test_the_cell_mate_is_signed_in_and_it_is_still_its_writers(cast: Cast, sign_in: SignIn, sealed: str) -> None:
    client = sign_in(at_the_terminal(), cast.cell_mate)
    assert send(client, box=sealed).json() == {"state": "done"}
    assert Request.objects.get().prisoner == cast.prisoner.prisoner


def test_what_is_held_says_why(box: Boxes) -> None:
    answer = send(at_the_terminal(), box=box(issued=timezone.now(), ms=0, fields=[]))
    assert (answer.status_code, answer.json()) == (200, {"state": "held", "why": "answers"})


@pytest.mark.parametrize("cookie", ["", "of another terminal"])
def test_off_a_registered_terminal_nothing_is_taken(cookie: str, sealed: str) -> None:
    client = Client()
    client.cookies[settings.TERMINAL_COOKIE_NAME] = cookie
    answer = send(client, box=sealed)
    assert (answer.status_code, answer.json()) == (403, {"code": "NotATerminal"})


def test_a_revoked_terminal_is_told_so(cast: Cast, sealed: str) -> None:
    type(cast.terminal).objects.update(revoked_at=timezone.now())
    assert send(at_the_terminal(), box=sealed).json() == {"code": "NotATerminal"}
    assert not QueuedAct.objects.exists()


@pytest.mark.parametrize(
    ("status", "code", "fault"),
    [
        (403, "NotATicket", queue.NotATicket()),
        (409, "KeyUsed", queue.KeyUsed()),
        (409, "TooManyHeld", queue.TooManyHeld()),
        (400, "Unreadable", DataError("NUL")),
        (413, "TooLarge", queue.TooLarge()),
        (400, "Malformed", queue.Malformed()),
        (503, "Later", NodeKeysLocked("locked")),
        (503, "Later", OperationalError("database is locked")),
    ],
)
def test_every_refusal_has_its_name(
    status: int, code: str, fault: Exception, sealed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: Any) -> None:
        raise fault

    monkeypatch.setattr(queue, "take_in", fails)
    answer = send(at_the_terminal(), box=sealed)
    assert (answer.status_code, answer.json()) == (status, {"code": code})


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("Malformed", b""),
        ("Malformed", b"nothing"),
        ("Malformed", b"[]"),
        ("Malformed", b"{}"),
        ("Malformed", b'{"key": "k", "box": "b", "waited": 1.5}'),
        ("Malformed", b'{"key": "k", "box": "b", "waited": true}'),
        ("Malformed", b'{"key": "k", "box": {}, "waited": 1}'),
        ("Malformed", b'{"key": "k", "box": "b", "waited": 1, "more": 1}'),
        ("Malformed", b'{"key": "k", "key": "k", "box": "b", "waited": 1}'),
        ("Malformed", b"\xff"),
        ("Malformed", b'{"a":' * 40 + b"1" + b"}" * 40),
        ("TooLarge", b'{"box": "' + b"x" * (80 * 1024) + b'"}'),
        ("Unreadable", b'{"key": "kkkkkkkkkkkkkkkkkkkkkk", "box": "b", "waited": -1}'),
    ],
)
def test_bodies_of_another_shape_are_refused(code: str, body: bytes, cast: Cast) -> None:
    answer = at_the_terminal().post(QUEUE, body, content_type="application/json")
    assert answer.json() == {"code": code}


def test_a_form_of_another_site_cannot_send(sealed: str) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = at_the_terminal().post(QUEUE, json.dumps({"key": KEY, "box": sealed, "waited": 0}), content_type=kind)
        assert (answer.status_code, answer.json()) == (400, {"code": "Malformed"})


# The end of a session


def test_the_session_ends(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(at_the_terminal(), cast.prisoner)
    assert client.get("/me/").status_code == 200
    answer = client.post(END, "{}", content_type="application/json")
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (200, '"cache"')
    assert client.get("/me/").status_code == 302
    assert AuditEntry.objects.filter(verb="sign_out").count() == 1


def test_without_a_session_it_is_ended_already(cast: Cast) -> None:
    assert at_the_terminal().post(END, "{}", content_type="application/json").status_code == 200


def test_another_site_ends_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(at_the_terminal(), cast.prisoner)
    assert client.post(END, {}).status_code == 400
    assert client.get("/me/").status_code == 200


# What is held


def test_home_says_that_something_waits(cast: Cast, sign_in: SignIn) -> None:
    his_held_act(cast)
    home = sign_in(Client(), cast.prisoner).get("/me/").content.decode()
    assert "You wrote this with no Wi-Fi. Look at it again." in home
    assert "You wrote this with no Wi-Fi" not in sign_in(Client(), cast.cell_mate).get("/me/").content.decode()


def test_its_writer_sees_the_words_and_why(cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Count) -> None:
    his_held_act(cast)
    client = sign_in(Client(), cast.prisoner)
    with django_assert_max_num_queries(10):
        listed = client.get("/me/held/").content.decode()
    assert "/me/held/hhhhhhhhhhhhhhhhhhhhhh/" in listed
    assert 'action="/me/held/hhhhhhhhhhhhhhhhhhhhhh/throw-away/"' in listed
    assert "Ask the library" in listed
    with django_assert_max_num_queries(10):
        shown = client.get("/me/held/hhhhhhhhhhhhhhhhhhhhhh/").content.decode()
    assert "Treasure Island" in shown
    assert "You got a new PIN since you wrote it" in shown


def test_it_is_changed_and_sent(cast: Cast, sign_in: SignIn) -> None:
    his_held_act(cast)
    client = sign_in(Client(), cast.prisoner)
    answer = client.post("/me/held/hhhhhhhhhhhhhhhhhhhhhh/", {"WHAT": "BOOK", "MORE": "Kidnapped"}, follow=True)
    assert "We have sent it." in answer.content.decode()
    request = Request.objects.get()
    assert (request.prisoner, request.how) == (cast.prisoner.prisoner, "OFFLINE")
    assert "Kidnapped" in request.words
    assert client.get("/me/held/hhhhhhhhhhhhhhhhhhhhhh/").status_code == 404


def test_what_is_wrong_is_said_beside_it(cast: Cast, sign_in: SignIn) -> None:
    his_held_act(cast)
    answer = sign_in(Client(), cast.prisoner).post("/me/held/hhhhhhhhhhhhhhhhhhhhhh/", {"MORE": "Kidnapped"})
    assert "Kidnapped" in answer.content.decode()
    assert "govuk-error-summary" in answer.content.decode()
    assert not Request.objects.exists()


def test_it_is_thrown_away(cast: Cast, sign_in: SignIn) -> None:
    his_held_act(cast)
    answer = sign_in(Client(), cast.prisoner).post("/me/held/hhhhhhhhhhhhhhhhhhhhhh/throw-away/", follow=True)
    assert "It is gone. We did not send it." in answer.content.decode()
    assert QueuedAct.objects.get().state == "DROPPED"


def test_what_cannot_be_opened_any_more_is_said(cast: Cast, sign_in: SignIn) -> None:
    his_held_act(cast)
    QueuedAct.objects.update(sealed="{}")
    assert "We cannot open it" in sign_in(Client(), cast.prisoner).get("/me/held/" + "h" * 22 + "/").content.decode()


@pytest.mark.parametrize("why", queue.WHY)
def test_every_reason_is_easy_to_read(why: str, cast: Cast, sign_in: SignIn) -> None:
    his_held_act(cast)
    QueuedAct.objects.update(why=why)
    for language, faults in (("en", hard), ("cy", hard_in_welsh)):
        type(cast.prisoner).objects.update(language=language)
        client = sign_in(Client(), type(cast.prisoner).objects.get(pk=cast.prisoner.pk))
        page = client.get("/me/held/hhhhhhhhhhhhhhhhhhhhhh/").content.decode()
        assert faults(page) == [], why


def test_many_of_them_are_paged_and_cost_the_same(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Count
) -> None:
    his_held_act(cast)
    one = QueuedAct.objects.get()
    for number in range(25):
        one.pk = f"{number:022}"
        one.save(force_insert=True)
    client = sign_in(Client(), cast.prisoner)
    with django_assert_max_num_queries(10):
        assert client.get("/me/held/?page=3").content.decode().count("We got it on") == 6
