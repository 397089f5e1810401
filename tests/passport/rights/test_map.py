"""The map of what is held on a person, read and checked."""

from typing import Any

import pytest
import yaml

from passport.coded import HasFaults
from passport.rights import read_map


def changed(left_out: Any = None, **said: Any) -> str:
    row = {"model": "accounts.Case", "to": "prisoner", "why": "caseloads are counted from it"} | said
    rows = [{name: value for name, value in row.items() if value is not None}]
    return yaml.safe_dump({"held": rows, "left_out": {"accounts.Prison": "nobody's"} if left_out is None else left_out})


def test_columns_that_are_shut_are_words_of_one_line() -> None:
    held = read_map(changed(shut="prev digest")).of("accounts.Case")
    assert held is not None
    assert held.shut == ("prev", "digest")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("held: [", "not YAML, line 1"),
        ("held: []", "the file has `held` and `left_out`"),
        ("held: []\nleft_out: {}", "`held` is a list of 1 to 300"),
        (changed(colour="red"), r"table 1 \(accounts.Case\): it has `model` and `to`, and may have `others`"),
        (changed(to="@nowhere"), "`to` is a path, or one of @rec:…, @pair, @audit"),
        (changed(others="yes"), "`others` is true or false"),
        (changed(erase="burn"), "`erase` 'burn' is none of blank, delete, keep"),
        (changed(why=None), "say why its rows stay"),
        (changed(erase="blank"), "`blank` names the columns"),
        (changed(blank={"words": ""}), "`blank` names the columns"),
        (changed(left_out=["accounts.Prison"]), "`left_out` names models"),
        (changed(left_out={"accounts.Prison": ""}), "accounts.Prison: say why it is left out"),
        (changed(left_out={"accounts.Case": "nobody's"}), "'accounts.Case' is there twice"),
    ],
)
def test_each_fault_is_named(text: str, fault: str) -> None:
    with pytest.raises(HasFaults, match=fault):
        read_map(text)


def test_a_table_that_stands_twice_is_named() -> None:
    one = yaml.safe_load(changed())
    with pytest.raises(HasFaults, match=r"'accounts\.Case' is there twice"):
        read_map(yaml.safe_dump(one | {"held": one["held"] * 2}))
