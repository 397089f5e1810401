"""A stick between the prison and central of two_nodes.py.

def test_it_arrives(stick, line):
    line.write()
    stick.write()
    stick.read()
"""

from contextlib import closing
from pathlib import Path

import pytest

from passport.sync import framing
from passport.sync.folder.disk import Stick
from passport.sync.folder.reading import Reader, Reading
from passport.sync.folder.writing import Writer, Written
from tests.two_nodes import CENTRAL, PRISON, journal_of, stored


class ByStick:
    """The two ends of a stick."""

    def __init__(self, line, directory: Path) -> None:
        self.line, self.directory = line, directory

    @property
    def folder(self) -> Path:
        return self.directory / "throughgate"

    def write(self, node: str = PRISON, peer: str = CENTRAL, most: int | None = None, **more) -> Written:
        with self.line.at(node), closing(Stick(str(self.directory))) as held:
            return Writer(held, lambda: self.line.now, most, **more).write_for(peer)

    def read(self, node: str = CENTRAL) -> Reading:
        with self.line.at(node), closing(Stick(str(self.directory))) as held:
            return Reader(held, lambda: self.line.now).read()

    def back(self) -> Reading:
        """Central reads and answers, the prison reads the answer."""
        found = self.read()
        self.write(CENTRAL, PRISON)
        self.line.later(hours=3)
        self.read(PRISON)
        return found

    def files(self, pattern: str = "*.segment") -> list[Path]:
        return sorted(self.folder.glob(pattern))


@pytest.fixture
def stick(line, tmp_path: Path, monkeypatch) -> ByStick:
    monkeypatch.setattr(framing, "SEGMENT_ENTRIES", 3)
    (tmp_path / "stick").mkdir()
    return ByStick(line, tmp_path / "stick")


def same_on_both_sides(line) -> None:
    here, chain = stored(), journal_of(PRISON, CENTRAL)
    with line.at_central():
        assert stored() == here
        assert journal_of(PRISON, CENTRAL) == chain


def whys(found: Reading) -> list[str]:
    return [one.why for one in found.left]


def busy(line, count: int = 4) -> None:
    """Both lanes have something: `count` versions, and a handover."""
    agency, key = line.agency()
    line.passport()
    for number in range(count):
        line.write("MY_WORDS", f"Words {number}.")
    line.hand_over(agency, key, "IDENTITY", "MY_WORDS")
