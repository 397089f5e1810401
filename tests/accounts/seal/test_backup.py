"""A backup under six words."""

import json
import math
from hashlib import pbkdf2_hmac
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.seal import UnfitPassphrase, Unreadable, backup, generate_passphrase, lock, unb64, unlock

PHRASE = "balu-tomi-rasa-dilo-numa-vira"


def test_it_opens_with_its_passphrase_only() -> None:
    locked = lock(b"\0\xffkey", PHRASE)
    assert unlock(locked, PHRASE) == b"\0\xffkey"
    with pytest.raises(Unreadable, match="passphrase"):
        unlock(locked, generate_passphrase())


def test_it_is_what_the_specification_says() -> None:
    locked = json.loads(lock(b"key", PHRASE))
    key = pbkdf2_hmac("sha256", PHRASE.encode(), unb64(locked["salt"], 16), 600_000)
    sealed = unb64(locked["ciphertext"])
    assert AESGCM(key).decrypt(unb64(locked["iv"], 12), sealed, b'{"typ":"tg-backup","v":1}') == b"key"
    assert set(locked) == {"ciphertext", "iv", "salt", "typ", "v"}


def test_every_backup_has_its_own_salt_and_iv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "ITERATIONS", 1)
    backups = [json.loads(lock(b"key", PHRASE)) for _ in range(10)]
    assert len({each["salt"] for each in backups}) == len({each["iv"] for each in backups}) == 10


@pytest.mark.parametrize("phrase", ["", "balu-tomi-rasa", "- - - - - - - - - - -", "пароль" * 4, "a\tb" * 9])
def test_an_unfit_passphrase_locks_nothing(phrase: str) -> None:
    with pytest.raises(UnfitPassphrase):
        lock(b"key", phrase)


def test_a_passphrase_is_made_even_before_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "ITERATIONS", 1)
    for typed in (PHRASE.upper(), PHRASE.replace("-", " "), f"  {PHRASE} ", PHRASE.replace("-", " - ")):
        assert unlock(lock(b"key", PHRASE), typed) == b"key"


def test_generated_passphrases_have_their_shape_and_their_strength() -> None:
    assert 6 * math.log2((len(backup.CONSONANTS) * len(backup.VOWELS)) ** 2) > 60
    assert len(set(backup.CONSONANTS)) == 10
    assert len(set(backup.VOWELS)) == 4
    phrases = {generate_passphrase() for _ in range(200)}
    assert len(phrases) == 200
    for phrase in phrases:
        words = phrase.split("-")
        assert len(words) == 6
        assert all(
            (letter in backup.CONSONANTS) != (following in backup.CONSONANTS)
            for word in words
            for letter, following in pairwise(word)
        )
    assert {letter for phrase in phrases for letter in phrase} == {*"-", *backup.CONSONANTS, *backup.VOWELS}
    with pytest.raises(UnfitPassphrase):
        generate_passphrase(5)
