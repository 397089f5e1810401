"""What a section version is: whose, which, and which turn (SPEC.md, section 4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.seal.encoding import digest_text, whole
from accounts.seal.unreadable import Unreadable

FORMAT = 1
CLOCK_AHEAD = timedelta(minutes=5)

_ISS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_REC = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SEC = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_MAX_VERSION = 2**31 - 1


class NoSuchBinding(ValueError):
    """A binding's member has a shape that the format does not know."""


@dataclass(frozen=True, slots=True)
class Binding:
    """One version of one section of one record of one issuer.

    iss   the sealing node, e.g. "MDI"
    rec   opaque lower-case UUID of the record, as text
    sec   section code, e.g. "ACCOMMODATION"
    ver   from 1
    Raises NoSuchBinding.
    """

    iss: str
    rec: str
    sec: str
    ver: int

    def __post_init__(self) -> None:
        shapes = ((_ISS, self.iss), (_REC, self.rec), (_SEC, self.sec))
        if not all(isinstance(value, str) and shape.fullmatch(value) for shape, value in shapes):
            raise NoSuchBinding("iss, rec or sec")
        if type(self.ver) is not int or not 1 <= self.ver <= _MAX_VERSION:
            raise NoSuchBinding("ver")

    @property
    def aad(self) -> str:
        """Its canonical JSON; the members' shapes leave nothing to escape."""
        return f'{{"iss":"{self.iss}","rec":"{self.rec}","sec":"{self.sec}","v":{FORMAT},"ver":{self.ver}}}'

    def members(self) -> dict[str, str | int]:
        """As members of a payload."""
        return {"iss": self.iss, "rec": self.rec, "sec": self.sec, "v": FORMAT, "ver": self.ver}

    @classmethod
    def read(cls, payload: Mapping[str, Any]) -> "Binding":
        """From a payload that has the five members. Raises Unreadable: binding."""
        if type(payload["v"]) is not int or payload["v"] != FORMAT:
            raise Unreadable("binding")
        try:
            return cls(payload["iss"], payload["rec"], payload["sec"], payload["ver"])
        except NoSuchBinding:
            raise Unreadable("binding") from None


def check_prev(binding: Binding, prev: str | None) -> None:
    """Version 1 has none, each later one has one. Raises Unreadable: order, type, base64, length."""
    if (prev is None) != (binding.ver == 1):
        raise Unreadable("order")
    if prev is not None:
        digest_text(prev)


def seconds(at: datetime) -> int:
    """Whole seconds since 1970 of an aware time. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return int(at.timestamp())


def read_iat(iat: object, at: datetime, max_clock_ahead: timedelta) -> datetime:
    """The aware UTC time of `iat`. Raises Unreadable: type; future, if too far ahead of `at`."""
    if whole(iat) > seconds(at) + max_clock_ahead.total_seconds():
        raise Unreadable("future")
    return datetime.fromtimestamp(whole(iat), UTC)
