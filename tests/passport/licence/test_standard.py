"""The standard conditions, read and checked."""

from typing import Any

import pytest
import yaml

from passport.licence import StandardHasFaults, built_in, read_standard


def changed(**said: Any) -> str:
    row = {"code": "ONE", "legal": "Be good.", "plain": "Be good.", "cy": {"legal": "Da.", "plain": "Da."}} | said
    rows = [{name: value for name, value in row.items() if value is not None}]
    return yaml.safe_dump({"version": 1, "conditions": rows})


def test_there_are_nine_in_both_languages() -> None:
    assert len(built_in()) == 9
    assert all(one.legal != one.legal_cy and one.plain != one.plain_cy for one in built_in())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("conditions: [", "not YAML, line 1"),
        ("version: 1", "two members"),
        ("version: 1\nconditions: []", "1 to 40"),
        (changed(code="one"), "not capital letters"),
        (changed(code="O" * 31), "longer than 30"),
        (changed(cy={}), "`cy` has `legal` and `plain`"),
        (changed(legal=""), "conditions are words"),
        (changed(plain=None), "condition 1: it has `code`"),
    ],
)
def test_each_fault_is_named(text: str, fault: str) -> None:
    with pytest.raises(StandardHasFaults, match=fault):
        read_standard(text)


def test_a_code_that_stands_twice_is_named() -> None:
    one = yaml.safe_load(changed())
    with pytest.raises(StandardHasFaults, match="'ONE' is there twice"):
        read_standard(yaml.safe_dump(one | {"conditions": one["conditions"] * 2}))
