"""Whose key is it? The word of the offline directory authority on agencies' and nodes' keys. Pure: no database.

A request is JSON that somebody wants signed; a statement is the authority's signature over the same content.

    request    {"typ":"tg-directory-request","v":1, "agency": {…} | "node": {…}}
    statement  JWS of typ "tg-directory+jws" over {"iat", "v":1, "agency": {…} | "node": {…}}
    agency     {"id", "jwk", "kid", "kind", "made_at", "name"}       jwk a P-256 reading key
    node       {"keys": [{"jwk", "kid", "use"}, …], "name", "node"}  SIGN is Ed25519, the other uses read

`iat` and `made_at` are whole seconds since 1970.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from accounts.seal import (
    PublicReadingKey,
    PublicSigningKey,
    SigningKey,
    Unreadable,
    read_object,
    sign_statement,
    unb64,
    verify_statement,
)

TYP = "tg-directory+jws"
REQUEST = "tg-directory-request"
USES = ("SIGN", "READ", "ARCHIVE", "ARCHIVE_RESTRICTED")
KINDS = (
    "PROBATION",
    "HOUSING",
    "HEALTH",
    "DRUGS_AND_ALCOHOL",
    "JOBCENTRE",
    "EMPLOYER",
    "EDUCATION",
    "CHARITY",
    "LEGAL",
)
MAX_BYTES = 64 * 1024
MAX_KEYS = 32

_AGENCY = {"id", "jwk", "kid", "kind", "made_at", "name"}
_NODE = {"keys", "name", "node"}
_KEY = {"jwk", "kid", "use"}


class NotTrusted(ValueError):
    """A request or statement that must not be believed. The message is a plain sentence with nothing of the input."""


@dataclass(frozen=True)
class AgencyListing:
    """One agency and its reading key, as the authority sees it."""

    id: UUID
    name: str
    kind: str
    kid: str
    jwk: dict[str, str]
    made_at: datetime

    def members(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "jwk": self.jwk,
            "kid": self.kid,
            "kind": self.kind,
            "made_at": int(self.made_at.timestamp()),
            "name": self.name,
        }


@dataclass(frozen=True)
class NodeListing:
    """One node (a prison or CENTRAL) and its public keys as (use, kid, jwk), in the order of USES."""

    node: str
    name: str
    keys: tuple[tuple[str, str, dict[str, str]], ...]

    def members(self) -> dict[str, Any]:
        return {
            "keys": [{"jwk": jwk, "kid": kid, "use": use} for use, kid, jwk in self.keys],
            "name": self.name,
            "node": self.node,
        }


Listing = AgencyListing | NodeListing


@dataclass(frozen=True)
class Statement:
    """A statement that was checked."""

    listing: Listing
    issued_at: datetime
    text: str


def fingerprint(kid: str) -> str:
    """A thumbprint to read out: its first 16 bytes as eight numbers of five digits. Raises Unreadable."""
    raw = unb64(kid, 32)
    return " ".join(f"{int.from_bytes(raw[place : place + 2]):05d}" for place in range(0, 16, 2))


def request_of(listing: Listing) -> dict[str, Any]:
    """What is carried to the authority's machine; the JSON members of a request file."""
    return {"typ": REQUEST, "v": 1, _subject(listing): listing.members()}


def read_request(text: str | bytes) -> Listing:
    """The listing that a request asks for. Raises NotTrusted."""
    members = _read(lambda: read_object(text, MAX_BYTES), "This file is not a request for the directory")
    if members.get("typ") != REQUEST or members.get("v") != 1 or len(members) != 3:
        raise NotTrusted("This file is not a request for the directory")
    return _listing(members)


def sign(listing: Listing, *, authority: SigningKey, at: datetime) -> str:
    """The authority's word on this listing."""
    payload = {"iat": int(at.timestamp()), "v": 1, _subject(listing): listing.members()}
    return sign_statement(TYP, payload, authority)


