"""Envelopes and signatures built part by part, so that each can be wrong in one way only.

Keys are derived from their names: there is no secret here, and none that anybody uses.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from os import urandom
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.seal import Binding, ReadingKey, SigningKey, b64
from accounts.seal.wrapping import wrap

AT = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
IAT = int(AT.timestamp()) - 3600


def _seed(name: str) -> bytes:
    return sha256(f"throughgate vector {name}".encode()).digest()


def p256(name: str) -> ReadingKey:
    return ReadingKey(ec.derive_private_key(int.from_bytes(_seed(name)), ec.SECP256R1()), "P-256")


PRISON = SigningKey(ed25519.Ed25519PrivateKey.from_private_bytes(_seed("prison")))
OLD_KEY = SigningKey(ed25519.Ed25519PrivateKey.from_private_bytes(_seed("old key")))
ARCHIVE, AGENCY, STRANGER = p256("archive"), p256("agency"), p256("stranger")
AGENCY_X = ReadingKey(x25519.X25519PrivateKey.from_private_bytes(_seed("agency x")), "X25519")

BINDING = Binding("MDI", "0b0f8b2e-5c0e-4f6e-9d43-3a1b1c0d2e3f", "ACCOMMODATION", 1)
SECOND = replace(BINDING, ver=2)
DATA = {"answers": [{"question": "SUPPORT_NEEDS", "answer": "A flat near Llanelli – “soon”"}]}
SECTION_HEADER = '{"cty":"tg-section+jws","enc":"A256GCM","typ":"tg-section+jwe"}'


def dumps(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def header(typ: str | None = "tg-section+jws", **other: Any) -> str:
    """A JWS header; other members as given, None leaves one out."""
    members = {"alg": "Ed25519", "kid": PRISON.kid, "typ": typ} | other
    return dumps({name: value for name, value in members.items() if value is not None})


def jws(payload: Any, head: str = "", sign: Callable[[bytes], bytes] = PRISON.sign) -> str:
    """A compact JWS with any header; text payloads stand as they are."""
    content = payload if isinstance(payload, str) else dumps(payload)
    signed = f"{b64((head or header()).encode())}.{b64(content.encode())}"
    return f"{signed}.{b64(sign(signed.encode()))}"


def payload(binding: Binding = BINDING, **other: Any) -> dict[str, Any]:
    return binding.members() | {"prev": None, "iat": IAT, "data": DATA} | other


def head_payload(binding: Binding = BINDING, **other: Any) -> dict[str, Any]:
    kids = sorted([ARCHIVE.kid, AGENCY.kid])
    members = {"dig": b64(_seed("digest")), "iat": IAT, "kids": kids, "prev": None, "rev": 0}
    return dict(sorted((binding.members() | members | other).items()))


def jwe(
    content: str = "",
    *,
    protected: str = SECTION_HEADER,
    aad: str = BINDING.aad,
    readers: Sequence[ReadingKey] = (ARCHIVE, AGENCY),
    iv: bytes | None = None,
) -> dict[str, Any]:
    """An envelope whose cryptography is right whatever else is not."""
    key, iv = urandom(32), iv or urandom(12)
    first, second = b64(protected.encode()), b64(aad.encode())
    sealed = AESGCM(key).encrypt(iv, (content or jws(payload())).encode(), f"{first}.{second}".encode())
    return {
        "protected": first,
        "recipients": [wrap(key, reader.public).entry() for reader in readers],
        "aad": second,
        "iv": b64(iv),
        "ciphertext": b64(sealed[:-16]),
        "tag": b64(sealed[-16:]),
    }


def flip(text: str, at: int = 3) -> str:
    """Another character of the alphabet in one place."""
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


def loosen(text: str) -> str:
    """The same bytes with an unused bit set at the end: not canonical."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + alphabet[alphabet.index(text[-1]) ^ 1]
