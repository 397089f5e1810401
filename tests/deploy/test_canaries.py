"""The search must find what it looks for, or its silence says nothing."""

import base64
import gzip
import os
import zlib

import pytest

from deploy.demonstration.canaries import Canaries

CANARY = "Zebadiah Quill-Ó Maolagáin"


@pytest.mark.parametrize("offset", range(3))
@pytest.mark.parametrize(
    "hide",
    [
        lambda raw: raw,
        lambda raw: raw.lower(),
        lambda raw: raw.decode().encode("utf-16-le"),
        lambda raw: raw.decode().encode("utf-16-be"),
        lambda raw: raw.hex().encode(),
        base64.b64encode,
        base64.urlsafe_b64encode,
        gzip.compress,
        zlib.compress,
        lambda raw: gzip.compress(base64.b64encode(raw)),
    ],
)
def test_it_finds_a_word_however_it_is_written_down(hide, offset):
    hidden = hide(("x" * offset + CANARY + " and more").encode())
    found = list(Canaries([CANARY]).search(os.urandom(100) + hidden + os.urandom(100), "blob"))
    assert found
    assert CANARY not in str(found)


def test_short_words_count_where_they_stand_alone():
    canaries = Canaries(["TEST", "A1234BC"])
    assert not list(canaries.search(b"greatest a1234bcd xxA1234BC", "blob"))
    assert len(list(canaries.search(b'"test" A1234BC,', "blob"))) == 2


def test_ciphertext_is_not_taken_for_words():
    words = [f"USER{number}" for number in range(100)] + [f"A{number}BC" for number in range(1000, 1100)]
    noise = base64.urlsafe_b64encode(os.urandom(400_000))
    assert list(Canaries(words).search(noise, "noise")) == []


def test_folders_are_searched_whole_and_the_words_never_repeated(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "db.sqlite3-wal").write_bytes(b"\0" * 50 + CANARY.encode())
    (found,) = Canaries([CANARY, "1984-06-29"]).search_folder(tmp_path)
    assert (found.place, found.form) == ("deep/db.sqlite3-wal", "raw")
