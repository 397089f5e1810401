"""What a prison signs when a record goes to another prison, and when it asks for one (sync/SPEC.md, "Transfer")."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from accounts.seal import NoSuchBinding, Unreadable, read_object, unb64, verify_statement

from .listed import Listed, in_order, listed, uuid_of

TRANSFER, WANTED = "tg-transfer+jws", "tg-record-wanted+jws"
MAX_MOVED = 128  # sections of one record
KINDS = ("NORMAL", "RESTRICTED")

_MEMBERS = {"from", "iat", "id", "keys", "rec", "sections", "to", "v"}
_WANTED = {"date_of_birth", "from", "iat", "id", "number", "to", "v"}
_PRISON = re.compile(r"[A-Z]{3}", re.ASCII)
_NUMBER = re.compile(r"[A-Z]\d{4}[A-Z]{2}", re.ASCII)
_WRONG = (TypeError, ValueError, AttributeError, KeyError, NoSuchBinding, Unreadable)


class NotATransfer(ValueError):
    """A statement of a transfer that cannot be believed. `args[0]` is a fault of seal/SPEC.md, or "body"."""


@dataclass(frozen=True)
class TransferStatement:
    """What the prison said, once checked. keys: (kind, kid) of the archive keys that go along."""

    id: UUID
    rec: UUID
    origin: str
    destination: str
    issued_at: datetime
    keys: tuple[tuple[str, str], ...]
    sections: tuple[Listed, ...]

    @property
    def last(self) -> dict[str, Listed]:
        """The last version of each section, by its name."""
        return {one.sec: one for one in self.sections}


@dataclass(frozen=True)
class WantedStatement:
    """Who asks whom for whose record."""

    id: UUID
    origin: str
    destination: str
    number: str
    date_of_birth: date


def transfer_members(
    *,
    id: UUID,
    rec: UUID,
    origin: str,
    destination: str,
    at: datetime,
    keys: Iterable[tuple[str, str]],
    sections: Iterable[Listed],
) -> dict[str, Any]:
    """What is signed."""
    return {
        "v": 1,
        "id": str(id),
        "rec": str(rec),
        "from": origin,
        "to": destination,
        "iat": int(at.timestamp()),
        "keys": [{"kid": kid, "kind": kind} for kind, kid in sorted(keys)],
        "sections": [
            {"dig": one.dig, "iss": one.iss, "sec": one.sec, "ver": one.ver}
            for one in sorted(sections, key=lambda one: one.sec)
        ],
    }


def claimed_by(token: Any) -> str:
    """The prison that a transfer says it is from, before anything is checked. Raises NotATransfer."""
    try:
        origin = read_object(unb64(token.split(".")[1]))["from"]
    except (*_WRONG, IndexError) as error:
        raise NotATransfer("body") from error
    if not isinstance(origin, str):
        raise NotATransfer("body")
    return origin


def read_transfer(token: Any, *, signers: Mapping[str, Any]) -> TransferStatement:
    """Check a transfer. signers: of the prison that it is from, by kid. Raises NotATransfer."""
    said = _verified(token, TRANSFER, signers, _MEMBERS)
    try:
        keys = tuple((one["kind"], one["kid"]) for one in said["keys"] if one.keys() == {"kid", "kind"})
        kinds = [kind for kind, _ in keys]
        if len(keys) != len(said["keys"]) or kinds != sorted(set(kinds) & set(KINDS)) or not keys:
            raise NotATransfer("body")
        for _, kid in keys:
            unb64(kid, 32)
        sections = tuple(listed(said["rec"], one) for one in said["sections"])
        if not 1 <= len(sections) <= MAX_MOVED or not in_order(sections):
            raise NotATransfer("body")
        return TransferStatement(
            id=uuid_of(said["id"]),
            rec=uuid_of(said["rec"]),
            issued_at=datetime.fromtimestamp(said["iat"], UTC),
            keys=keys,
            sections=sections,
            **_way(said),
        )
    except _WRONG as error:
        raise NotATransfer("body") from error


def read_wanted(token: Any, *, signers: Mapping[str, Any]) -> WantedStatement:
    """Check a question for a record. signers: of the prison that asks, by kid. Raises NotATransfer."""
    said = _verified(token, WANTED, signers, _WANTED)
    try:
        if not _NUMBER.fullmatch(said["number"]):
            raise NotATransfer("body")
        born = date.fromisoformat(said["date_of_birth"])
        return WantedStatement(id=uuid_of(said["id"]), number=said["number"], date_of_birth=born, **_way(said))
    except _WRONG as error:
        raise NotATransfer("body") from error


def _verified(token: Any, typ: str, signers: Mapping[str, Any], members: set[str]) -> dict[str, Any]:
    if not isinstance(token, str):
        raise NotATransfer("body")
    try:
        said = verify_statement(token, typ, signers)
    except Unreadable as error:
        raise NotATransfer(error.fault) from error
    if said.keys() != members or said["v"] != 1 or type(said["iat"]) is not int or not 0 <= said["iat"] < 2**32:
        raise NotATransfer("body")
    return said


def _way(said: Mapping[str, Any]) -> dict[str, str]:
    """From and to: two prisons. Raises NotATransfer, TypeError."""
    origin, destination = said["from"], said["to"]
    if not _PRISON.fullmatch(origin) or not _PRISON.fullmatch(destination) or origin == destination:
        raise NotATransfer("body")
    return {"origin": origin, "destination": destination}
