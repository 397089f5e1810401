"""What a person does with a request of their own: take it back, see its answer, read again what was sealed."""

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Prisoner, User
from incell.models import DECISIONS, Request, State

from .history import AlreadyDecided, Happened, as_it_was, hold, note, save
from .own_words import PRIVATE_BOX, open_own


class NotTheirs(Exception):
    """This request is somebody else's, or there is none."""


def private_answers(*, request: Request, by: User) -> dict[str, Any]:
    """The answers of a privileged request, for its writer alone. Queries: 2. Raises NotTheirs, NotAllowed, NoOwnKey."""
    reach = access.require(by, Verb.ASK)
    if request.prisoner_id != reach.prisoner_id:
        raise NotTheirs
    about, own = {"request": str(request.pk)}, json.loads(request.sealed)["own"]
    answers: dict[str, Any] = open_own(prisoner_id=request.prisoner_id, typ=PRIVATE_BOX, about=about, sealed=own)
    return answers


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

    Queries    none, or 2 between the transaction's two ends: the mark, set where it is theirs and not undone
               meanwhile, and the audit's line. 1 more where there is nothing to mark.
    Raises     NotAllowed, NotTheirs.
    """
    if request.state not in DECISIONS or request.seen_at is not None:
        return  # before a transaction begins: most openings write nothing
    with transaction.atomic():
        # The person stands in a query of its own: one that joins is not looked at again after waiting for a lock.
        whose = Prisoner.objects.here().filter(user=by, user__is_active=True).values("pk")
        if Request.objects.filter(pk=request.pk, prisoner__in=whose).unseen().update(seen_at=at):
            audit.write(by=by, verb="see_answer", what="incell.Request", whom=request.pk, at=at)
        elif access.require(by, Verb.ASK).prisoner_id != request.prisoner_id:
            raise NotTheirs
