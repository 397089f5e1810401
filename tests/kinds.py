"""The kinds of request that come with Throughgate, loaded; and one way to send each of them.

def test_queue(kinds, cast):
    request = ask(cast.prisoner, kinds["HEALTHCARE"])
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Role, User
from incell.acts.asking import Origin, send_request
from incell.acts.deciding import decide, say
from incell.acts.history import note
from incell.acts.kinds import load_kinds
from incell.acts.own_requests import withdraw_request
from incell.acts.unsent import put_by
from incell.models import Rejection, Request, RequestKind
from tests.cast import NOW, Cast, UserFactory

Kinds = dict[str, RequestKind]
ANSWERS: dict[str, dict[str, Any]] = {
    "EMERGENCY_PHONE_CREDIT": {"WHY": "COURT", "MORE": "My hearing is on Friday."},
    "ADD_SOCIAL_CONTACT": {
        "FIRST_NAME": "Ann",
        "LAST_NAME": "Lee",
        "RELATIONSHIP": "FRIEND",
        "AGE": "ADULT",
        "DATE_OF_BIRTH": "17/4/1990",
        "PHONE": "0114 496 0123",
        "ADDRESS": {"line1": "1 High Street", "town": "Leeds"},
    },
    "ADD_OFFICIAL_CONTACT": {"ROLE": "LAWYER", "ORGANISATION": "Smith and Co", "PHONE": "0113 496 0000"},
    "REMOVE_CONTACT": {"CONTACT": "Ann Lee", "WHY": "NO_LONGER"},
    "SUPPLY_CONTACT_LIST": {"SIZE": "LARGE"},
    "BOOK_VISIT": {"HOW": "VISIT", "CONTACT": "Ann Lee", "DAY": "20/3/2027", "TIME": "ANY"},
    "HEALTHCARE": {"WHAT": "TEETH", "MORE": "It hurts when I eat."},
    "LIBRARY": {"WHAT": "BOOK", "MORE": "A book about boats."},
    "PROPERTY": {"WHAT": "LOST", "WHICH": "My blue coat."},
    "RESETTLEMENT_HELP": {"WHAT": ["HOME", "WORK"]},
    "AGENCY_MESSAGE": {"AGENCY": "Northgate Housing", "MESSAGE": "When can I move in?"},
    "PRIVATE_MESSAGE": {"WHO": "LAWYER", "OFFICE": "Smith and Co", "MESSAGE": "They took my quokka papers."},
}


@pytest.fixture
def kinds(db: None) -> Kinds:
    """Kind by code, in force since NOW."""
    load_kinds(by="command:load_requests", at=NOW)
    return {row.code: row for row in RequestKind.objects.current()}


def ask(
    user: User, kind: RequestKind, answers: dict[str, Any] | None = None, *, at: datetime = NOW, **origin: Any
) -> Request:
    """The person asks for one thing, with ready answers unless others are given."""
    said = ANSWERS[kind.code] if answers is None else answers
    return send_request(prisoner=user.prisoner, kind=kind, answers=said, by=user, at=at, origin=Origin(**origin))


@transaction.atomic
def ask_for_things(cast: Cast) -> None:
    """Requests of the prisoner in every state, one late with messages, and something begun; again does nothing."""
    if Request.objects.exists():
        return
    load_kinds(by="command:load_requests", at=NOW)
    kinds = {row.code: row for row in RequestKind.objects.current()}
    me, helper, hub = cast.prisoner, cast.practitioner, UserFactory(roles=[Role.BUSINESS_HUB_CLERK])
    late = ask(me, kinds["PROPERTY"], at=NOW - timedelta(days=30))
    say(request=late, words="We are still looking for the coat.", shared=True, by=hub, at=NOW)
    note(late, "ESCALATED", by=None, at=NOW, shared=True)
    Request.objects.filter(pk=late.pk).update(escalated_at=NOW)
    answers = [("APPROVED", ""), ("DECLINED", ""), *(("REJECTED", why) for why in Rejection.values)]
    for minute, (state, rejection) in enumerate(answers):
        sent = ask(me, kinds["RESETTLEMENT_HELP"], at=NOW - timedelta(minutes=30 - minute))
        decide(request=sent, state=state, rejection=rejection, reply="See me on Monday.", by=helper, at=NOW)
    withdraw_request(request=ask(me, kinds["LIBRARY"]), by=me, at=NOW)
    ask(me, kinds["PRIVATE_MESSAGE"])
    ask(me, kinds["HEALTHCARE"])
    begun = ANSWERS["ADD_SOCIAL_CONTACT"]
    put_by(prisoner=me.prisoner, kind=kinds["ADD_SOCIAL_CONTACT"], answers=begun, key="begun", by=me, at=NOW)
