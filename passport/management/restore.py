"""`manage.py sync --restore`: this prison's own journal comes back from central, for a person at a terminal."""

import re
from collections.abc import Callable
from datetime import datetime

from django.core.management.base import CommandError
from django.utils import timezone

from passport import journal
from passport.acts.alarms import HasToBeRestored, NoAlarm, end_alarms
from passport.acts.received import WrongEntry
from passport.acts.returning import bring_back
from passport.acts.writing_again import Again, PeopleMoved, lies_aside, set_aside, write_again
from passport.models import JournalTip
from passport.sync.courier import Courier
from passport.sync.faults import WORDS, NotAccepted
from passport.sync.kinds import CENTRAL
from passport.sync.message import LANES
from passport.sync.restore.comparing import Compared, compare
from passport.sync.restore.taking import NotAll, SomebodyWrites, Taken, Taker, TwoHistories
from passport.sync.transport import Answered, Post, Unreachable

BY = "command:sync"
MARK = 16  # hex digits of a tip on a sheet of paper: 64 bits, of a digest that nobody chooses
_KNOWN = re.compile(r"(urgent|bulk):([0-9]{1,16}):([0-9a-f]{16,64})", re.ASCII)

Say = Callable[[str], object]


def restore(courier: Courier, door: Post, *, known: list[str], again: bool, say: Say) -> None:
    """Take the journal back, exchange once with central, and make people of the records. Raises CommandError.

    again    of two histories, write what was written here behind what central has.
    """

    def progress(done: Taken) -> None:
        there = sum(tip.seq for tip in done.tips.values())
        here = sum(row.seq for row in _own())
        say(f"{here} of {there} messages are here.")

    taker = Taker(door, timezone.now, dict(map(_known, known)), progress)
    try:
        if lies_aside() and not again:
            raise CommandError("What was set aside is still to be written again: say --write-again.")
        _tell(_take(taker, again, say), say)
        if again:
            _tell_again(write_again(by=BY, at=timezone.now()), say)
    except NotAll as error:
        raise CommandError(
            f"Central does not give all: message {error.seq} in {error.lane} is not the one that you named."
        ) from error
    except SomebodyWrites as error:
        raise CommandError("Somebody works here: stop the web server, workers and courier first.") from error
    except WrongEntry as error:
        raise CommandError(
            f"Message {error.seq} of the copy is wrong ({error.why}): nothing of its part is kept."
        ) from error
    except Unreachable as error:
        raise CommandError("No line to central. Run it again: it goes on where it was.") from error
    except (Answered, NotAccepted) as error:
        raise CommandError(f"Central's answer: {WORDS[error.code]}.") from error
    done = courier.round(wait=False)
    if done.fault:
        raise CommandError(f"The journal is here. The line then says: {WORDS[done.fault]}.")
    _people(timezone.now(), say)


def _take(taker: Taker, again: bool, say: Say) -> Taken:
    """The copy. Where there are two histories, after what was written here was set aside, or not at all."""
    try:
        return taker.take()
    except TwoHistories:
        found = _explain(taker, say)
    if not again:
        raise CommandError("Two histories: nothing was changed. Two people must decide, see OPERATING.md.")
    try:
        set_aside(same={one.lane: one.same for one in found}, by=BY, at=timezone.now())
    except PeopleMoved as error:
        raise CommandError("A record went to, or came from, another prison since: call the service desk.") from error
    return taker.take()


def _tell_again(done: Again, say: Say) -> None:
    say(f"{done.entries} messages were written again, {done.sealed} of them section versions that were sealed anew.")
    if done.over:
        say(
            f"{done.over} of these stand over what central had of the same section: look at both, the history has them."
        )
    if done.handovers:
        say(f"{done.handovers} handovers have to be made again.")
    for why, count in sorted(done.lost.items()):
        say(f"{count} versions could not be sealed again ({why}).")


def _tell(taken: Taken, say: Say) -> None:
    for lane in LANES:
        if lane in taken.behind:
            say(f"In {lane} central has less than this prison: there is nothing to restore.")
        else:
            say(f"{taken.entries[lane]} messages came back in {lane}.")
    for rec in sorted(map(str, taken.erased)):
        say(f"Central says that record {rec} was erased; here it still opens. Was it? Then: manage.py erase NUMBER.")


def _explain(taker: Taker, say: Say) -> list[Compared]:
    found: list[Compared] = compare(taker)
    for one in found:
        since = f", since {one.since:%d %B %Y %H:%M} UTC" if one.since else ""
        say(
            f"{one.lane}: the same up to message {one.same}. After it {one.here} were written here{since}, "
            f"and central has {one.there} others."
        )
    return found


def _people(at: datetime, say: Say) -> None:
    back = bring_back(by=BY, at=at)
    say(f"{back.passports} passports and {back.people} people came back.")
    if back.closed:
        say(f"{back.closed} records do not open: they were erased, or this node's archive key is another.")
    for rec in back.doubtful:
        say(f"Something that came along with record {rec} does not open.")


def clear(node: str, *, say: Say) -> None:
    """End the alarms on the line to a node. Raises CommandError."""
    leave_out = journal.own_name() == CENTRAL
    try:
        ended = end_alarms(node=node, may_leave_out=leave_out, by=BY, at=timezone.now())
    except NoAlarm as error:
        raise CommandError(f"There is no alarm on the line to {ascii(node)[1:-1]}.") from error
    except HasToBeRestored as error:
        raise CommandError(
            "Central has messages of this prison that are not here: manage.py sync --restore."
        ) from error
    for one in ended:
        again = f", {one.again} messages are written again behind what {node} has" if one.again else ""
        say(f"{one.origin} {one.lane}: goes on{again}.")


def say_sheet(say: Say) -> None:
    """The tips of this prison's journal, to be printed and kept apart: `--known` takes them after a restore."""
    for tip in _own():
        say(f"{tip.lane}:{tip.seq}:{tip.digest[:MARK]}")


def _own() -> list[JournalTip]:
    return list(JournalTip.objects.filter(origin=journal.own_name(), destination=CENTRAL).order_by("-lane"))


def _known(text: str) -> tuple[str, tuple[int, str]]:
    found = _KNOWN.fullmatch(text)
    if found is None:
        raise CommandError("Write a known tip as the sheet has it: bulk:1234:0123456789abcdef")
    return found[1], (int(found[2]), found[3])
