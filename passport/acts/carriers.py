"""What goes along on a transfer beside the passport's own sections: each app gathers its part and applies it there.

A new part is one line in CARRIERS: `gather(prisoner, at)` says it as JSON, `apply(prisoner, rows, by, at)` makes rows
of it at the other prison. Both are asked inside the transfer's transaction; neither writes journal nor audit lines.
What is applied twice changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.acts import moving as people
from accounts.models import Prisoner, User
from accounts.seal import ReadingKey, Unreadable, canonical
from education.acts import moving as learning
from incell.acts import moving as asked
from incell.acts import moving_contacts as contacts
from passport.models import Passport, SectionVersion

from . import carried, carried_lists, carried_notes
from .sections import NoArchiveKey, open_version, write_section

KIND = "carried"
LARGEST = 512 * 1024  # bytes of one piece: well within a segment
MOST_PIECES = 20
PERSON = "CARRIED_PERSON"

Rows = Mapping[str, list[Any]]


@dataclass(frozen=True)
class Carrier:
    """sec: the carried section, RESTRICTED where fewer may read it. rows: name → list of JSON values."""

    sec: str
    gather: Callable[[Prisoner, datetime], Rows]
    apply: Callable[[Prisoner, Rows, User, datetime], None]


CARRIERS = (
    Carrier("CARRIED_APART_RESTRICTED", people.gather_apart, people.apply_apart),
    Carrier("CARRIED_CONTACTS", contacts.gather_contacts, contacts.apply_contacts),
    Carrier("CARRIED_REQUESTS", asked.gather_requests, asked.apply_requests),
    Carrier("CARRIED_LEARNING", learning.gather_learning, learning.apply_learning),
    Carrier("CARRIED_STANDING", carried.gather_standing, carried.apply_standing),
    Carrier("CARRIED_LISTS", carried_lists.gather_lists, carried_lists.apply_lists),
    Carrier("CARRIED_NOTES", carried_notes.gather_notes, carried_notes.apply_notes),
)


class TooMuchToCarry(Exception):
    """One part of a record is larger than twenty pieces hold: 10 MiB."""


def gather_all(prisoner: Prisoner, at: datetime) -> dict[str, list[dict[str, Any]]]:
    """Carried section → its pieces. An empty part is written too: it says that there is nothing. Queries: about 30."""
    return {carrier.sec: list(_pieces(carrier.gather(prisoner, at))) for carrier in CARRIERS}


def write_carried(
    *, passport: Passport, pieces: Mapping[str, list[dict[str, Any]]], by: User | str, at: datetime
) -> None:
    """Seal each part for the person's archive key alone. Queries: about 10 a piece. Raises TooMuchToCarry."""
    for sec, parts in pieces.items():
        if len(parts) > MOST_PIECES:
            raise TooMuchToCarry(sec)
        for number, data in enumerate(parts):
            write_section(passport=passport, sec=_name(sec, number), data={**data, "of": len(parts)}, by=by, at=at)


def apply_all(
    *, prisoner: Prisoner, passport: Passport, keys: Mapping[str, ReadingKey], of: User, at: datetime
) -> list[str]:
    """Make rows of every part that came. Returns the sections that don't open: they are named to staff, not hidden.

    of       stands for the staff of the prison that they come from.
    """
    newest = {
        version.sec: version
        for version in SectionVersion.objects.of(passport.pk).newest().filter(sec__startswith="CARRIED_")
    }
    unread = []
    for carrier in CARRIERS:
        if carrier.sec not in newest:
            continue
        try:
            rows = _opened(carrier.sec, newest, keys, at)
        except (Unreadable, NoArchiveKey, KeyError, ValueError):
            unread.append(carrier.sec)
            continue
        carrier.apply(prisoner, rows, of, at)
    return unread


def _opened(
    sec: str, newest: Mapping[str, SectionVersion], keys: Mapping[str, ReadingKey], at: datetime
) -> dict[str, list[Any]]:
    rows: dict[str, list[Any]] = {}
    first = open_version(version=newest[sec], keys=keys, at=at).data
    rest = (open_version(version=newest[_name(sec, n)], keys=keys, at=at).data for n in range(1, first["of"]))
    for data in (first, *rest):
        for name, found in data["rows"].items():
            rows.setdefault(name, []).extend(found)
    return rows


def _pieces(rows: Rows) -> Iterable[dict[str, Any]]:
    """Rows in pieces that fit an envelope, each at most LARGEST bytes unless one row is larger. At least one."""
    piece: dict[str, list[Any]] = {}
    size, empty = 0, True
    for name, found in rows.items():
        for row in found:
            weight = len(canonical({"row": row}))
            if piece and size + weight > LARGEST:
                yield {"kind": KIND, "rows": piece}
                piece, size, empty = {}, 0, False
            piece.setdefault(name, []).append(row)
            size += weight
    if piece or empty:
        yield {"kind": KIND, "rows": piece}


def _name(sec: str, number: int) -> str:
    """The section of a piece. A RESTRICTED one ends so, whatever its number: its key follows from its name."""
    if not number:
        return sec
    if sec.endswith("_RESTRICTED"):
        return f"{sec.removesuffix('_RESTRICTED')}_{number}_RESTRICTED"
    return f"{sec}_{number}"
