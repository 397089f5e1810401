"""Asking for something from the cell, and taking it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, receipts
from accounts.access import Verb
from accounts.models import Prisoner, Terminal, User
from incell import catalogue, questions
from incell.catalogue import Kind, Way
from incell.models import How, Request, RequestKind, State

from .history import AlreadyDecided, Happened, as_it_was, hold, note, save
from .kinds import kind_of

MOST_A_DAY = 20  # requests of one person in 24 hours, of every kind together


class AnswersHaveErrors(Exception):
    """The answers don't pass the kind's own rules. Nothing was sent."""

    def __init__(self, checked: questions.Checked) -> None:
        super().__init__("answers have errors")
        self.checked = checked


class OneIsOpen(Exception):
    """As many of this kind are open as one person may have open. `request` is the newest of them."""

    def __init__(self, request: Request) -> None:
        super().__init__("one is open")
        self.request = request


class TooManyThisWeek(Exception):
    """As many of this kind were sent in the last seven days as may be. `again_at`: when the next may be sent."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__("too many this week")
        self.again_at = again_at


class TooManyToday(Exception):
    """MOST_A_DAY requests were sent in the last 24 hours."""


class KindRetired(Exception):
    """This kind of request is no longer asked for."""


class NotTheirs(Exception):
    """This request is somebody else's, or there is none."""


@dataclass(frozen=True)
class Origin:
    """How a request came in. `key`: an idempotency key, up to 64 characters; the same one never sends twice."""

    how: str = How.TERMINAL
    terminal: Terminal | None = None
    entered_by: User | None = None
    written_at: datetime | None = None
    key: str = ""
    language: str = "en"


@transaction.atomic
def send_request(
    *, prisoner: Prisoner, kind: RequestKind, answers: Mapping[str, Any], by: User, at: datetime, origin: Origin
) -> Request:
    """Send one request, to the team that its kind names.

    answers    question id → value, as incell.questions.check takes it; one answer has up to 500 characters.
    by         the person, or with `origin.how` PAPER a member of staff who handles requests.
    Writes     one Request, one line of its history, one audit line. Queries: about 14; 2 for a repeated key.
    Raises     NotAllowed, KindRetired, AnswersHaveErrors, OneIsOpen, TooManyThisWeek, TooManyToday,
               receipts.AskedOtherwise.
    """
    _may_ask(prisoner, by, origin)
    asked = {"kind": kind.code, "answers": dict(answers), "prisoner": str(prisoner.pk)}
    if origin.key and (before := _sent_before(by, origin.key, asked)):
        return before
    if kind.retired_at is not None:
        raise KindRetired
    told = kind_of(kind, origin.language)
    checked = catalogue.check_all(told, dict(answers))
    if checked.errors:
        raise AnswersHaveErrors(checked)
    held = Prisoner.objects.select_for_update(of=("self",)).get(pk=prisoner.pk)  # one at a time: the limits count
    _refuse_too_many(held, kind, told, at)
    request = _write(held, kind, told, checked.answers, by, at, origin)
    if origin.key:
        receipts.keep(
            actor=str(by.pk),
            key=origin.key,
            verb="send_request",
            asked=asked,
            answer={"request": str(request.pk)},
            at=at,
        )
    return request


def _may_ask(prisoner: Prisoner, by: User, origin: Origin) -> None:
    if origin.how == How.PAPER:
        access.require(by, Verb.HANDLE_REQUESTS, prisoner)
    else:
        access.require(by, Verb.ASK, prisoner)


def _sent_before(by: User, key: str, asked: Mapping[str, Any]) -> Request | None:
    answer = receipts.earlier(actor=str(by.pk), key=key, verb="send_request", asked=asked)
    return None if answer is None else Request.objects.get(pk=answer["request"])


def _refuse_too_many(prisoner: Prisoner, kind: RequestKind, told: Kind, at: datetime) -> None:
    """Queries: up to 3."""
    sent = Request.objects.filter(prisoner=prisoner)
    same = sent.filter(code=kind.code)
    if told.open:
        waiting = list(same.open().order_by("-sent_at")[: told.open])
        if len(waiting) >= told.open:
            raise OneIsOpen(waiting[0])
    if told.week:
        week = list(
            same.filter(sent_at__gt=at - timedelta(days=7))
            .exclude(state=State.WITHDRAWN)
            .order_by("-sent_at")[: told.week]
        )
        if len(week) >= told.week:
            raise TooManyThisWeek(week[-1].sent_at + timedelta(days=7))
    if sent.filter(sent_at__gt=at - timedelta(days=1))[:MOST_A_DAY].count() >= MOST_A_DAY:
        raise TooManyToday


def _write(
    prisoner: Prisoner,
    kind: RequestKind,
    told: Kind,
    answers: dict[str, Any],
    by: User,
    at: datetime,
    origin: Origin,
) -> Request:
    if told.way is Way.PRIVILEGED:
        raise NotImplementedError("privileged requests are sealed by send_privileged")
    request = Request.objects.create(
        prison_id=prisoner.prison_id,
        prisoner=prisoner,
        kind=kind,
        code=kind.code,
        team=told.team,
        answers=answers,
        words=in_words(told, answers),
        how=origin.how,
        entered_by=origin.entered_by,
        terminal=origin.terminal,
        language=origin.language,
        sent_at=at,
        written_at=min(origin.written_at or at, at),
        due_on=localdate(at) + timedelta(days=told.days),
    )
    note(request, Happened.SENT, by=by, at=at, shared=True, to_team=told.team)
    return request


def in_words(kind: Kind, answers: Mapping[str, Any]) -> str:
    """The answers in words, a line each, as queues and search show them. No queries."""
    lines = [
        f"{row.title}: {' '.join(row.value)}"
        for _, rows in questions.summary(kind.asked, answers)
        for row in rows
        if row.value
    ]
    return "\n".join(lines)


@transaction.atomic
def withdraw_request(*, request: Request, by: User, at: datetime) -> Request:
    """The person takes an open request back. A second time changes nothing.

    Queries    about 9. Raises NotTheirs, AlreadyDecided.
    """
    held = hold(request, None)
    reach = access.require(by, Verb.ASK)
    if held.prisoner_id != reach.prisoner_id:
        raise NotTheirs
    if held.state == State.WITHDRAWN:
        return held
    if not held.is_open:
        raise AlreadyDecided(held)
    before = as_it_was(held)
    held.state, held.decided_at, held.decided_by = State.WITHDRAWN, at, by
    save(held, ["state", "decided_at", "decided_by"])
    note(held, Happened.WITHDRAWN, by=by, at=at, shared=True, from_team=held.team, before=before)
    return held


@transaction.atomic
def see_answer(*, request: Request, by: User, at: datetime) -> None:
    """Note that the person has seen the answer; from then on it can't be undone. Queries: 6, or 1."""
    if request.is_open or request.seen_at is not None:
        return
    reach = access.require(by, Verb.ASK)
    if request.prisoner_id != reach.prisoner_id:
        raise NotTheirs
    Request.objects.filter(pk=request.pk, seen_at__isnull=True).update(seen_at=at)
