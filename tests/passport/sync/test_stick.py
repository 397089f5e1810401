"""The stick itself: full, read-only, pulled out, written before, and somebody else's too."""

import errno
import gzip
import itertools
import json
import os
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from passport.acts.erasing import erase_passport
from passport.models import JournalTip, Passport
from passport.sync import framing
from passport.sync.folder import disk
from passport.sync.folder.disk import Stick
from passport.sync.folder.names import read_name
from tests.sticks import busy, same_on_both_sides, whys
from tests.two_nodes import CENTRAL, PRISON, Cut, stored, tip


class Small:
    """A disk with room for so many bytes, or none to write at all."""

    def __init__(self, monkeypatch, room: int, code: int = errno.ENOSPC) -> None:
        self.room, self.code, self.real = room, code, os.fsync
        monkeypatch.setattr(disk.os, "fsync", self.fsync)

    def fsync(self, fd: int) -> None:
        about = os.fstat(fd)
        if stat.S_ISREG(about.st_mode):
            if about.st_size > self.room:
                raise OSError(self.code, os.strerror(self.code))
            self.room -= about.st_size
        self.real(fd)


def test_a_full_stick_keeps_what_is_whole_and_says_what_waits(stick, line, monkeypatch):
    busy(line, 9)
    small = Small(monkeypatch, 20_000)
    written = stick.write()
    assert written.stopped == "full"
    assert 0 < written.entries < written.entries + written.left == sum(one.seq for one in JournalTip.objects.all())
    assert not stick.files(".*")
    assert not stick.back().left
    small.room = 10**9
    last = stick.write()
    assert (last.left, last.stopped) == (0, "")
    stick.back()
    same_on_both_sides(line)


@contextmanager
def mounted(directory: Path, size: int) -> Iterator[Callable[[str], None]]:
    """A real small file system at a directory; gives how to mount it again otherwise."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(directory)], check=True)
    try:
        yield lambda how: subprocess.run(["mount", "-o", f"remount,{how}", str(directory)], check=True)
    finally:
        subprocess.run(["umount", str(directory)], check=True)


def may_mount() -> bool:
    done = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False)
    return os.geteuid() == 0 and done.returncode == 0


@pytest.mark.skipif(not may_mount(), reason="only who may mount has a real stick; the others above and below stand in")
def test_a_real_full_and_a_real_read_only_stick(stick, line):
    busy(line, 12)
    with mounted(stick.directory, 20 * 1024) as again:
        written = stick.write()
        assert written.stopped == "full"
        assert written.files > 0
        assert not stick.files(".*")
        assert not stick.read().left
        again("ro")
        before = {path.name: path.read_bytes() for path in stick.files("*")}
        assert whys(stick.read()) == ["stale"]
        stopped = stick.write(CENTRAL, PRISON)
        assert (stopped.stopped, stopped.files) == ("read_only", 0)
        assert {path.name: path.read_bytes() for path in stick.files("*")} == before
        again("rw")
        stick.back()


def test_a_read_only_stick_is_read_and_not_written(stick, line, monkeypatch):
    line.passport()
    stick.write()
    real = os.open

    def opened(path, flags, *args, **more):
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, flags, *args, **more)

    monkeypatch.setattr(disk.os, "open", opened)
    assert whys(stick.read()) == []
    assert stick.write(CENTRAL, PRISON).stopped == "read_only"
    same_on_both_sides(line)


def test_pulled_out_at_any_moment(stick, line, monkeypatch):
    """Between any two steps of the disk: what is there is whole, and the next run ends it."""
    busy(line, 2)
    real = {name: getattr(os, name) for name in ("fsync", "replace", "unlink")}
    for fall in itertools.count():
        calls = itertools.count()

        def step(name, fall=fall, calls=calls):
            def call(*args, **more):
                if next(calls) == fall:
                    raise Cut
                return real[name](*args, **more)

            return call

        with monkeypatch.context() as patch:
            for name in real:
                patch.setattr(disk.os, name, step(name))
            try:
                done = stick.write()
            except Cut:
                done = None
        if done is not None:
            break
        assert set(whys(stick.read())) <= {"gap", "stale", "unfinished"}
    assert fall >= 10
    assert stick.write().left == 0
    assert not stick.files(".*")
    stick.read()
    same_on_both_sides(line)


def test_two_do_not_write_at_once(stick, line):
    line.passport()
    with closing(Stick(str(stick.directory))) as held, held.writing():
        assert stick.write().stopped == "in_use"
    assert stick.write().stopped == ""


def test_no_more_than_was_asked_for_urgent_first(stick, line):
    busy(line, 9)
    room = 0
    stick.write()
    room = sum(path.stat().st_size for path in stick.files("*-urgent-*"))
    for path in stick.files():
        path.unlink()
    written = stick.write(most=room + 1)
    assert (written.stopped, written.entries) == ("most", 3)
    assert {read_name(path.name).lane for path in stick.files()} == {"urgent"}
    assert written.left == tip(PRISON, CENTRAL).seq


# What was there before


def test_the_same_again_is_left_as_it_is(stick, line):
    busy(line)
    stick.write()
    before = {path.name: path.stat().st_ino for path in stick.files()}
    again = stick.write()
    assert again.same == again.files == len(before)
    assert {path.name: path.stat().st_ino for path in stick.files()} == before


def test_what_was_erased_leaves_the_stick(stick, line):
    passport = line.passport()
    line.write("MY_WORDS", "Words that must go.")
    stick.write()
    core = next(iter(stored()["versions"]))[4]
    whole = b"".join(segment_lines(path) for path in stick.files())
    ciphertext = json.loads(core)["ciphertext"].encode()
    assert ciphertext in whole
    erase_passport(passport=Passport.objects.get(pk=passport.pk), by="command:erase", at=line.now)
    stick.write()
    assert ciphertext not in b"".join(segment_lines(path) for path in stick.files())
    stick.read()
    same_on_both_sides(line)


def segment_lines(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes().split(b"\n", 2)[2])


def test_files_that_newer_ones_hold_are_removed(stick, line, monkeypatch):
    busy(line)
    monkeypatch.setattr(framing, "SEGMENT_ENTRIES", 2)
    small = stick.write()
    monkeypatch.setattr(framing, "SEGMENT_ENTRIES", 500)
    large = stick.write()
    assert large.files == 2
    assert large.removed == small.files
    assert len(stick.files()) == 2
    stick.read()
    same_on_both_sides(line)


def test_files_of_others_are_never_touched(stick, line):
    stick.folder.mkdir()
    names = ["LEI-CENTRAL.tips", "CENTRAL-MDI-bulk-000000000001-000000000002.segment", ".LEI-CENTRAL.tips.part", "x"]
    for name in names:
        (stick.folder / name).write_bytes(b"another's")
    line.passport()
    stick.write()
    assert [(stick.folder / name).read_bytes() for name in names] == [b"another's"] * 4
