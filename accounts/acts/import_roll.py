"""Bring the people of a prison up to date with its roll."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import Prison, Prisoner, User
from accounts.roll.pages import Roll
from accounts.roll.person import Person

from .limited_arrivals import limit_who_came

BATCH = 500  # rows a query
FIELDS = list(Person.__dataclass_fields__)


class NobodyOnTheRoll(ValueError):
    """The roll names nobody of this prison, which would mark everybody as left."""


@dataclass
class Outcome:
    """How many people were added, changed, unchanged, came back and left."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    returned: int = 0
    left: int = 0
    _changes: list[Prisoner] = field(default_factory=list, repr=False)


def import_roll(*, prison: Prison, roll: Roll, by: User | str, at: datetime, allow_empty: bool = False) -> Outcome:
    """Make the prison's people what the roll says; people it does not name have left.

    at       aware UTC, the caller's clock: when the departed left.
    Keeps    whoever stands on a faulty row as they are; everybody when a page is missing; left people's rows.
    Writes   one audit line for each arrival back and departure and one for the import; nothing when nothing changed.
    Hides    at once whoever only the named may know of in the prison that they come from.
    Queries  constant a batch of 500 people, and 2 for each departure or return.
    Raises   NobodyOnTheRoll unless allow_empty.
    """
    if not roll.people and not allow_empty:
        raise NobodyOnTheRoll(prison.pk)
    outcome = Outcome()
    with transaction.atomic():
        Prison.objects.select_for_update(no_key=True).get(pk=prison.pk)
        known = _known(prison, [person.number for person in roll.people])
        new = [
            Prisoner(prison=prison, came_from=roll.came_from.get(p.number, ""), **asdict(p))
            for p in roll.people
            if p.number not in known
        ]
        for person in roll.people:
            if person.number in known:
                came_from = roll.came_from.get(person.number, "")
                _bring_up_to_date(outcome, known[person.number], person, prison, came_from, by, at)
        if roll.complete:
            _mark_left(outcome, known.values(), {p.number for p in roll.people} | roll.unread, roll.went, by, at)
        Prisoner.objects.bulk_create(new, batch_size=BATCH)
        _save(outcome._changes)
        limit_who_came([person.number for person in roll.people], at=at)
        outcome.added = len(new)
        if new or outcome._changes:
            why = f"added={outcome.added} changed={outcome.changed} returned={outcome.returned} left={outcome.left}"
            audit.write(by=by, verb="import_roll", what="accounts.Prison", whom=prison.pk, at=at, why=why)
    return outcome


def _known(prison: Prison, numbers: list[str]) -> dict[str, Prisoner]:
    """Everybody here, and everybody on the roll that was ever known. Queries: 1 + 1 a batch."""
    known = {p.number: p for p in Prisoner.objects.filter(prison=prison, left_at__isnull=True)}
    for start in range(0, len(numbers), BATCH):
        known |= {p.number: p for p in Prisoner.objects.filter(number__in=numbers[start : start + BATCH])}
    return known


def _bring_up_to_date(
    outcome: Outcome,
    known: Prisoner,
    person: Person,
    prison: Prison,
    came_from: str,
    by: User | str,
    at: datetime,
) -> None:
    said = asdict(person)
    if known.on_the_way and known.prison_id == prison.pk:
        outcome.unchanged += 1  # staff said that they went: the roll comes after
        return
    returned = known.left_at is not None or known.prison_id != prison.pk
    if not returned and all(getattr(known, name) == value for name, value in said.items()):
        outcome.unchanged += 1
        return
    for name, value in said.items():
        setattr(known, name, value)
    if returned:
        known.left_at, known.prison, known.gone_to, known.came_from = None, prison, "", came_from
        outcome.returned += 1
        audit.write(by=by, verb="return_to_roll", what="accounts.Prisoner", whom=known.pk, at=at)
    else:
        outcome.changed += 1
    outcome._changes.append(known)


def _mark_left(
    outcome: Outcome,
    known: Collection[Prisoner],
    named: set[str],
    went: Mapping[str, str],
    by: User | str,
    at: datetime,
) -> None:
    for prisoner in known:
        if prisoner.left_at is None and prisoner.number not in named:
            prisoner.left_at, prisoner.gone_to = at, went.get(prisoner.number, "")
            outcome.left += 1
            outcome._changes.append(prisoner)
            audit.write(by=by, verb="leave_roll", what="accounts.Prisoner", whom=prisoner.pk, at=at)


def _save(changes: list[Prisoner]) -> None:
    """Write the changed rows, and the names of those who can sign in. Queries: 2 a batch."""
    Prisoner.objects.bulk_update(changes, [*FIELDS, "left_at", "prison", "gone_to", "came_from"], batch_size=BATCH // 5)
    names = {p.user_id: p.name for p in changes if p.user_id}
    users = User.objects.filter(pk__in=names)
    renamed = [user for user in users if user.name != names[user.pk]]
    for user in renamed:
        user.name = names[user.pk]
    User.objects.bulk_update(renamed, ["name"], batch_size=BATCH)
