"""Each file in `broken/` is refused for exactly the faults that its `expect` lines name: code | page | question."""

import re
from pathlib import Path

import pytest

import incell.questions
from incell.questions import Broken, parse
from incell.questions.document import MAX_BYTES

FOLDER = Path(__file__).with_name("broken")
SOURCE = Path(incell.questions.__file__).parent
# Told apart below, or in the tests of overlays and folders.
ELSEWHERE = {"size", "encoding", "no_lang", "unknown_option", "lost_overlay", "duplicate_set", "no_why", "no_words"}


def expected(path: Path) -> list[tuple[str, str, str]]:
    lines = re.findall(r"^# expect: (.*)$", path.read_text(), re.M)
    return sorted(tuple(part.strip() for part in line.split("|")) for line in lines)


def faults(source, name="a.yml"):
    with pytest.raises(Broken) as caught:
        parse(source, name=name)
    return caught.value.faults


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_every_fault_in_its_place(path):
    found = faults(path.read_bytes(), path.name)
    assert sorted((fault.code, fault.page, fault.question) for fault in found) == expected(path)
    for fault in found:
        assert fault.file == path.name
        assert fault.line > 0
        assert fault.fault.endswith(".")
        assert fault.mend
        said = str(fault)
        assert all(part in said for part in (path.name, fault.page, fault.question, fault.fault, fault.mend))


def test_every_code_in_the_source_is_shown_by_a_broken_file():
    codes: set[str] = set()
    for path in SOURCE.glob("*.py"):
        codes |= set(
            re.findall(r'(?:\.fault|Fault|_Refused|_refuse)\(\s*(?:code=|event, |start, )?"(\w+)"', path.read_text())
        )
    shown = {code for path in FOLDER.glob("*.yml") for code, _, _ in expected(path)}
    assert len(codes) > 30
    assert codes - shown - ELSEWHERE == set()


def test_too_large_a_file_is_refused_unread():
    assert [fault.code for fault in faults(b"#" * (MAX_BYTES + 1))] == ["size"]


def test_a_file_that_is_not_utf_8_is_refused_with_its_line():
    (fault,) = faults("version: 1\npathway: Straße".encode("latin-1"))
    assert (fault.code, fault.line) == ("encoding", 2)


def test_faults_come_in_the_order_of_the_file():
    found = faults((FOLDER / "wrong_shapes.yml").read_bytes())
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)
