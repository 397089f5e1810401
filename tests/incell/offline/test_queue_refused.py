"""Boxes that the queue does not take: forged, copied, too many, too large, of another shape or for another key."""

import json
from datetime import timedelta
from typing import Any

import pytest

from accounts.seal import ReadingKey, Unreadable
from incell.acts import queue
from incell.models import QueuedAct, Request, RequestKind
from tests.cast import NOW, Cast, TerminalFactory

from .conftest import KEY, Arrive, Boxes

pytestmark = pytest.mark.django_db
HELD = QueuedAct.State.HELD
HOUR = timedelta(hours=1)


def test_what_comes_from_another_terminal_is_held_for_its_writer(box: Boxes, arrive: Arrive, cast: Cast) -> None:
    """Also from this one, enrolled anew: refused it would lie there, and nobody could tell who wrote it."""
    sealed, new = box(), TerminalFactory()
    held = arrive(sealed, terminal=new)
    assert (held.state, held.why, held.prisoner) == ("HELD", "another_terminal", cast.prisoner.prisoner)
    assert not Request.objects.exists()
    assert arrive(sealed, terminal=new) == held
    written = queue.open_held(act=held, by=cast.prisoner)
    assert queue.kinds_of([held, QueuedAct(key="x" * 22, sealed="{}")]) == {held.key: "LIBRARY", "x" * 22: ""}
    answers = queue.answers_of(RequestKind.objects.current().get(code="LIBRARY"), written)
    sent = queue.send_held(act=held, answers=answers, by=cast.prisoner, at=NOW + HOUR, terminal=new)
    assert sent.prisoner == cast.prisoner.prisoner


@pytest.mark.parametrize("ticket", ["", "forged", "a.b"])
def test_a_forged_ticket_is_refused(ticket: str, box: Boxes, arrive: Arrive) -> None:
    with pytest.raises(queue.NotATicket):
        arrive(box(ticket=ticket))


def test_a_ticket_of_staff_is_none(cast: Cast, box: Boxes, arrive: Arrive) -> None:
    with pytest.raises(queue.NotATicket):
        arrive(box(user=cast.practitioner))


def test_a_copy_under_another_key_is_refused(box: Boxes, arrive: Arrive) -> None:
    sealed = box()
    arrive(sealed)
    with pytest.raises(Unreadable) as fault:
        arrive(sealed, key="x" * 22)
    assert fault.value.fault == "binding"
    inside = box(aad={"key": "x" * 22, "node": "MDI", "v": 1})
    with pytest.raises(Unreadable) as fault:
        arrive(inside, key="x" * 22)
    assert fault.value.fault == "members"
    assert Request.objects.count() == 1


def test_another_box_under_a_key_that_was_used_is_refused(box: Boxes, arrive: Arrive) -> None:
    arrive(box())
    with pytest.raises(queue.KeyUsed):
        arrive(box())


@pytest.mark.parametrize("key", ["", "short", "k" * 44, "spaces in the key here", "é" * 22, "../../../../../../etc"])
def test_a_key_of_another_shape_is_refused(key: str, box: Boxes, arrive: Arrive) -> None:
    with pytest.raises(queue.Malformed):
        arrive(box(), key=key)


def test_a_box_that_is_too_large_is_refused_unread(arrive: Arrive) -> None:
    with pytest.raises(queue.TooLarge):
        arrive("x" * (64 * 1024 + 1))


@pytest.mark.parametrize(
    ("fault", "how"),
    [
        ("protected", {"typ": "tg-answer+jwe"}),
        ("binding", {"aad": {"key": KEY, "node": "LEI", "v": 1}}),
        ("members", {"more": 1}),
        ("members", {"v": 2}),
        ("type", {"kind": 7}),
        ("type", {"ms": "soon"}),
        ("type", {"ms": True}),
        ("type", {"fields": {"WHAT": "BOOK"}}),
        ("type", {"fields": [["WHAT"]]}),
        ("type", {"fields": [["WHAT", ["BOOK"]]]}),
        ("type", {"fields": [["WHAT", "BOOK"]] * 201}),
        ("type", {"kind": "LIBRARY\0"}),
        ("type", {"kind": "L" * 41}),
    ],
)
def test_a_box_of_another_shape_is_unreadable(fault: str, how: dict[str, Any], box: Boxes, arrive: Arrive) -> None:
    with pytest.raises(Unreadable) as found:
        arrive(box(**how))
    assert found.value.fault == fault
    assert not QueuedAct.objects.exists()


def test_only_so_many_are_held_for_one_person(
    cast: Cast, box: Boxes, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST_HELD", 2)
    for name in "ab":
        assert arrive(box(key=name * 22, fields=[]), key=name * 22).state == "HELD"
    with pytest.raises(queue.TooManyHeld):
        arrive(box(key="c" * 22, fields=[]), key="c" * 22)
    assert QueuedAct.objects.count() == 2
    assert arrive(box(key="d" * 22), key="d" * 22).state == "DONE", "what can be sent is sent"
    mate = box(key="e" * 22, fields=[], user=cast.cell_mate)
    assert arrive(mate, key="e" * 22).state == "HELD"


def test_a_box_for_another_key_is_unreadable(box: Boxes, arrive: Arrive) -> None:
    with pytest.raises(Unreadable) as found:
        arrive(box(reader=ReadingKey.generate().public))
    assert found.value.fault == "reader"


@pytest.mark.parametrize("wrong", ["", "{}", "[]", "nothing", '{"recipients": [1]}', '{"recipients": [{"header": 1}]}'])
def test_what_is_no_box_is_unreadable(wrong: str, arrive: Arrive) -> None:
    with pytest.raises(Unreadable):
        arrive(wrong)


def test_a_changed_box_is_unreadable(box: Boxes, arrive: Arrive) -> None:
    parts = json.loads(box())
    parts["tag"] = parts["tag"][::-1]
    with pytest.raises(Unreadable):
        arrive(json.dumps(parts))
