"""One sealed thing for one reader (SPEC.md, section 7)."""

import re
from collections.abc import Mapping
from typing import Any

from accounts.seal.encoding import MAX_BYTES, b64, canonical
from accounts.seal.envelope import Envelope, encrypt
from accounts.seal.keys import PublicReadingKey, ReadingKey
from accounts.seal.unreadable import Unreadable

MAX_PLAINTEXT = 2 * 1024 * 1024  # fits an envelope
_TYP = re.compile(r"[a-z][a-z0-9-]{0,40}\+jwe")


class NoSuchBox(ValueError):
    """A box's type has a shape that the format does not know, or a section's."""


class TooLongForABox(ValueError):
    """More than 2 MiB."""


def seal_to(reader: PublicReadingKey, typ: str, aad: Mapping[str, Any], plaintext: bytes) -> str:
    """Seal bytes for one reader; JSON text.

    typ      names what is inside, e.g. "tg-archive-key+jwe".
    aad      what it belongs to; public, and asked for again when it is opened.
    plaintext  up to 2 MiB.
    Raises   NoSuchBox, TooLongForABox; ValueError (aad is not JSON); Unreadable: key (a low-order X25519 reader).
    """
    if len(plaintext) > MAX_PLAINTEXT:
        raise TooLongForABox
    return encrypt(_protected(typ), b64(canonical(aad)), plaintext, [reader]).to_json()


def open_box(
    box: bytes | str | Mapping[str, Any],
    *,
    key: ReadingKey,
    typ: str,
    aad: Mapping[str, Any],
    max_bytes: int = MAX_BYTES,
) -> bytes:
    """The bytes in a box of this type, that belongs to this. Says nothing about who sealed it.

    aad      from what was asked for, never from the box.
    Raises   NoSuchBox, ValueError (the caller's typ or aad); Unreadable.
    """
    envelope = Envelope.read(box, _protected(typ), max_bytes)
    if len(envelope.wraps) != 1:
        raise Unreadable("recipients")
    if envelope.core.aad != b64(canonical(aad)):
        raise Unreadable("binding")
    return envelope.decrypt(envelope.content_key(key))


def _protected(typ: str) -> str:
    if not _TYP.fullmatch(typ) or typ == "tg-section+jwe":
        raise NoSuchBox(typ)
    return b64(f'{{"enc":"A256GCM","typ":"{typ}"}}'.encode())
