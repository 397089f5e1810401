"""How much of a narrow line the courier takes, and in which hours: a ceiling, and a window for what can wait."""

import re
import time as clocks
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from . import framing

PIECE = 16 * 1024  # bytes that go at once under a ceiling
LONGEST_SEGMENT = 30  # seconds of the line that one bulk segment may take: an urgent one may have to wait for it
SMALLEST_SEGMENT = 64 * 1024  # bytes; below this the frame around a segment would weigh too much

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


class NotHours(ValueError):
    """Hours are written 20:00-06:00, with two different times."""


@dataclass(frozen=True)
class Hours:
    """From `first` up to `last` on the prison's own clock, over midnight where `last` is the earlier."""

    first: time
    last: time

    def hold(self, at: datetime) -> bool:
        """Whether `at` lies within them."""
        now = timezone.localtime(at).time()
        if self.first < self.last:
            return self.first <= now < self.last
        return now >= self.first or now < self.last

    def open_at(self, at: datetime) -> datetime:
        """`at` itself, or the next moment from which they hold."""
        if self.hold(at):
            return at
        local = timezone.localtime(at)
        day = local.date() + timedelta(days=local.time() >= self.first)
        return datetime.combine(day, self.first, local.tzinfo)


def read_hours(text: str) -> Hours | None:
    """ "20:00-06:00", or "" for none. Raises NotHours."""
    if not text:
        return None
    found = _HOURS.fullmatch(text)
    if found is None:
        raise NotHours(text)
    one, two, three, four = (int(part) for part in found.groups())
    hours = Hours(time(one, two), time(three, four))
    if hours.first == hours.last:
        raise NotHours(text)
    return hours


class Ceiling:
    """At most so many bits a second through this process, without bursts. 0: no ceiling."""

    def __init__(
        self,
        bits_per_second: int,
        now: Callable[[], float] = clocks.monotonic,
        sleep: Callable[[float], None] = clocks.sleep,
    ) -> None:
        self.rate, self._now, self._sleep, self._free_at = bits_per_second / 8, now, sleep, 0.0

    @property
    def segment_bytes(self) -> int | None:
        """How large a bulk segment should be at most, so that an urgent one can follow soon. None: as usual."""
        size = max(SMALLEST_SEGMENT, int(self.rate * LONGEST_SEGMENT))
        return size if self.rate > 0 and size < framing.SEGMENT_BYTES else None

    def pieces(self, message: bytes) -> Iterator[bytes]:
        """The message in pieces, each given out when the line has room for it."""
        step = PIECE if self.rate else max(1, len(message))
        for begin in range(0, len(message), step):
            piece = message[begin : begin + step]
            self.took(len(piece))
            yield piece

    def took(self, size: int) -> None:
        """So many bytes go, or came: wait until those before them are through."""
        if not self.rate:
            return
        now = self._now()
        if self._free_at > now:
            self._sleep(self._free_at - now)
        self._free_at = max(now, self._free_at) + size / self.rate
