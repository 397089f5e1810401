"""ES256 keys of an issuer, and compact JWS by them (SPEC.md, section 2)."""

from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from accounts.seal import PublicReadingKey, ReadingKey, Unreadable, b64, read_object, unb64

AWARD, LIST = "JWT", "vc+jwt"
LONGEST = {AWARD: 2_700, LIST: 200_000}  # characters
_HEADER_BYTES = 512
_ES256 = ec.ECDSA(hashes.SHA256())


class PublicIssuerKey:
    """Verifies what an issuer signed."""

    def __init__(self, checked: PublicReadingKey) -> None:
        self._jwk, self.thumbprint = checked.jwk(), checked.kid
        x, y = (int.from_bytes(unb64(self._jwk[name])) for name in ("x", "y"))
        self._key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()

    @classmethod
    def from_jwk(cls, jwk: object) -> "PublicIssuerKey":
        """Read a public P-256 JWK. Raises Unreadable: type, members, base64, length, key."""
        checked = PublicReadingKey.from_jwk(jwk)
        if checked.crv != "P-256":
            raise Unreadable("key")
        return cls(checked)

    def jwk(self) -> dict[str, str]:
        """The bare JWK, without optional members."""
        return dict(self._jwk)

    def verify(self, signature: bytes, content: bytes) -> None:
        """Raises Unreadable: signature."""
        encoded = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
        try:
            self._key.verify(encoded, content, _ES256)
        except InvalidSignature:
            raise Unreadable("signature") from None


class IssuerKey:
    """Signs awards and lists."""

    def __init__(self, checked: ReadingKey) -> None:
        self._checked = checked
        scalar = int.from_bytes(unb64(checked.private_jwk()["d"]))
        self._key = ec.derive_private_key(scalar, ec.SECP256R1())

    @classmethod
    def generate(cls) -> "IssuerKey":
        return cls(ReadingKey.generate())

    @classmethod
    def from_jwk(cls, jwk: object) -> "IssuerKey":
        """Read a private P-256 JWK. Raises Unreadable: type, members, base64, length, key."""
        checked = ReadingKey.from_jwk(jwk)
        if checked.crv != "P-256":
            raise Unreadable("key")
        return cls(checked)

    @cached_property
    def public(self) -> PublicIssuerKey:
        return PublicIssuerKey(self._checked.public)

    def private_jwk(self) -> dict[str, str]:
        """The JWK with `d`: only ever to be written sealed."""
        return self._checked.private_jwk()

    def sign(self, content: bytes) -> bytes:
        """64 bytes: r and s."""
        r, s = decode_dss_signature(self._key.sign(content, _ES256))
        return r.to_bytes(32) + s.to_bytes(32)


def header(kid: str, typ: str) -> bytes:
    return f'{{"alg":"ES256","kid":"{kid}","typ":"{typ}"}}'.encode()


def sign(payload: bytes, *, kid: str, typ: str, key: IssuerKey) -> str:
    """A compact JWS of this type. `kid` is the address of the key: printable ASCII without quotes or backslashes."""
    content = f"{b64(header(kid, typ))}.{b64(payload)}"
    return f"{content}.{b64(key.sign(content.encode()))}"


def kid_of(token: str, typ: str) -> str:
    """The address of the key that a token of this type names; nothing is verified yet.

    Raises Unreadable: oversize, header, base64, json, type.
    """
    if len(token) > LONGEST[typ]:
        raise Unreadable("oversize")
    parts = token.split(".")
    if len(parts) != 3:
        raise Unreadable("header")
    raw = unb64(parts[0])
    kid = read_object(raw, _HEADER_BYTES).get("kid")
    if not isinstance(kid, str) or raw != header(kid, typ):
        raise Unreadable("header")
    return kid


def verified(token: str, typ: str, key: PublicIssuerKey) -> bytes:
    """The payload, once the signature holds. Raises Unreadable: as kid_of, and signature, length."""
    kid_of(token, typ)
    head, payload, signature = token.split(".")
    key.verify(unb64(signature, 64), f"{head}.{payload}".encode())
    return unb64(payload)
