"""Section versions as statements list them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.seal import Binding, unb64


@dataclass(frozen=True)
class Listed:
    """One section version that a statement names."""

    sec: str
    ver: int
    dig: str
    iss: str


def listed(rec: Any, one: Any) -> Listed:
    """One member of a list. Raises ValueError, TypeError, AttributeError, KeyError, NoSuchBinding, Unreadable."""
    if one.keys() != {"dig", "iss", "sec", "ver"}:
        raise ValueError("sections")
    unb64(one["dig"], 32)
    Binding(iss=one["iss"], rec=rec, sec=one["sec"], ver=one["ver"])
    return Listed(one["sec"], one["ver"], one["dig"], one["iss"])


def in_order(found: Sequence[Listed]) -> bool:
    """Sorted by section, none twice."""
    names = [one.sec for one in found]
    return names == sorted(set(names))


def uuid_of(text: Any) -> UUID:
    """A lower-case UUID. Raises ValueError, TypeError, AttributeError."""
    found = UUID(text)
    if str(found) != text:
        raise ValueError("uuid")
    return found
