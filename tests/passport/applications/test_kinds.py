"""The kinds of application, read and checked."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import passport.readiness
from passport.applications import built_in, kind_of, read_kinds
from passport.coded import HasFaults
from passport.readiness import read_rules


def changed(**said: Any) -> str:
    row = {"code": "BANK", "item": "BANK_ACCOUNT", "days": 28, "name": "Bank", "plain": "A bank"}
    row |= {"cy": {"name": "Banc", "plain": "Banc"}} | said
    return yaml.safe_dump({"version": 1, "kinds": [{name: value for name, value in row.items() if value is not None}]})


def test_each_kind_settles_an_item_of_the_readiness_list() -> None:
    rules = read_rules((Path(passport.readiness.__file__).parent / "rules.yml").read_text())
    assert {kind.item for kind in built_in()} <= {item.code for item in rules.items}
    assert [kind.code for kind in built_in() if kind.returned] == ["BANK_ACCOUNT"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("kinds: [", "not YAML, line 1"),
        ("version: 1", "the file has `version` and `kinds`"),
        ("version: 1\nkinds: []", "`kinds` is a list of 1 to 60"),
        (changed().replace("version: 1", "version: 0"), "`version` is a number"),
        (changed(code="bank"), "`code` 'bank' is not capital letters"),
        (changed(item="B" * 31), "`item` .* is longer than 30"),
        (changed(days=0), "`days` is a number, 1 to 365"),
        (changed(days=True), "`days` is a number, 1 to 365"),
        (changed(returned=1), "`returned` is true or false"),
        (changed(cy={}), "`cy` has `name` and `plain`"),
        (changed(name=""), "`name` is not words"),
        (changed(days=None), r"kind 1 \(BANK\): it has `code`"),
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
    kind = kind_of("BANK_ACCOUNT")
    assert kind is not None
    assert (kind.said("name", "cy"), kind.said("plain", "fr")) == ("Cyfrif banc", "A bank account")
