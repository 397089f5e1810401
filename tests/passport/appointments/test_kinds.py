"""The kinds of appointment, read and checked."""

from typing import Any

import pytest
import yaml

from passport.appointments import built_in, kind_of, read_kinds
from passport.coded import HasFaults


def changed(**said: Any) -> str:
    row = {"code": "BANK", "pathway": "FINANCE_AND_ID", "icon": "money", "name": "Bank", "plain": "The bank"}
    row |= {"cy": {"name": "Banc", "plain": "Y banc"}} | said
    return yaml.safe_dump({"version": 1, "kinds": [{name: value for name, value in row.items() if value is not None}]})


def test_what_tells_of_health_drugs_or_abuse_is_restricted() -> None:
    restricted = {kind.code for kind in built_in() if kind.restricted}
    assert restricted == {"ABUSE_SERVICE", "DRUG_AND_ALCOHOL_SERVICE", "HEALTH_SERVICE", "MENTAL_HEALTH"}
    assert [kind.code for kind in built_in() if kind.day_one] == ["PROBATION"]
    assert kind_of("MENTAL_HEALTH").restricted_section == "HEALTH_RESTRICTED"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("kinds: [", "not YAML, line 1"),
        ("version: 1", "the file has `version` and `kinds`"),
        ("version: 1\nkinds: []", "`kinds` is a list of 1 to 60"),
        (changed().replace("version: 1", "version: 0"), "`version` is a number"),
        (changed(code="bank"), "not capital letters"),
        (changed(code="B" * 41), "longer than 40"),
        (changed(pathway="MONEY"), "`pathway` 'MONEY' is none of ACCOMMODATION"),
        (changed(day_one=1), "`day_one` is true or false"),
        (changed(cy={}), "`cy` has `name` and `plain`"),
        (changed(icon=""), "`icon` is not words"),
        (changed(name=""), "`name` is not words"),
        (changed(icon=None), r"kind 1 \(BANK\): it has `code`"),
    ],
)
def test_each_fault_is_named(text: str, fault: str) -> None:
    with pytest.raises(HasFaults, match=fault):
        read_kinds(text)


def test_a_code_that_stands_twice_is_named() -> None:
    one = yaml.safe_load(changed())
    with pytest.raises(HasFaults, match="'BANK' is there twice"):
        read_kinds(yaml.safe_dump(one | {"kinds": one["kinds"] * 2}))


def test_names_in_both_languages() -> None:
    kind = kind_of("BANK")
    assert kind is not None
    assert (kind.said("name", "cy"), kind.said("plain", "fr")) == ("Banc", "The bank")
