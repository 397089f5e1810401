"""`manage.py sync --export DIR` and `--import DIR`: a stick, for a person at a terminal."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing

from django.core.management.base import CommandError
from django.utils import timezone

from passport import journal
from passport.sync.folder.disk import NoStick, Stick
from passport.sync.folder.names import read_name
from passport.sync.folder.reading import Reader, Reading, Taken
from passport.sync.folder.writing import Writer, Written
from passport.sync.kinds import CENTRAL
from passport.sync.message import LANES

MIB = 1024 * 1024
MOST_LINES = 50  # files that are named one by one; the rest is counted

LEFT = {
    "strange": "not a file of this service",
    "unfinished": "was not written to its end",
    "not_a_file": "a link, a folder or a device",
    "large": "larger than any file of this service",
    "unreadable": "the stick could not be read there",
    "newer": "written by a newer version: update this node",
    "damaged": "cut short, changed, or not signed by whom it names",
    "key": "no key of its sender is in force here",
    "label": "its content is not what its name says",
    "stale": "older than one that was read before",
    "gap": "waits for message {seq}, which is not here yet",
    "fork": "another history than the one here, at message {seq}: nothing more is taken, two people must look",
    "restored": "this prison came back from an old backup: manage.py sync --restore comes first",
    "refused": "message {seq} in it was refused: call the service desk",
}
STOPPED = {
    "most": "No more was written: that is as much as --most allows.",
    "full": "The stick is full.",
    "read_only": "The stick is read-only: nothing was written on it.",
    "in_use": "Another command writes on this stick: nothing was written.",
    "broken": "The stick could not be written.",
}

Say = Callable[[str], object]


def export(directory: str, *, nodes: Iterable[str], most: int | None, say: Say) -> None:
    """Write what waits. nodes: for whom, at central; most: MiB. Raises CommandError when something did not fit."""
    with closing(_stick(directory)) as stick:
        peers = _peers(stick, nodes)
        if not peers:
            raise CommandError("Say for which prison: --for MDI. The stick names none.")
        writer = Writer(stick, timezone.now, None if most is None else most * MIB)
        written = [writer.write_for(peer) for peer in peers]
        for one in written:
            say_written(one, say)
        if any(one.stopped not in ("", "most") or one.alarms for one in written):
            raise CommandError("Not everything that waits is on the stick.")


def take_in(directory: str, *, nodes: Iterable[str], most: int | None, say: Say) -> None:
    """Read a stick, then write the answer on it. Raises CommandError when a file needs somebody to look at it."""
    with closing(_stick(directory)) as stick:
        if not stick.here:
            raise CommandError(f"Nothing to read: there is no folder {stick.path}.")
        try:
            done = Reader(stick, timezone.now).read()
        except NoStick as error:
            raise CommandError(f"The stick can't be read: {error}.") from error
        say_read(done, say)
        writer = Writer(stick, timezone.now, None if most is None else most * MIB)
        for peer in sorted({*done.peers, *_peers(stick, nodes)}):
            writer.fault = done.peers.get(peer, Taken()).fault
            say_written(writer.write_for(peer), say)
        if done.faults:
            raise CommandError(f"{len(done.faults)} of the files need somebody to look at them: see above.")


def _stick(directory: str) -> Stick:
    try:
        return Stick(directory)
    except NoStick as error:
        raise CommandError(f"{directory} can't be used: {error}.") from error


def _peers(stick: Stick, nodes: Iterable[str]) -> list[str]:
    """For whom to write: central, or at central those that were named or have something on the stick."""
    me = journal.own_name()
    if me != CENTRAL:
        return [CENTRAL]
    wanted = set(nodes)
    if not wanted:
        names = [name for text in stick.names() if (name := read_name(text))]
        wanted = {name.origin if name.destination == me else name.destination for name in names}
    return sorted(wanted)


def say_read(done: Reading, say: Say) -> None:
    """What came, by sender and lane, and what was left alone and why."""
    for peer, taken in sorted(done.peers.items()):
        parts = [f"{taken.entries[lane]} new in {lane}" for lane in LANES if taken.entries[lane]]
        if taken.again:
            parts.append(f"{taken.again} files were read before")
        if taken.statement:
            parts.append("its acknowledgement")
        say(f"From {peer}: {', '.join(parts) or 'nothing new'}.")
    if done.others:
        say(f"{done.others} files are for somebody else.")
    for one in done.left[:MOST_LINES]:
        say(f"Left alone: {ascii(one.name)[1:-1]}: {LEFT[one.why].format(seq=one.seq)}.")
    if len(done.left) > MOST_LINES:
        rest = Counter(one.why for one in done.left[MOST_LINES:])
        for why, count in sorted(rest.items()):
            say(f"Left alone: {count} more: {LEFT[why].format(seq='…')}.")


def say_written(done: Written, say: Say) -> None:
    """What is on the stick now for one peer, and what is not."""
    if done.stopped != "read_only":
        same = f", {done.same} of them there already" if done.same else ""
        say(f"For {done.peer}: {done.entries} messages in {done.files} files{same}.")
    if done.removed:
        say(f"Removed: {done.removed} files of ours that {done.peer} has, or that newer ones hold.")
    for lane in done.alarms:
        say(f"Nothing in {lane}: two different histories, two people must look.")
    if done.stopped:
        say(STOPPED[done.stopped])
    if done.left:
        say(f"{done.left} messages for {done.peer} wait and are not on it.")