def read_statement(text: str, *, authority: PublicSigningKey, at: datetime) -> Statement:
    """Check a statement against the pinned authority.

    at       the reader's clock; a statement more than a day ahead of it is refused.
    Raises   NotTrusted, with a sentence that says what is wrong.
    """
    text = text.strip()
    if len(text) > MAX_BYTES:
        raise NotTrusted("This statement is too long to be one")
    try:
        payload = verify_statement(text, TYP, {authority.kid: authority})
    except Unreadable as error:
        raise NotTrusted(_WHY.get(error.fault, "This file is not a directory statement")) from error
    if payload.get("v") != 1 or len(payload) != 3 or type(payload.get("iat")) is not int:
        raise NotTrusted("This statement has another form than this version knows")
    if not 0 <= payload["iat"] <= at.timestamp() + 86_400:
        raise NotTrusted("This statement is dated in the future: check the clocks of both machines")
    return Statement(_listing(payload), datetime.fromtimestamp(payload["iat"], UTC), text)


_WHY = {
    "signer": "This statement was signed by another authority than the one pinned here",
    "signature": "This statement was altered after it was signed",
    "typ": "This is a signed statement of another kind, not a directory statement",
    "oversize": "This statement is too long to be one",
}


def _subject(listing: Listing) -> str:
    return "agency" if isinstance(listing, AgencyListing) else "node"


def _read(read: Any, sentence: str) -> Any:
    try:
        return read()
    except (Unreadable, UnicodeDecodeError) as error:
        raise NotTrusted(sentence) from error


def _listing(members: Mapping[str, Any]) -> Listing:
    if "agency" in members:
        return _agency(_only(members["agency"], _AGENCY))
    if "node" in members:
        return _node(_only(members["node"], _NODE))
    raise NotTrusted("It names neither an agency nor a node")


def _only(value: Any, names: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() != names:
        raise NotTrusted("It has members that this version does not know, or lacks some")
    return value


def _agency(said: dict[str, Any]) -> AgencyListing:
    if said["kind"] not in KINDS:
        raise NotTrusted("It names a kind of agency that is not known")
    try:
        identifier, made_at = UUID(said["id"]), datetime.fromtimestamp(said["made_at"], UTC)
    except (TypeError, ValueError, AttributeError, OverflowError, OSError) as error:
        raise NotTrusted("Its identifier or its date cannot be read") from error
    if str(identifier) != said["id"] or type(said["made_at"]) is not int:
        raise NotTrusted("Its identifier or its date cannot be read")
    kid, jwk = _key(said, signs=False)
    return AgencyListing(identifier, _name(said["name"]), said["kind"], kid, jwk, made_at)


def _node(said: dict[str, Any]) -> NodeListing:
    node = said["node"]
    if not isinstance(node, str) or not (node == "CENTRAL" or (len(node) == 3 and node.isalpha() and node.isupper())):
        raise NotTrusted("It names no node: a prison's three letters, or CENTRAL")
    if not isinstance(said["keys"], list) or not 1 <= len(said["keys"]) <= MAX_KEYS:
        raise NotTrusted("It lists no keys, or too many")
    keys = []
    for entry in said["keys"]:
        use = _only(entry, _KEY)["use"]
        if use not in USES:
            raise NotTrusted("It names a use of a key that is not known")
        keys.append((use, *_key(entry, signs=use == "SIGN")))
    if len({kid for _, kid, _ in keys}) != len(keys):
        raise NotTrusted("It lists the same key twice")
    return NodeListing(node, _name(said["name"]), tuple(sorted(keys, key=lambda key: (USES.index(key[0]), key[1]))))


def _key(said: dict[str, Any], *, signs: bool) -> tuple[str, dict[str, str]]:
    reader = PublicSigningKey if signs else PublicReadingKey
    key = _read(lambda: reader.from_jwk(said["jwk"]), "It holds a key that is none")
    if said["kid"] != key.kid:
        raise NotTrusted("The key is not the one that its fingerprint names: it was substituted")
    return key.kid, key.jwk()


def _name(name: Any) -> str:
    if not isinstance(name, str) or not 1 <= len(name) <= 120 or not name.isprintable() or name != name.strip():
        raise NotTrusted("It holds a name that cannot be shown")
    return name
