"""The queue: an act is done once as its writer, or held for its writer, or refused with a name."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries as Count

from accounts.access import NotAllowed
from accounts.acts.pin import change_pin
from accounts.keys import NodeKeys
from accounts.models import AuditEntry, Prisoner
from accounts.seal import ReadingKey
from incell.acts import asking, queue, written
from incell.acts.kinds import kind_of, load_kinds
from incell.forms.asking import as_posted
from incell.models import QueuedAct, Request, RequestEvent, RequestKind
from tests.cast import NOW, Cast
from tests.days import BORN, NOT_BORN
from tests.kinds import ANSWERS

from .conftest import BOOK, KEY, Arrive, Boxes

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DONE, HELD, DROPPED = QueuedAct.State.DONE, QueuedAct.State.HELD, QueuedAct.State.DROPPED


def test_an_act_is_done_as_its_writer(cast: Cast, box: Boxes, arrive: Arrive) -> None:
    act = arrive(box())
    request = Request.objects.get()
    assert (act.state, act.why, act.sealed, act.request) == (DONE, "", "", request)
    assert (request.prisoner, request.how, request.terminal) == (cast.prisoner.prisoner, "OFFLINE", cast.terminal)
    assert "Treasure Island" in request.words
    assert (request.sent_at, request.written_at) == (NOW + 2 * HOUR, NOW + HOUR / 2)


def test_the_same_again_changes_nothing(box: Boxes, arrive: Arrive) -> None:
    sealed = box()
    first = arrive(sealed)
    written = [AuditEntry.objects.count(), RequestEvent.objects.count()]
    assert arrive(sealed, after=5 * HOUR) == first
    assert Request.objects.count() == 1
    assert written == [AuditEntry.objects.count(), RequestEvent.objects.count()]


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_whatever_may_be_asked_for_may_be_written_without_wifi(code: str, box: Boxes, arrive: Arrive) -> None:
    kind = kind_of(RequestKind.objects.get(code=code))
    act = arrive(box(kind=code, fields=[list(pair) for pair in as_posted(kind, ANSWERS[code])]))
    assert (act.state, act.why) == (DONE, "")
    request = Request.objects.get()
    assert (request.code, request.team) == (code, kind.team)
    assert "quokka" not in f"{request.answers} {request.words} {act.sealed}", "a private message stays sealed"


def test_queries_are_few(box: Boxes, arrive: Arrive, django_assert_max_num_queries: Count) -> None:
    sealed = box()
    with django_assert_max_num_queries(32):
        arrive(sealed)
    with django_assert_max_num_queries(1):
        arrive(sealed)


def test_what_reached_the_server_before_the_line_fell_is_not_done_twice(cast: Cast, box: Boxes, arrive: Arrive) -> None:
    kind = RequestKind.objects.get(code="LIBRARY")
    said = written.Written("", "LIBRARY", {name: [value] for name, value in BOOK}, "en", 0)
    sent = asking.send_request(
        prisoner=cast.prisoner.prisoner,
        kind=kind,
        answers=queue.answers_of(kind, said),
        by=cast.prisoner,
        at=NOW,
        origin=asking.Origin(key=KEY, terminal=cast.terminal),
    )
    assert arrive(box()).request == sent
    assert Request.objects.count() == 1


def test_the_same_form_with_other_words_is_held(cast: Cast, box: Boxes, arrive: Arrive) -> None:
    test_what_reached_the_server_before_the_line_fell_is_not_done_twice(cast, box, arrive)
    QueuedAct.objects.all().delete()
    act = arrive(box(fields=[["WHAT", "BOOK"], ["MORE", "Kidnapped"]]))
    assert (act.state, act.why, Request.objects.count()) == (HELD, "sent_before", 1)


# Held


@pytest.mark.parametrize(
    ("why", "how"),
    [
        ("answers", {"fields": []}),
        ("kind_retired", {"kind": "NO_SUCH_KIND"}),
        ("late", {"ms": 13 * 3_600_000}),
    ],
)
def test_what_cannot_be_sent_is_held_sealed(why: str, how: dict[str, Any], box: Boxes, arrive: Arrive) -> None:
    sealed = box(**how)
    act = arrive(sealed, after=14 * HOUR)
    assert (act.state, act.why, act.sealed, act.request) == (HELD, why, sealed, None)
    assert not Request.objects.exists()
    assert AuditEntry.objects.filter(verb="hold_queued_act").count() == 1
    assert arrive(sealed) == act


def test_a_limit_holds(cast: Cast, box: Boxes, arrive: Arrive) -> None:
    credit = {"kind": "EMERGENCY_PHONE_CREDIT", "fields": _credit()}
    assert arrive(box(**credit)).state == DONE
    other = "o" * 22
    assert arrive(box(key=other, **credit), key=other).why == "one_open"


def _credit() -> list[list[str]]:
    from incell.acts.kinds import kind_of
    from incell.questions import RADIO

    kind = kind_of(RequestKind.objects.get(code="EMERGENCY_PHONE_CREDIT"))
    return [
        [question.id, question.options[0].id if question.kind == RADIO else "10"]
        for page in kind.asked.pages
        for question in page.questions
    ]


def test_a_new_pin_holds(cast: Cast, box: Boxes, arrive: Arrive) -> None:
    sealed = box()
    change_pin(user=cast.prisoner, new="846213", at=NOW)
    assert arrive(sealed).why == "pin_changed"


def test_a_week_holds(box: Boxes, arrive: Arrive) -> None:
    assert arrive(box(), after=timedelta(days=8)).why == "old"


def test_whoever_has_left_asks_for_nothing(cast: Cast, box: Boxes, arrive: Arrive) -> None:
    Prisoner.objects.filter(user=cast.prisoner).update(left_at=NOW)
    assert arrive(box()).why == "left"


def test_all_reasons_have_words() -> None:
    template = (queue_templates() / "why.html").read_text()
    assert {why for why in queue.WHY if f'"{why}"' not in template} == {"left"}  # nobody who left signs in


def queue_templates() -> Any:
    from deploy.demonstration.processes import ROOT

    return ROOT / "templates" / "incell" / "offline" / "parts"


# Clocks


@pytest.mark.parametrize("ms", [-1, 10**15, 0, 11 * 3_600_000])
def test_a_wrong_clock_is_said_to_staff_and_changes_no_order(ms: int, box: Boxes, arrive: Arrive) -> None:
    act = arrive(box(ms=ms))
    request = Request.objects.get()
    assert NOW <= request.written_at <= request.sent_at == NOW + 2 * HOUR
    assert act.why == "clock"
    said = RequestEvent.objects.get(verb="SAID")
    assert (said.audience, said.by) == ("STAFF_ONLY", None)
    assert "clock" in said.words


def test_a_right_clock_is_not_talked_about(box: Boxes, arrive: Arrive) -> None:
    arrive(box())
    assert not RequestEvent.objects.filter(verb="SAID").exists()


def test_without_the_pages_time_only_the_waiting_counts(box: Boxes, arrive: Arrive) -> None:
    arrive(box(ms=None), waited=600_000)
    assert Request.objects.get().written_at == NOW + 2 * HOUR - timedelta(minutes=10)
    assert not RequestEvent.objects.filter(verb="SAID").exists()


def test_a_clock_that_went_back_writes_nothing_before_what_was_written_earlier(box: Boxes, arrive: Arrive) -> None:
    first, second = "a" * 22, "b" * 22
    arrive(box(key=first, ms=3_600_000), key=first, waited=3_600_000)
    arrive(box(key=second, ms=1), key=second)
    one, two = Request.objects.order_by("sent_at", "written_at")
    assert one.written_at == two.written_at == NOW + HOUR


# Looked at again


@pytest.fixture
def held(cast: Cast, box: Boxes, arrive: Arrive) -> QueuedAct:
    sealed = box()
    change_pin(user=cast.prisoner, new="846213", at=NOW)
    return arrive(sealed)


def test_its_writer_opens_and_sends_it_once(cast: Cast, held: QueuedAct) -> None:
    written = queue.open_held(act=held, by=cast.prisoner)
    assert written.fields == {"WHAT": ["BOOK"], "MORE": ["Treasure Island"]}
    answers = {"WHAT": "BOOK", "MORE": "Kidnapped"}
    at: dict[str, Any] = {"by": cast.prisoner, "at": NOW + 3 * HOUR, "terminal": cast.terminal}
    request = queue.send_held(act=held, answers=answers, **at)
    assert queue.send_held(act=held, answers=answers, **at) == request
    held.refresh_from_db()
    assert (held.state, held.sealed, held.request) == (DONE, "", request)
    assert "Kidnapped" in request.words
    with pytest.raises(queue.AlreadySettled):
        queue.throw_away(act=held, by=cast.prisoner, at=NOW)


def test_wrong_answers_leave_it_held(cast: Cast, held: QueuedAct) -> None:
    with pytest.raises(asking.AnswersHaveErrors):
        queue.send_held(act=held, answers={}, by=cast.prisoner, at=NOW, terminal=None)
    held.refresh_from_db()
    assert (held.state, bool(held.sealed)) == (HELD, True)


def test_thrown_away_its_box_is_destroyed(cast: Cast, held: QueuedAct) -> None:
    for _ in range(2):
        queue.throw_away(act=held, by=cast.prisoner, at=NOW)
    held.refresh_from_db()
    assert (held.state, held.sealed) == (DROPPED, "")
    assert AuditEntry.objects.filter(verb="throw_away_queued_act").count() == 1
    for again in (queue.open_held, queue.send_held):
        more = {} if again is queue.open_held else {"answers": {}, "at": NOW, "terminal": None}
        with pytest.raises(queue.AlreadySettled):
            again(act=held, by=cast.prisoner, **more)  # type: ignore[operator]


@pytest.mark.parametrize("who", ["cell_mate", "practitioner", "administrator"])
def test_nobody_else_opens_sends_or_throws_it_away(who: str, cast: Cast, held: QueuedAct) -> None:
    other = getattr(cast, who)
    with pytest.raises(NotAllowed):
        queue.open_held(act=held, by=other)
    with pytest.raises(NotAllowed):
        queue.send_held(act=held, answers={}, by=other, at=NOW, terminal=None)
    with pytest.raises(NotAllowed):
        queue.throw_away(act=held, by=other, at=NOW)


def test_after_a_rotation_what_was_sealed_before_still_opens(
    box: Boxes, arrive: Arrive, node: NodeKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    sealed = box()
    turned = replace(node, read=ReadingKey.generate(), retired=(node.read,))
    monkeypatch.setattr(written, "node_keys", lambda: turned)
    assert arrive(sealed).state == DONE


def test_a_kind_that_was_retired_meanwhile_holds(box: Boxes, arrive: Arrive) -> None:
    RequestKind.objects.filter(code="LIBRARY").update(retired_at=NOW)
    assert arrive(box()).why == "kind_retired"
    load_kinds(by="node:MDI", at=NOW)


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_one_moment_it_is_done_once(cast: Cast, box: Boxes, arrive: Arrive) -> None:
    sealed, ready, states = box(), threading.Barrier(2), []

    def send() -> None:
        ready.wait()
        states.append(arrive(sealed).state)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert states == [DONE, DONE]
    assert (Request.objects.count(), QueuedAct.objects.count()) == (1, 1)


FRIEND = {
    "FIRST_NAME": "Ann",
    "LAST_NAME": "Lee",
    "RELATIONSHIP": "FRIEND",
    "AGE": "ADULT",
    "PHONE": "0114 496 0123",
}


def _friend(born: str) -> dict[str, Any]:
    return {"kind": "ADD_SOCIAL_CONTACT", "fields": [list(one) for one in (FRIEND | {"DATE_OF_BIRTH": born}).items()]}


@pytest.mark.parametrize(("said", "kept"), BORN)
def test_a_day_written_without_wifi_is_read_as_with_it(box: Boxes, arrive: Arrive, said: str, kept: str) -> None:
    act = arrive(box(**_friend(said)))
    assert act.state == DONE
    assert Request.objects.get().answers["DATE_OF_BIRTH"] == kept


@pytest.mark.parametrize(("said", "_fault"), NOT_BORN)
def test_what_is_no_day_waits_for_its_writer(box: Boxes, arrive: Arrive, said: str, _fault: str) -> None:
    assert arrive(box(**_friend(said))).why == "answers"
