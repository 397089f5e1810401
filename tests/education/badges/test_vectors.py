"""Every file of vectors/ is checked and gets the word that it names."""

import json
from pathlib import Path

import pytest

from education.badges import Word, check

from .craft import AT, BASE, KEYS

FILES = sorted((Path(__file__).parent / "vectors").glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_award_gets_its_word(path: Path) -> None:
    top, token = path.read_text().split("\n\n", 1)
    lines = dict(line.split(": ", 1) for line in top.splitlines())
    answer = check(token.removesuffix("\n"), keys=KEYS, listed=lines["list"] or None, base=BASE, at=AT)
    assert answer.word == lines["expect"]
    if answer.word in (Word.ALTERED, Word.WRONG_ISSUER):
        assert answer.award is None
    else:
        assert "MDI" not in json.dumps(str(answer.award))


def test_there_is_a_file_for_every_word() -> None:
    assert {path.read_text().splitlines()[0].removeprefix("expect: ") for path in FILES} == set(Word)
