"""The vetting of a contact request: what blocks it, who approves, and what becomes of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.models import User
from incell.models import Contact, Request, State, Team, Tie, Vetting

from .contacts import Given, make_known, remove_tie, tie
from .deciding import decide, tidy
from .history import AlreadyDecided, ChangedMeanwhile, Happened, as_it_was, handler, hold, note, save
from .looking import Looked, look
from .numbers import refuse_numbers_since, why_two_for_numbers
from .ways import is_vetted


class NotVetted(ValueError):
    """This request is of a kind that takes no vetting."""


class Blocked(Exception):
    """A rule forbids it. `rule` is its code: see incell.matching.weigh."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class NotACandidate(ValueError):
    """This is none of the known contacts that were found for the request."""


class NothingToCall(ValueError):
    """Somebody who may be called needs a number."""


class NobodyNamed(ValueError):
    """A contact has a name, or, an official one, an organisation."""


class SamePerson(Exception):
    """Whoever approved first cannot approve a second time: it takes another person."""


class NotYetOnce(Exception):
    """Nobody has approved it a first time."""


class NotTheirContact(ValueError):
    """This contact is not on the list of the person who asks."""


@transaction.atomic
def open_vetting(*, request: Request, by: User, at: datetime) -> Vetting:
    """Begin the vetting of a request, the first time that somebody opens it. Again changes nothing.

    Writes     one Vetting and one audit line. Queries: 2, or about 18. Raises NotAllowed, NotVetted.
    """
    access.require(by, Verb.VET_CONTACTS, request.prisoner)
    begun = Vetting.objects.filter(request=request).select_related("first_by", "contact").first()
    if begun is not None:
        return begun
    if not is_vetted(request):
        raise NotVetted
    looked = look(request, localdate(at))
    begun, new = Vetting.objects.get_or_create(request=request, defaults={"checked_at": at, **_found(looked, None)})
    if new:
        audit.write(by=by, verb="open_vetting", what="incell.Request", whom=request.pk, at=at)
    return begun


def _found(looked: Looked, contact: Contact | None) -> dict[str, Any]:
    """What a vetting keeps of what was found."""
    weighed = looked.weighed[contact and contact.pk]
    evidence = [
        {
            "contact": str(match.key.pk),
            "score": match.score,
            "says": [[each.code, each.value] for each in match.evidence],
        }
        for match in looked.matches
    ]
    return {
        "evidence": evidence,
        "blocked_by": next(iter(weighed.blocked_by), ""),
        "needs_two": bool(weighed.two),
        "why_two": next(iter(weighed.two), ""),
    }


@transaction.atomic
def approve(
    *,
    request: Request,
    contact: Contact | None,
    given: Given,
    reply: str,
    staff_reason: str,
    by: User,
    at: datetime,
    revision: int | None = None,
) -> Request:
    """Approve a contact: at once, or, where public protection is involved, as the first of two people.

    contact    the known contact that it is, one of those that were found; None: somebody new.
    Returns    the request: decided, or open and with public protection for the second approval.
    Queries    about 45. Raises NotAllowed, NotVetted, AlreadyDecided, ChangedMeanwhile, Blocked, NotACandidate,
               NothingToCall, NobodyNamed, SaysTooMuch, contacts.TooManyNumbers, NotAlike.
    A new number for somebody else who has the contact and is protected takes two people as well, and so does any
    number of somebody who may not be called or seen.
    """
    held = _hold(request, by, revision)
    _refuse_empty(given)
    looked = look(held, localdate(at), given)
    known = _one_of(looked, contact)
    _refuse_blocked(looked, known and known.pk)
    had = sorted(known.phones.values_list("number", flat=True)) if known is not None else []  # type: ignore[attr-defined]
    why = why_two_for_numbers(held, known, given, had, at)
    vetting = _begun(held, at)
    vetting.contact, vetting.checked_at = known, at
    said = {"reply": tidy(reply), "staff_reason": tidy(staff_reason)}
    vetting.proposal = {"given": given.as_json(), "had": had, **said}
    for name, value in _found(looked, known).items():
        setattr(vetting, name, value)
    if why:
        vetting.needs_two, vetting.why_two = True, vetting.why_two or why
    if vetting.needs_two:
        vetting.first_by, vetting.first_at = by, at
    vetting.save()
    return _hand_to_protection(held, by, at) if vetting.needs_two else _finish(held, vetting, **said, by=by, at=at)


def _begun(held: Request, at: datetime) -> Vetting:
    """The vetting of a request that nobody has approved yet. Raises ChangedMeanwhile."""
    vetting, _ = Vetting.objects.get_or_create(request=held, defaults={"checked_at": at})
    if vetting.first_by_id is not None:
        raise ChangedMeanwhile(held)
    return vetting


@transaction.atomic
def approve_second(
    *, request: Request, reply: str, staff_reason: str, by: User, at: datetime, revision: int | None = None
) -> Request:
    """Approve, as another person, what was approved a first time; the rules are asked again.

    Queries    about 45. Raises as `approve`, and SamePerson, NotYetOnce, NumbersSince.
    """
    held = _hold_open(request, by, revision)
    vetting = Vetting.objects.select_for_update(of=("self",)).select_related("contact").filter(request=held).first()
    if vetting is None or vetting.first_by_id is None:
        raise NotYetOnce
    if vetting.first_by_id == by.pk:
        raise SamePerson
    access.require(by, Verb.APPROVE_PROTECTED_CONTACTS, held.prisoner)
    handler(by, held)
    _refuse_blocked(look(held, localdate(at)), vetting.contact_id)
    if vetting.contact_id is not None:
        vetting.contact = _still_itself(vetting.contact_id)
        refuse_numbers_since(vetting)
    return _finish(held, vetting, reply, staff_reason, by, at)


