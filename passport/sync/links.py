"""Personal links beside their entries: read for the line, and checked when they came (passport/pocket/SPEC.md)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from accounts.seal import canonical
from passport import pocket
from passport.acts.received import WrongEntry
from passport.models import CarriedLink

from .kinds import LINK

LATEST = 4_102_444_800  # 2100-01-01: `exp` must fit a date
_TICKET = re.compile(r"[0-9a-f]{64}")


def checked(seq: int, said: Mapping[str, Any], brought: Mapping[str, Any] | None) -> str:
    """The sealed file of a `link`; "" for what has none. Raises WrongEntry: body, beside."""
    if not pocket.is_link_id(said["id"]):
        raise WrongEntry(seq, "body")
    for name in said.keys() & {"at", "exp"}:
        if type(said[name]) is not int or not 0 <= said[name] < LATEST:
            raise WrongEntry(seq, "body")
    if "ticket" in said and not (isinstance(said["ticket"], str) and _TICKET.fullmatch(said["ticket"])):
        raise WrongEntry(seq, "body")
    if brought is None:
        return ""
    file = brought.get("file")
    if brought.keys() != {"file", "id", "of"} or brought["id"] != said["id"] or not isinstance(file, str):
        raise WrongEntry(seq, "beside")
    if file and not pocket.is_file(file, said["id"]):
        raise WrongEntry(seq, "beside")
    return file


def lines(names: Iterable[str]) -> dict[str, bytes]:
    """Id → the line that travels beside a link, as it stands now; one that is not here is destroyed.

    Queries  1, or none.
    """
    wanted = set(names)
    rows = CarriedLink.objects.filter(pk__in=wanted).values_list("pk", "file") if wanted else ()
    found = dict.fromkeys(wanted, "") | dict(rows)
    return {pk: canonical({"file": file, "id": pk, "of": LINK}) for pk, file in found.items()}
