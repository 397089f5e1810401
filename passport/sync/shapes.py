"""What every check of an entry asks: ids, members, and what may travel beside it. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from passport.acts.received import WrongEntry

from .kinds import BESIDE, Kind
from .segment import Carried

Beside = Mapping[str, Any]


def uuid_of(seq: int, text: Any) -> UUID:
    """A lower-case UUID. Raises WrongEntry: body."""
    try:
        found = UUID(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != text:
        raise WrongEntry(seq, "body")
    return found


def by_sort(carried: Carried, kind: Kind) -> dict[str, list[Beside]]:
    """What travels beside an entry, by its sort. Raises WrongEntry: beside."""
    found: dict[str, list[Beside]] = {of: [] for of in BESIDE}
    for one in carried.beside:
        if not isinstance(one["of"], str) or one["of"] not in kind.beside:
            raise WrongEntry(carried.entry.seq, "beside")
        found[one["of"]].append(one)
    return found


def only_one(seq: int, found: Sequence[Any]) -> Any:
    """Raises WrongEntry: beside, for none and for more."""
    if len(found) != 1:
        raise WrongEntry(seq, "beside")
    return found[0]


def only(seq: int, said: Any, names: set[str]) -> None:
    """Exactly these members. Raises WrongEntry: beside."""
    if not isinstance(said, Mapping) or said.keys() != names:
        raise WrongEntry(seq, "beside")
