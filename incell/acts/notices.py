"""Telling a prison, a wing or a cohort something until a day; and taking it down."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import Prison, User
from incell.models import Notice

MOST = 20  # notices of one prison that are up or to come: more than that, nobody reads
LONGEST = timedelta(days=92)


class EndsBeforeItBegins(ValueError):
    """The notice ends before it begins."""


class EndsInThePast(ValueError):
    """The end of the notice has passed: nobody would see it."""


class UpTooLong(ValueError):
    """The notice would be up for longer than LONGEST."""


class TooManyUp(ValueError):
    """MOST notices of this prison are up or to come."""


class AlreadyOver(ValueError):
    """This notice has ended: it is changed no more."""


class NotEnded(ValueError):
    """Nobody has ended this notice early."""


class ChangedMeanwhile(ValueError):
    """Somebody else has changed this notice since it was read."""


@dataclass(frozen=True)
class Saying:
    """What a notice says, to whom, and when. "" as wing or cohort is everybody; moments are aware UTC."""

    title: str
    body: str
    from_at: datetime
    until_at: datetime
    title_cy: str = ""
    body_cy: str = ""
    urgent: bool = False
    wing: str = ""
    cohort: str = ""


def mark_of(notice: Notice) -> str:
    """A short print of what a notice says now: who changes it shows the one they have read."""
    said = {name: str(getattr(notice, name)) for name in (*Saying.__dataclass_fields__, "ended_at")}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def post_notice(*, saying: Saying, by: User, at: datetime) -> Notice:
    """Put up a notice in the prison of `by`.

    Writes   one Notice, one audit line. Queries: 8.
    Raises   NotAllowed, EndsBeforeItBegins, EndsInThePast, UpTooLong, TooManyUp.
    """
    reach = access.require(by, Verb.POST_NOTICES)
    _check_times(saying, at)
    prison = Prison.objects.select_for_update(no_key=True).get(pk=min(reach.prisons))  # one at a time: the most counts
    _refuse_too_many(prison.pk, at)
    notice = Notice.objects.create(prison=prison, made_by=by, made_at=at, **asdict(saying))
    _note(notice, "post_notice", by, at)
    return notice


@transaction.atomic
def change_notice(*, notice: Notice, saying: Saying, mark: str, by: User, at: datetime) -> Notice:
    """Say something else on a notice that is up or to come.

    mark     of the notice as `by` has read it (mark_of).
    Writes   the notice, one audit line. Queries: 7.
    Raises   NotAllowed, AlreadyOver, ChangedMeanwhile, EndsBeforeItBegins, EndsInThePast, UpTooLong.
    """
    held = _hold(notice, by)
    if held.is_over(at):
        raise AlreadyOver
    if mark_of(held) != mark:
        raise ChangedMeanwhile
    _check_times(saying, at)
    for name, value in asdict(saying).items():
        setattr(held, name, value)
    held.save()
    _note(held, "change_notice", by, at)
    return held


@transaction.atomic
def end_notice(*, notice: Notice, by: User, at: datetime) -> None:
    """Take a notice down before its time. Queries: 7. Raises NotAllowed, AlreadyOver."""
    held = _hold(notice, by)
    if held.is_over(at):
        raise AlreadyOver
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    _note(held, "end_notice", by, at)


@transaction.atomic
def put_back(*, notice: Notice, by: User, at: datetime) -> None:
    """Undo the early end of a notice: it is up again until its time.

    Queries: 8. Raises NotAllowed, NotEnded, EndsInThePast (its own time has passed meanwhile), TooManyUp.
    """
    held = _hold(notice, by)
    if held.ended_at is None:
        raise NotEnded
    if held.until_at <= at:
        raise EndsInThePast
    _refuse_too_many(held.prison_id, at)
    held.ended_at = None
    held.save(update_fields=["ended_at"])
    _note(held, "put_back_notice", by, at)


def _check_times(saying: Saying, at: datetime) -> None:
    if saying.until_at <= saying.from_at:
        raise EndsBeforeItBegins
    if saying.until_at <= at:
        raise EndsInThePast
    if saying.until_at - saying.from_at > LONGEST:
        raise UpTooLong


def _refuse_too_many(prison: str, at: datetime) -> None:
    if Notice.objects.filter(prison_id=prison).not_over(at).count() >= MOST:
        raise TooManyUp


def _hold(notice: Notice, by: User) -> Notice:
    if notice.prison_id not in access.require(by, Verb.POST_NOTICES).prisons:
        raise NotAllowed(Verb.POST_NOTICES.value)
    return Notice.objects.select_for_update().get(pk=notice.pk)


def _note(notice: Notice, verb: str, by: User, at: datetime) -> None:
    audit.write(by=by, verb=verb, what="incell.Notice", whom=notice.pk, at=at)
