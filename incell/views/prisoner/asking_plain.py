"""The field's codes in the plain words of the cell. Reading age: tests/rules/test_reading_age.py."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from incell.acts.history import Happened
from incell.acts.ways import way_of
from incell.catalogue import Way
from incell.models import Flag, Letter, Rejection, Request, RequestEvent, State, Team

Words = str | Promise

GROUPS: dict[str, Words] = {
    "PHONE_AND_MONEY": _("Phone and money"),
    "PEOPLE": _("People you call and see"),
    "VISITS": _("Visits"),
    "HEALTH": _("Health"),
    "DAILY_LIFE": _("Day to day"),
    "LEAVING": _("Getting ready to leave"),
    "LEGAL": _("The law"),
}

# Who has a request. That a contact is looked at by public protection is not for the cell: it reads as the same team.
TEAMS: dict[str, Words] = {
    Team.WING: _("The office on your wing"),
    Team.BUSINESS_HUB: _("The team for money and your things"),
    Team.CONTACTS: _("The team for calls and visits"),
    Team.VISITS: _("The team for calls and visits"),
    Team.PUBLIC_PROTECTION: _("The team for calls and visits"),
    Team.SAFER_CUSTODY: _("The team that helps keep you safe"),
    Team.HEALTHCARE: _("The health care team"),
    Team.LIBRARY: _("The library"),
    Team.RESETTLEMENT: _("The team that helps you get ready to leave"),
}

STATES: dict[str, tuple[str, Words]] = {
    State.NEW: ("wait", _("Sent")),
    State.IN_PROGRESS: ("doing", _("Someone is on it")),
    State.APPROVED: ("done", _("They said yes")),
    State.DECLINED: ("stop", _("They said no")),
    State.REJECTED: ("stop", _("Sent back")),
    State.WITHDRAWN: ("none", _("You took it back")),
}

# What staff can do about a letter that they cannot read: there is no yes to it.
DEALT_WITH: Words = _("Staff have dealt with it")

# How far a letter to an agency is. Said only of what is known: it got there when the other side says so.
LETTERS: dict[str, tuple[str, Words]] = {
    Letter.State.WAITS: ("wait", _("It waits here")),
    Letter.State.READY: ("doing", _("On its way")),
    Letter.State.LEFT: ("doing", _("On its way")),
    Letter.State.ARRIVED: ("doing", _("It got there")),
    Letter.State.OPENED: ("doing", _("They have it")),
    Letter.State.ANSWERED: ("done", _("They wrote back")),
    Letter.State.CLOSED: ("none", _("It was rubbed out")),
}
BY_POST: tuple[str, Words] = ("done", _("Staff post it"))

REJECTIONS: dict[str, Words] = {
    Rejection.WRONG_KIND: _("This was not the right form for it. Look for one that fits, and ask again."),
    Rejection.ALREADY_SENT: _("You have sent this before. Look at your other requests for the answer."),
    Rejection.ABUSIVE: _("It had bad words about a person. You can ask again without them."),
}

HAPPENED: dict[str, Words] = {
    Happened.SENT: _("You sent it"),
    Happened.SAID: _("Staff wrote to you"),
    Happened.APPROVED: _("They said yes"),
    Happened.DECLINED: _("They said no"),
    Happened.REJECTED: _("They sent it back"),
    Happened.WITHDRAWN: _("You took it back"),
    Happened.FORWARDED: _("It went to another team"),
    Happened.ESCALATED: _("It is late. We told the manager"),
    Happened.SEALED: _("It was sealed. It goes by itself"),
    Happened.ARRIVED: _("It got there"),
    Happened.OPENED: _("They have it"),
    Happened.ANSWERED: _("They wrote back"),
}

# Who a contact is to the person.
WHO_TO_YOU: dict[str, Words] = {
    "PARTNER": _("Your partner, wife or husband"),
    "PARENT": _("Your mum or dad"),
    "CHILD": _("Your child"),
    "SIBLING": _("Your brother or sister"),
    "FAMILY": _("One of your family"),
    "FRIEND": _("Your friend"),
    "LAWYER": _("Your lawyer"),
    "COURT": _("A court"),
    "OMBUDSMAN": _("Someone who looks into your complaints"),
    "INSPECTOR": _("Someone who checks on this prison"),
    "PROBATION": _("Your worker outside"),
    "SOCIAL_WORKER": _("Your social worker"),
    "OTHER": _("Someone who works for you"),
}

TROUBLES: dict[str, Words] = {
    Flag.Kind.SELF_HARM: _("I may hurt myself"),
    Flag.Kind.THREAT: _("Someone may hurt me"),
    Flag.Kind.ABUSE: _("Someone has hurt me"),
}


@dataclass(frozen=True)
class Due:
    """When an answer is due, seen from a day: `how` is "late", "told" (late, and the manager knows), "today",
    "tomorrow" or "later"."""

    how: str
    on: date


@dataclass(frozen=True)
class Step:
    """One line of a history as the person reads it."""

    title: Words
    at: datetime
    words: str


def language() -> str:
    """The language of the page, as request kinds know it: "en", "cy"."""
    return (get_language() or "en")[:2]


def who_to_you(code: str) -> SafeString:
    """The words of a code, or what staff or the person wrote."""
    known = WHO_TO_YOU.get(code)
    return SafeString(conditional_escape(str(known))) if known else format_html("<span data-imported>{}</span>", code)


def due(request: Request, today: date) -> Due | None:
    """Of an open request. None: nothing is due any more."""
    if not request.is_open:
        return None
    if request.due_on < today:
        return Due("told" if request.escalated_at else "late", request.due_on)
    return to_come(request.due_on, today)


def to_come(on: date, today: date) -> Due:
    """A day from today on."""
    return Due({0: "today", 1: "tomorrow"}.get((on - today).days, "later"), on)


def state_of(request: Request) -> dict[str, Any]:
    """{"mark", "words"} of a state, as c-status takes them. Queries: none with the letter selected."""
    mark, words = STATES[request.state]
    letter = letter_of(request)
    if letter is not None and (letter.state != Letter.State.WAITS or request.is_open):
        mark, words = LETTERS[letter.state]
        return {"mark": mark, "words": words}
    if request.state == State.APPROVED and is_posted(request):
        mark, words = BY_POST
    if request.state == State.APPROVED and request.is_privileged:
        words = DEALT_WITH
    return {"mark": mark, "words": words}


def letter_of(request: Request) -> Letter | None:
    """The letter that the request became. Queries: none with it selected."""
    return getattr(request, "letter", None)


def is_posted(request: Request) -> bool:
    """Whether staff pass this on by post: a message to an agency that has no key. No queries."""
    return way_of(request) is Way.AGENCY and letter_of(request) is None


def steps(events: list[RequestEvent], private: bool = False) -> list[Step]:
    """The shared history, oldest first, without what staff did and took back again.

    events    all of the request's, oldest first. private: it is a letter that staff cannot read.
    """
    said = HAPPENED | ({Happened.APPROVED: DEALT_WITH} if private else {})
    shown: list[RequestEvent] = []
    for event in events:
        if event.verb == Happened.UNDONE:
            undone = next((one for one in reversed(shown) if one.verb == event.words), None)
            shown = [one for one in shown if one is not undone]
        elif event.audience == RequestEvent.Audience.STAFF_AND_PRISONER and event.verb in HAPPENED:
            shown.append(event)
    return [Step(said[event.verb], event.at, event.words) for event in shown]
