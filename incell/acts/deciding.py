"""What staff do with a request: take it, hand it on, say something, decide, and undo."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.access import NotAllowed, Verb
from accounts.models import RoleHeld, User
from incell.models import Rejection, Request, RequestEvent, State, Team, Vetting, roles_of

from .history import AlreadyDecided, ChangedMeanwhile, Happened, as_it_was, bring_back, handler, hold, note, save
from .letters import hold_back, pass_on
from .ways import is_vetted

LONGEST = 1_000  # characters from staff: the service's own limit
UNDO = timedelta(minutes=15)
DECIDED = {State.APPROVED: Happened.APPROVED, State.DECLINED: Happened.DECLINED, State.REJECTED: Happened.REJECTED}


class NothingSaid(ValueError):
    """Words are needed here: a comment to forward, a reason to decline."""


class SaysTooMuch(ValueError):
    """More than 1,000 characters."""


class NotInThatTeam(ValueError):
    """This person does not sit in the team that has the request."""


class NeedsVetting(Exception):
    """Approving it changes who may be called and seen: it is approved by vetting, and not undone but ended there."""


class HasItAlready(ValueError):
    """The team that it should go to has it already."""


class PrivilegedIsPassedOn(ValueError):
    """A privileged message is dealt with unread: nobody declines or rejects it."""


class NothingToUndo(Exception):
    """Too late, done by somebody else, seen by the person already, or something else was done since."""


def tidy(words: str, *, needed: bool = False) -> str:
    """Staff's words: trimmed. Raises NothingSaid, SaysTooMuch."""
    words = words.strip()
    if needed and not words:
        raise NothingSaid
    if len(words) > LONGEST:
        raise SaysTooMuch(len(words))
    return words


def _open(request: Request, by: User, revision: int | None) -> Request:
    """Hold an open request that this person's team has. Raises NotAllowed, AlreadyDecided, ChangedMeanwhile."""
    held = hold(request, revision)
    if not held.is_open:
        raise AlreadyDecided(held)
    handler(by, held)
    return held


@transaction.atomic
def assign(
    *, request: Request, to: User | None, by: User, at: datetime, revision: int | None = None, batch: UUID | None = None
) -> Request:
    """Give a request to somebody of its team, oneself included, or to nobody.

    Queries    about 10. Raises NotAllowed, NotInThatTeam, AlreadyDecided, ChangedMeanwhile.
    """
    held = _open(request, by, revision)
    if to is not None:
        fits = RoleHeld.objects.filter(user=to, role__in=roles_of(held.team), user__is_active=True)
        if to.prison_id != held.prison_id or not fits.exists():
            raise NotInThatTeam
    before = as_it_was(held)
    held.assigned_to = to
    held.state = State.IN_PROGRESS if to is not None else held.state
    save(held, ["assigned_to", "state"])
    verb = Happened.TAKEN if to == by else Happened.ASSIGNED
    note(held, verb, by=by, at=at, words=to.name if to else "", from_team=held.team, before=before, batch=batch)
    return held


@transaction.atomic
def forward(
    *,
    request: Request,
    to: str,
    comment: str,
    by: User,
    at: datetime,
    revision: int | None = None,
    batch: UUID | None = None,
) -> Request:
    """Hand a request to another team with a comment for its staff; the day it is due stays.

    Queries    about 9. Raises NotAllowed, NothingSaid, SaysTooMuch, HasItAlready, AlreadyDecided, ChangedMeanwhile.
    """
    comment = tidy(comment, needed=True)
    held = _open(request, by, revision)
    before, team = as_it_was(held), held.team
    if team == Team(to):
        raise HasItAlready
    held.team, held.assigned_to, held.state = Team(to), None, State.IN_PROGRESS
    save(held, ["team", "assigned_to", "state"])
    note(held, Happened.FORWARDED, by=by, at=at, words=comment, from_team=team, to_team=to, before=before, batch=batch)
    return held


@transaction.atomic
def say(*, request: Request, words: str, shared: bool, by: User, at: datetime) -> RequestEvent:
    """Write a message: for staff only, or for the person too. Also after the decision.

    Queries    about 8. Raises NotAllowed, NothingSaid, SaysTooMuch.
    """
    words = tidy(words, needed=True)
    held = hold(request, None)
    handler(by, held)
    save(held, [])
    return note(held, Happened.SAID, by=by, at=at, words=words, shared=shared, from_team=held.team)


