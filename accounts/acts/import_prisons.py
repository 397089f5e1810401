"""Bring the list of prisons up to date with the HMPPS Prison Register."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import Prison, User
from accounts.roll.register import Entry


@dataclass(frozen=True)
class Outcome:
    added: int
    changed: int
    unchanged: int


def import_prisons(*, entries: Iterable[Entry], by: User | str, at: datetime) -> Outcome:
    """Add and rename prisons as the register has them. None is ever removed: people and journals name them.

    at       aware UTC, the caller's clock. Writes one audit line when anything changed. Queries: up to 5.
    """
    with transaction.atomic():
        known = Prison.objects.in_bulk()
        new, changed, unchanged = [], [], 0
        for entry in entries:
            prison = known.get(entry.code)
            if prison is None:
                new.append(Prison(code=entry.code, name=entry.name, active=entry.active))
            elif (prison.name, prison.active) == (entry.name, entry.active):
                unchanged += 1
            else:
                prison.name, prison.active = entry.name, entry.active
                changed.append(prison)
        Prison.objects.bulk_create(new, batch_size=500)
        Prison.objects.bulk_update(changed, ["name", "active"], batch_size=500)
        if new or changed:
            why = f"added={len(new)} changed={len(changed)}"
            audit.write(by=by, verb="import_prisons", what="accounts.Prison", whom="register", at=at, why=why)
    return Outcome(len(new), len(changed), unchanged)
