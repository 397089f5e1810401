"""What a prison signs about a handover, and what readers hold it to. Pure: no database.

A handover statement is a JWS of typ "tg-handover+jws" by the prison's signing key; its payload is exactly

    {"agency", "closes_on", "iat", "id", "opens_on", "prison", "rec", "release_on", "revision", "v": 1,
     "sections": [{"dig", "iss", "sec", "ver"}, …]}

id, rec, agency  lower-case UUIDs; prison a node's code; days ISO 8601; iat whole seconds since 1970
revision         from 1, plus one whenever the list changes: a reader refuses an older one than it has seen
sections         sorted by sec, none twice; `dig` of the envelope and `ver`: the one version that counts;
                 `iss` the node that sealed it (another prison's after a transfer)
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from accounts.seal import Binding, NoSuchBinding, Unreadable, unb64, verify_statement

HANDOVER = "tg-handover+jws"
MAX_SECTIONS = 64

_MEMBERS = {
    *("agency", "closes_on", "iat", "id", "opens_on", "prison", "rec", "release_on", "revision", "sections", "v"),
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class NotAHandover(ValueError):
    """A handover statement that cannot be believed. `args[0]` is a fault of seal/SPEC.md or a member's name."""


@dataclass(frozen=True)
class Listed:
    """One section version that a handover covers."""

    sec: str
    ver: int
    dig: str
    iss: str


@dataclass(frozen=True)
class HandoverStatement:
    """What the prison said, once checked."""

    id: UUID
    rec: UUID
    agency: UUID
    prison: str
    release_on: date
    opens_on: date
    closes_on: date
    revision: int
    issued_at: datetime
    sections: tuple[Listed, ...]


def read_handover(token: str, *, signers: Mapping[str, Any]) -> HandoverStatement:
    """Check a handover statement.

    signers  the prison's signing keys by kid; the caller compares `prison` with the one they belong to.
    Raises   NotAHandover.
    """
    try:
        said = verify_statement(token, HANDOVER, signers)
    except Unreadable as error:
        raise NotAHandover(error.fault) from error
    if said.keys() != _MEMBERS or said["v"] != 1 or not isinstance(said["prison"], str):
        raise NotAHandover("members")
    for name in ("revision", "iat"):
        if type(said[name]) is not int or not 0 <= said[name] < 2**32:
            raise NotAHandover(name)
    try:
        listed = tuple(_listed(said["rec"], one) for one in _list(said["sections"]))
        return HandoverStatement(
            id=_uuid(said["id"]),
            rec=_uuid(said["rec"]),
            agency=_uuid(said["agency"]),
            prison=said["prison"],
            release_on=_day(said["release_on"]),
            opens_on=_day(said["opens_on"]),
            closes_on=_day(said["closes_on"]),
            revision=said["revision"],
            issued_at=datetime.fromtimestamp(said["iat"], UTC),
            sections=_sorted(listed),
        )
    except (TypeError, ValueError, AttributeError, KeyError, NoSuchBinding, Unreadable) as error:
        raise NotAHandover("members") from error


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_SECTIONS:
        raise NotAHandover("sections")
    return value


def _listed(rec: Any, one: Any) -> Listed:
    if one.keys() != {"dig", "iss", "sec", "ver"}:
        raise NotAHandover("sections")
    unb64(one["dig"], 32)
    Binding(iss=one["iss"], rec=rec, sec=one["sec"], ver=one["ver"])
    return Listed(one["sec"], one["ver"], one["dig"], one["iss"])


def _sorted(listed: Iterable[Listed]) -> tuple[Listed, ...]:
    listed = tuple(listed)
    names = [one.sec for one in listed]
    if names != sorted(set(names)):
        raise NotAHandover("sections")
    return listed


def _uuid(text: Any) -> UUID:
    found = UUID(text)
    if str(found) != text:
        raise NotAHandover("members")
    return found


def _day(text: Any) -> date:
    if not _DAY.fullmatch(text):
        raise NotAHandover("members")
    return date.fromisoformat(text)