@transaction.atomic
def decide(
    *,
    request: Request,
    state: str,
    reply: str,
    by: User,
    at: datetime,
    rejection: str = "",
    staff_reason: str = "",
    revision: int | None = None,
    batch: UUID | None = None,
    vetted: bool = False,
) -> Request:
    """Approve, decline or reject a request. A message to an agency that is approved leaves when it can't be undone.

    reply         to the person, in plain words; needed to decline. staff_reason: never shown in the cell.
    rejection     one of Rejection with REJECTED, else "".
    vetted        said by incell.acts.vetting alone, which has done what approving a contact asks for.
    Queries       about 9. Raises NotAllowed, NothingSaid, SaysTooMuch, AlreadyDecided, ChangedMeanwhile, ValueError,
                  NeedsVetting, PrivilegedIsPassedOn.
    """
    state = State(state)
    if state not in DECIDED or (state == State.REJECTED) != bool(rejection):
        raise ValueError("a decision is APPROVED, DECLINED, or REJECTED with its reason")
    reply, staff_reason = tidy(reply, needed=state == State.DECLINED), tidy(staff_reason)
    held = _open(request, by, revision)
    _refuse_of_its_kind(held, state, vetted)
    before = as_it_was(held)
    held.state, held.reply, held.staff_reason = state, reply, staff_reason
    held.rejection = Rejection(rejection) if rejection else ""
    held.decided_at, held.decided_by, held.seen_at = at, by, None
    save(held, ["state", "reply", "staff_reason", "rejection", "decided_at", "decided_by", "seen_at"])
    passed_on = pass_on(request=held, by=by, at=at, goes_at=at + UNDO) if state == State.APPROVED else None
    verb = DECIDED[state]
    note(held, verb, by=by, at=at, words=reply, shared=True, from_team=held.team, before=before, batch=batch)
    if passed_on is not None:
        audit.write(by=by, verb="pass_letter_on", what="incell.Letter", whom=passed_on.pk, at=at)
    return held


def _refuse_of_its_kind(held: Request, state: State, vetted: bool) -> None:
    """Raises NeedsVetting, PrivilegedIsPassedOn: what this kind of request is not decided like."""
    if state == State.APPROVED and not vetted and is_vetted(held):
        raise NeedsVetting
    if held.is_privileged and state != State.APPROVED:
        raise PrivilegedIsPassedOn


@transaction.atomic
def undo(*, event: RequestEvent, by: User, at: datetime) -> Request:
    """Take back the newest thing that this person did to a request, within a quarter of an hour.

    A decision that the person in the cell has seen stays. The history keeps both lines. With the hand-over to public
    protection the first approval of a contact is taken back too.
    Queries    about 12. Raises NothingToUndo, NotAllowed, NeedsVetting.
    """
    held = hold(event.request, None)
    if event.verb == Happened.APPROVED and is_vetted(held):
        raise NeedsVetting
    newest = held.events.order_by("-id").first()  # by the order of writing: whoever waited for the lock began earlier
    if newest is None or newest != event or not can_undo(newest, held, by=by, at=at):
        raise NothingToUndo
    if not any(role in roles_of(event.from_team) for role in _roles(by)):
        raise NotAllowed(Verb.HANDLE_REQUESTS.value)
    if event.verb == Happened.APPROVED and not hold_back(held):
        raise NothingToUndo
    if event.to_team == Team.PUBLIC_PROTECTION:
        first = Vetting.objects.filter(request=held, first_by=by, first_at=event.at)
        first.update(first_by=None, first_at=None, proposal={})
    bring_back(held, event.before)
    save(held, event.before.keys())
    note(held, Happened.UNDONE, by=by, at=at, words=event.verb, from_team=held.team, before={}, batch=event.batch)
    return held


def can_undo(newest: RequestEvent, request: Request, *, by: User, at: datetime) -> bool:
    """Whether this person may still take back the newest line of a request's history. Queries: none."""
    mine = newest.by_id == by.pk and bool(newest.before)
    return mine and at - newest.at <= UNDO and request.seen_at is None and request.state != State.WITHDRAWN


def _roles(by: User) -> list[str]:
    return list(RoleHeld.objects.filter(user=by).values_list("role", flat=True))


__all__ = [
    "LONGEST",
    "AlreadyDecided",
    "ChangedMeanwhile",
    "HasItAlready",
    "NeedsVetting",
    "NotInThatTeam",
    "NothingSaid",
    "NothingToUndo",
    "PrivilegedIsPassedOn",
    "SaysTooMuch",
    "assign",
    "can_undo",
    "decide",
    "forward",
    "say",
    "undo",
]
