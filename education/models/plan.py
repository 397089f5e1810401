"""Somebody's learning plan: goals, their steps, and everything that happened to them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Prison, Prisoner, PrisonOnly, User

if TYPE_CHECKING:
    from accounts.access import Reach


class LearningPlan(PrisonOnly):
    """One a person, begun with the first goal. The next review hangs on it (education.models.review).

    What the window of the next review was reckoned from is kept beside it, so that who has moved is found by a query:
    `counted_from` the day of the last review, of the plan's beginning or of an arrival; `rule` of education.windows.
    """

    prisoner = models.OneToOneField(Prisoner, on_delete=models.PROTECT, related_name="learning_plan")
    begun_at = models.DateTimeField()
    begun_by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    counted_from = models.DateField()
    rule = models.CharField(max_length=20, blank=True)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    release_on = models.DateField(null=True, blank=True)
    legal_status = models.CharField(max_length=30, blank=True)
    received_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"plan {self.pk}"


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, reach: "Reach") -> "GoalQuerySet":
        """A person's own; for staff those of people of their prison. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(plan__prisoner_id=reach.prisoner_id)
        return self.filter(reach.people("plan__prisoner"))

    def of(self, prisoner: Prisoner) -> "GoalQuerySet":
        return self.filter(plan__prisoner=prisoner)


class Goal(PrisonOnly):
    """What somebody wants to reach, with at least one step. `revision` counts changes, so that two don't overwrite."""

    class State(models.TextChoices):
        ACTIVE = "ACTIVE", _("Active")
        COMPLETED = "COMPLETED", _("Completed")
        ARCHIVED = "ARCHIVED", _("Archived")

    class Archived(models.TextChoices):
        """Why it was given up; the names are the service's."""

        NO_LONGER_WANTED = "PRISONER_NO_LONGER_WANTS_TO_WORK_TOWARDS_GOAL", _("The person no longer wants this goal")
        NO_HELP_WANTED = (
            "PRISONER_NO_LONGER_WANTS_TO_WORK_WITH_CIAG",
            _("The person no longer wants to work with the careers adviser"),
        )
        NOT_HERE = "SUITABLE_ACTIVITIES_NOT_AVAILABLE_IN_THIS_PRISON", _("There is nothing suitable at this prison")
        OTHER = "OTHER", _("Another reason")

    plan = models.ForeignKey(LearningPlan, on_delete=models.PROTECT, related_name="goals")
    title = models.CharField(max_length=200)
    target_on = models.DateField()
    state = models.CharField(max_length=9, choices=State, default=State.ACTIVE)
    archived_why = models.CharField(max_length=50, choices=Archived, blank=True)
    is_own = models.BooleanField(default=False)  # the person wrote it
    made_at = models.DateTimeField()
    made_by: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["target_on", "pk"]
        indexes = [models.Index(fields=["plan", "state"], name="goals_of_a_plan")]

    def __str__(self) -> str:
        return self.title

    @property
    def own_words(self) -> list[str]:
        """What the person has written in it, the steps' titles too; [] of a goal that staff wrote. Queries: 1 or 0."""
        return [self.title, *(step.title for step in self.steps.all())] if self.is_own else []


class Step(PrisonOnly):
    """One thing to do on the way to a goal. `position` from 1."""

    class State(models.TextChoices):
        NOT_STARTED = "NOT_STARTED", _("Not started")
        ACTIVE = "ACTIVE", _("Active")
        COMPLETE = "COMPLETE", _("Complete")

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="steps")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=11, choices=State, default=State.NOT_STARTED)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class PlanEvent(PrisonOnly):
    """One thing that happened to a plan. Never changed: a trigger of the database refuses it.

    `before` is the goal (title, target_on, state, steps) or the window (from_on, until_on, rule) as it was.
    """

    class What(models.TextChoices):
        GOAL_ADDED = "GOAL_ADDED", _("Goal added")
        GOAL_CHANGED = "GOAL_CHANGED", _("Goal changed")
        GOAL_COMPLETED = "GOAL_COMPLETED", _("Goal completed")
        GOAL_ARCHIVED = "GOAL_ARCHIVED", _("Goal archived")
        GOAL_REOPENED = "GOAL_REOPENED", _("Goal active again")
        STEP_TICKED = "STEP_TICKED", _("Step ticked")
        STEP_UNTICKED = "STEP_UNTICKED", _("Tick taken back")
        IN_THE_WAY = "IN_THE_WAY", _("What got in the way")
        WINDOW_MOVED = "WINDOW_MOVED", _("Days of the review moved")
        EXEMPTED = "EXEMPTED", _("Review exempted")
        EXEMPTION_ENDED = "EXEMPTION_ENDED", _("Exemption ended")
        REVIEWED = "REVIEWED", _("Review held")

    plan = models.ForeignKey(LearningPlan, on_delete=models.PROTECT, related_name="events")
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(  # None: the node by itself
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField(max_length=15, choices=What)
    words = models.CharField(max_length=500, blank=True)
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["plan", "-at"], name="what_happened_to_a_plan")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.what}"
