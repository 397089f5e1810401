"""Who may have what, and when: agreements, consents, handovers and what comes back."""

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, PrisonOnly

from .passport import Passport

if TYPE_CHECKING:
    from accounts.access import Reach


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force(self, on: date) -> "AgreementQuerySet":
        return self.filter(approved_at__isnull=False, ended_at__isnull=True, expires_on__gte=on)

    def to_renew(self, on: date) -> "AgreementQuerySet":
        """In force, ending within `WARNED` days, and nobody has proposed a new version. Queries: none of its own."""
        proposed = Agreement.objects.filter(replaces=models.OuterRef("pk"), ended_at__isnull=True)
        return self.in_force(on).filter(~models.Exists(proposed), expires_on__lte=on + Agreement.WARNED)


class Agreement(PrisonOnly):
    """An information-sharing agreement: what an agency may have of a passport, why, and around which days.

    It is made and approved at the prison by two people: central is not trusted to widen it. It is never changed: a
    renewal is a new version (`line` is the same for all of them), and its approval ends the one that it `replaces`.

    asks_since  a yes said before it was said to other terms and does not count; None where every yes counts.
    """

    WARNED = timedelta(days=60)  # before it ends

    class Basis(models.TextChoices):
        STATUTORY = "STATUTORY", _("Statutory duty")
        CONSENT = "CONSENT", _("Consent")

    class Onward(models.TextChoices):
        """The onward-sharing rule, the strictest first."""

        NO = "NO", _("They must not pass it on")
        ASK = "ASK", _("They may pass it on only when the prison has agreed")
        SAME_PURPOSE = "SAME_PURPOSE", _("They may pass it on to those who work with the person for the same purpose")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="agreements")
    purpose = models.CharField(max_length=240)
    basis = models.CharField(max_length=9, choices=Basis)
    sections = models.JSONField(default=list)
    days_before = models.PositiveSmallIntegerField()
    days_after = models.PositiveSmallIntegerField()
    onward = models.CharField(max_length=12, choices=Onward, default=Onward.NO)
    expires_on = models.DateField()
    line = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals")
    asks_since = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["agency__name", "-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("proposed_by")),
                name="approved_by_another",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=models.Q(ended_at__isnull=True), name="renewed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.basis}"

    def asks_the_same_as(self, other: "Agreement") -> bool:
        """Whether a yes to one is a yes to the other: all but the day on which it ends."""
        terms = ("agency_id", "purpose", "basis", "sections", "days_before", "days_after", "onward")
        return all(getattr(self, name) == getattr(other, name) for name in terms)


class Consent(PrisonOnly):
    """What a person said about sharing one section with one agency. The newest row counts; none is ever changed.

    carried   said at another prison, to the terms of that prison's agreement, and come along.
    """

    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="consents")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=60)
    given = models.BooleanField()
    said_at = models.DateTimeField()
    carried = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["-said_at", "-id"]
        indexes = [models.Index(fields=["passport", "agency", "section", "said_at"])]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.section} {self.given}"

    def answers(self, agreement: Agreement) -> bool:
        """Whether it was said to the terms of this agreement: not to those before it, nor to another prison's."""
        return not self.carried and (agreement.asks_since is None or self.said_at >= agreement.asks_since)


class Referral(PrisonOnly):
    """This person is to be met by this agency. Without it no agreement opens anything."""

    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, related_name="referrals")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["passport", "agency"], condition=models.Q(ended_at__isnull=True), name="referred_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.passport_id} {self.agency_id}"


class HandoverQuerySet(models.QuerySet["Handover"]):
    def open_on(self, on: date) -> "HandoverQuerySet":
        return self.filter(opens_on__lte=on, closes_on__gte=on, withdrawn_at__isnull=True)

    def visible_to(self, reach: "Reach") -> "HandoverQuerySet":
        """An agency's own; a prison's own. Queries: none of its own."""
        if reach.agency_id is not None:
            return self.filter(agency_id=reach.agency_id)
        held = Passport.objects.filter(prisoner__prison__in=reach.prisons, held_by="").values("pk")
        return self.filter(models.Q(prison__in=reach.prisons) | models.Q(rec__in=held))

    def with_progress(self) -> "HandoverQuerySet":
        """Mark each with `opened` and `answered`, by anybody of the agency. Queries: none of its own."""
        answers = Answer.objects.filter(handover=models.OuterRef("pk"))
        return self.annotate(
            opened=models.Exists(answers.filter(kind=Answer.Kind.OPENED)),
            answered=models.Exists(answers.filter(kind=Answer.Kind.ANSWERED)),
        )


class Handover(models.Model):
    """One passport opened to one agency from `opens_on` to `closes_on` (both included).

    token    the prison's signed statement: rec, agency, days, and the list of (sec, ver, dig) that it covers.
    The same row at the prison and at central.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rec = models.UUIDField(db_index=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="handovers")
    prison = models.CharField(max_length=7)
    release_on = models.DateField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    token = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["release_on", "made_at"]
        constraints = [models.UniqueConstraint(fields=["rec", "agency"], name="handed_over_once")]
        indexes = [models.Index(fields=["agency", "opens_on", "closes_on"])]

    def __str__(self) -> str:
        return str(self.pk)


class Answer(models.Model):
    """What an agency's worker sent back, sealed in the browser to the prison's key.

    At central the words stay sealed; at the prison `said` holds the opened kind and words, and is sealed at rest
    under the person's archive key like every draft.
    """

    class Kind(models.TextChoices):
        OPENED = "OPENED", _("Opened")  # the one thing that central itself knows
        ANSWERED = "ANSWERED", _("Answered")

    id = models.UUIDField(primary_key=True, editable=False)  # made in the browser: the idempotency key
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=8, choices=Kind)
    worker = models.UUIDField()
    sealed = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["handover", "at"])]

    def __str__(self) -> str:
        return str(self.pk)


class AddedAward(PrisonOnly):
    """An award that an agency added: it stays sealed in its answer. `written_at`: since when SKILLS says how it stands.

    taken_back   the answer by which the same agency took it back.
    """

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="award")
    taken_back = models.OneToOneField(
        Answer, null=True, blank=True, on_delete=models.PROTECT, related_name="takes_back"
    )
    passport = models.ForeignKey(Passport, on_delete=models.PROTECT, related_name="added_awards")
    at = models.DateTimeField()
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "pk"]
        indexes = [models.Index(fields=["written_at", "at"])]

    def __str__(self) -> str:
        return str(self.answer_id)


class Acknowledgement(PrisonOnly):
    """An agency has the passport in hand: opened from its sealed answer, shown on the person's pages."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="acknowledgement")
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="acknowledgements")
    worker_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.answer_id)
