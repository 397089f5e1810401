"""A personal link: its three secrets, what is derived from them, and its sealed file (SPEC.md, sections 1 to 3)."""

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from os import urandom
from secrets import randbelow

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from accounts.seal import Unreadable, b64, unb64

from .paper import BLOCK, LARGEST, Paper

ITERATIONS = 600_000
CODE_DIGITS = 9  # eight at random and a check digit
SCHEME = "tglink:/"
LONGEST_FILE = (LARGEST + BLOCK) * 3 // 2  # characters of a compact JWE
_ID = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")  # base64url of 16 bytes


@dataclass(frozen=True)
class Link:
    """What opens a link, together with a date of birth. Never stored, never logged."""

    id: str
    secret: bytes
    code: str
    expires: int  # seconds since 1970, UTC

    def __repr__(self) -> str:
        return f"Link({self.id})"


@dataclass(frozen=True)
class Sealed:
    """What central keeps: the file, and the hex digest of the ticket that fetches it."""

    file: str
    ticket: str


def make_link(expires: int) -> Link:
    """Fresh secrets."""
    digits = f"{randbelow(10**8):08}"
    return Link(b64(urandom(16)), urandom(32), digits + str(_check_digit(digits)), expires)


def address(link: Link, central: str) -> str:
    """What the QR code says. `central` is its origin, without a slash at the end."""
    payload = {"exp": link.expires, "id": link.id, "key": b64(link.secret), "v": 1}
    return f"{central}/link/#{SCHEME}{b64(json.dumps(payload, separators=(',', ':')).encode())}"


def spoken(code: str) -> str:
    """The code in threes, as it is said: 482 109 376."""
    return " ".join(code[start : start + 3] for start in range(0, CODE_DIGITS, 3))


def is_link_id(text: object) -> bool:
    """Whether this can be a link's id: sixteen bytes in their one spelling."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def is_code(text: str) -> bool:
    """Whether these are nine digits whose check digit fits."""
    return len(text) == CODE_DIGITS and text.isascii() and text.isdigit() and _check_digit(text[:-1]) == int(text[-1])


def seal_for(link: Link, born: str, paper: Paper) -> Sealed:
    """The paper under what link and date of birth ("YYYY-MM-DD") give. Takes 0.1 to 0.3 s. Raises TooMuch."""
    text = paper.text()
    ticket, key = _derive(link.secret, born, link.code)
    header, iv = _header(link.id), urandom(12)
    sealed = AESGCM(key).encrypt(iv, text, header.encode())
    file = f"{header}..{b64(iv)}.{b64(sealed[:-16])}.{b64(sealed[-16:])}"
    return Sealed(file, sha256(ticket).hexdigest())


def open_link(file: str, link: Link, born: str) -> bytes:
    """The paper's text. Raises Unreadable: oversize, json, header, base64, length, content."""
    if len(file) > LONGEST_FILE:
        raise Unreadable("oversize")
    pieces = file.split(".")
    if len(pieces) != 5 or pieces[1]:
        raise Unreadable("json")
    if pieces[0] != _header(link.id):
        raise Unreadable("header")
    iv, content, tag = unb64(pieces[2], 12), unb64(pieces[3]), unb64(pieces[4], 16)
    _, key = _derive(link.secret, born, link.code)
    try:
        return AESGCM(key).decrypt(iv, content + tag, pieces[0].encode())
    except InvalidTag:
        raise Unreadable("content") from None


def read_ticket(text: str) -> str:
    """The hex digest of a ticket that somebody sent. Raises Unreadable: base64, length."""
    return sha256(unb64(text, 32)).hexdigest()


def ticket_of(link: Link, born: str) -> str:
    """What the page sends."""
    return b64(_derive(link.secret, born, link.code)[0])


def is_file(text: str, link_id: str) -> bool:
    """Whether this has the form of the link's file, as far as central can see."""
    pieces = text.split(".")
    if len(text) > LONGEST_FILE or len(pieces) != 5 or pieces[1] or pieces[0] != _header(link_id):
        return False
    try:
        unb64(pieces[2], 12)
        unb64(pieces[4], 16)
        content = unb64(pieces[3])
    except Unreadable:
        return False
    return 0 < len(content) <= LARGEST and len(content) % BLOCK == 0


def _derive(secret: bytes, born: str, code: str) -> tuple[bytes, bytes]:
    base = PBKDF2HMAC(SHA256(), 32, secret, ITERATIONS).derive(f"{born}\n{code}".encode())
    ticket, key = (HKDF(SHA256(), 32, None, b"throughgate-pocket 1 " + name) for name in (b"ticket", b"key"))
    return ticket.derive(base), key.derive(base)


def _header(link_id: str) -> str:
    return b64(f'{{"alg":"dir","cty":"application/json","enc":"A256GCM","kid":"{link_id}"}}'.encode())


def _check_digit(digits: str) -> int:
    """ISO/IEC 7812-1, annex B."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return -sum(number // 10 + number % 10 for number in doubled) % 10
