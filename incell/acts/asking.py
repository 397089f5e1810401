"""Asking for something from the cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts import access, receipts
from accounts.access import NotAllowed, Verb
from accounts.models import Agency, Prisoner, Terminal, User
from accounts.models.hashing import pepper
from accounts.seal import canonical
from incell import catalogue, questions
from incell.catalogue import CHOSEN, Kind
from incell.models import How, Letter, Request, RequestKind, UnsentRequest
from incell.questions import Message, Text

from .choosing import NotOnTheList, named
from .history import Happened, note
from .kinds import kind_of
from .letters import private_letter
from .limits import OneIsOpen, TooManyThisWeek, TooManyToday, insert_within
from .own_words import PRIVATE_BOX, seal_own


class AnswersHaveErrors(Exception):
    """The answers don't pass the kind's own rules. Nothing was sent."""

    def __init__(self, checked: questions.Checked) -> None:
        super().__init__("answers have errors")
        self.checked = checked


class KindRetired(Exception):
    """This kind of request is no longer asked for."""


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
               incell.acts.own_requests.private_answers.
    Queries    4 between the transaction's two ends: the person's row, locked; the request, with its key and only if
               it is not one too many; its line in the history; the audit's line. One more for what was chosen from
               a list, for a private kind's key and its letter; and where the key was not that of what was put by,
               which is then destroyed. Else that is over by itself: UnsentRequest says when. Before them a web
               server asks for the session, the terminal, the user and the kind. Whoever sends twice meets the first
               in its way, at the latest at its key, and what was written is rolled back: about 5 more. A letter to
               an agency that is known here costs 2 more, and 2 for the line that says it goes.
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
    request = _made(held, kind, told, agency, at, origin)
    if origin.key:
        request.key, request.asked = origin.key, receipts.digest(_asked(told, answers, held.pk))
    letter = None
    if told.is_private:
        letter = _seal(request, told, said, by, at)
    else:
        request.answers, request.words = said, in_words(told, said)
    insert_within(request, kind=told)
    note(request, Happened.SENT, by=by, at=at, shared=True, to_team=told.team)
    if letter is not None:
        letter.save(force_insert=True)
        if request.decided_at is not None:
            note(request, Happened.SEALED, by=None, at=at, shared=True)
    if origin.how == How.OFFLINE or (origin.how == How.TERMINAL and not origin.key):
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
    """What the digest beside a request's key is of. Private words get a mark first that nobody can try out."""
    said: Any = dict(answers)
    if told.is_private:
        said = pepper(canonical(said).decode(), "private-request")
    return {"kind": told.code, "answers": said, "prisoner": str(prisoner_id)}


def _sent_before(
    by: User, kind: RequestKind, answers: Mapping[str, Any], prisoner: Prisoner | None, origin: Origin
) -> Request | None:
    """What this key sent the first time. Queries: 1, or 2. Raises receipts.AskedOtherwise."""
    if not origin.key:
        return None
    prisoner_id = by.prisoner.pk if prisoner is None else prisoner.pk
    before = Request.objects.filter(prisoner_id=prisoner_id, key=origin.key).first()
    if before is None:
        return None
    if before.asked != receipts.digest(_asked(kind_of(kind, origin.language), answers, prisoner_id)):
        raise receipts.AskedOtherwise("send_request")
    return before


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


def _made(
    prisoner: Prisoner, kind: RequestKind, told: Kind, agency: Agency | None, at: datetime, origin: Origin
) -> Request:
    """The request as it will be, without what was said."""
    return Request(
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


def answer_due_on(kind: Kind, sent_at: datetime) -> date:
    """The day by which what is sent at this moment is answered. No queries."""
    return kind.due_on(localdate(sent_at))


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


def in_words(kind: Kind, answers: Mapping[str, Any]) -> str:
    """The answers in words, a line each, as queues and search show them. No queries."""
    lines = [
        f"{row.title}{' ' if row.title.endswith('?') else ': '}{' '.join(row.value)}"
        for _, rows in questions.summary(kind.asked, answers)
        for row in rows
        if row.value
    ]
    return "\n".join(lines)
