"""What a person was awarded, and the taking back of it. In the clear at the prison; sealed in the passport."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prison, Prisoner, PrisonOnly, User

from .course import Course
from .study import Enrolment

if TYPE_CHECKING:
    from accounts.access import Reach


class Skill(models.TextChoices):
    """The ten employability skills of the service."""

    TEAMWORK = "TEAMWORK", _("Teamwork")
    TIMEKEEPING = "TIMEKEEPING", _("Timekeeping")
    COMMUNICATION = "COMMUNICATION", _("Communication")
    PLANNING = "PLANNING", _("Planning")
    ORGANISATION = "ORGANISATION", _("Organisation")
    PROBLEM_SOLVING = "PROBLEM_SOLVING", _("Problem solving")
    INITIATIVE = "INITIATIVE", _("Initiative")
    ADAPTABILITY = "ADAPTABILITY", _("Adaptability")
    RELIABILITY = "RELIABILITY", _("Reliability")
    CREATIVITY = "CREATIVITY", _("Creativity")


class Rating(models.TextChoices):
    NOT_CONFIDENT = "NOT_CONFIDENT", _("Not confident")
    LITTLE_CONFIDENCE = "LITTLE_CONFIDENCE", _("A little confident")
    QUITE_CONFIDENT = "QUITE_CONFIDENT", _("Quite confident")
    VERY_CONFIDENT = "VERY_CONFIDENT", _("Very confident")


class AwardKind(models.TextChoices):
    COURSE = "COURSE", _("A course completed")
    JUDGEMENT = "JUDGEMENT", _("What a tutor has seen")
    SKILL = "SKILL", _("A skill for work")


class IssuerKey(PrisonOnly):
    """An ES256 key that this prison's awards are signed with; the private half is sealed to the node's archive key.

    `issuer` is random and stays when a key is renewed: it stands in addresses that are printed. `burnt_at`: since when
    nothing of this issuer counts, because a key of it was in other hands.
    """

    thumbprint = models.CharField(max_length=43, primary_key=True)
    issuer = models.UUIDField()
    jwk = models.JSONField()
    sealed_private = models.TextField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    burnt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer"], condition=models.Q(retired_at__isnull=True), name="one_issuer_key_in_force"
            )
        ]

    def __str__(self) -> str:
        return self.thumbprint


class Achievement(PrisonOnly):
    """What can be awarded: a course's, a skill's, or what one judgement names. An employer reads these words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=AwardKind)
    course = models.ForeignKey(Course, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    skill = models.CharField(max_length=15, choices=Skill, blank=True)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300)
    criteria = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prison", "skill"], condition=models.Q(kind="SKILL"), name="one_achievement_a_skill"
            )
        ]

    def __str__(self) -> str:
        return self.name


class AwardQuerySet(models.QuerySet["Award"]):
    def visible_to(self, reach: "Reach") -> "AwardQuerySet":
        """A person's own; for staff those of people in their prison. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(prisoner_id=reach.prisoner_id)
        return self.filter(reach.people("prisoner"))

    def standing(self) -> "AwardQuerySet":
        return self.filter(withdrawn_at__isnull=True)


class Award(PrisonOnly):
    """One award of one person. `credential` is the signed Open Badge; `status_index` its place on the status list.

    `change` is the number of its last change, for who reads changes since. `issued_by` is empty where a completed
    course gave it. `on_cv`: whether the person shows it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prisoner = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="awards")
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="awards")
    kind = models.CharField(max_length=9, choices=AwardKind)
    rating = models.CharField(max_length=17, choices=Rating, blank=True)
    evidence = models.CharField(max_length=240, blank=True)
    enrolment = models.OneToOneField(Enrolment, null=True, blank=True, on_delete=models.PROTECT, related_name="award")
    credential = models.TextField()
    issuer = models.UUIDField()
    status_index = models.PositiveIntegerField()
    change = models.PositiveBigIntegerField(db_index=True)
    issued_at = models.DateTimeField()
    issued_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    on_cv = models.BooleanField(default=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "pk"]
        indexes = [models.Index(fields=["prisoner", "-issued_at"])]
        constraints = [models.UniqueConstraint(fields=["issuer", "status_index"], name="one_award_a_status_index")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_given_here(self) -> bool:
        """Whether this prison gave it and signs the list on which it stands. Queries: 1 without `achievement`."""
        return self.achievement.prison_id == settings.NODE_NAME


class Withdrawal(PrisonOnly):
    """One person says that an award was wrong, another confirms or rejects it. Both words stay."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", _("Waits for a second person")
        CONFIRMED = "CONFIRMED", _("Withdrawn")
        REJECTED = "REJECTED", _("Not withdrawn")

    class Reason(models.TextChoices):
        MISTAKE = "MISTAKE", _("It was given by mistake")
        OTHER_PERSON = "OTHER_PERSON", _("It belongs to somebody else")
        NOT_OWN_WORK = "NOT_OWN_WORK", _("The work was not the person’s own")
        STANDARD = "STANDARD", _("The standard was not reached")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="withdrawals")
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    reason = models.CharField(max_length=12, choices=Reason)
    words = models.CharField(max_length=240, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["award"], condition=models.Q(state="PROPOSED"), name="one_open_withdrawal_an_award"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("proposed_by")),
                name="withdrawal_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_id} {self.state}"


class Cv(PrisonOnly):
    """How a person's printed page looks and what it says beside the awards. `in_code`: what its code checks."""

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        WELSH = "cy", _("Welsh")

    prisoner = models.OneToOneField(Prisoner, on_delete=models.CASCADE, related_name="cv")
    says_where = models.BooleanField(default=False)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    large_print = models.BooleanField(default=False)
    in_code = models.ForeignKey(Award, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return str(self.prisoner_id)
