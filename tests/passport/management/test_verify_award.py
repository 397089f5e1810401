"""An award is checked at a machine without the internet; only a valid one ends with 0."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from education.badges import IssuerKey
from education.badges.signature import sign
from tests.education.badges.craft import AT, AWARDED, BASE, KEY, a_list, an_award
from tests.passport.issuers.test_told import issuer_key, status_list

pytestmark = pytest.mark.django_db


def say(tmp_path: Path, token: str, **more: Any) -> tuple[str, int]:
    file, said = tmp_path / "award", io.StringIO()
    file.write_text(token)
    try:
        with time_machine.travel(AT + timedelta(minutes=1)):
            call_command("verify_award", str(file), stdout=said, **more)
    except SystemExit as end:
        return said.getvalue(), int(end.code or 0)
    return said.getvalue(), 0


@pytest.fixture
def known() -> None:
    issuer_key()
    status_list(a_list(5))


@pytest.mark.parametrize("before", ["", "https://awards.example/verify/#"])
def test_an_award_on_the_command_line_is_not_shown_again(before: str) -> None:
    with pytest.raises(CommandError, match="Give the award in a file") as refused:
        call_command("verify_award", before + an_award())
    assert "eyJ" not in str(refused.value)


def test_what_this_node_holds_is_enough(known: None, tmp_path: Path) -> None:
    words, code = say(tmp_path, f"https://awards.example/verify/#{an_award()}\n")
    assert (words.splitlines()[0], code) == ("VALID: signed, unchanged and not withdrawn.", 0)
    assert "Marlon Ashdown: Kitchen maths." in words
    assert "Given by Northfield Learning on 01 March 2027." in words
    assert "MDI" not in words


def test_a_list_that_a_later_key_signed_counts(known: None, tmp_path: Path) -> None:
    later = IssuerKey.generate()
    issuer_key(jwk=later.public.jwk())
    status_list(a_list(9, key=later, at=AT + timedelta(seconds=30)))
    assert say(tmp_path, an_award())[1] == 0
    assert say(tmp_path, an_award(index=9))[0].startswith("WITHDRAWN")


@pytest.mark.parametrize(
    ("token", "word"),
    [
        (an_award(index=5), "WITHDRAWN"),
        (an_award()[:-3], "ALTERED"),
        ("not an award", "ALTERED"),
        ("", "ALTERED"),
        (sign(b"{}", kid=f"{BASE}/issuers/nobody/keys/none", typ="JWT", key=KEY), "NOT CHECKED"),
        (sign(b"{}", kid=f"{BASE}/issuers/{'9' * 300}", typ="JWT", key=KEY), "NOT CHECKED"),
        (an_award(at=AT + timedelta(days=1)), "NOT YET"),
    ],
    ids=["withdrawn", "cut", "words", "empty", "nobody", "no issuer", "tomorrow"],
)
def test_anything_else_ends_with_1(known: None, tmp_path: Path, token: str, word: str) -> None:
    words, code = say(tmp_path, token)
    assert words.startswith(f"{word}:")
    assert code == 1


def test_files_bring_what_is_not_here(tmp_path: Path) -> None:
    words, code = say(tmp_path, an_award())
    assert words.startswith("NOT CHECKED:")
    (tmp_path / "key").write_text(json.dumps(KEY.public.jwk()))
    (tmp_path / "list").write_text(a_list(AWARDED.index) + "\n")
    words, code = say(tmp_path, an_award(), key=[str(tmp_path / "key")])
    assert words.startswith("NOT CHECKED:")
    words, code = say(tmp_path, an_award(), key=[str(tmp_path / "key")], list=str(tmp_path / "list"))
    assert words.startswith("WITHDRAWN:")
    (tmp_path / "list").write_text(a_list())
    words, code = say(tmp_path, an_award(), key=[str(tmp_path / "key")], list=str(tmp_path / "list"))
    assert code == 0


def test_another_address_is_not_trusted(known: None, tmp_path: Path) -> None:
    words, _ = say(tmp_path, an_award(), base="https://elsewhere.example")
    assert words.startswith("WRONG ISSUER:")


def test_what_is_no_file_is_named(known: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can't be read"):
        call_command("verify_award", str(tmp_path / "none"))
    (tmp_path / "key").write_text("{}")
    with pytest.raises(CommandError, match="is no public key"):
        say(tmp_path, an_award(), key=[str(tmp_path / "key")])
