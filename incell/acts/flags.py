"""Words that safer custody must see at once: flagged by who wrote or who read them, seen, and closed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import Audience, Prisoner, User, joined_anew
from incell.models import Flag, Request

from .deciding import tidy
from .history import Happened, note

LONGEST_EXCERPT = 2_000  # characters


class AlreadyClosed(Exception):
    """Somebody else has closed this flag: `flag.closed_by` says who."""

    def __init__(self, flag: Flag) -> None:
        super().__init__("already closed")
        self.flag = flag


@transaction.atomic
def flag_words(
    *, prisoner: Prisoner, kind: str, by: User, at: datetime, excerpt: str = "", request: Request | None = None
) -> Flag:
    """Tell safer custody of a person's words. Whoever may read them may flag them; a person flags their own.

    excerpt    the words as they stand but for NUL, cut at 2,000 characters; none of a privileged request.
    Again      the same words flagged for the same while that waits: the flag that waits. Words of no request
               make a new one as soon as somebody has seen the first: said again they are news.
    Queries    about 9. Raises NotAllowed.
    """
    if by.audience == Audience.PRISONER:
        reach = access.require(by, Verb.ASK, prisoner)
        source = Flag.Source.WRITER
    else:
        reach = access.require(by, Verb.SEE_ROLL, prisoner)
        source = Flag.Source.READER
    if request is not None:
        held = Request.objects.visible_to(reach).filter(prisoner=prisoner).select_related("kind")
        request = held.select_for_update(of=("self",)).filter(pk=request.pk).first()
        if request is None:
            raise NotAllowed(Verb.ANSWER_FLAGS.value)
        if waits := request.flags.waiting().filter(kind=kind, source=source).first():
            return waits
        if request.is_privileged:
            excerpt = ""
    excerpt = _kept(excerpt)
    told = {"prisoner": prisoner, "request": request, "kind": Flag.Kind(kind), "source": source, "excerpt": excerpt}
    if request is None and (unseen := Flag.objects.waiting().filter(**told, seen_at__isnull=True).first()):
        return unseen
    flag = Flag.objects.create(prison_id=prisoner.prison_id, **told, by=by, at=at)
    audit.write(by=by, verb="flag_words", what="incell.Flag", whom=flag.pk, at=at, why=flag.kind)
    if request is not None:
        note(request, Happened.FLAGGED, by=by, at=at, from_team=request.team)
    return flag


def told_before(*, prisoner_id: UUID, words: str) -> Flag | None:
    """The flag that a person raised over words of no request and that nobody has closed. Queries: 1."""
    own = Flag.objects.waiting().filter(prisoner_id=prisoner_id, request__isnull=True, source=Flag.Source.WRITER)
    return own.filter(excerpt=_kept(words)).first()


def _kept(words: str) -> str:
    return words.replace("\x00", "")[:LONGEST_EXCERPT]


@transaction.atomic
def see_flag(*, flag: Flag, by: User, at: datetime) -> Flag:
    """Note who in safer custody saw it first. Again changes nothing. Queries: 7, or 2. Raises NotAllowed."""
    access.require(by, Verb.ANSWER_FLAGS, flag.prisoner)
    if Flag.objects.filter(pk=flag.pk, seen_at__isnull=True).update(seen_by=by, seen_at=at):
        audit.write(by=by, verb="see_flag", what="incell.Flag", whom=flag.pk, at=at)
    flag.refresh_from_db()
    return flag


@transaction.atomic
def close_flag(*, flag: Flag, outcome: str, by: User, at: datetime) -> Flag:
    """Say what was done about it. Queries: 8. Raises NotAllowed, NothingSaid, SaysTooMuch, AlreadyClosed."""
    access.require(by, Verb.ANSWER_FLAGS, flag.prisoner)
    outcome = tidy(outcome, needed=True)
    held = Flag.objects.select_for_update(of=("self",)).select_related("closed_by").get(pk=flag.pk)
    if held.closed_at is not None:
        raise AlreadyClosed(joined_anew(held, "closed_by"))
    held.outcome, held.closed_by, held.closed_at = outcome, by, at
    held.seen_by, held.seen_at = held.seen_by or by, held.seen_at or at
    held.save()
    audit.write(by=by, verb="close_flag", what="incell.Flag", whom=held.pk, at=at)
    return held
