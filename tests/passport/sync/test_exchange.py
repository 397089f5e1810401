"""Central's door: whatever comes in, one clear answer goes out, and never a fault of ours."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from accounts.models import NodeKey
from passport import journal
from passport.models import JournalEntry, JournalTip, Peer
from passport.sync import exchange, framing
from passport.sync.faults import PROBLEMS
from passport.sync.transport import MEDIA_TYPE
from passport.views import exchange as door
from tests.accounts.seal.craft import PRISON as VECTOR_KEY
from tests.passport.sync.craft import message, request
from tests.two_nodes import NOW, PRISON

DOOR = "/sync/v1/exchange"
SECONDS = int(NOW.timestamp())


@pytest.fixture
def central(line, settings, monkeypatch):
    settings.ROOT_URLCONF = "deploy.urls.central"
    monkeypatch.setattr(door.timezone, "now", lambda: line.now)
    with line.at_central():
        yield line


def post(raw: bytes, **headers: Any):
    return Client(raise_request_exception=True).post(DOOR, raw, content_type=MEDIA_TYPE, **headers)


def problem(answer) -> str:
    """The code of a problem, whose form is checked on the way."""
    assert answer["Content-Type"] == "application/problem+json"
    assert "no-store" in answer["Cache-Control"]
    said = json.loads(answer.content)
    assert said["status"] == answer.status_code == PROBLEMS[said["code"]][0]
    assert said["type"] == f"urn:throughgate:sync:{said['code']}"
    assert said["title"] == PROBLEMS[said["code"]][1]
    return said["code"]


def signed(line, **other: Any) -> bytes:
    said = {"at": SECONDS, "n": SECONDS * 1000} | other
    return message(request(line.keys[PRISON].sign, **said))


def test_a_request_is_answered_without_a_session(central):
    answer = post(signed(central))
    assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA_TYPE)
    assert answer.content.startswith(b"throughgate-sync 1\n")
    assert not answer.cookies


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_other_methods(central, method):
    answer = getattr(Client(), method)(DOOR)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_a_body_without_length_or_shorter_than_it_says(central):
    assert problem(post(b"")) == "length"
    assert problem(post(b"throughgate-sync 1", CONTENT_LENGTH="")) == "length"
    assert problem(post(b"throughgate-sync 1", CONTENT_LENGTH="-1")) == "length"
    assert problem(post(b"", CONTENT_LENGTH="100", **{"wsgi.input": BytesIO(b"throughgate-sync 1")})) == "length"


def test_a_body_beyond_the_cap_is_not_even_read(central, monkeypatch):
    monkeypatch.setattr(door, "answer", None)
    assert problem(post(b"x" * (framing.MAX_MESSAGE_BYTES + 1))) == "oversize"
    assert problem(post(b"x", CONTENT_LENGTH="9" * 20)) == "oversize"


def test_a_line_that_is_cut_while_it_speaks(central, monkeypatch):
    def cut(self, *args: Any) -> bytes:
        raise OSError

    monkeypatch.setattr("django.core.handlers.wsgi.WSGIRequest.read", cut)
    assert problem(post(b"throughgate-sync 1")) == "length"


@pytest.mark.parametrize("body", [b"\0" * 100, b"{}", b"throughgate-sync 1\na.b.c\n", "é".encode()])
def test_something_else_entirely(central, body):
    assert problem(post(body)) == "malformed"


def test_another_version_says_which_it_reads(central):
    answer = post(message(request(), line="throughgate-sync 7"))
    assert problem(answer) == "version"
    assert json.loads(answer.content)["versions"] == [1]


def test_a_node_that_is_not_pinned(central):
    assert problem(post(message(request(VECTOR_KEY, **{"from": "LEI"})))) == "unknown_node"


def test_a_forged_node(central):
    """Somebody with a key of their own who says that they are Moorland."""
    assert problem(post(message(request(VECTOR_KEY, at=SECONDS)))) == "unknown_node"
    assert not Peer.objects.exists()


def test_central_does_not_talk_to_itself(central):
    assert problem(post(message(request(central.keys["CENTRAL"].sign, **{"from": "CENTRAL"})))) == "unknown_node"


def test_a_key_that_was_retired_counts_no_more(central):
    NodeKey.objects.filter(node=PRISON, use="SIGN").update(retired_at=NOW)
    assert problem(post(signed(central))) == "unknown_node"


def test_a_message_for_another(central):
    assert problem(post(signed(central, to="LEI"))) == "addressee"


@pytest.mark.parametrize(("apart", "code"), [(86_400, ""), (-86_400, ""), (86_401, "clock"), (-86_401, "clock")])
def test_clocks_may_be_a_day_apart(central, apart, code):
    answer = post(signed(central, at=SECONDS + apart))
    if not code:
        assert answer.status_code == 200
        return
    assert problem(answer) == code
    assert json.loads(answer.content)["now"] == SECONDS


def test_a_replay_is_refused_and_so_is_an_older_request(central):
    first, second = signed(central), signed(central, n=SECONDS * 1000 + 1)
    assert post(first).status_code == 200
    assert problem(post(first)) == "replayed"
    assert post(second).status_code == 200
    assert problem(post(first)) == "replayed"


def test_a_database_that_is_away_is_busy_and_not_a_fault(central, monkeypatch):
    def away(*args: Any, **kwargs: Any) -> bytes:
        raise OperationalError("words that nobody outside may see")

    monkeypatch.setattr(door, "answer", away)
    answer = post(signed(central))
    assert problem(answer) == "busy"
    assert answer["Retry-After"] == "10"
    assert b"words" not in answer.content


def test_a_fork_that_the_prison_reports_closes_the_lane_here(central):
    tips = [
        {"dig": journal.root("CENTRAL", PRISON, lane), "forked": lane == "urgent", "lane": lane, "seq": 0}
        for lane in ("urgent", "bulk")
    ]
    post(signed(central, tips=tips))
    assert list(JournalTip.objects.exclude(forked_at=None).values_list("origin", "lane")) == [("CENTRAL", "urgent")]


def test_nothing_of_a_refused_message_is_kept(central):
    assert problem(post(signed(central, segment="0" * 64))) == "malformed"
    assert not Peer.objects.exists()
    assert not JournalEntry.objects.exists()


def test_the_price_of_an_idle_exchange(central, django_assert_num_queries):
    exchange.answer(signed(central), at=NOW)
    with django_assert_num_queries(3):
        exchange.answer(signed(central, n=SECONDS * 1000 + 1), at=NOW)
