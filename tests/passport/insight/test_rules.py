"""Each rule at its edge, a file with faults, and no rule that weighs one person against another."""

from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from passport import insight
from passport.coded import HasFaults
from passport.insight import FACTS, Facts, judge, read_rules

TODAY = date(2027, 3, 1)
TEXT = (Path(insight.__file__).parent / "rules.yml").read_text()
RULES = read_rules(TEXT)
QUIET = Facts(on=TODAY, received_on=TODAY - timedelta(days=200), contact_on=TODAY)


def ago(*days: int) -> tuple[date, ...]:
    return tuple(TODAY - timedelta(days=n) for n in days)


def found(**more: Any) -> dict[str, tuple[date, ...]]:
    return {one.code: one.evidence for one in judge(RULES, replace(QUIET, **more))}


def test_a_quiet_life_raises_nothing() -> None:
    assert found() == {}
    assert judge(RULES, Facts(on=TODAY)) == []


@pytest.mark.parametrize(
    ("code", "holds", "holds_not"),
    [
        ("NO_CONTACT", {"contact_on": ago(30)[0]}, {"contact_on": ago(29)[0]}),
        ("NO_CONTACT", {"contact_on": None}, {"contact_on": None, "received_on": ago(29)[0]}),
        ("MISSED_COUNSELLING", {"missed": ago(1, 59)}, {"missed": ago(1, 60)}),
        ("COURSE_DROPPED", {"dropped": ago(27)}, {"dropped": ago(28)}),
        (
            "NO_ADDRESS",
            {"address_open": True, "release_on": TODAY + timedelta(days=42)},
            {"address_open": True, "release_on": TODAY + timedelta(days=43)},
        ),
        (
            "NO_ADDRESS",
            {"address_open": True, "release_on": TODAY},
            {"address_open": False, "release_on": TODAY},
        ),
        ("OWN_WORDS_FLAGGED", {"flagged": ago(13)}, {"flagged": ago(14)}),
        ("HEALTH_ASKED", {"health": ago(0, 5, 29)}, {"health": ago(0, 5, 30)}),
        ("FAMILY_LOST", {"lost": ago(0)}, {"lost": ()}),
        ("NOBODY_OUTSIDE", {"outside": False}, {"outside": False, "received_on": ago(27)[0]}),
    ],
)
def test_each_rule_at_its_edge(code: str, holds: dict[str, Any], holds_not: dict[str, Any]) -> None:
    assert found(**holds)[code]
    assert code not in found(**holds_not)


def test_the_evidence_is_days_newest_first_and_its_mark_moves_with_it() -> None:
    assert found(missed=ago(9, 2, 5))["MISSED_COUNSELLING"] == ago(2, 5, 9)
    marks = [judge(RULES, replace(QUIET, missed=days))[0].mark for days in (ago(2, 5), ago(1, 2))]
    assert len(set(marks)) == 2


def test_what_is_known_is_days_and_no_score() -> None:
    assert {field.name for field in fields(insight.Found)} == {"code", "evidence", "mark"}
    assert all(not isinstance(getattr(QUIET, field.name), (str, float)) for field in fields(Facts))


def test_the_numbers_are_the_prisons() -> None:
    stricter = read_rules("version: 2\nrules: [{code: NO_CONTACT, days: 7}]")
    assert [one.code for one in judge(stricter, replace(QUIET, contact_on=ago(7)[0], lost=ago(1)))] == ["NO_CONTACT"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("rules: [", "not YAML, line 1"),
        ("[]", "the file has `version` and `rules`"),
        ("version: 1\nrules: {}", "`rules` is a list of 0 to 8"),
        ("version: x\nrules: []", "`version` is a number"),
        ("version: 1\nrules: [{code: RISK_SCORE, days: 3}]", "`code` 'RISK_SCORE' is none of NO_CONTACT"),
        ("version: 1\nrules: [{code: NO_CONTACT}]", "it has `code` and `days`, and may have `times`"),
        ("version: 1\nrules: [{code: NO_CONTACT, days: 0}]", "`days` is a number, 1 to 730"),
        ("version: 1\nrules: [{code: NO_CONTACT, days: 3, times: 0}]", "`times` is a number, 1 to 100"),
        (
            "version: 1\nrules: [{code: NO_CONTACT, days: 3}, {code: NO_CONTACT, days: 4}]",
            "'NO_CONTACT' is there",
        ),
    ],
)
def test_a_file_with_faults_names_them(text: str, fault: str) -> None:
    with pytest.raises(HasFaults, match=fault):
        read_rules(text)


def test_a_prison_may_leave_every_rule_out() -> None:
    assert read_rules("version: 1\nrules: []").rules == ()


def test_every_rule_is_in_the_file_that_comes_along() -> None:
    assert {rule.code for rule in RULES.rules} == set(FACTS)
