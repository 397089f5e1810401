"""Asking for something from the cell, and taking it back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from accounts import access, audit, receipts
from accounts.access import NotAllowed, Verb
from accounts.models import Agency, Prisoner, Terminal, User
from accounts.models.hashing import pepper
from accounts.seal import canonical
from incell import catalogue, questions
from incell.catalogue import CHOSEN, Kind
from incell.models import DECISIONS, OPEN, How, Letter, Request, RequestKind, State, UnsentRequest
from incell.questions import Message, Text

from .choosing import NotOnTheList, named
from .history import AlreadyDecided, Happened, as_it_was, hold, note, save
from .kinds import kind_of
from .letters import private_letter
from .own_words import PRIVATE_BOX, open_own, seal_own

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


def send_request(
    *, prisoner: Prisoner | None, kind: RequestKind, answers: Mapping[str, Any], by: User, at: datetime, origin: Origin
) -> Request:
    """Send one request, to the team that its kind names. What its writer had put by of this kind is done with.

    prisoner   who asks; None: `by`, who asks for themselves.
    answers    question id → value, as incell.catalogue.read_answers gives them; one has up to 500 characters.
               Where something was chosen from a list its id is there, and is kept as a name (incell.acts.choosing).
    by         the person, or with `origin.how` PAPER a member of staff who handles requests.
    Writes     one Request, one line of its history, one audit line. Words of a privileged kind are sealed: see
               `private_answers`.
    Queries    8 between the transaction's two ends, none of which can go: the person's row, locked; what they have
               sent, read once it is, since the limits count it; the request; its line in the history; the audit's
               line, and its tip; the receipt; what was put by, destroyed. One more for what was chosen from a list
               and for a private kind's key. Before them a web server asks for the terminal, the session, the user,
               the reach and the kind. A receipt is looked for only when something stands in the way: whoever sends
               twice meets the first there, at the latest at the receipt, and what was written is rolled back. A
               repeated key costs 5 where a limit stands in its way, else about 12. A letter to an agency that is
               known here costs 2 more, and 3 for the line that says it goes.
    Raises     NotAllowed, KindRetired, AnswersHaveErrors, OneIsOpen, TooManyThisWeek, TooManyToday,
               receipts.AskedOtherwise.
    """
    try:
        return _send(prisoner, kind, answers, by, at, origin)
    except (KindRetired, AnswersHaveErrors, OneIsOpen, TooManyThisWeek, TooManyToday, IntegrityError):
        before = _sent_before(by, kind, answers, prisoner, origin)
        if before is None:
            raise
        return before


@transaction.atomic
def _send(
    prisoner: Prisoner | None, kind: RequestKind, answers: Mapping[str, Any], by: User, at: datetime, origin: Origin
) -> Request:
    held = _hold_person(prisoner, by, origin)
    told = kind_of(kind, origin.language)
    if kind.retired_at is not None:
        raise KindRetired
    said, agency = checked(prisoner_id=held.pk, kind=told, answers=answers, at=at)
    refuse_too_many(prisoner_id=held.pk, kind=told, at=at)
    request = _write(held, kind, told, said, agency, by, at, origin)
    if origin.key:
        asked, answer = _asked(told, answers, held.pk), {"request": str(request.pk)}
        receipts.keep(actor=str(by.pk), key=origin.key, verb="send_request", asked=asked, answer=answer, at=at)
    if origin.how != How.PAPER:
        UnsentRequest.objects.filter(prisoner=held, code=kind.code).delete()
    return request


def _hold_person(prisoner: Prisoner | None, by: User, origin: Origin) -> Prisoner:
    """Lock the row of who asks: one request at a time, since the limits count. Queries: 1, with PAPER 2."""
    whose = {"user": by} if prisoner is None else {"pk": prisoner.pk}
    held = Prisoner.objects.select_for_update(of=("self",), no_key=True).filter(**whose).first()
    if held is None:
        raise NotAllowed(Verb.ASK.value)
    if origin.how == How.PAPER:
        access.require(by, Verb.HANDLE_REQUESTS, held)
    else:
        access.require_own(by, Verb.ASK, held)
    return held


def _asked(told: Kind, answers: Mapping[str, Any], prisoner_id: UUID) -> dict[str, Any]:
    """What a receipt keeps the digest of. Private words get a mark first that nobody can try out."""
    said: Any = dict(answers)
    if told.is_private:
        said = pepper(canonical(said).decode(), "private-request")
    return {"kind": told.code, "answers": said, "prisoner": str(prisoner_id)}


def _sent_before(
    by: User, kind: RequestKind, answers: Mapping[str, Any], prisoner: Prisoner | None, origin: Origin
) -> Request | None:
    """What this key sent the first time. Queries: 2, or 3. Raises receipts.AskedOtherwise."""
    if not origin.key:
        return None
    prisoner_id = by.prisoner.pk if prisoner is None else prisoner.pk
    asked = _asked(kind_of(kind, origin.language), answers, prisoner_id)
    answer = receipts.earlier(actor=str(by.pk), key=origin.key, verb="send_request", asked=asked)
    return None if answer is None else Request.objects.get(pk=answer["request"])


def checked(
    *, prisoner_id: UUID, kind: Kind, answers: Mapping[str, Any], at: datetime
) -> tuple[dict[str, Any], Agency | None]:
    """The answers as they would be sent, names where something was chosen; and the agency if that was it.

    Queries    none, or 1 for each that was chosen. Raises AnswersHaveErrors.
    """
    found = catalogue.check_all(kind, dict(answers), localdate(at))
    if not found.errors:
        try:
            return named(kind, found.answers, prisoner_id)
        except NotOnTheList as wrong:
            found.errors[wrong.question] = Message("unknown_option", Text(questions.MESSAGES["unknown_option"]))
    raise AnswersHaveErrors(found)


def refuse_too_many(*, prisoner_id: UUID, kind: Kind, at: datetime) -> None:
    """Whether one more of this kind may be sent now. Queries: 1.

    Raises     OneIsOpen, TooManyThisWeek, TooManyToday.
    """
    day, week = at - timedelta(days=1), at - timedelta(days=7)
    looked_at = Q(sent_at__gt=day)  # never more than MOST_A_DAY
    if kind.open:
        looked_at |= Q(code=kind.code, state__in=OPEN)
    if kind.week:
        looked_at |= Q(code=kind.code, sent_at__gt=week)
    sent = list(
        Request.objects.filter(looked_at, prisoner_id=prisoner_id)
        .defer("answers", "words", "sealed")
        .order_by("-sent_at")[: MOST_A_DAY * 8 + kind.open]
    )
    same = [one for one in sent if one.code == kind.code]
    waiting = [one for one in same if one.is_open]
    if kind.open and len(waiting) >= kind.open:
        raise OneIsOpen(waiting[0])
    lately = [one for one in same if one.sent_at > week and one.state != State.WITHDRAWN]
    if kind.week and len(lately) >= kind.week:
        raise TooManyThisWeek(lately[kind.week - 1].sent_at + timedelta(days=7))
    if sum(one.sent_at > day for one in sent) >= MOST_A_DAY:
        raise TooManyToday


def _write(
    prisoner: Prisoner,
    kind: RequestKind,
    told: Kind,
    answers: dict[str, Any],
    agency: Agency | None,
    by: User,
    at: datetime,
    origin: Origin,
) -> Request:
    request = Request(
        id=uuid4(),
        prison_id=prisoner.prison_id,
        prisoner=prisoner,
        kind=kind,
        code=kind.code,
        team=told.team,
        agency=agency,
        how=origin.how,
        entered_by=origin.entered_by,
        terminal=origin.terminal,
        language=origin.language,
        sent_at=at,
        written_at=min(origin.written_at or at, at),
        due_on=answer_due_on(told, at),
    )
    letter = None
    if told.is_private:
        letter = _seal(request, told, answers, by, at)
    else:
        request.answers, request.words = answers, in_words(told, answers)
    request.save(force_insert=True)
    note(request, Happened.SENT, by=by, at=at, shared=True, to_team=told.team)
    if letter is not None:
        letter.save(force_insert=True)
        if request.decided_at is not None:
            note(request, Happened.SEALED, by=None, at=at, shared=True)
    return request


def answer_due_on(kind: Kind, sent_at: datetime) -> date:
    """The day by which what is sent at this moment is answered. No queries."""
    return localdate(sent_at) + timedelta(days=kind.days)


def _seal(request: Request, told: Kind, answers: dict[str, Any], by: User, at: datetime) -> Letter | None:
    """Only the addressee's name stays readable: that there is a letter, and to whom, is for staff to see.

    Returns the letter if it is to an agency that is known here, to be saved after the request.
    """
    named_at = next((question for question, meaning in told.means.items() if meaning in CHOSEN), "")
    request.addressee = str(answers.get(named_at, ""))[:120]
    about = {"request": str(request.pk)}
    own = seal_own(prisoner=request.prisoner, typ=PRIVATE_BOX, about=about, said=answers, by=by, at=at)
    request.sealed = canonical({"own": own}).decode()
    return private_letter(request=request, said=answers, by=by, at=at)


def private_answers(*, request: Request, by: User) -> dict[str, Any]:
    """The answers of a privileged request, for its writer alone. Queries: 2. Raises NotTheirs, NotAllowed, NoOwnKey."""
    reach = access.require(by, Verb.ASK)
    if request.prisoner_id != reach.prisoner_id:
        raise NotTheirs
    about, own = {"request": str(request.pk)}, json.loads(request.sealed)["own"]
    answers: dict[str, Any] = open_own(prisoner_id=request.prisoner_id, typ=PRIVATE_BOX, about=about, sealed=own)
    return answers


def in_words(kind: Kind, answers: Mapping[str, Any]) -> str:
    """The answers in words, a line each, as queues and search show them. No queries."""
    lines = [
        f"{row.title}{' ' if row.title.endswith('?') else ': '}{' '.join(row.value)}"
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


def see_answer(*, request: Request, by: User, at: datetime) -> None:
    """Note that the person has seen the answer; from then on it can't be undone.

    Queries    none, or 3 between the transaction's two ends: the mark, set where it is theirs and not undone
               meanwhile, and the audit's two. 1 more where there is nothing to mark.
    Raises     NotAllowed, NotTheirs.
    """
    if request.state not in DECISIONS or request.seen_at is not None:
        return  # before a transaction begins: most openings write nothing
    with transaction.atomic():
        # No join: what an update waited for is asked again of the row itself, and not of a row that was joined.
        own = Request.objects.filter(prisoner__in=Prisoner.objects.here().filter(user=by, user__is_active=True))
        if own.filter(pk=request.pk).unseen().update(seen_at=at):
            audit.write(by=by, verb="see_answer", what="incell.Request", whom=request.pk, at=at)
        elif access.require(by, Verb.ASK).prisoner_id != request.prisoner_id:
            raise NotTheirs
