"""People in prison and who must be kept apart. These rows never leave the prison."""

import re
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roll.names import folded

from .places import Prison, PrisonOnly

if TYPE_CHECKING:
    from accounts.access import Reach

PRISON_NUMBER = RegexValidator(
    r"^[A-Z]\d{4}[A-Z]{2}\Z", _("A prison number is a letter, four digits and two letters, like A1234BC")
)

NUMBER_BEGUN = re.compile(r"[a-z]\d{1,4}|[a-z]\d{4}[a-z]{1,2}")


class PrisonerQuerySet(models.QuerySet["Prisoner"]):
    def visible_to(self, reach: "Reach") -> "PrisonerQuerySet":
        """The people that this reach may know of. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(pk=reach.prisoner_id)
        if not reach.prisons:
            return self.none()
        return self.filter(reach.people())

    def here(self) -> "PrisonerQuerySet":
        return self.filter(left_at__isnull=True)

    def named(self, words: str) -> "PrisonerQuerySet":
        """Those with this prison number, or with each word in a name, whatever its case, accents and hyphens.

        SQLite folds the case of ASCII only and no database here folds accents, so names are compared in Python.
        Queries: one of its own that reads the names of these people.
        """
        as_number, wanted = folded(words), [folded(word) for word in words.split()[:5]]
        if not as_number:
            return self.none() if words.strip() else self
        if NUMBER_BEGUN.fullmatch(as_number):
            return self.filter(number__istartswith=as_number)
        found = []
        for pk, number, *names in self.values_list("pk", "number", "first_name", "last_name"):
            known = [folded(name) for name in names]
            if all(any(word in name for name in known) or number.lower().startswith(word) for word in wanted):
                found.append(pk)
        return self.filter(pk__in=found)


class Prisoner(PrisonOnly):
    """A person on the roll. `release_on` is the release date that counts; `release_kind` says which it is.

    came_from, gone_to   as the roll or staff say: a prison, OUT (released), TRN (on the way), or "".
    moved_to             the prison that has their record now, or is to have it; on_the_way: it has not said so yet.
    merged_into          the number under which this person is known now; has_more_numbers: others lead here.
    """

    class ReleaseKind(models.TextChoices):
        CONFIRMED = "CONFIRMED", _("Confirmed release date")
        PAROLE = "PAROLE", _("Parole date")
        HDC = "HDC", _("Home detention curfew date")
        POST_RECALL = "POST_RECALL", _("Post-recall release date")
        CONDITIONAL = "CONDITIONAL", _("Conditional release date")
        AUTOMATIC = "AUTOMATIC", _("Automatic release date")
        LIKELY = "LIKELY", _("Likely release date")
        NONE = "", _("No release date")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="prisoners")
    number = models.CharField(max_length=7, unique=True, validators=[PRISON_NUMBER])
    first_name = models.CharField(max_length=80)
    middle_names = models.CharField(max_length=120, blank=True)
    last_name = models.CharField(max_length=80)
    date_of_birth = models.DateField()
    cell = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=20)
    legal_status = models.CharField(max_length=30, blank=True)
    gender = models.CharField(max_length=30, blank=True)  # as the roll has it, in capitals
    release_on = models.DateField(null=True, blank=True)
    release_kind = models.CharField(max_length=12, choices=ReleaseKind, blank=True)
    alerts = models.JSONField(default=list)
    received_on = models.DateField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    came_from = models.CharField(max_length=3, blank=True)
    gone_to = models.CharField(max_length=3, blank=True)
    moved_to = models.CharField(max_length=3, blank=True)
    on_the_way = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    has_more_numbers = models.BooleanField(default=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="prisoner"
    )

    objects = PrisonerQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "number"]
        indexes = [
            models.Index(fields=["prison", "left_at", "release_on"]),
            models.Index(fields=["prison", "last_name", "first_name"]),
        ]
        permissions = [
            ("work_with_prisoner", "Work with this person: their reports, plan and handover"),
            ("read_restricted", "Read this person's restricted answers"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def is_history(self) -> bool:
        """What lies here of this person is read and not written on: it goes on elsewhere, or under another number."""
        return bool(self.moved_to and self.left_at is not None) or self.merged_into_id is not None


class NonAssociationQuerySet(models.QuerySet["NonAssociation"]):
    def in_force(self) -> "NonAssociationQuerySet":
        return self.filter(until_at__isnull=True)

    def visible_to(self, reach: "Reach") -> "NonAssociationQuerySet":
        """Those of two people whom this reach may know of. Queries: none of its own."""
        if not reach.hidden:
            return self
        return self.exclude(models.Q(first__in=reach.hidden) | models.Q(second__in=reach.hidden))

    def of(self, prisoner: Prisoner) -> "NonAssociationQuerySet":
        """Whom this person is kept apart from, newest first, both people loaded; under any of their numbers.

        Queries: none of its own.
        """
        every = models.Q(pk=prisoner.pk) | models.Q(merged_into=prisoner.pk)
        who = Prisoner.objects.filter(every).values("pk") if prisoner.has_more_numbers else [prisoner.pk]
        either = models.Q(first__in=who) | models.Q(second__in=who)
        return self.filter(either).select_related("first", "second").order_by("-since_at")


class NonAssociation(PrisonOnly):
    """Two people who must be kept apart. One row a pair: `first` has the smaller prison number."""

    class Where(models.TextChoices):
        CELL = "CELL", _("Not in the same cell")
        LANDING = "LANDING", _("Not on the same landing")
        WING = "WING", _("Not on the same wing")
        TOTAL = "TOTAL", _("Never together")

    first = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="+")
    where = models.CharField(max_length=7, choices=Where)
    reason = models.CharField(max_length=240)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    objects = NonAssociationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=models.Q(until_at__isnull=True), name="kept_apart_once"
            ),
            models.CheckConstraint(condition=~models.Q(first=models.F("second")), name="not_kept_apart_from_self"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id} {self.where}"

    def other_than(self, prisoner: Prisoner) -> Prisoner:
        """The other of the two, whichever number of this person the pair is under. Queries: none, both loaded."""
        return self.second if prisoner.pk in (self.first_id, self.first.merged_into_id) else self.first


class ApartElsewhere(PrisonOnly):
    """Somebody whom a person must be kept apart from and who is not known here: another prison has said so."""

    prisoner = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=7, db_index=True)
    name = models.CharField(max_length=170)
    where = models.CharField(max_length=7, choices=NonAssociation.Where)
    reason = models.CharField(max_length=240)
    since_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prisoner", "number"], name="apart_elsewhere_once")]

    def __str__(self) -> str:
        return f"{self.prisoner_id} {self.where}"


class Merge(PrisonOnly):
    """Two prison numbers that are one person: one says so, another agrees, either may end it. No row is rewritten.

    kept      the number that goes on; retired: the other, whose rows stay as they are and are read under the first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="+")
    retired = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=240)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["retired"], condition=models.Q(ended_at__isnull=True), name="merged_into_one_at_a_time"
            ),
            models.CheckConstraint(condition=~models.Q(kept=models.F("retired")), name="not_merged_with_itself"),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("proposed_by")),
                name="merge_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
