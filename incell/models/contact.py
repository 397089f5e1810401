"""People outside whom somebody may write to, call and see: who they are, what binds them, what forbids it."""

import re
import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prison, Prisoner, PrisonOnly
from accounts.roll.names import folded
from incell.matching import spoken

from .request import Request

if TYPE_CHECKING:
    from accounts.access import Reach


LEAST_DIGITS = 5  # that a search for a number needs
PRISON_NUMBER_FOLDED = re.compile(r"[a-z]\d{4}[a-z]{2}")


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, reach: "Reach") -> "ContactQuerySet":
        """The prison's, for who vets contacts. Queries: none of its own."""
        return self.filter(prison_id__in=reach.prisons) if reach.may("vet_contacts") else self.none()  # type: ignore[arg-type]

    def found(self, words: str) -> "ContactQuerySet":
        """By parts of a name or organisation, by a phone number, or by the prison number of who has them.

        Queries: none of its own. Words without a letter or a digit find nobody.
        """
        plain = folded(words)
        if not plain:
            return self.none()
        if plain.isdecimal() and len(plain) >= LEAST_DIGITS:
            having = ContactPhone.objects.filter(number__contains=plain.lstrip("0").removeprefix("44"))
            return self.filter(pk__in=having.values("contact"))
        if PRISON_NUMBER_FOLDED.fullmatch(plain):
            return self.filter(pk__in=Tie.objects.in_force().filter(prisoner__number=plain.upper()).values("contact"))
        found = self
        for word in words.split()[:5]:
            found = found.filter(folded__contains=folded(word))
        return found

    def like(self, other: "Contact") -> "ContactQuerySet":
        """Those that share a number, a day of birth, or the beginning of the last name with another."""
        numbers = ContactPhone.objects.filter(number__in=[phone.number for phone in other.phones.all()])
        alike = models.Q(pk__in=numbers.values("contact"))
        if other.date_of_birth:
            alike |= models.Q(date_of_birth=other.date_of_birth)
        if begins := other.folded.split(" ")[0][:4]:
            alike |= models.Q(folded__startswith=begins)
        return self.filter(alike)

    def standing(self) -> "ContactQuerySet":
        """Without those that went into another."""
        return self.filter(merged_into__isnull=True)


class Contact(PrisonOnly):
    """Somebody outside. One row a human being and prison, however many people in prison know them."""

    class Kind(models.TextChoices):
        SOCIAL = "S", _("Social or family")
        OFFICIAL = "O", _("Official")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=1, choices=Kind)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    folded = models.CharField(
        max_length=170, blank=True
    )  # last, first and organisation, each as accounts.roll.names folds it
    organisation = models.CharField(max_length=120, blank=True)  # of an official contact
    date_of_birth = models.DateField(null=True, blank=True)
    age = models.PositiveSmallIntegerField(null=True, blank=True)  # where no date of birth is known, in years
    age_on = models.DateField(null=True, blank=True)  # the day on which `age` was right
    address = models.JSONField(default=dict)
    privileged = models.BooleanField(default=False)  # lawyer, court, ombudsman, inspector: Rule 39
    made_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "organisation"]
        indexes = [models.Index(fields=["prison", "folded"]), models.Index(fields=["prison", "date_of_birth"])]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.organisation


class ContactPhone(PrisonOnly):
    """A number of a contact, E.164."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=16, db_index=True)  # e.g. +441142345678

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "number"], name="a_number_once_a_contact")]

    def __str__(self) -> str:
        return "phone"

    @property
    def spoken(self) -> str:
        """As people write it here: "0114 234 5678"."""
        return spoken(self.number)


STOPS = ("BAN", "NONCON")  # kinds of restriction under which nobody is called or seen


class TieQuerySet(models.QuerySet["Tie"]):
    def in_force(self) -> "TieQuerySet":
        return self.filter(removed_at__isnull=True)

    def visible_to(self, reach: "Reach") -> "TieQuerySet":
        """A person's own; the prison's, for who vets contacts. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(prisoner_id=reach.prisoner_id)
        return self.filter(reach.people("prisoner")) if reach.may("vet_contacts") else self.none()  # type: ignore[arg-type]

    def bound_by(self, restriction: "Restriction") -> "TieQuerySet":
        """Those in force that a restriction is about, whatever its level."""
        about = {"contact": restriction.contact_id, "prisoner": restriction.prisoner_id}
        return self.in_force().filter(**{name: pk for name, pk in about.items() if pk is not None})

    def with_stops(self, on: date) -> "TieQuerySet":
        """Each with `stopped`: a ban or no contact is in force that day, over the contact, the person or the pair."""
        return self.annotate(stopped=_stops(on))

    def approved(self, on: date) -> "TieQuerySet":
        """The approved list: in force, not stopped, of people who are here. Queries: none of its own."""
        return self.not_stopped(on).filter(prisoner__left_at__isnull=True)

    def not_stopped(self, on: date) -> "TieQuerySet":
        """Those in force with whom contact is not forbidden that day, also of people who left. Queries: none."""
        return self.in_force().filter(~_stops(on))

    def changed(self, since: datetime, on: date) -> "TieQuerySet":
        """What the approved list says otherwise than it did at `since`; `on` is today.

        Also who left, and whoever a restriction caught or let go by its date alone, without anybody's act.
        """
        day = timedelta(days=1)
        first = since.date() - day  # whatever the time zone
        turned = Restriction.objects.filter(kind__in=STOPS, ended_at__isnull=True).filter(
            models.Q(since_on__range=(first, on)) | models.Q(until_on__range=(first - day, on))
        )
        over = turned.over(models.OuterRef("contact"), models.OuterRef("prisoner"))
        return self.filter(
            models.Q(changed_at__gte=since) | models.Q(prisoner__left_at__gte=since) | models.Exists(over)
        )


