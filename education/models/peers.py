"""Study groups of peers: who is in one, what they write to each other, and what is reported."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import NonAssociation, Prison, Prisoner, PrisonOnly

from .course import Course

if TYPE_CHECKING:
    from accounts.access import Reach

MOST_MEMBERS = 20


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, reach: "Reach") -> "GroupQuerySet":
        """For staff the prison's; for a person those they are in and share with nobody whom they are kept apart from.

        A pair that is kept apart from today on loses sight of the group at once, both of them, until staff take one
        of them out. Queries: none of its own.
        """
        if reach.prisoner_id is None:
            return self.filter(prison_id__in=reach.prisons)
        mine = Member.objects.filter(group=models.OuterRef("pk"), prisoner_id=reach.prisoner_id, left_at__isnull=True)
        return self.filter(models.Exists(mine), ~models.Exists(shared_with_kept_apart(reach.prisoner_id)))

    def open(self) -> "GroupQuerySet":
        return self.filter(closed_at__isnull=True)

    def with_pairs_kept_apart(self) -> "GroupQuerySet":
        """Those in which two who must be kept apart are members: somebody has to take one of them out."""
        apart = NonAssociation.objects.in_force().filter(
            first_id=models.OuterRef("prisoner_id"),
            second__memberships__group=models.OuterRef("group_id"),
            second__memberships__left_at__isnull=True,
        )
        members = Member.objects.filter(group=models.OuterRef("pk"), left_at__isnull=True)
        return self.filter(models.Exists(members.filter(models.Exists(apart))))


def shared_with_kept_apart(prisoner: uuid.UUID) -> models.QuerySet["Member"]:
    """Members of an outer group from whom this person is kept apart."""
    apart = NonAssociation.objects.in_force()
    either = models.Q(prisoner_id__in=apart.filter(first_id=prisoner).values("second_id")) | models.Q(
        prisoner_id__in=apart.filter(second_id=prisoner).values("first_id")
    )
    return Member.objects.filter(either, group=models.OuterRef("pk"), left_at__isnull=True)


class Group(PrisonOnly):
    """One study group of a course. `mentor` is one of its members, who leads it. `revision` counts staff's changes."""

    class Reading(models.TextChoices):
        BEFORE = "BEFORE", _("Each post is read before the others see it")
        AFTER = "AFTER", _("Posts are seen at once and read afterwards")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=80)
    reading = models.CharField(max_length=6, choices=Reading, default=Reading.BEFORE)
    mentor = models.ForeignKey(Prisoner, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["prison", "closed_at"])]

    def __str__(self) -> str:
        return self.name


class Member(PrisonOnly):
    """Somebody in a group, from a day to a day. Who is muted reads and does not write."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    prisoner = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="memberships")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    muted_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "prisoner"], condition=models.Q(left_at__isnull=True), name="in_a_group_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def is_muted(self, at: datetime) -> bool:
        return self.muted_until is not None and self.muted_until > at


class PostQuerySet(models.QuerySet["Post"]):
    def seen_by(self, prisoner: uuid.UUID) -> "PostQuerySet":
        """What the group sees, and this person's own that wait or were not shown."""
        return self.filter(models.Q(state=Post.State.SHOWN) | models.Q(author_id=prisoner))

    def kept(self, prisoner: uuid.UUID) -> "PostQuerySet":
        """What this person wants in the skills passport and the group sees, the newest first."""
        return self.filter(author_id=prisoner, kept_at__isnull=False, state=Post.State.SHOWN).order_by(
            "-written_at", "pk"
        )

    def to_read(self) -> "PostQuerySet":
        """What waits for staff: held back, or reported since somebody last looked. The oldest first."""
        reported = Report.objects.filter(post=models.OuterRef("pk"), answered_at__isnull=True)
        waits = models.Q(state__in=[Post.State.WAITING, Post.State.HELD]) | models.Exists(reported)
        return self.filter(waits).order_by("written_at", "pk")


class Post(PrisonOnly):
    """What somebody wrote in a group; `reply_to` is a post of the same group that is no reply itself.

    `caught` names what the filters saw, as "NUMBER" or "WORD threat"; the words themselves are never changed.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", _("Waiting to be read")
        HELD = "HELD", _("Held back by the filter")
        SHOWN = "SHOWN", _("Shown")
        HIDDEN = "HIDDEN", _("Not shown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="+")
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    words = models.CharField(max_length=1_000)
    state = models.CharField(max_length=7, choices=State)
    caught = models.JSONField(default=list)
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)  # why it is not shown, in plain words, to its writer
    kept_at = models.DateTimeField(null=True, blank=True)  # its writer wants it in the skills passport
    kept_change = models.PositiveBigIntegerField(default=0, db_index=True)  # number of the last change of what is kept

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [
            models.Index(fields=["group", "written_at"]),
            models.Index(fields=["state", "written_at"], name="post_to_read"),
            models.Index(fields=["author", "kept_at"], name="post_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class Report(PrisonOnly):
    """Somebody says that a post is not right. Who said it is known to staff only."""

    class Why(models.TextChoices):
        UNKIND = "UNKIND", _("It is unkind")
        THREAT = "THREAT", _("It is a threat")
        PRIVATE = "PRIVATE", _("It tells private things")
        OFF = "OFF", _("It is not about the course")
        OTHER = "OTHER", _("Something else")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="reports")
    by = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=7, choices=Why)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["post", "by"], name="reported_once")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.why}"
