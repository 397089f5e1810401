"""Strict base64url and strict JSON (SPEC.md, section 1)."""

import json
import math
import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Mapping
from itertools import accumulate
from typing import Any, NoReturn

import rfc8785

from accounts.seal.unreadable import Unreadable

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1

_URL_SAFE, _STANDARD = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")
# Possessive, and content to end at the end of the text: linear on any input.
_STRINGS = re.compile(rb'"[^"\\]*+(?:\\.?[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_NOT_BRACKETS_OR_QUOTES = bytes(set(range(256)) - set(b'[]{}"'))
_STEPS = bytes(1 if byte in b"[{" else 255 for byte in range(256))  # 255 is -1 as a signed byte
# 32 bytes: 42 letters, and one that carries four bits and two zeros.
_DIGEST = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]", re.ASCII)
_HALF = re.compile(r"[\ud800-\udfff]")  # of a pair: no JSON text holds it
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")


class Unwritable(ValueError):
    """A value that strict JSON would not give back as it is."""


def b64(raw: bytes) -> str:
    """Base64url without padding."""
    # Deleting while translating takes a third of the time of stripping first.
    return b2a_base64(raw, newline=False).translate(_URL_SAFE, b"=").decode("ascii")


def unb64(text: object, length: int | None = None) -> bytes:
    """The bytes of canonical base64url; exactly `length` of them if it is given.

    Raises Unreadable: type, base64, length.
    """
    if not isinstance(text, str):
        raise Unreadable("type")
    try:
        raw = a2b_base64(text.encode("ascii").translate(_STANDARD) + b"==="[: -len(text) % 4])
    except ValueError:
        raise Unreadable("base64") from None
    # The decoder skips what it doesn't know; only the canonical spelling comes back unchanged.
    if b64(raw) != text:
        raise Unreadable("base64")
    if length is not None and len(raw) != length:
        raise Unreadable("length")
    return raw


def canonical(value: Any) -> bytes:
    """Canonical JSON (RFC 8785). Raises ValueError for what JSON cannot say."""
    if _is_plain(value):
        return _encode_sorted(value).encode()
    return rfc8785.dumps(value)


def _is_plain(value: Any) -> bool:
    """Whether Python's own encoder spells it as RFC 8785 does: no float, no large number, only names in ASCII.

    Names in ASCII sort alike by UTF-16 and by code point; nearly all that is signed here is of this kind, and the
    encoder in C takes a tenth of the time.
    """
    waiting = [value]
    while waiting:
        one = waiting.pop()
        kind = type(one)
        if kind is dict:
            if not all(type(name) is str and name.isascii() for name in one):
                return False
            waiting += one.values()
        elif kind is list or kind is tuple:
            waiting += one
        elif kind is int:
            if abs(one) > MAX_INTEGER:
                return False
        elif kind is str:
            if not one.isascii() and _HALF.search(one):
                return False
        elif one is not None and kind is not bool:
            return False
    return True


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("duplicate")
    return found


def _integer(digits: str) -> int:
    # 2**53 - 1 has sixteen digits: never build a longer number.
    if len(digits) > 17 or abs(number := int(digits)) > MAX_INTEGER:
        raise Unreadable("json")
    return number


def _float(digits: str) -> float:
    if not math.isfinite(number := float(digits)):
        raise Unreadable("json")
    return number


def _constant(_name: str) -> NoReturn:
    raise Unreadable("json")


_NUMBERS: Any = {"parse_int": _integer, "parse_float": _float, "parse_constant": _constant}
_decode = json.JSONDecoder(object_pairs_hook=_object, **_NUMBERS).decode
_decode_own = json.JSONDecoder(**_NUMBERS).decode
# Circles end in the RecursionError that write_object refuses.
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), allow_nan=False).encode

_encode_sorted = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), allow_nan=False, sort_keys=True
).encode


def check_depth(raw: bytes, max_depth: int = MAX_DEPTH) -> None:
    """Count brackets outside strings, before anything is built. Raises Unreadable: depth."""
    if raw.count(b"{") + raw.count(b"[") <= max_depth:
        return
    if b"\\" in raw:
        brackets = _STRINGS.sub(b"", raw).translate(None, _NOT_BRACKETS)
    else:  # no escapes: every second part between quotes is a string
        brackets = b"".join(raw.translate(None, _NOT_BRACKETS_OR_QUOTES).split(b'"')[::2])
    steps = memoryview(brackets.translate(_STEPS)).cast("b")
    if max(accumulate(steps), default=0) > max_depth:
        raise Unreadable("depth")


def read_bytes(raw: bytes | str, max_bytes: int = MAX_BYTES) -> bytes:
    """UTF-8 bytes within the cap. Raises Unreadable: oversize, json, type."""
    if not isinstance(raw, bytes | str):
        raise Unreadable("type")
    if len(raw) > max_bytes:
        raise Unreadable("oversize")
    if isinstance(raw, str):
        try:
            raw = raw.encode()
        except UnicodeEncodeError:
            raise Unreadable("json") from None
        if len(raw) > max_bytes:
            raise Unreadable("oversize")
    return raw


def read_json(raw: bytes | str, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Any:
    """Strict JSON (SPEC.md, 1.2 and 1.3).

    Raises Unreadable: oversize, depth, json, duplicate.
    """
    raw = read_bytes(raw, max_bytes)
    check_depth(raw, max_depth)
    try:
        value = _decode(raw.decode())
        if _SURROGATE_ESCAPE.search(raw):
            json.dumps(value, ensure_ascii=False).encode()  # half a pair doesn't encode
    except (ValueError, RecursionError):
        raise Unreadable("json") from None
    return value


def write_object(value: Mapping[str, Any], max_bytes: int, max_depth: int) -> str:
    """Short JSON that read_object gives back unchanged.

    Raises Unwritable.
    """
    try:
        written = _encode(value)
        raw = written.encode()
        check_depth(raw, max_depth)
        same = isinstance(value, dict) and len(raw) <= max_bytes and _decode_own(written) == value
    except (TypeError, ValueError, RecursionError, Unreadable):
        same = False
    if not same:
        raise Unwritable("not a JSON object, too long, too deep, or of values that JSON changes")
    return written


def read_object(raw: bytes | str, max_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """A JSON object, else as read_json. Raises Unreadable: type and those of read_json."""
    value = read_json(raw, max_bytes)
    if not isinstance(value, dict):
        raise Unreadable("type")
    return value


def only(value: object, names: frozenset[str]) -> Mapping[str, Any]:
    """`value`, if it is an object of exactly these members. Raises Unreadable: type, members."""
    if not isinstance(value, Mapping):
        raise Unreadable("type")
    if value.keys() != names:
        raise Unreadable("members")
    return value


def text(value: object) -> str:
    """`value`, if it is a string. Raises Unreadable: type."""
    if not isinstance(value, str):
        raise Unreadable("type")
    return value


def whole(value: object) -> int:
    """`value`, if it is a whole number from 0 to 2**53 - 1. Raises Unreadable: type."""
    if type(value) is not int or not 0 <= value <= MAX_INTEGER:
        raise Unreadable("type")
    return value


def digest_text(value: object) -> str:
    """`value`, if it is the base64url of a SHA-256. Raises Unreadable: type, base64, length."""
    if isinstance(value, str) and _DIGEST.fullmatch(value):
        return value
    unb64(value, 32)  # says what is wrong
    return text(value)
