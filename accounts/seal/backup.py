"""A private key at rest under a passphrase, alike on nodes and in browsers (SPEC.md, section 8)."""

import re
from os import urandom
from secrets import choice

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from accounts.seal.encoding import b64, only, read_object, unb64
from accounts.seal.unreadable import Unreadable

ITERATIONS = 600_000
MIN_LENGTH = 16
CONSONANTS = "bdjlmnrstv"
VOWELS = "aiou"
WORDS = 6  # of 1,600: 63.8 bits

_AAD = b'{"typ":"tg-backup","v":1}'
_MEMBERS = frozenset({"ciphertext", "iv", "salt", "typ", "v"})
_PRINTABLE = re.compile(r"[ -~]+")
_MAX_BYTES = 256 * 1024


class UnfitPassphrase(ValueError):
    """Too short, or with letters that not every keyboard writes alike."""


def generate_passphrase(words: int = WORDS) -> str:
    """Words of consonant-vowel-consonant-vowel joined by hyphens, 10.6 bits each.

    Raises UnfitPassphrase for fewer than six.
    """
    if words < WORDS:
        raise UnfitPassphrase(f"fewer than {WORDS} words")
    letters = (CONSONANTS, VOWELS) * 2
    return "-".join("".join(choice(kind) for kind in letters) for _ in range(words))


def lock(plaintext: bytes, passphrase: str) -> str:
    """A backup as JSON text. Takes 0.1 to 0.3 s of one core. Raises UnfitPassphrase."""
    phrase = _normal(passphrase)
    if phrase is None:
        raise UnfitPassphrase(f"printable ASCII, at least {MIN_LENGTH} characters")
    salt, iv = urandom(16), urandom(12)
    sealed = AESGCM(_derive(phrase, salt)).encrypt(iv, plaintext, _AAD)
    return f'{{"ciphertext":"{b64(sealed)}","iv":"{b64(iv)}","salt":"{b64(salt)}","typ":"tg-backup","v":1}}'


def unlock(backup: bytes | str, passphrase: str) -> bytes:
    """The plaintext. Takes 0.1 to 0.3 s of one core.

    Raises Unreadable: passphrase; and, for the file, oversize, depth, json, duplicate, type,
    members, typ, base64, length.
    """
    members = only(read_object(backup, _MAX_BYTES), _MEMBERS)
    if members["typ"] != "tg-backup" or type(members["v"]) is not int or members["v"] != 1:
        raise Unreadable("typ")
    salt, iv = unb64(members["salt"], 16), unb64(members["iv"], 12)
    sealed = unb64(members["ciphertext"])
    if len(sealed) < 16:
        raise Unreadable("length")
    phrase = _normal(passphrase)
    if phrase is None:
        raise Unreadable("passphrase")
    try:
        return AESGCM(_derive(phrase, salt)).decrypt(iv, sealed, _AAD)
    except InvalidTag:
        raise Unreadable("passphrase") from None


def _normal(passphrase: str) -> bytes | None:
    if not _PRINTABLE.fullmatch(passphrase):
        return None
    phrase = "-".join(re.split(r"[ -]+", passphrase.strip(" -"))).lower()
    return phrase.encode() if len(phrase) >= MIN_LENGTH else None


def _derive(phrase: bytes, salt: bytes) -> bytes:
    return PBKDF2HMAC(SHA256(), 32, salt, ITERATIONS).derive(phrase)
