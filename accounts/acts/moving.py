"""What goes along when somebody moves to another prison: whom they must be kept apart from; and who speaks for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts import audit
from accounts.models import ApartElsewhere, Audience, NonAssociation, Prison, Prisoner, User

LONGEST = {"name": 170, "reason": 240}


def staff_of(prison: Prison) -> User:
    """Somebody who stands for the staff of another prison where a row says by whom: no role, nobody signs in as them.

    Queries  1, or 2 the first time.
    """
    user, _ = User.objects.get_or_create(
        username=f"STAFF OF {prison.pk}",
        defaults={"name": prison.name, "audience": Audience.STAFF, "prison": prison, "is_active": False},
    )
    return user


def gather_apart(prisoner: Prisoner, at: datetime) -> dict[str, list[Any]]:
    """Whom this person is kept apart from, with the other's number, also those who are not here. Queries: 2."""
    found = []
    for kept in NonAssociation.objects.in_force().of(prisoner):
        other = kept.other_than(prisoner)
        found.append(_said(other.number, other.name, kept.where, kept.reason, kept.since_at))
    for row in ApartElsewhere.objects.filter(prisoner=prisoner):
        found.append(_said(row.number, row.name, row.where, row.reason, row.since_at))
    return {"apart": found}


def _said(number: str, name: str, where: str, reason: str, since_at: datetime) -> dict[str, str]:
    return {"number": number, "name": name, "where": where, "reason": reason, "since_at": since_at.isoformat()}


def apply_apart(prisoner: Prisoner, rows: Mapping[str, list[Any]], by: User, at: datetime) -> None:
    """Keep it until both are here; `settle_apart` makes pairs of it. Queries: 1."""
    ApartElsewhere.objects.bulk_create(
        (
            ApartElsewhere(
                prisoner=prisoner,
                number=row["number"],
                name=row["name"][: LONGEST["name"]],
                where=NonAssociation.Where(row["where"]),
                reason=row["reason"][: LONGEST["reason"]],
                since_at=parse_datetime(row["since_at"]) or at,
            )
            for row in rows.get("apart", [])
            if row["number"] != prisoner.number
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def settle_apart(*, by: str, at: datetime) -> int:
    """Keep people apart as another prison said, once both are known here. Returns how many pairs.

    Queries  1, or 4 a pair.
    """
    waiting = ApartElsewhere.objects.select_for_update(of=("self",)).select_related("prisoner")
    known = Prisoner.objects.filter(number__in=ApartElsewhere.objects.values("number"))
    others = {person.number: person for person in known}
    made = 0
    for row in waiting.filter(number__in=others) if others else []:
        first, second = sorted((row.prisoner, others[row.number]), key=lambda person: person.number)
        _, new = NonAssociation.objects.get_or_create(
            first=first,
            second=second,
            until_at=None,
            defaults={"where": row.where, "reason": row.reason, "since_at": row.since_at},
        )
        row.delete()
        if new:
            made += 1
            for whom in (first.pk, second.pk):
                audit.write(by=by, verb="keep_apart", what="accounts.Prisoner", whom=whom, at=at, why="came along")
    return made
