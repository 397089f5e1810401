"""What was written while there was no Wi-Fi: taken in once, done, or held for its writer (OFFLINE.md)."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from accounts import audit, receipts
from accounts.access import NotAllowed, Verb, require
from accounts.models import Prisoner, Terminal, User
from accounts.seal import Unreadable
from incell import catalogue
from incell.models import How, QueuedAct, Request, RequestKind

from . import asking, elsewhere, limits
from .history import Happened, note
from .kinds import kind_of
from .tickets import GOOD_FOR, SENT_WITHIN, NotATicket, TicketOfAnotherTerminal, Writer, writer_of
from .written import LARGEST, Written, open_act, sane

KEY = re.compile(r"[A-Za-z0-9_-]{16,43}")
MOST_HELD = 100  # acts of one person that wait to be looked at
CLOCK_MAY_ERR = timedelta(minutes=5)
CLOCK_WAS_WRONG = gettext_noop("The clock of the terminal was wrong. When this was written is not certain.")
State = QueuedAct.State
_LIMITS: dict[type[Exception], str] = {
    asking.AnswersHaveErrors: "answers",
    limits.OneIsOpen: "one_open",
    limits.TooManyThisWeek: "too_many_week",
    limits.TooManyToday: "too_many_today",
    asking.KindRetired: "kind_retired",
    receipts.AskedOtherwise: "sent_before",
    NotAllowed: "left",
}
WHY = (*_LIMITS.values(), "pin_changed", "late", "old", "another_terminal")


class Malformed(ValueError):
    """The key has another shape than a key."""


class TooLarge(ValueError):
    """The box is larger than any that a terminal makes."""


class KeyUsed(ValueError):
    """This key came before with another box."""


class TooManyHeld(ValueError):
    """MOST_HELD acts of this person wait already to be looked at: this one stays on its terminal."""


class AlreadySettled(ValueError):
    """This act was done or thrown away already."""


def take_in(*, key: str, box: str, waited: int, terminal: Terminal, at: datetime) -> QueuedAct:
    """Do one act as its writer, whoever is signed in, or hold it; the same key and box again only says what was.

    waited   ms between writing and sending, by the terminal's clock.
    Writes   one QueuedAct, and what the act itself writes, or an audit line. Queries: about 26; 1 for a known key.
    Raises   Malformed, TooLarge, KeyUsed, NotATicket, TooManyHeld, seal.Unreadable. What has a writer whom a ticket
             names is done or held for them, TooManyHeld alone waits for room.
    """
    if not KEY.fullmatch(key):
        raise Malformed
    if len(box) > LARGEST:
        raise TooLarge
    waited = sane(waited)
    digest = hashlib.sha256(box.encode()).hexdigest()
    if before := _before(key, digest):
        return before
    written = open_act(box, key)
    why = ""
    try:
        writer = writer_of(written.ticket, terminal, at)
    except TicketOfAnotherTerminal as told:  # enrolled anew meanwhile, or carried here: only its writer says
        writer, why = told.writer, "another_terminal"
    person = Prisoner.objects.filter(user=writer.user).first()
    if person is None:
        raise NotATicket
    act = QueuedAct(
        key=key, prisoner=person, terminal=terminal, state=State.HELD, sealed=box, digest=digest, received_at=at
    )
    try:
        with transaction.atomic():
            act.save(force_insert=True)  # whoever sends the same at the same time waits here
            _do(act, written, writer, waited, at, why)
    except IntegrityError:
        if before := _before(key, digest):
            return before
        raise
    return act


def _before(key: str, digest: str) -> QueuedAct | None:
    before = QueuedAct.objects.filter(pk=key).first()
    if before is not None and before.digest != digest:
        raise KeyUsed
    return before


def _do(act: QueuedAct, written: Written, writer: Writer, waited: int, at: datetime, why: str) -> None:
    """Send, or say in `why` what stands in the way. A refused act leaves nothing behind but itself."""
    written_at = _by_the_clock(written, writer, waited, at)
    act.why = why or _stands_in_the_way(writer, written_at, at)
    done = False
    if not act.why:
        try:
            with transaction.atomic():
                sane_at = _sane(act, writer, written_at, at)
                if module := elsewhere.act_of(written.kind):
                    elsewhere.do(module, fields=written.fields, by=writer.user, written_at=sane_at, at=at)
                else:
                    act.request = _send(act, written, writer.user, sane_at, at)
                done = True
        except tuple(_LIMITS) as refused:
            act.why = _LIMITS[type(refused)]
        except elsewhere.StillHeld as refused:
            act.why = refused.why
    if not done:
        if QueuedAct.objects.held().filter(prisoner=act.prisoner).count() > MOST_HELD:
            raise TooManyHeld
        audit.write(by=writer.user, verb="hold_queued_act", what="incell.QueuedAct", whom=act.pk, at=at)
    else:
        act.state, act.sealed = State.DONE, ""
        if written.ms is not None and _clock_was_wrong(written.ms, waited, at - writer.issued_at):
            act.why = "clock"
            if act.request is not None:
                note(act.request, Happened.SAID, by=None, at=at, words=CLOCK_WAS_WRONG)
    act.save(update_fields=["state", "why", "sealed", "request"])


def _by_the_clock(written: Written, writer: Writer, waited: int, at: datetime) -> datetime:
    if written.ms is None:
        return at - timedelta(milliseconds=waited)
    return writer.issued_at + timedelta(milliseconds=written.ms)


def _stands_in_the_way(writer: Writer, written_at: datetime, at: datetime) -> str:
    if writer.pin_changed:
        return "pin_changed"
    if at - writer.issued_at > SENT_WITHIN:
        return "old"
    # What a clock says beyond now is the clock's fault, not the writer's.
    return "late" if min(written_at, at) - writer.issued_at > GOOD_FOR else ""


def _sane(act: QueuedAct, writer: Writer, written_at: datetime, at: datetime) -> datetime:
    """When it was written: not before the ticket or what the writer wrote here earlier, not after now. Queries: 1."""
    earlier = (
        QueuedAct.objects.filter(prisoner=act.prisoner, terminal=act.terminal, request__written_at__lte=at)
        .order_by("-request__written_at")
        .values_list("request__written_at", flat=True)
        .first()
    )
    return min(max(written_at, writer.issued_at, earlier or writer.issued_at), at)


def _clock_was_wrong(ms: int, waited: int, passed: timedelta) -> bool:
    return min(ms, waited) < 0 or abs(timedelta(milliseconds=ms + waited) - passed) > CLOCK_MAY_ERR


def _send(act: QueuedAct, written: Written, by: User, written_at: datetime, at: datetime) -> Request:
    assert act.prisoner is not None
    kind = RequestKind.objects.current().filter(code=written.kind).first()
    if kind is None:
        raise asking.KindRetired
    origin = asking.Origin(
        how=How.OFFLINE, terminal=act.terminal, written_at=written_at, key=act.key, language=written.language
    )
    answers = answers_of(kind, written)
    return asking.send_request(prisoner=act.prisoner, kind=kind, answers=answers, by=by, at=at, origin=origin)


def answers_of(kind: RequestKind, written: Written) -> dict[str, Any]:
    """What was written, as `send_request` takes it. Queries: none."""
    return catalogue.read_answers(kind_of(kind), written.fields)


def kinds_of(acts: Iterable[QueuedAct]) -> dict[str, str]:
    """Key → code of the kind of each, "" where it can't be opened; for its writer's list alone. Queries: none."""
    found = {}
    for act in acts:
        try:
            found[act.key] = open_act(act.sealed, act.key).kind
        except Unreadable:
            found[act.key] = ""
    return found


def open_held(*, act: QueuedAct, by: User) -> Written:
    """What its writer wrote. Queries: 2. Raises NotAllowed, AlreadySettled, seal.Unreadable."""
    if act.prisoner_id != require(by, Verb.ASK).prisoner_id:
        raise NotAllowed("open_held")
    if act.state != State.HELD:
        raise AlreadySettled
    return open_act(act.sealed, act.key)


@transaction.atomic
def send_held(
    *, act: QueuedAct, answers: Mapping[str, Any], by: User, at: datetime, terminal: Terminal | None
) -> Request | None:
    """The writer has looked at it again and sends it, as it was or changed. A second time changes nothing.

    answers  of a request; what another app keeps goes as it was written.
    Queries  about 20. Raises NotAllowed, AlreadySettled, and as asking.send_request or elsewhere.StillHeld; then it
             is still held.
    """
    held = _hold(act, by)
    if held.state == State.DONE:
        return held.request
    if held.state != State.HELD:
        raise AlreadySettled
    assert held.prisoner is not None
    written = open_act(held.sealed, held.key)
    if module := elsewhere.act_of(written.kind):
        elsewhere.do(module, fields=written.fields, by=by, written_at=held.received_at, at=at)
        held.state, held.sealed = State.DONE, ""
        held.save(update_fields=["state", "sealed"])
        return None
    kind = RequestKind.objects.current().filter(code=written.kind).first()
    if kind is None:
        raise asking.KindRetired
    origin = asking.Origin(how=How.OFFLINE, terminal=terminal, written_at=at, language=written.language)
    request = asking.send_request(prisoner=held.prisoner, kind=kind, answers=answers, by=by, at=at, origin=origin)
    held.state, held.sealed, held.request = State.DONE, "", request
    held.save(update_fields=["state", "sealed", "request"])
    return request


@transaction.atomic
def throw_away(*, act: QueuedAct, by: User, at: datetime) -> None:
    """The writer no longer wants it: its box is destroyed. A second time changes nothing.

    Queries  about 8. Raises NotAllowed; AlreadySettled (it was sent).
    """
    held = _hold(act, by)
    if held.state == State.DONE:
        raise AlreadySettled
    if held.state == State.DROPPED:
        return
    held.state, held.sealed = State.DROPPED, ""
    held.save(update_fields=["state", "sealed"])
    audit.write(by=by, verb="throw_away_queued_act", what="incell.QueuedAct", whom=held.pk, at=at)


def _hold(act: QueuedAct, by: User) -> QueuedAct:
    reach = require(by, Verb.ASK)
    held = QueuedAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    if held.prisoner_id != reach.prisoner_id:
        raise NotAllowed("held act")
    return held


__all__ = [
    "WHY",
    "AlreadySettled",
    "KeyUsed",
    "Malformed",
    "NotATicket",
    "TooLarge",
    "TooManyHeld",
    "Written",
    "answers_of",
    "kinds_of",
    "open_held",
    "send_held",
    "take_in",
    "throw_away",
]
