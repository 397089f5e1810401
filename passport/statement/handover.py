"""What a prison signs about a handover, and what readers hold it to.

A handover statement is a JWS of typ "tg-handover+jws" by the prison's signing key; its payload is exactly

    {"agency", "closes_on", "iat", "id", "onward", "opens_on", "prison", "rec", "release_on", "revision", "v": 2,
     "sections": [{"dig", "iss", "sec", "ver"}, …]}

id, rec, agency  lower-case UUIDs; prison a node's code; days ISO 8601; iat whole seconds since 1970
revision         from 1, plus one whenever the list changes: a reader refuses an older one than it has seen
sections         sorted by sec, none twice; `dig` of the envelope and `ver`: the one version that counts;
                 `iss` the node that sealed it (another prison's after a transfer)
onward           NO, ASK or SAME_PURPOSE: whether the agency may pass it on. A statement of "v": 1 has no such member:
                 it was signed before there were rules, and is read as NO
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from accounts.seal import NoSuchBinding, Unreadable, verify_statement

from .listed import Listed, in_order, listed, uuid_of

HANDOVER = "tg-handover+jws"
MAX_SECTIONS = 64

ONWARD = ("NO", "ASK", "SAME_PURPOSE")  # the strictest first

_MEMBERS = {
    *("agency", "closes_on", "iat", "id", "opens_on", "prison", "rec", "release_on", "revision", "sections", "v"),
}
_OF_VERSION = {1: _MEMBERS, 2: _MEMBERS | {"onward"}}
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class NotAHandover(ValueError):
    """A handover statement that cannot be believed. `args[0]` is a fault of seal/SPEC.md or a member's name."""


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
    onward: str = "NO"


def read_handover(token: str, *, signers: Mapping[str, Any]) -> HandoverStatement:
    """Check a handover statement.

    signers  the prison's signing keys by kid; the caller compares `prison` with the one they belong to.
    Raises   NotAHandover.
    """
    try:
        said = verify_statement(token, HANDOVER, signers)
    except Unreadable as error:
        raise NotAHandover(error.fault) from error
    version = said.get("v")
    if type(version) is not int or said.keys() != _OF_VERSION.get(version) or not isinstance(said["prison"], str):
        raise NotAHandover("members")
    if said.get("onward", "NO") not in ONWARD:
        raise NotAHandover("onward")
    for name in ("revision", "iat"):
        if type(said[name]) is not int or not 0 <= said[name] < 2**32:
            raise NotAHandover(name)
    try:
        found = tuple(listed(said["rec"], one) for one in _list(said["sections"]))
        return HandoverStatement(
            id=uuid_of(said["id"]),
            rec=uuid_of(said["rec"]),
            agency=uuid_of(said["agency"]),
            prison=said["prison"],
            release_on=_day(said["release_on"]),
            opens_on=_day(said["opens_on"]),
            closes_on=_day(said["closes_on"]),
            revision=said["revision"],
            issued_at=datetime.fromtimestamp(said["iat"], UTC),
            sections=_sorted(found),
            onward=said.get("onward", "NO"),
        )
    except (TypeError, ValueError, AttributeError, KeyError, NoSuchBinding, Unreadable) as error:
        raise NotAHandover("members") from error


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_SECTIONS:
        raise NotAHandover("sections")
    return value


def _sorted(found: tuple[Listed, ...]) -> tuple[Listed, ...]:
    if not in_order(found):
        raise NotAHandover("sections")
    return found


def _day(text: Any) -> date:
    if not _DAY.fullmatch(text):
        raise NotAHandover("members")
    return date.fromisoformat(text)
