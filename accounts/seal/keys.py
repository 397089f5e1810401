"""Keys that sign and keys that read, by their RFC 7638 thumbprints (SPEC.md, section 2)."""

from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from accounts.seal.encoding import b64, text, unb64
from accounts.seal.unreadable import Unreadable

Curve = Literal["P-256", "X25519"]
_P256 = ec.SECP256R1()
_ECDH = ec.ECDH()
_POINT = (Encoding.X962, PublicFormat.UncompressedPoint)
# Ed25519: the field, and the y of the points under which one signature fits many messages.
_FIELD = 2**255 - 19
_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_LOW_ORDER = frozenset({0, 1, _FIELD - 1, _ORDER_8, _FIELD - _ORDER_8})
_KTY = {"P-256": "EC", "X25519": "OKP", "Ed25519": "OKP"}
_COORDINATES = {"P-256": ("x", "y"), "X25519": ("x",), "Ed25519": ("x",)}
_BROWSER_MEMBERS = frozenset({"kid", "use", "key_ops", "ext", "alg"})


class _Public:
    """A public key of one curve, from and to its JWK."""

    crv: str
    _raw: bytes

    @cached_property
    def kid(self) -> str:
        """RFC 7638 thumbprint: base64url of SHA-256, 43 characters."""
        members = ",".join(f'"{name}":"{value}"' for name, value in sorted(self.jwk().items()))
        return b64(sha256(f"{{{members}}}".encode()).digest())

    def jwk(self) -> dict[str, str]:
        """The public JWK, without optional members."""
        if self.crv == "P-256":
            return {"kty": "EC", "crv": "P-256", "x": b64(self._raw[1:33]), "y": b64(self._raw[33:])}
        return {"kty": "OKP", "crv": self.crv, "x": b64(self._raw)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Public) and (self.crv, self._raw) == (other.crv, other._raw)

    def __hash__(self) -> int:
        return hash((self.crv, self._raw))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.kid}>"


class PublicReadingKey(_Public):
    """Seals for a reader: P-256 or X25519."""

    crv: Curve

    def __init__(self, key: Any, crv: Curve, raw: bytes) -> None:
        self._key, self.crv, self._raw = key, crv, raw

    @classmethod
    def from_jwk(cls, jwk: object) -> "PublicReadingKey":
        """Read a stranger's JWK. Raises Unreadable: type, members, base64, length, key."""
        crv, coordinates = _read_jwk(jwk, ("P-256", "X25519"), private=False)
        key = cls._of(crv, coordinates)
        _check_kid(jwk, key)
        return key

    @classmethod
    def _of(cls, crv: Curve, coordinates: list[bytes]) -> "PublicReadingKey":
        try:
            if crv == "P-256":
                point = b"\x04" + coordinates[0] + coordinates[1]
                return cls(ec.EllipticCurvePublicKey.from_encoded_point(_P256, point), crv, point)
            return cls(x25519.X25519PublicKey.from_public_bytes(coordinates[0]), crv, coordinates[0])
        except ValueError:
            raise Unreadable("key") from None


