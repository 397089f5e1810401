"""Requests to handle: made as the act makes them, without its limits."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Prisoner, Role, User
from incell.acts.asking import in_words
from incell.acts.history import Happened
from incell.acts.kinds import kind_of, load_kinds
from incell.models import Request, RequestEvent, RequestKind
from tests.cast import NOW, UserFactory

CREDIT = {"WHY": "COURT", "MORE": "My solicitor waits for my call"}


def kinds() -> dict[str, RequestKind]:
    """The kinds that come with Throughgate, by code."""
    if not RequestKind.objects.exists():
        load_kinds(by="node:MDI", at=NOW)
    return {kind.code: kind for kind in RequestKind.objects.current()}


def a_request(
    person: Prisoner,
    *,
    team: str = "BUSINESS_HUB",
    code: str = "EMERGENCY_PHONE_CREDIT",
    sent_at: datetime = NOW,
    due_on: date | None = None,
    answers: dict[str, Any] | None = None,
    **more: Any,
) -> Request:
    kind = kinds()[code]
    said = CREDIT if answers is None else answers
    if more.get("state") in ("APPROVED", "DECLINED", "REJECTED"):
        more = {"decided_at": sent_at, "decided_by": UserFactory(), **more}
    request = Request.objects.create(
        prison_id=person.prison_id,
        prisoner=person,
        kind=kind,
        code=code,
        team=team,
        answers=said,
        words=more.pop("words", in_words(kind_of(kind), said)),
        sent_at=sent_at,
        written_at=sent_at,
        due_on=due_on or (sent_at + timedelta(days=1)).date(),
        **more,
    )
    RequestEvent.objects.create(
        request=request, at=sent_at, by=person.user, verb=Happened.SENT, audience="STAFF_AND_PRISONER", to_team=team
    )
    return request


def privileged(person: Prisoner, *, team: str = "BUSINESS_HUB", **more: Any) -> Request:
    """A message that nobody here can read. Its kind is made for the test where none comes with Throughgate."""
    kinds()
    plain = RequestKind.objects.get(code="EMERGENCY_PHONE_CREDIT", retired_at=None)
    kind, _ = RequestKind.objects.get_or_create(
        digest="private",
        defaults={
            "code": "PRIVATE_TEST",
            "version": 1,
            "head": plain.head | {"way": "PRIVILEGED", "name": "Private message"},
            "text": plain.text,
            "loaded_at": NOW,
        },
    )
    return Request.objects.create(
        prison_id=person.prison_id,
        prisoner=person,
        kind=kind,
        code=kind.code,
        team=team,
        sealed="sealed",
        addressee="Prisons and Probation Ombudsman",
        sent_at=NOW,
        written_at=NOW,
        due_on=date(2027, 3, 2),
        **more,
    )


def clerk(**more: Any) -> User:
    """Somebody of the business hub."""
    return UserFactory(roles=[Role.BUSINESS_HUB_CLERK], **more)
