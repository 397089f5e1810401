"""Signed statements: compact JWS with Ed25519 and a type of their own (SPEC.md, section 3)."""

from collections.abc import Mapping
from typing import Any

from accounts.seal.encoding import MAX_BYTES, b64, canonical, read_bytes, read_object, unb64
from accounts.seal.keys import PublicSigningKey, SigningKey
from accounts.seal.unreadable import Unreadable

SECTION = "tg-section+jws"
HEAD = "tg-head+jws"
DIRECTORY = "tg-directory+jws"
SEGMENT = "tg-segment+jws"
HANDOVER = "tg-handover+jws"
AS_OF = "tg-asof+jws"

Signers = Mapping[str, PublicSigningKey]  # by kid: those the caller trusts for this, and no others

_HEADER_BYTES = 512
_HEADER_MEMBERS = {"alg", "kid", "typ"}


def _header(typ: str, kid: str) -> str:
    return f'{{"alg":"Ed25519","kid":"{kid}","typ":"{typ}"}}'


def sign_bytes(typ: str, payload: bytes, key: SigningKey) -> str:
    """A compact JWS over any bytes."""
    signed = f"{b64(_header(typ, key.kid).encode())}.{b64(payload)}"
    return f"{signed}.{b64(key.sign(signed.encode()))}"


def verify_bytes(token: str | bytes, typ: str, signers: Signers) -> tuple[bytes, str]:
    """Payload and signer's kid of a compact JWS.

    Raises Unreadable: oversize, type, header, alg, typ, signer, signature, base64, length, json.
    """
    parts = _ascii(token).split(".")
    if len(parts) != 3:
        raise Unreadable("header")
    header, payload, signature = parts
    key = _signer(header, typ, signers)
    key.verify(unb64(signature, 64), f"{header}.{payload}".encode())
    return unb64(payload), key.kid


def sign_statement(typ: str, payload: Mapping[str, Any], key: SigningKey) -> str:
    """A compact JWS over the canonical JSON of `payload`. Raises ValueError for what JSON can't say."""
    return sign_bytes(typ, canonical(payload), key)


def verify_statement(token: str | bytes, typ: str, signers: Signers) -> dict[str, Any]:
    """The payload of a statement of this type by one of these signers.

    Raises Unreadable: as verify_bytes; and for the payload as encoding.read_object.
    """
    payload, _ = verify_bytes(token, typ, signers)
    return read_object(payload)


def sign_detached(typ: str, content: bytes, key: SigningKey) -> str:
    """`header..signature` over content that travels beside it."""
    header, _, signature = sign_bytes(typ, content, key).split(".")
    return f"{header}..{signature}"


def verify_detached(
    token: str | bytes, typ: str, content: bytes, signers: Signers, *, max_bytes: int = MAX_BYTES
) -> str:
    """The kid of the signer of `content`. Raises Unreadable: as verify_bytes."""
    parts = _ascii(token).split(".")
    if len(parts) != 3 or parts[1]:
        raise Unreadable("header")
    header, _, signature = parts
    key = _signer(header, typ, signers)
    key.verify(unb64(signature, 64), f"{header}.{b64(read_bytes(content, max_bytes))}".encode())
    return key.kid


def _ascii(token: str | bytes) -> str:
    try:
        return read_bytes(token).decode("ascii")
    except UnicodeDecodeError:
        raise Unreadable("base64") from None


def _signer(encoded: str, typ: str, signers: Signers) -> PublicSigningKey:
    raw = unb64(encoded)
    header = read_object(raw, _HEADER_BYTES)
    if header.keys() != _HEADER_MEMBERS:
        raise Unreadable("header")
    if header["alg"] != "Ed25519":
        raise Unreadable("alg")
    if header["typ"] != typ:
        raise Unreadable("typ")
    kid = header["kid"]
    if not isinstance(kid, str):
        raise Unreadable("type")
    if (key := signers.get(kid)) is None or key.kid != kid:
        raise Unreadable("signer")
    if raw != _header(typ, kid).encode():
        raise Unreadable("header")
    return key