class ReadingKey:
    """Opens what is sealed for it."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | x25519.X25519PrivateKey, crv: Curve) -> None:
        self._key: Any = key
        self.crv = crv
        self._public: PublicReadingKey | None = None

    @classmethod
    def generate(cls, curve: Curve = "P-256") -> "ReadingKey":
        """A fresh key."""
        if curve == "P-256":
            return cls(ec.generate_private_key(_P256), curve)
        return cls(x25519.X25519PrivateKey.generate(), curve)

    @classmethod
    def from_jwk(cls, jwk: object) -> "ReadingKey":
        """Read a private JWK. Raises Unreadable: type, members, base64, length, key."""
        crv, (*coordinates, d) = _read_jwk(jwk, ("P-256", "X25519"), private=True)
        try:
            if crv == "P-256":
                key = cls(ec.derive_private_key(int.from_bytes(d), _P256), "P-256")
            else:
                key = cls(x25519.X25519PrivateKey.from_private_bytes(d), "X25519")
        except ValueError:
            raise Unreadable("key") from None
        if key.public != PublicReadingKey._of(crv, coordinates):
            raise Unreadable("key")
        _check_kid(jwk, key.public)
        return key

    @property
    def public(self) -> PublicReadingKey:
        """Its public half."""
        if self._public is None:
            key = self._key.public_key()
            raw = key.public_bytes(*_POINT) if self.crv == "P-256" else key.public_bytes_raw()
            self._public = PublicReadingKey(key, self.crv, raw)
        return self._public

    @property
    def kid(self) -> str:
        """Thumbprint of its public half."""
        return self.public.kid

    def jwk(self) -> dict[str, str]:
        """The public JWK."""
        return self.public.jwk()

    def private_jwk(self) -> dict[str, str]:
        """The JWK with `d`: only ever to be written sealed."""
        if self.crv == "X25519":
            raw = self._key.private_bytes_raw()
        else:
            raw = self._key.private_numbers().private_value.to_bytes(32)
        return self.jwk() | {"d": b64(raw)}

    def agree(self, other: PublicReadingKey) -> bytes:
        """The ECDH secret, 32 bytes. Raises Unreadable: key (another curve, low order)."""
        if self.crv != other.crv:
            raise Unreadable("key")
        if self.crv == "P-256":
            return bytes(self._key.exchange(_ECDH, other._key))
        try:
            return bytes(self._key.exchange(other._key))
        except ValueError:  # all zero
            raise Unreadable("key") from None


class PublicSigningKey(_Public):
    """Verifies Ed25519 signatures."""

    crv = "Ed25519"

    def __init__(self, key: ed25519.Ed25519PublicKey) -> None:
        self._key = key
        self._raw = key.public_bytes_raw()

    @classmethod
    def from_jwk(cls, jwk: object) -> "PublicSigningKey":
        """Read a stranger's JWK. Raises Unreadable: type, members, base64, length, key."""
        _, coordinates = _read_jwk(jwk, ("Ed25519",), private=False)
        key = cls._of(coordinates)
        _check_kid(jwk, key)
        return key

    @classmethod
    def _of(cls, coordinates: list[bytes]) -> "PublicSigningKey":
        y = int.from_bytes(coordinates[0], "little") & (2**255 - 1)
        if y >= _FIELD or y in _LOW_ORDER:
            raise Unreadable("key")
        try:
            return cls(ed25519.Ed25519PublicKey.from_public_bytes(coordinates[0]))
        except ValueError:
            raise Unreadable("key") from None

    def verify(self, signature: bytes, content: bytes) -> None:
        """Raises Unreadable: signature."""
        try:
            self._key.verify(signature, content)
        except InvalidSignature:
            raise Unreadable("signature") from None


class SigningKey:
    """Makes Ed25519 signatures."""

    def __init__(self, key: ed25519.Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def generate(cls) -> "SigningKey":
        """A fresh key."""
        return cls(ed25519.Ed25519PrivateKey.generate())

    @classmethod
    def from_jwk(cls, jwk: object) -> "SigningKey":
        """Read a private JWK. Raises Unreadable: type, members, base64, length, key."""
        _, (*coordinates, d) = _read_jwk(jwk, ("Ed25519",), private=True)
        key = cls(ed25519.Ed25519PrivateKey.from_private_bytes(d))
        if key.public != PublicSigningKey._of(coordinates):
            raise Unreadable("key")
        _check_kid(jwk, key.public)
        return key

    @cached_property
    def public(self) -> PublicSigningKey:
        """Its public half."""
        return PublicSigningKey(self._key.public_key())

    @property
    def kid(self) -> str:
        """Thumbprint of its public half."""
        return self.public.kid

    def jwk(self) -> dict[str, str]:
        """The public JWK."""
        return self.public.jwk()

    def private_jwk(self) -> dict[str, str]:
        """The JWK with `d`: only ever to be written sealed."""
        return self.jwk() | {"d": b64(self._key.private_bytes_raw())}

    def sign(self, content: bytes) -> bytes:
        """64 bytes. For statements use signing.sign_statement, which names what is signed."""
        return self._key.sign(content)


def _read_jwk(jwk: object, curves: tuple[str, ...], *, private: bool) -> tuple[Any, list[bytes]]:
    """Curve and coordinates (and `d` last, if private), lengths checked, not yet on the curve."""
    if not isinstance(jwk, Mapping):
        raise Unreadable("type")
    if "d" in jwk and not private:
        raise Unreadable("key")
    crv, kty = text(jwk.get("crv")), text(jwk.get("kty"))
    if crv not in curves or kty != _KTY[crv]:
        raise Unreadable("key")
    names = _COORDINATES[crv] + (("d",) if private else ())
    if jwk.keys() - _BROWSER_MEMBERS != {"crv", "kty", *names}:
        raise Unreadable("members")
    return crv, [unb64(jwk[name], 32) for name in names]


def _check_kid(jwk: Any, key: _Public) -> None:
    if "kid" in jwk and jwk["kid"] != key.kid:
        raise Unreadable("key")
