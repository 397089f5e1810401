"""Answers that are chosen from a list of the prison's own: whose contact, which agency."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.access import Reach, Verb
from accounts.models import Agency
from incell.catalogue import CHOSEN, Kind, Means
from incell.models import Tie

LONGEST_LIST = 100  # shown and accepted; whoever is further down is written by hand


class NotOnTheList(ValueError):
    """Something else than what the list has was chosen. `question` is its id."""

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self.question = question


@dataclass(frozen=True)
class Listed:
    """One that can be chosen: `id` is the posted value, `name` what is read."""

    id: str
    name: str


def lists_of(kind: Kind, prisoner_id: UUID) -> dict[str, list[Listed]]:
    """Question id → what can be chosen there, by name. Queries: 1 for each such question."""
    return {name: _list(meaning, prisoner_id) for name, meaning in kind.means.items() if meaning in CHOSEN}


def lists_for_staff(kind: Kind, prisoner_id: UUID, reach: Reach) -> dict[str, list[Listed]]:
    """As lists_of, for somebody who types in a paper: whom a person may see and call, only who vets contacts is shown.

    Everybody else writes the name as it stands on the paper. Queries: 1 for each question that has a list.
    """
    open_to = CHOSEN if reach.may(Verb.VET_CONTACTS) else tuple(one for one in CHOSEN if one is not Means.OWN_CONTACT)
    return {name: _list(meaning, prisoner_id) for name, meaning in kind.means.items() if meaning in open_to}


def named(kind: Kind, answers: Mapping[str, Any], prisoner_id: UUID) -> tuple[dict[str, Any], Agency | None]:
    """The answers with names where something was chosen, and the agency if it was one.

    Beside a name the id stays under `chosen_key`. What somebody wrote by hand stays as it is.
    Queries    none, or 1 for each that was chosen. Raises NotOnTheList.
    """
    said, agency = dict(answers), None
    for question, meaning in kind.means.items():
        chosen = _as_id(said.get(question)) if meaning in CHOSEN else None
        if chosen is None:
            continue
        if meaning is Means.OWN_CONTACT:
            tie = _ties(prisoner_id).filter(pk=chosen).first()
            name = tie.contact.name if tie else ""
        else:
            agency = _agencies(meaning).filter(pk=chosen).first()
            name = agency.name if agency else ""
        if not name:
            raise NotOnTheList(question)
        said |= {question: name, chosen_key(question): str(chosen)}
    return said, agency


def chosen_key(question: str) -> str:
    """Where the answers of a request have the id of what was chosen: of a Tie, or of an Agency."""
    return f"{question}/ID"


def _list(meaning: Means, prisoner_id: UUID) -> list[Listed]:
    if meaning is Means.OWN_CONTACT:
        return [Listed(str(tie.pk), tie.contact.name) for tie in _ties(prisoner_id)[:LONGEST_LIST]]
    return [Listed(str(agency.pk), agency.name) for agency in _agencies(meaning)[:LONGEST_LIST]]


def _ties(prisoner_id: UUID) -> Any:
    return Tie.objects.in_force().filter(prisoner_id=prisoner_id).select_related("contact")


def _agencies(meaning: Means) -> Any:
    legal = {"kind": Agency.Kind.LEGAL}
    if meaning is Means.LEGAL_AGENCY:
        return Agency.objects.filter(**legal)
    return Agency.objects.exclude(**legal)


def _as_id(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None
