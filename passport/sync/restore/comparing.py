"""Two histories: how far this prison's journal and central's copy of it are the same (SPEC.md, section 10)."""

from dataclasses import dataclass
from datetime import datetime

from passport import journal
from passport.models import JournalEntry

from ..kinds import CENTRAL
from .messages import FORK
from .taking import LANES, Taker


@dataclass(frozen=True)
class Compared:
    """One lane. same: the last message that both have; here, there: how many each has after it; since: of ours."""

    lane: str
    same: int
    here: int
    there: int
    since: datetime | None


def compare(taker: Taker) -> list[Compared]:
    """Find in each lane the last message that both have. Exchanges: about as many as a journal's length has digits in
    binary. Raises Unreachable, Answered, NotAccepted.
    """
    return [_compare(taker, lane) for lane in LANES]


def _compare(taker: Taker, lane: str) -> Compared:
    me = journal.own_name()
    own = JournalEntry.objects.filter(origin=me, destination=CENTRAL, lane=lane)
    last = own.order_by("-seq").values_list("seq", flat=True).first() or 0
    central = taker.ask(lane, 0, journal.root(me, CENTRAL, lane), 0).tips[lane].seq
    low, high = 0, min(last, central)
    while low < high:
        middle = (low + high + 1) // 2
        digest = own.values_list("digest", flat=True).get(seq=middle)
        if taker.ask(lane, middle, digest, 0).fault == FORK:
            high = middle - 1
        else:
            low = middle
    since = own.filter(seq=low + 1).values_list("at", flat=True).first()
    return Compared(lane, low, last - low, central - low, since)
