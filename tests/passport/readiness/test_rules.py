"""What has to be ready, and by when, worked out from the dates of one person."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import passport.readiness
from passport.coded import HasFaults
from passport.readiness import Item, Person, days_of, read_rules, wanted

BUILT_IN = (Path(passport.readiness.__file__).parent / "rules.yml").read_text()
CAME, GOES = date(2027, 1, 4), date(2027, 6, 30)
HERE = Person(CAME, GOES, "CONDITIONAL", "SENTENCED")


def changed(**said: Any) -> str:
    row = {"code": "ID", "pathway": "HEALTH", "begin": 1, "before": 2} | said
    return yaml.safe_dump({"version": 1, "items": [{name: value for name, value in row.items() if value is not None}]})


def test_the_built_in_rules_name_what_the_field_asks_for() -> None:
    assert [item.code for item in read_rules(BUILT_IN).items] == [
        "ID",
        "BANK_ACCOUNT",
        "GP",
        "PRESCRIPTION",
        "HOUSING",
        "BENEFITS",
        "PHONE_AND_EMAIL",
        "DAY_ONE_APPOINTMENT",
        "CLOTHES_AND_TRAVEL",
    ]


@pytest.mark.parametrize(
    ("release", "begin_on", "due_on"),
    [
        (GOES, date(2027, 1, 11), date(2027, 6, 2)),
        (None, date(2027, 1, 11), None),
        (date(2027, 1, 20), date(2026, 12, 23), date(2026, 12, 23)),  # was due before anybody knew
        (date(2027, 2, 1), date(2027, 1, 4), date(2027, 1, 4)),
    ],
)
def test_days_are_dated_back_from_release(release: date | None, begin_on: date, due_on: date | None) -> None:
    item = Item("HOUSING", "ACCOMMODATION", begin=7, before=28)
    assert days_of(item, Person(CAME, release)) == (begin_on, due_on)


def test_somebody_whose_reception_is_not_known_has_the_release_alone() -> None:
    assert days_of(Item("GP", "HEALTH", 7, 14), Person(None, GOES)) == (None, date(2027, 6, 16))
    assert days_of(Item("GP", "HEALTH", 7, 14), Person(None, None)) == (None, None)


@pytest.mark.parametrize(
    ("kind", "status", "there"),
    [
        ("CONDITIONAL", "SENTENCED", True),
        ("HDC", "SENTENCED", True),
        ("POST_RECALL", "RECALL", True),
        ("AUTOMATIC", "SENTENCED", False),
        ("", "REMAND", False),
    ],
)
def test_who_leaves_without_a_licence_has_no_first_meeting_with_probation(kind: str, status: str, there: bool) -> None:
    codes = [item.code for item in wanted(read_rules(BUILT_IN), Person(CAME, GOES, kind, status))]
    assert ("DAY_ONE_APPOINTMENT" in codes) is there
    assert "HOUSING" in codes


def test_for_remand_alone() -> None:
    rules = read_rules(changed(only="REMAND"))
    assert wanted(rules, Person(CAME, None, "", "REMAND")) == list(rules.items)
    assert wanted(rules, HERE) == []
    assert wanted(read_rules(changed(only="SENTENCED")), HERE)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: [", "not YAML, line 1"),
        ("- 1", "the file has `version` and `items`"),
        ("version: 1\nitems: []", "`items` is a list of 1 to 40"),
        (BUILT_IN.replace("version: 1", "version: no"), "`version` is a number"),
        (BUILT_IN.replace("code: GP", "code: ID"), "'ID' is there twice"),
        (changed(code=None), "item 1: it has `code`"),
        (changed(colour="red"), "item 1 (ID): it has `code`"),
        (changed(code="gp"), "item 1 (gp): `code` 'gp'"),
        (changed(code="A" * 31), "longer than 30"),
        (changed(code=7), "`code` 7"),
        (changed(pathway="HOUSE"), "`pathway` 'HOUSE' is none of ACCOMMODATION"),
        (changed(begin=-1), "`begin` is a number, 0 to 3650"),
        (changed(before=True), "`before` is a number, 0 to 3650"),
        (changed(before=10**9), "`before` is a number, 0 to 3650"),
        (changed(at_once="yes"), "`at_once` is true or false"),
        (changed(only="WOMEN"), "`only` 'WOMEN' is none of SENTENCED, REMAND, LICENCE"),
        ("version: 1\nitems: [1]", "item 1: it has `code`"),
    ],
)
def test_a_faulty_file_is_refused_by_name(text: str, fault: str) -> None:
    with pytest.raises(HasFaults, match=re.escape(fault)):
        read_rules(text)
