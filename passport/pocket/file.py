"""A sealed file for an agency without an account (SPEC.md, section 6)."""

import re
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from accounts.seal import Unreadable, b64, read_object, unb64
from accounts.seal.encoding import only

from .link import ITERATIONS
from .paper import Paper

CAP = 4 * 1024 * 1024  # bytes
_AAD = b'{"typ":"tg-file","v":1}'
_WORDS = re.compile(r"[a-z]{4}(-[a-z]{4}){5}")


def seal_file(paper: Paper, passphrase: str) -> str:
    """The ciphertext as JSON text. Takes 0.1 to 0.3 s. Raises TooMuch; ValueError unless six generated words."""
    if not _WORDS.fullmatch(passphrase):
        raise ValueError("six words of four letters, joined by hyphens")
    salt, iv = urandom(16), urandom(12)
    sealed = AESGCM(_derive(passphrase, salt)).encrypt(iv, paper.text(), _AAD)
    return f'{{"ciphertext":"{b64(sealed)}","iv":"{b64(iv)}","salt":"{b64(salt)}","typ":"tg-file","v":1}}'


def open_file(text: str, passphrase: str) -> bytes:
    """The paper's text. Raises Unreadable: passphrase; and, for the file, oversize, json, members, typ, base64."""
    members = only(read_object(text.encode(), CAP), frozenset({"ciphertext", "iv", "salt", "typ", "v"}))
    if members["typ"] != "tg-file" or members["v"] != 1:
        raise Unreadable("typ")
    salt, iv, sealed = unb64(members["salt"], 16), unb64(members["iv"], 12), unb64(members["ciphertext"])
    try:
        return AESGCM(_derive(passphrase, salt)).decrypt(iv, sealed, _AAD)
    except (InvalidTag, ValueError):
        raise Unreadable("passphrase") from None


def _derive(passphrase: str, salt: bytes) -> bytes:
    return PBKDF2HMAC(SHA256(), 32, salt, ITERATIONS).derive(passphrase.encode())
