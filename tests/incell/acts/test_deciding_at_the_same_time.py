"""Two at one request at the same moment, in real threads: nothing is decided twice, and each is told."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from accounts import audit
from accounts.access import NotAllowed
from accounts.models import AuditEntry, Role
from incell.acts import deciding, letters_away
from incell.acts.escalating import escalate_late
from incell.acts.flags import AlreadyClosed, close_flag, flag_words
from incell.acts.history import AlreadyDecided, ChangedMeanwhile
from incell.acts.kinds import load_kinds
from incell.acts.limits import OneIsOpen
from incell.acts.own_requests import see_answer, withdraw_request
from incell.models import Letter, Request, RequestKind
from tests.cast import NOW, AgencyFactory, Cast, UserFactory
from tests.incell.handled import a_request, clerk
from tests.kinds import ask
from tests.nodes import give_agency_key

pytestmark = pytest.mark.django_db(transaction=True)
REFUSALS = (OneIsOpen, ChangedMeanwhile, AlreadyClosed, NotAllowed, deciding.NothingToUndo, ValueError)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Each work in a thread of its own, all let go at one moment; what each returned, or what refused it."""
    ready, said = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        try:
            ready.wait()
            said[place] = works[place]()
        except REFUSALS as refusal:
            said[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_of_four_who_decide_one_does_and_the_others_are_told_who(cast: Cast) -> None:
    asked = a_request(cast.prisoner.prisoner)
    clerks = [clerk(name=f"Clerk {number}") for number in range(4)]

    def deciding_as(number: int) -> Callable[[], Any]:
        state = "APPROVED" if number % 2 else "DECLINED"
        return lambda: deciding.decide(
            request=asked, state=state, reply=f"From {number}", by=clerks[number], at=NOW, revision=0
        )

    said = at_once(*(deciding_as(number) for number in range(4)))
    won = [each for each in said if isinstance(each, Request)]
    told = [each for each in said if isinstance(each, AlreadyDecided)]
    assert (len(won), len(told)) == (1, 3)
    assert {each.request.decided_by_id for each in told} == {won[0].decided_by_id}
    asked.refresh_from_db()
    assert (asked.reply, asked.state, asked.revision) == (won[0].reply, won[0].state, 1)
    assert asked.events.count() == 2
    assert AuditEntry.objects.filter(whom=str(asked.pk)).count() == 1
    assert list(audit.verify()) == []


def test_of_four_who_send_at_once_one_is_open(cast: Cast) -> None:
    load_kinds(by="node:MDI", at=NOW)
    kind = RequestKind.objects.current().get(code="PROPERTY")
    said = at_once(*[lambda: ask(cast.prisoner, kind)] * 4)
    assert sum(isinstance(each, OneIsOpen) for each in said) == 3
    assert [one.events.count() for one in Request.objects.all()] == [1]


@pytest.mark.usefixtures("node")
def test_one_form_sent_four_times_at_once_is_sent_once_and_each_is_answered(cast: Cast) -> None:
    load_kinds(by="node:MDI", at=NOW)
    for code in ("PROPERTY", "PRIVATE_MESSAGE"):  # one is refused by its limit, the other by its receipt alone
        kind = RequestKind.objects.current().get(code=code)
        said = at_once(*[lambda kind=kind: ask(cast.prisoner, kind, key=kind.code)] * 4)
        assert {each.pk for each in said} == {Request.objects.get(code=code).pk}
    assert Request.objects.count() == 2
    assert list(audit.verify()) == []


def test_taken_back_and_decided_at_once_is_one_of_the_two(cast: Cast) -> None:
    asked, anita = a_request(cast.prisoner.prisoner), clerk()
    said = at_once(
        lambda: withdraw_request(request=asked, by=cast.prisoner, at=NOW),
        lambda: deciding.decide(request=asked, state="APPROVED", reply="", by=anita, at=NOW),
    )
    assert sum(isinstance(each, AlreadyDecided) for each in said) == 1
    assert asked.events.count() == 2


def test_undone_and_seen_at_once_is_one_of_the_two(cast: Cast) -> None:
    asked, anita = a_request(cast.prisoner.prisoner), clerk()
    decided = deciding.decide(request=asked, state="APPROVED", reply="", by=anita, at=NOW)
    line = asked.events.last()
    at_once(
        lambda: see_answer(request=decided, by=cast.prisoner, at=NOW),
        lambda: deciding.undo(event=line, by=anita, at=NOW),
    )
    asked.refresh_from_db()
    assert asked.is_open == (asked.seen_at is None)


def test_two_who_take_it_take_it_one_after_the_other_or_one_is_told(cast: Cast) -> None:
    asked, both = a_request(cast.prisoner.prisoner), [clerk(), clerk()]
    said = at_once(*(lambda by=by: deciding.assign(request=asked, to=by, by=by, at=NOW, revision=0) for by in both))
    assert sum(isinstance(each, ChangedMeanwhile) for each in said) == 1
    asked.refresh_from_db()
    assert asked.revision == 1


def test_two_who_flag_make_one_flag_and_two_who_close_close_once(cast: Cast) -> None:
    asked = a_request(cast.prisoner.prisoner)
    said = {"prisoner": asked.prisoner, "kind": "THREAT", "at": NOW, "excerpt": "x", "request": asked}
    flags = at_once(*(lambda by=by: flag_words(by=by, **said) for by in (clerk(), clerk(), clerk())))
    assert len({flag.pk for flag in flags}) == 1
    closers = [UserFactory(roles=[Role.SAFER_CUSTODY]) for _ in range(2)]
    closed = at_once(*(lambda by=by: close_flag(flag=flags[0], outcome="Done", by=by, at=NOW) for by in closers))
    assert sum(isinstance(each, AlreadyClosed) for each in closed) == 1


def test_two_couriers_mark_what_is_late_once(cast: Cast) -> None:
    for _ in range(5):
        a_request(cast.prisoner.prisoner, due_on=NOW.date().replace(year=2026))
    at_once(*[lambda: escalate_late(at=NOW)] * 3)
    assert escalate_late(at=NOW) == 0
    assert [one.events.filter(verb="ESCALATED").count() for one in Request.objects.all()] == [1] * 5


def test_a_batch_meets_a_single_decision_and_neither_is_lost(cast: Cast) -> None:
    asked, both = a_request(cast.prisoner.prisoner), [clerk(), clerk()]
    said = at_once(
        lambda: deciding.decide(request=asked, state="APPROVED", reply="", by=both[0], at=NOW, batch=uuid4()),
        lambda: deciding.forward(request=asked, to="WING", comment="Look", by=both[1], at=NOW),
    )
    refused = [each for each in said if not isinstance(each, Request)]
    assert len(refused) == 1
    assert asked.events.count() == 2


@pytest.mark.usefixtures("node")
def test_a_letter_leaves_or_is_held_back_and_never_both(cast: Cast) -> None:
    """Staff undo what they passed on at the very moment at which the courier takes it."""
    load_kinds(by="node:MDI", at=NOW)
    housing = AgencyFactory(name="Northgate Homes", kind="HOUSING")
    give_agency_key(housing)
    kind = RequestKind.objects.current().get(code="AGENCY_MESSAGE")
    helper = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    due = NOW + deciding.UNDO

    @transaction.atomic
    def leave() -> object:
        return letters_away.let_go(letter_id=letter.pk, by="node:MDI", at=due)

    def hold_back() -> object:
        return deciding.undo(event=approved, by=helper, at=due)

    for _ in range(3):
        asked = ask(cast.prisoner, kind, {"AGENCY": str(housing.pk), "MESSAGE": "When can I move in?"})
        deciding.decide(request=asked, state="APPROVED", reply="", by=helper, at=NOW)
        letter, approved = Letter.objects.get(request=asked), asked.events.latest("id")
        gone, held = at_once(leave, hold_back)
        asked.refresh_from_db()
        has_left = Letter.objects.filter(pk=letter.pk, state=Letter.State.LEFT).exists()
        assert has_left == (gone is not None) == isinstance(held, deciding.NothingToUndo)
        assert asked.is_open != has_left
        Request.objects.filter(pk=asked.pk).update(state="WITHDRAWN")


@pytest.mark.usefixtures("node")
def test_of_two_couriers_one_takes_a_letter(cast: Cast) -> None:
    load_kinds(by="node:MDI", at=NOW)
    firm = AgencyFactory(name="Smith and Co", kind="LEGAL")
    give_agency_key(firm)
    kind = RequestKind.objects.current().get(code="PRIVATE_MESSAGE")
    asked = ask(cast.prisoner, kind, {"WHO": "LAWYER", "OFFICE": str(firm.pk), "MESSAGE": "Help."})
    letter = Letter.objects.get(request=asked)

    @transaction.atomic
    def leave() -> object:
        return letters_away.let_go(letter_id=letter.pk, by="node:MDI", at=NOW)

    assert sum(each is not None for each in at_once(leave, leave, leave)) == 1
