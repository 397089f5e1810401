"""Days to an answer: of an office, which is closed at weekends and on bank holidays, or of every day."""

from datetime import date
from pathlib import Path

import pytest

from incell import catalogue
from incell.acts.kinds import kind_of, load_kinds
from incell.catalogue.kinds import parse_kind
from incell.catalogue.working import HERE, bank_holidays, working_day_after
from incell.models import RequestKind
from incell.questions import Broken
from tests.cast import NOW
from tests.incell.catalogue.test_broken import KIND, QUESTIONS

CLOSED = bank_holidays(HERE)


def a_folder(path: Path, kind: str) -> Path:
    (path / "asks").mkdir()
    (path / "asks/laundry.yml").write_text(QUESTIONS)
    (path / "kinds.yml").write_text("kinds:\n" + kind)
    return path


@pytest.mark.parametrize(
    ("sent", "days", "due"),
    [
        (date(2027, 3, 1), 1, date(2027, 3, 2)),
        (date(2027, 3, 5), 1, date(2027, 3, 8)),  # on a Friday
        (date(2027, 3, 6), 1, date(2027, 3, 8)),  # on a Saturday: Monday is its first day
        (date(2027, 3, 25), 1, date(2027, 3, 30)),  # over Easter
        (date(2027, 12, 24), 2, date(2027, 12, 30)),  # over Christmas, whose days fall on a weekend
        (date(2027, 3, 1), 60, date(2027, 5, 27)),
    ],
)
def test_only_days_count_on_which_an_office_works(sent: date, days: int, due: date) -> None:
    assert working_day_after(sent, days, CLOSED) == due


def test_every_holiday_that_comes_with_throughgate_lies_on_a_working_day() -> None:
    assert all(day.weekday() < 5 for day in CLOSED)
    assert {day.year for day in CLOSED[2:]} == {2027, 2028}
    assert len([day for day in CLOSED if day.year == 2027]) == 8


def test_each_kind_counts_as_its_file_says() -> None:
    due = {kind.code: kind.due_on(date(2027, 3, 25)) for kind, _source in catalogue.built_in()}  # before Good Friday
    assert due["EMERGENCY_PHONE_CREDIT"] == date(2027, 3, 26)
    assert due["HEALTHCARE"] == date(2027, 3, 30)
    assert due["BOOK_VISIT"] == date(2027, 4, 1)
    assert due["ADD_SOCIAL_CONTACT"] == date(2027, 4, 5)


def test_what_is_kept_of_a_kind_says_the_same() -> None:
    for kind, source in catalogue.built_in():
        kept = parse_kind(source)
        assert (kept.days, kept.works, kept.closed) == (kind.days, kind.works, kind.closed)


@pytest.mark.django_db
def test_a_prisons_own_holidays_count_for_its_kinds_once_they_are_loaded(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, KIND.replace("days: 3", "working_days: 1"))
    load_kinds(folder=folder, by="node:MDI", at=NOW)
    row = RequestKind.objects.current().get()
    assert kind_of(row).due_on(date(2027, 3, 1)) == date(2027, 3, 2)
    (folder / "bank_holidays.txt").write_text("# ours\n2027-03-02  # the prison's open day\n")
    assert [each.outcome for each in load_kinds(folder=folder, by="node:MDI", at=NOW)] == ["new"]
    assert kind_of(RequestKind.objects.current().get()).due_on(date(2027, 3, 1)) == date(2027, 3, 3)
    assert kind_of(row).due_on(date(2027, 3, 1)) == date(2027, 3, 2)  # an old request keeps its own


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        ("days: 3\n    working_days: 3", "Keep the one that is meant"),
        ("working_days: soon", "whole number from 1"),
        ("working_days: 61", "Use 1 to 60"),
        ("days: 3\n    closed: [2027-02-30]", "Write each as 2027-12-27"),
    ],
)
def test_days_that_are_none_are_said(tmp_path: Path, days: str, fault: str) -> None:
    with pytest.raises(Broken, match=fault):
        catalogue.load(a_folder(tmp_path, KIND.replace("days: 3", days)))


def test_a_line_that_is_no_day_is_said_with_its_number(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, KIND)
    (folder / "bank_holidays.txt").write_text("2027-12-27\n27 December\n")
    with pytest.raises(Broken, match=r"line 2.*'27 December' is no day"):
        catalogue.load(folder)