@transaction.atomic
def decline(
    *, request: Request, reply: str, staff_reason: str, by: User, at: datetime, revision: int | None = None
) -> Request:
    """Decline a contact, before or after a first approval; whoever approved first may still decline.

    reply      to the person, in plain words; wanted. staff_reason: never shown in the cell.
    Queries    about 15. Raises NotAllowed, NotVetted, NothingSaid, SaysTooMuch, AlreadyDecided, ChangedMeanwhile.
    """
    held = _hold_open(request, by, revision)
    vetting = Vetting.objects.filter(request=held, first_by=by).first()
    if vetting is not None and held.team == Team.PUBLIC_PROTECTION:
        reach = access.reach_of(by)
        if "PUBLIC_PROTECTION" not in reach.roles:
            _move(held, Team.CONTACTS, by, at)
    return decide(request=held, state=State.DECLINED, reply=reply, staff_reason=staff_reason, by=by, at=at)


@transaction.atomic
def approve_removal(
    *,
    request: Request,
    ties: list[Tie],
    reply: str,
    staff_reason: str,
    by: User,
    at: datetime,
    revision: int | None = None,
) -> Request:
    """Take contacts off the list of who asked for it.

    ties       of theirs, at least one. Queries: about 15 and 8 a tie. Raises as `approve`, NotTheirContact,
               contacts.AlreadyRemoved.
    """
    held = _hold(request, by, revision)
    if not ties or any(each.prisoner_id != held.prisoner_id for each in ties):
        raise NotTheirContact
    for each in sorted(ties, key=lambda one: str(one.pk)):
        remove_tie(tie=each, by=by, at=at)
    return decide(request=held, state=State.APPROVED, reply=reply, staff_reason=staff_reason, by=by, at=at, vetted=True)


def _hold(request: Request, by: User, revision: int | None) -> Request:
    """An open contact request of a team of `by`. Raises as `_hold_open`."""
    held = _hold_open(request, by, revision)
    handler(by, held)
    return held


def _hold_open(request: Request, by: User, revision: int | None) -> Request:
    """An open contact request. Raises AlreadyDecided, ChangedMeanwhile, NotVetted, NotAllowed."""
    held = hold(request, revision)
    _refuse_decided(held)
    if not is_vetted(held):
        raise NotVetted
    access.require(by, Verb.VET_CONTACTS, held.prisoner)
    return held


def _refuse_decided(held: Request) -> None:
    if not held.is_open:
        raise AlreadyDecided(held)


def _refuse_empty(given: Given) -> None:
    if not (given.first_name or given.last_name or (given.official and given.organisation)):
        raise NobodyNamed
    if given.may_call and not given.numbers:
        raise NothingToCall


def _refuse_blocked(looked: Looked, contact: Any) -> None:
    """contact: the id of a known one, None for somebody new. Raises Blocked; NotACandidate for one not found now."""
    weighed = looked.weighed.get(contact)
    if weighed is None:
        raise NotACandidate
    if weighed.blocked_by:
        raise Blocked(weighed.blocked_by[0])


def _one_of(looked: Looked, contact: Contact | None) -> Contact | None:
    if contact is None:
        return None
    found = next((match.key for match in looked.matches if match.key.pk == contact.pk), None)
    if found is None:
        raise NotACandidate
    return _still_itself(found.pk)


def _still_itself(pk: Any) -> Contact:
    """Lock a known contact. Raises NotACandidate for one that has just gone into another."""
    held = Contact.objects.select_for_update().get(pk=pk)
    if held.merged_into_id is not None:
        raise NotACandidate
    return held


def _hand_to_protection(held: Request, by: User, at: datetime) -> Request:
    """Whoever approves second finds it in the queue of public protection."""
    if held.team == Team.PUBLIC_PROTECTION:
        save(held, [])
        return held
    return _move(held, Team.PUBLIC_PROTECTION, by, at)


def _move(held: Request, to: str, by: User, at: datetime) -> Request:
    before, team = as_it_was(held), held.team
    held.team, held.assigned_to, held.state = to, None, State.IN_PROGRESS
    save(held, ["team", "assigned_to", "state"])
    note(held, Happened.FORWARDED, by=by, at=at, from_team=team, to_team=to, before=before)
    return held


def _finish(held: Request, vetting: Vetting, reply: str, staff_reason: str, by: User, at: datetime) -> Request:
    given = Given.from_json(vetting.proposal["given"])
    contact = make_known(given=given, contact=vetting.contact, prison=held.prison_id, at=at)
    tie(contact=contact, request=held, given=given, by=by, at=at)
    Vetting.objects.filter(pk=vetting.pk).update(contact=contact)
    return decide(request=held, state=State.APPROVED, reply=reply, staff_reason=staff_reason, by=by, at=at, vetted=True)
