"""The types of case notes, read and checked."""

from typing import Any

import pytest
import yaml

from passport.casenotes import read_kinds
from passport.coded import HasFaults


def changed(**said: Any) -> str:
    row = {"code": "GEN", "name": "General", "subtypes": [{"code": "HIS", "name": "History sheet entry"}]} | said
    return yaml.safe_dump({"version": 1, "types": [{name: value for name, value in row.items() if value is not None}]})


def test_a_type_is_open_and_writable_unless_the_file_says_otherwise() -> None:
    (kind,) = read_kinds(changed()).types
    assert (kind.sensitive, kind.writable, kind.subtypes) == (False, True, (("HIS", "History sheet entry"),))
    (kind,) = read_kinds(changed(sensitive=True, writable=False)).types
    assert (kind.sensitive, kind.writable) == (True, False)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[", "not YAML, line 1"),
        ("types: []", "the file has `version` and `types`"),
        ("version: 1\ntypes: []", "`types` is a list of 1 to 60"),
        ("version: 1\ntypes: [1]", "type 1: it has `code`, `name` and `subtypes`, and may have"),
        (changed().replace("version: 1", "version: 0"), "`version` is a number"),
        (changed(sensitiv=True), r"type 1 \(GEN\): it has `code`"),
        (changed(code="gen"), "`code` 'gen' is not capital letters"),
        (changed(code="G" * 13), "longer than 12"),
        (changed(name=""), "`name` is not words"),
        (changed(name="G" * 81), "`name` is longer than 80"),
        (changed(sensitive="yes"), "`sensitive` is true or false"),
        (changed(writable=1), "`writable` is true or false"),
        (changed(subtypes="x"), "`subtypes` is a list of 1 to 60"),
        (changed(subtypes=[{"code": "HIS"}]), r"type 1 \(GEN\): subtype 1 \(HIS\): it has `code` and `name`"),
        (changed(subtypes=[{"code": "HIS", "name": "One"}, {"code": "HIS", "name": "Two"}]), "'HIS' is there twice"),
        (changed(subtypes=[{"code": "his", "name": "One"}]), "`code` 'his' is not capital letters"),
    ],
)
def test_each_fault_is_named(text: str, fault: str) -> None:
    with pytest.raises(HasFaults, match=fault):
        read_kinds(text)


def test_a_code_that_stands_twice_is_named() -> None:
    one = yaml.safe_load(changed())
    with pytest.raises(HasFaults, match="'GEN' is there twice"):
        read_kinds(yaml.safe_dump(one | {"types": one["types"] * 2}))
