"""One thing done to many requests: each is tried on its own, and what went is undone together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from accounts.access import NotAllowed
from accounts.models import User
from incell.models import Request, RequestEvent

from . import deciding
from .history import ChangedMeanwhile, Happened

MOST = 100  # requests at a time
REFUSALS = (ChangedMeanwhile, NotAllowed, deciding.NeedsVetting, deciding.NothingToUndo, ValueError)


class NoneChosen(ValueError):
    """No request was chosen."""


class TooManyChosen(ValueError):
    """More than MOST requests were chosen."""


@dataclass
class Outcome:
    """What became of each: `done` in the order asked for; `left` with the error that its act raised."""

    batch: UUID = field(default_factory=uuid4)
    done: list[Request] = field(default_factory=list)
    left: list[tuple[Request, Exception]] = field(default_factory=list)


def do_to_each(
    *,
    requests: Iterable[Request],
    act: Callable[..., Any],
    by: User,
    at: datetime,
    shown: Mapping[UUID, int | None] | None = None,
    **said: Any,
) -> Outcome:
    """Call `act` (assign, forward, decide) for each of them in a transaction of its own, under one batch.

    shown      the revision of each as `by` saw it, by its id: what somebody did since is not done over.
    Words that no request could take (NothingSaid, SaysTooMuch) are raised before anything is done.
    Queries    those of the act, a request. Raises NoneChosen, TooManyChosen.
    """
    chosen = list(requests)
    if not chosen:
        raise NoneChosen
    if len(chosen) > MOST:
        raise TooManyChosen(len(chosen))
    outcome = Outcome()
    for request in chosen:
        try:
            revision = (shown or {}).get(request.pk)
            outcome.done.append(act(request=request, by=by, at=at, batch=outcome.batch, revision=revision, **said))
        except (deciding.NothingSaid, deciding.SaysTooMuch):
            raise
        except REFUSALS as error:
            outcome.left.append((request, error))
    return outcome


def of_batch(batch: UUID, by: User) -> list[RequestEvent]:
    """What one click of this person did, a line a request, with its request. Queries: 1."""
    lines = RequestEvent.objects.filter(batch=batch, by=by).exclude(verb=Happened.UNDONE)
    return list(lines.select_related("request__prisoner", "request__kind").order_by("id")[:MOST])


def undo_batch(*, batch: UUID, by: User, at: datetime) -> Outcome:
    """Take back what one click did, each on its own, as `deciding.undo` does.

    Queries    1 + about 11 a request. Raises NoneChosen where this person did nothing under this batch.
    """
    lines = of_batch(batch, by)
    if not lines:
        raise NoneChosen
    outcome = Outcome(batch)
    for line in lines:
        try:
            outcome.done.append(deciding.undo(event=line, by=by, at=at))
        except REFUSALS as error:
            outcome.left.append((line.request, error))
    return outcome
