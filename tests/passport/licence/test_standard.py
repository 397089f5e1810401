"""The standard conditions, read and checked."""

from typing import Any

import pytest
import yaml

from passport.coded import HasFaults
from passport.licence import built_in, read_standard


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
        ("version: 1", "the file has `version` and `conditions`"),
        ("version: 1\nconditions: []", "`conditions` is a list of 1 to 40"),
        (changed().replace("version: 1", "version: 0"), "`version` is a number"),
        (changed(code="one"), "not capital letters"),
        (changed(code="O" * 31), "longer than 30"),
        (changed(cy={}), "`cy` has `legal` and `plain`"),
        (changed(legal=""), "`legal` is not words"),
        (changed(cy={"legal": "Da.", "plain": 1}), "`cy`: `plain` is not words"),
        (changed(plain=None), r"condition 1 \(ONE\): it has `code`, `legal`, `plain` and `cy`"),
    ],
)
def test_each_fault_is_named(text: str, fault: str) -> None:
    with pytest.raises(HasFaults, match=fault):
        read_standard(text)


def test_a_code_that_stands_twice_is_named() -> None:
    one = yaml.safe_load(changed())
    with pytest.raises(HasFaults, match="'ONE' is there twice"):
        read_standard(yaml.safe_dump(one | {"conditions": one["conditions"] * 2}))
