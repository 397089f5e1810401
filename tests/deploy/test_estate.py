"""Whose roll the demo was given, before anything is set up."""

import json
from pathlib import Path

import pytest

from deploy.demonstration.estate import node_of
from deploy.demonstration.processes import CommandFailed


@pytest.mark.parametrize(
    ("document", "node"),
    [
        ({"content": [{"prisonId": "LEI"}, {"prisonId": "MDI"}]}, "LEI"),
        ([None, {"prisonId": 7}, {"prisonId": "LEI"}], "LEI"),
        ({"content": 5}, "MDI"),
        ({"content": []}, "MDI"),
        ("text", "MDI"),
    ],
)
def test_the_first_usable_row_says_whose_roll_it_is(tmp_path: Path, document: object, node: str) -> None:
    roll = tmp_path / "roll.json"
    roll.write_text(json.dumps(document))
    assert node_of(roll) == node


@pytest.mark.parametrize("content", [b'{"content": [{', b"<html>", b"\xff\xfe\x00"])
def test_a_file_that_is_no_roll_is_named_with_its_mend(tmp_path: Path, content: bytes) -> None:
    roll = tmp_path / "roll.json"
    roll.write_bytes(content)
    with pytest.raises(CommandFailed, match=r"(?s)--roll roll\.json: the file is .*Mend:"):
        node_of(roll)
