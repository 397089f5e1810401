"""Answers on their way into a request: put by sealed as they are typed, until they are sent or given up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import access, audit
from accounts.access import Reach, Verb
from accounts.models import Prisoner, User
from incell.models import RequestKind, UnsentRequest

from .own_words import UNSENT_BOX, NoOwnKey, open_own, seal_own

LONGEST = 5_000  # characters of one answer: too long to send is still too dear to lose
LONGEST_KEY = 64


@dataclass(frozen=True)
class Unsent:
    """What was typed, and the key of its form."""

    answers: dict[str, Any]
    key: str


@transaction.atomic
def put_by(
    *, prisoner: Prisoner, kind: RequestKind, answers: Mapping[str, Any], key: str, by: User, at: datetime
) -> None:
    """Keep what somebody typed for them, checked or not; what was put by before for this kind is replaced.

    prisoner   `by`'s own row, just read.
    answers    as incell.catalogue.read_answers gives them; each text is cut at 5,000 characters.
    Queries    5, the transaction's two ends included; 12 the first time. Raises NotAllowed.
    """
    access.require_own(by, Verb.ASK, prisoner)
    kept = {name: _cut(value) for name, value in answers.items()}
    sealed = seal_own(prisoner=prisoner, typ=UNSENT_BOX, about={"kind": kind.code}, said=kept, by=by, at=at)
    typed = UnsentRequest(prisoner=prisoner, code=kind.code, key=key[:LONGEST_KEY], sealed=sealed, typed_at=at)
    [row] = UnsentRequest.objects.bulk_create(
        [typed],
        update_conflicts=True,
        unique_fields=["prisoner", "code"],
        update_fields=["key", "sealed", "typed_at"],
    )
    audit.write(by=by, verb="put_by_request", what="incell.UnsentRequest", whom=row.pk, at=at)


def put_by_before(*, kind: RequestKind, reach: Reach) -> Unsent | None:
    """What somebody typed for a kind and has not sent, for themselves alone. Queries: 1, or 2."""
    row = UnsentRequest.objects.visible_to(reach).filter(code=kind.code).first()
    if row is None:
        return None
    try:
        about = {"kind": kind.code}
        answers = open_own(prisoner_id=row.prisoner_id, typ=UNSENT_BOX, about=about, sealed=row.sealed)
    except NoOwnKey:  # erased
        return None
    return Unsent(answers, row.key)


@transaction.atomic
def give_up(*, kind: RequestKind, by: User, at: datetime) -> None:
    """Throw away what was put by for this kind. Again changes nothing. Queries: 2, or 7. Raises NotAllowed."""
    reach = access.require(by, Verb.ASK)
    row = UnsentRequest.objects.visible_to(reach).filter(code=kind.code).first()
    if row is not None:
        audit.write(by=by, verb="give_up_request", what="incell.UnsentRequest", whom=row.pk, at=at)
        row.delete()


def clear_sent() -> int:
    """Destroy what was put by and has been sent since. Returns how many. Queries: 1."""
    return UnsentRequest.objects.over().delete()[0]


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _cut(part) for name, part in value.items()}
    return value[:LONGEST] if isinstance(value, str | list) else value
