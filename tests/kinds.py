"""The kinds of request that come with Throughgate, loaded; and one way to send each of them.

def test_queue(kinds, cast):
    request = ask(cast.prisoner, kinds["HEALTHCARE"])
"""

from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from incell.acts.asking import Origin, send_request
from incell.acts.kinds import load_kinds
from incell.models import Request, RequestKind
from tests.cast import NOW

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
