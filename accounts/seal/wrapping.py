"""One content key for one reader: ECDH-ES+A256KW, RFC 7518 sections 4.4 and 4.6."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from accounts.seal.encoding import b64, digest_text, only, unb64
from accounts.seal.keys import PublicReadingKey, ReadingKey
from accounts.seal.unreadable import Unreadable

ALG = "ECDH-ES+A256KW"
_ROUND = b"\0\0\0\x01"
_OTHER_INFO = len(ALG).to_bytes(4) + ALG.encode() + bytes(4) + bytes(4) + (256).to_bytes(4)
_ENTRY = frozenset({"header", "encrypted_key"})
_HEADER = frozenset({"alg", "epk", "kid"})


@dataclass(frozen=True, slots=True)
class Wrap:
    """A recipient entry: public, and of use to the holder of `kid`'s private half only."""

    kid: str
    epk: PublicReadingKey
    encrypted_key: str

    def entry(self) -> dict[str, Any]:
        """As it stands in `recipients`; JSON types only."""
        header = {"alg": ALG, "epk": self.epk.jwk(), "kid": self.kid}
        return {"header": header, "encrypted_key": self.encrypted_key}

    def to_json(self) -> str:
        """The entry as JSON text; its members leave nothing to escape."""
        members = ",".join(f'"{name}":"{value}"' for name, value in self.epk.jwk().items())
        return (
            f'{{"header":{{"alg":"{ALG}","epk":{{{members}}},"kid":"{self.kid}"}},'
            f'"encrypted_key":"{self.encrypted_key}"}}'
        )

    @classmethod
    def read(cls, entry: object) -> "Wrap":
        """Raises Unreadable: type, members, alg, base64, length, key."""
        entry = only(entry, _ENTRY)
        header = only(entry["header"], _HEADER)
        if header["alg"] != ALG:
            raise Unreadable("alg")
        kid = digest_text(header["kid"])
        epk = header["epk"]
        if not isinstance(epk, Mapping):
            raise Unreadable("type")
        if epk.keys() & {"kid", "use", "key_ops", "ext", "alg"}:
            raise Unreadable("members")
        unb64(entry["encrypted_key"], 40)
        return cls(kid, PublicReadingKey.from_jwk(epk), entry["encrypted_key"])


def wrap(content_key: bytes, reader: PublicReadingKey) -> Wrap:
    """Wrap a 32-byte key under a fresh agreement. Raises Unreadable: key (a low-order X25519 key)."""
    ephemeral = ReadingKey.generate(reader.crv)
    encrypted = aes_key_wrap(_wrapping_key(ephemeral.agree(reader)), content_key)
    return Wrap(reader.kid, ephemeral.public, b64(encrypted))


def unwrap(entry: Wrap, key: ReadingKey) -> bytes:
    """The 32-byte content key. Raises Unreadable: reader, key, unwrap."""
    if entry.kid != key.kid:
        raise Unreadable("reader")
    wrapping_key = _wrapping_key(key.agree(entry.epk))
    try:
        return aes_key_unwrap(wrapping_key, unb64(entry.encrypted_key, 40))
    except InvalidUnwrap:
        raise Unreadable("unwrap") from None


def _wrapping_key(agreed: bytes) -> bytes:
    return sha256(_ROUND + agreed + _OTHER_INFO).digest()
