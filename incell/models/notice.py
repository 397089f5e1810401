"""What is said to everybody, or to a wing, or to a cohort, until a day."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, models

from accounts.models import Cohort, Prison, Prisoner, PrisonOnly, cohorts_of, wing_of

if TYPE_CHECKING:
    from accounts.access import Reach


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, reach: "Reach") -> "NoticeQuerySet":
        """The prison's, for staff. Queries: none of its own."""
        return self.filter(prison_id__in=reach.prisons)

    def up(self, at: datetime) -> "NoticeQuerySet":
        return self.filter(from_at__lte=at, until_at__gt=at, ended_at__isnull=True)

    def not_over(self, at: datetime) -> "NoticeQuerySet":
        """Up or to come."""
        return self.filter(until_at__gt=at, ended_at__isnull=True)

    def over(self, at: datetime) -> "NoticeQuerySet":
        return self.filter(models.Q(until_at__lte=at) | models.Q(ended_at__isnull=False))

    def for_person(self, person: Prisoner, at: datetime, on: date) -> "NoticeQuerySet":
        """What this person is told now, urgent first. Queries: none of its own."""
        return (
            self.up(at)
            .filter(
                prison_id=person.prison_id,
                wing__in=["", wing_of(person.cell)],
                cohort__in=["", *cohorts_of(person, on)],
            )
            .order_by("-urgent", "-from_at")
        )

    def told_to(self, user_id: uuid.UUID, at: datetime, on: date) -> list["Notice"]:
        """As `for_person`, for the person whom a user is, whose row need not be read before. Queries: 1."""
        moment = connection.ops.adapt_datetimefield_value(at)
        user = Prisoner._meta.get_field("user").get_db_prep_value(user_id, connection)
        found = list(self.raw(TOLD_TO, [user, moment, moment]))
        if not found:
            return []
        person = Prisoner(**{name: _their(name, found[0]) for name in _KNOWN})  # in every row the same
        cohorts = {"", *cohorts_of(person, on)}
        return [notice for notice in found if notice.cohort in cohorts]


_SAID = ("id", "title", "body", "title_cy", "body_cy", "urgent", "cohort")  # all that a page of the cell shows
_KNOWN = ("cell", "date_of_birth", "legal_status", "release_on", "gender")
# Asked by every page of the cell. By hand: making it of Python took four times as long as its answer. Whose wing it is
# is as `wing_of` says.
TOLD_TO = f"""
SELECT {", ".join(f"n.{name}" for name in _SAID)}, {", ".join(f"p.{name} AS their_{name}" for name in _KNOWN)}
FROM incell_notice n JOIN accounts_prisoner p ON p.prison_id = n.prison_id
WHERE p.user_id = %s AND p.left_at IS NULL AND n.from_at <= %s AND n.until_at > %s AND n.ended_at IS NULL
    AND (n.wing = '' OR substr(p.cell || '-', 1, length(n.wing) + 1) = n.wing || '-')
ORDER BY n.urgent DESC, n.from_at DESC
"""  # noqa: S608 (names of our own columns)


def _their(name: str, row: "Notice") -> Any:
    """What a row says of the person; SQLite says dates as text."""
    field: Any = Prisoner._meta.get_field(name)
    return field.to_python(getattr(row, f"their_{name}"))


class Notice(PrisonOnly):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    body = models.CharField(max_length=500)
    title_cy = models.CharField(max_length=80, blank=True)
    body_cy = models.CharField(max_length=500, blank=True)
    urgent = models.BooleanField(default=False)
    wing = models.CharField(max_length=8, blank=True)  # "" is every wing
    cohort = models.CharField(max_length=12, choices=Cohort, blank=True)  # "" is everybody
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-from_at"]
        indexes = [models.Index(fields=["prison", "until_at"])]

    def __str__(self) -> str:
        return self.title

    def is_over(self, at: datetime) -> bool:
        return self.ended_at is not None or self.until_at <= at
