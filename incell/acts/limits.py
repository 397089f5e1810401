"""How many requests one person may send: of a kind at a time, of a kind in a week, of all kinds in a day."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from incell.catalogue import Kind
from incell.models import OPEN, Request, State
from incell.models.room import insert_while_room

MOST_A_DAY = 20  # requests of one person in 24 hours, of every kind together


class OneIsOpen(Exception):
    """As many of this kind are open as one person may have open. `request` is the newest of them."""

    def __init__(self, request: Request) -> None:
        super().__init__("one is open")
        self.request = request


class TooManyThisWeek(Exception):
    """As many of this kind were sent in the last seven days as may be. `again_at`: when the next may be sent."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__("too many this week")
        self.again_at = again_at


class TooManyToday(Exception):
    """MOST_A_DAY requests were sent in the last 24 hours."""


def refuse_too_many(*, prisoner_id: UUID, kind: Kind, at: datetime) -> None:
    """Whether one more of this kind may be sent now. Queries: 1.

    Raises     OneIsOpen, TooManyThisWeek, TooManyToday.
    """
    day, week = at - timedelta(days=1), at - timedelta(days=7)
    looked_at = Q(sent_at__gt=day)  # never more than MOST_A_DAY
    if kind.open:
        looked_at |= Q(code=kind.code, state__in=OPEN)
    if kind.week:
        looked_at |= Q(code=kind.code, sent_at__gt=week)
    sent = list(
        Request.objects.filter(looked_at, prisoner_id=prisoner_id)
        .defer("answers", "words", "sealed")
        .order_by("-sent_at")[: MOST_A_DAY * 8 + kind.open]
    )
    same = [one for one in sent if one.code == kind.code]
    waiting = [one for one in same if one.is_open]
    if kind.open and len(waiting) >= kind.open:
        raise OneIsOpen(waiting[0])
    lately = [one for one in same if one.sent_at > week and one.state != State.WITHDRAWN]
    if kind.week and len(lately) >= kind.week:
        raise TooManyThisWeek(lately[kind.week - 1].sent_at + timedelta(days=7))
    if sum(one.sent_at > day for one in sent) >= MOST_A_DAY:
        raise TooManyToday


def insert_within(request: Request, *, kind: Kind) -> None:
    """Insert a request that is sent now, unless it is one too many. The person's row is locked. Queries: 1.

    Raises     as refuse_too_many (Queries: 2); IntegrityError where its key was sent before.
    """
    at, theirs = request.sent_at, Request.objects.filter(prisoner_id=request.prisoner_id)
    same = theirs.filter(code=kind.code)
    rooms = [(theirs.filter(sent_at__gt=at - timedelta(days=1)), MOST_A_DAY)]
    if kind.open:
        rooms.append((same.filter(state__in=OPEN), kind.open))
    if kind.week:
        lately = same.filter(sent_at__gt=at - timedelta(days=7)).exclude(state=State.WITHDRAWN)
        rooms.append((lately, kind.week))
    if not insert_while_room(request, rooms):
        refuse_too_many(prisoner_id=request.prisoner_id, kind=kind, at=at)
        raise TooManyToday  # the two count alike; a request that was not written is never taken for one