def _stops(on: date) -> models.Exists:
    stops = Restriction.objects.in_force(on).filter(kind__in=STOPS)
    return models.Exists(stops.over(models.OuterRef("contact"), models.OuterRef("prisoner")))


class Tie(PrisonOnly):
    """That somebody in prison has this contact: the approved list has one row for each of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prisoner = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="ties")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="ties")
    relationship = models.CharField(max_length=40)
    may_call = models.BooleanField(default=False)
    may_visit = models.BooleanField(default=False)  # "approved visitor"
    next_of_kin = models.BooleanField(default=False)
    emergency_contact = models.BooleanField(default=False)
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()  # moves with all that the approved list says of the two
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = TieQuerySet.as_manager()

    class Meta:
        ordering = ["contact__last_name", "contact__first_name"]
        indexes = [models.Index(fields=["changed_at", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["prisoner", "contact"], condition=models.Q(removed_at__isnull=True), name="one_tie_a_pair"
            )
        ]

    def save(self, *args: Any, **more: Any) -> None:
        """A new one changed when it was approved."""
        self.changed_at = self.changed_at or self.approved_at
        super().save(*args, **more)

    def __str__(self) -> str:
        return self.relationship


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def visible_to(self, reach: "Reach") -> "RestrictionQuerySet":
        """The prison's, for who vets contacts. Queries: none of its own."""
        return self.filter(reach.people("prisoner", "prison_id")) if reach.may("vet_contacts") else self.none()  # type: ignore[arg-type]

    def over(self, contact: Any, prisoner: Any) -> "RestrictionQuerySet":
        """What binds these two at any level: the contact's, the person's, and the pair's. Either may be None."""
        alone = models.Q(contact=contact, prisoner__isnull=True) if contact is not None else models.Q(pk=None)
        person = models.Q(contact__isnull=True, prisoner=prisoner) if prisoner is not None else models.Q(pk=None)
        both = None not in (contact, prisoner)
        pair = models.Q(contact=contact, prisoner=prisoner) if both else models.Q(pk=None)
        return self.filter(alone | person | pair)

    def in_force(self, on: object) -> "RestrictionQuerySet":
        """on: the date that counts."""
        return self.filter(
            models.Q(until_on__isnull=True) | models.Q(until_on__gte=on), since_on__lte=on, ended_at__isnull=True
        )


class Restriction(PrisonOnly):
    """What forbids or narrows contact, at one of three levels: a contact, a prisoner, or the pair of both."""

    class Kind(models.TextChoices):
        BAN = "BAN", _("Banned")
        NONCON = "NONCON", _("No contact")
        CHILD = "CHILD", _("Child visitors to be vetted")
        CLOSED = "CLOSED", _("Closed visits")
        CCTV = "CCTV", _("Visits under CCTV")
        ACC = "ACC", _("Access requirements")
        PREINF = "PREINF", _("Previous information")
        DIHCON = "DIHCON", _("Do not hold a conversation")
        RESTRICTED = "RESTRICTED", _("Restricted")

    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="restrictions")
    prisoner = models.ForeignKey(Prisoner, null=True, blank=True, on_delete=models.CASCADE, related_name="restrictions")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=240)  # staff only
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        ordering = ["-since_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contact__isnull=False) | models.Q(prisoner__isnull=False),
                name="a_restriction_is_about_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.kind


class Vetting(PrisonOnly):
    """The vetting of one contact request: what was found, who has approved, what blocks it.

    `contact` is whom the first approval took it for, None: somebody new. `evidence` lists the known contacts that
    may be the same person, each with what agrees and how strongly, as they were when this was last checked.
    """

    request = models.OneToOneField(Request, primary_key=True, on_delete=models.PROTECT, related_name="vetting")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.JSONField(default=list)
    checked_at = models.DateTimeField()
    needs_two = models.BooleanField(default=False)
    proposal = models.JSONField(default=dict)  # what the first person approved: flags and words
    why_two = models.CharField(max_length=40, blank=True)  # the rule's code
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_at = models.DateTimeField(null=True, blank=True)
    blocked_by = models.CharField(max_length=40, blank=True)  # the rule's code

    def __str__(self) -> str:
        return f"vetting of {self.request_id}"
