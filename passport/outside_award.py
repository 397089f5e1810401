"""An award that an agency adds after release, as it stands inside its sealed answer. Pure: no database.

education/badges/SPEC.md, section 6, is the form; who signed an outside credential is said, never vouched for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.seal import Unreadable
from education.badges import PublicIssuerKey
from education.badges.foreign import read_foreign

AWARD = "AWARD"
WORDS, CREDENTIAL = "WORDS", "CREDENTIAL"
LONGEST = {"name": 120, "can": 300, "evidence": 240}
_COMMON = {"at", "form", "kind", "worker_name"}
_MEMBERS = {WORDS: _COMMON | {"awarded_on", "can", "evidence", "name"}, CREDENTIAL: _COMMON | {"credential"}}


class NotAnAward(ValueError):
    """What an agency sealed is no award. `args[0]` names the member or a fault of seal/SPEC.md."""


@dataclass(frozen=True)
class OutsideAward:
    """`checked`: WORDS for an award in words, else what is known of the signature. `credential` as it came, or ""."""

    name: str
    description: str
    evidence: str
    awarded_on: date
    until: date | None
    signed_by: str
    credential: str
    checked: str


def read_award(said: Mapping[str, Any], *, on: date, keys: Mapping[str, PublicIssuerKey] | None = None) -> OutsideAward:
    """Read what stands in the box. `on`: today, for what says it was awarded later. Raises NotAnAward."""
    form = said.get("form")
    if form not in (WORDS, CREDENTIAL) or said.keys() != _MEMBERS[form]:
        raise NotAnAward("members")
    found = _in_words(said) if form == WORDS else _signed(said["credential"], keys)
    if found.awarded_on > on + timedelta(days=1):  # clocks differ
        raise NotAnAward("awarded_on")
    return found


def _in_words(said: Mapping[str, Any]) -> OutsideAward:
    words = {name: _line(said[name], name, longest) for name, longest in LONGEST.items()}
    try:
        awarded_on = date.fromisoformat(said["awarded_on"])
    except (TypeError, ValueError):
        raise NotAnAward("awarded_on") from None
    return OutsideAward(words["name"], words["can"], words["evidence"], awarded_on, None, "", "", WORDS)


def _signed(token: Any, keys: Mapping[str, PublicIssuerKey] | None) -> OutsideAward:
    if not isinstance(token, str):
        raise NotAnAward("credential")
    try:
        found = read_foreign(token, keys=keys)
    except Unreadable as error:
        raise NotAnAward(error.fault) from error
    return OutsideAward(
        found.name, found.description, "", found.on, found.until, found.issuer, token, found.checked.value
    )


def _line(value: Any, name: str, longest: int) -> str:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= longest:
        raise NotAnAward(name)
    return " ".join(value.split())
