"""Awards that others signed: read as they come, kept as they are, checked where a key was there (SPEC.md, 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from accounts.seal import Unreadable, read_object, unb64

from .signature import PublicIssuerKey

LONGEST_FOREIGN = 20_000  # characters
TYPES = {"OpenBadgeCredential", "AchievementCredential"}
LONGEST_NAME, LONGEST_WORDS = 300, 4_000
_RSA_BITS = range(2_048, 4_097)
_RSA_MEMBERS = {"kty", "n", "e"}


class Checked(StrEnum):
    """What is known of its signature: it holds under a key known here, or one that came along, or no key was there."""

    KNOWN = "KNOWN"
    UNCHANGED = "UNCHANGED"
    NOT_CHECKED = "NOT_CHECKED"


@dataclass(frozen=True)
class Foreign:
    """What a credential of somebody else says. `issuer` is a name, or else an address; `until` None is for ever."""

    name: str
    description: str
    issuer: str
    learner: str
    on: date
    until: date | None
    checked: Checked


def read_foreign(token: str, *, keys: Mapping[str, PublicIssuerKey] | None = None) -> Foreign:
    """Read an Open Badges 3.0 credential in JWT form, whoever signed it, in the older form with `vc` too.

    token    up to 20,000 characters. keys: issuers' keys that are known here, by `kid`.
    Raises   Unreadable: oversize, header, base64, json, type, members; signature, where a key was there and it fails.
    """
    if len(token) > LONGEST_FOREIGN:
        raise Unreadable("oversize")
    parts = token.split(".")
    if len(parts) != 3:
        raise Unreadable("header")
    head, said = read_object(unb64(parts[0])), read_object(unb64(parts[1]))
    content, signature = f"{parts[0]}.{parts[1]}".encode(), unb64(parts[2])
    known = (keys or {}).get(str(head.get("kid", "")))
    if known is not None:
        _verify(head, known.jwk(), content, signature)
        checked = Checked.KNOWN
    elif isinstance(head.get("jwk"), dict) and head.get("alg") in ("ES256", "RS256"):
        _verify(head, head["jwk"], content, signature)
        checked = Checked.UNCHANGED
    else:
        checked = Checked.NOT_CHECKED
    try:
        return _read(said["vc"] if isinstance(said.get("vc"), dict) else said, checked)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        raise Unreadable("members") from None


def _verify(head: Mapping[str, Any], jwk: Mapping[str, Any], content: bytes, signature: bytes) -> None:
    """Raises Unreadable: key, signature."""
    if head.get("alg") == "ES256":
        if len(signature) != 64:
            raise Unreadable("signature")
        named = {name: jwk[name] for name in ("crv", "kty", "x", "y") if name in jwk}
        PublicIssuerKey.from_jwk(named).verify(signature, content)
        return
    try:
        if head.get("alg") != "RS256" or not jwk.keys() >= _RSA_MEMBERS or jwk["kty"] != "RSA":
            raise Unreadable("key")
        n, e = (int.from_bytes(unb64(jwk[name])) for name in ("n", "e"))
        if n.bit_length() not in _RSA_BITS:
            raise Unreadable("key")
        rsa.RSAPublicNumbers(e, n).public_key().verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise Unreadable("signature") from None
    except (TypeError, ValueError):
        raise Unreadable("key") from None


def _read(said: Mapping[str, Any], checked: Checked) -> Foreign:
    if not TYPES & set(_many(said["type"])):
        raise ValueError("type")
    subject = _many(said["credentialSubject"])[0]
    what, issuer = subject["achievement"], said["issuer"]
    names = [one["identityHash"] for one in subject.get("identifier", []) if one.get("identityType") == "name"]
    until = said.get("validUntil", said.get("expirationDate"))
    return Foreign(
        name=_words(what["name"], LONGEST_NAME),
        description=_words(what.get("description", ""), LONGEST_WORDS, least=0),
        issuer=_words(issuer if isinstance(issuer, str) else issuer.get("name") or issuer["id"], LONGEST_NAME),
        learner=_words(names[0], LONGEST_NAME) if names else "",
        on=date.fromisoformat(str(said.get("validFrom", said.get("issuanceDate")))[:10]),
        until=date.fromisoformat(str(until)[:10]) if until is not None else None,
        checked=checked,
    )


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _words(value: Any, longest: int, least: int = 1) -> str:
    if not isinstance(value, str) or not least <= len(value.strip()) <= longest:
        raise ValueError("words")
    return value.strip()
