"""A broken folder of kinds is refused, and each fault says file, kind, what is wrong and how to mend it."""

from pathlib import Path

import pytest

from incell.catalogue import load
from incell.questions import Broken, Fault

KIND = """  - code: LAUNDRY
    version: 1
    group: DAILY_LIFE
    icon: inbox
    name: "Clean clothes"
    about: "Ask for a wash."
    cy: {name: "Dillad glân", about: "Gofyn am olchi."}
    team: WING
    days: 3
    open: 1
    way: PLAIN
    means: {SINCE: PAST_DAY}
    questions: laundry.yml
"""
QUESTIONS = """version: 1
pathway: "LAUNDRY"
requireStatusQuestion: false
pages:
  - id: "WASH"
    title: "Clean clothes"
    questions:
      - {id: "SINCE", title: "Since when?", type: "SHORT_TEXT"}
      - {id: "MORE", title: "Which clothes?", type: "LONG_TEXT"}
    nextPageLogic: [{nextPageId: "CHECK_ANSWERS"}]
  - id: "CHECK_ANSWERS"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "asks").mkdir()
    (tmp_path / "asks/laundry.yml").write_text(QUESTIONS)
    (tmp_path / "kinds.yml").write_text("kinds:\n" + KIND)
    return tmp_path


def faults(folder: Path, kinds: str) -> tuple[Fault, ...]:
    (folder / "kinds.yml").write_text(kinds)
    with pytest.raises(Broken) as caught:
        load(folder)
    return caught.value.faults


def test_the_folder_of_these_tests_is_whole(folder: Path) -> None:
    ((kind, _),) = load(folder)
    assert (kind.code, kind.days, kind.means) == ("LAUNDRY", 3, {"SINCE": "PAST_DAY"})


@pytest.mark.parametrize(
    ("was", "now", "code", "said"),
    [
        ("code: LAUNDRY", "code: laundry-1", "bad_code", "Use A to Z"),
        ("group: DAILY_LIFE", "group: SPORT", "unknown_group", "Use one of PHONE_AND_MONEY"),
        ("team: WING", "team: LAUNDRY", "unknown_team", "Use one of WING"),
        ("way: PLAIN", "way: FAST", "unknown_way", "Use one of PLAIN"),
        ("days: 3", "days: soon", "not_a_number", "whole number from 1"),
        ("days: 3", "days: 61", "days", "Use 1 to 60"),
        ("days: 3", "dayss: 3", "misspelt_key", "Did you mean days?"),
        ("open: 1", "open: -1", "not_a_number", "whole number from 1"),
        ("version: 1", "version:", "no_version", "Give it a version"),
        ('name: "Clean clothes"', 'name: " "', "no_name", "Give it a name"),
        (', about: "Gofyn am olchi."', "", "no_about", "Give it a about"),
        ("questions: laundry.yml", "questions: wash.yml", "no_file", "Add the file"),
        ("{SINCE: PAST_DAY}", "{SINCE: LATER}", "unknown_meaning", "Use one of PAST_DAY"),
        ("{SINCE: PAST_DAY}", "{MORE: PAST_DAY}", "means_of_what", "Use the id of a SHORT_TEXT"),
        ("{SINCE: PAST_DAY}", "{NEVER: PAST_DAY}", "means_of_what", "Use the id of a SHORT_TEXT"),
        ("{SINCE: PAST_DAY}", "[SINCE]", "shape", "Write questions and meanings"),
    ],
)
def test_a_fault_names_file_kind_and_mend(folder: Path, was: str, now: str, code: str, said: str) -> None:
    found = {fault.code: fault for fault in faults(folder, "kinds:\n" + KIND.replace(was, now))}
    fault = found[code]
    assert fault.file == "kinds.yml"
    assert fault.line > 1
    assert said in fault.mend
    assert str(fault).startswith(
        f"kinds.yml, line {fault.line}, kind {'laundry-1' if code == 'bad_code' else 'LAUNDRY'}: "
    )


def test_a_kind_that_stands_twice_is_named(folder: Path) -> None:
    (fault,) = faults(folder, "kinds:\n" + KIND + KIND)
    assert (fault.code, str(fault)) == ("duplicate_kind", "kinds.yml, kind LAUNDRY: The kind LAUNDRY stands twice. "
                                        "Keep one of them.")  # fmt: skip


def test_a_fault_of_the_questions_names_their_file(folder: Path) -> None:
    (folder / "asks/laundry.yml").write_text(QUESTIONS.replace('"LONG_TEXT"', '"POEM"'))
    (fault,) = faults(folder, "kinds:\n" + KIND)
    assert (fault.code, fault.file, fault.page, fault.question) == ("unknown_type", "laundry.yml", "WASH", "MORE")


def test_the_faults_of_all_kinds_are_said_together(folder: Path) -> None:
    other = KIND.replace("LAUNDRY", "HAIRCUT").replace("days: 3", "days: 99")
    found = faults(folder, "kinds:\n" + KIND.replace("team: WING", "team: NONE") + other)
    assert [(fault.page, fault.code) for fault in found] == [("LAUNDRY", "unknown_team"), ("HAIRCUT", "days")]


@pytest.mark.parametrize("kinds", ["", "kinds:", "kinds: []", "kinds: none", "- code: LAUNDRY", "sorts: []"])
def test_a_file_without_kinds_is_refused(folder: Path, kinds: str) -> None:
    found = faults(folder, kinds)
    assert {fault.file for fault in found} == {"kinds.yml"}


def test_a_file_that_is_no_text_is_named(folder: Path) -> None:
    (folder / "asks/laundry.yml").write_bytes("title: Wäsche".encode("latin-1"))
    found = faults(folder, "kinds:\n" + KIND)
    assert ("encoding", "laundry.yml") in {(fault.code, fault.file) for fault in found}
