"""What somebody in prison asked for, and everything that was done about it."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Prison, Prisoner, PrisonOnly, Terminal, User

from .kind import RequestKind
from .saying import ids_saying, windows
from .teams import Team, roles_of, teams_of

if TYPE_CHECKING:
    from accounts.access import Reach


class State(models.TextChoices):
    NEW = "NEW", _("New")
    IN_PROGRESS = "IN_PROGRESS", _("In progress")
    APPROVED = "APPROVED", _("Approved")
    DECLINED = "DECLINED", _("Declined")
    REJECTED = "REJECTED", _("Rejected")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


OPEN = (State.NEW, State.IN_PROGRESS)
DECISIONS = (State.APPROVED, State.DECLINED, State.REJECTED)


class Rejection(models.TextChoices):
    """Why a request was rejected without a decision on what it asks."""

    WRONG_KIND = "WRONG_KIND", _("Wrong kind of request")
    ALREADY_SENT = "ALREADY_SENT", _("Already sent")
    ABUSIVE = "ABUSIVE", _("Abusive")


class How(models.TextChoices):
    """The way a request came in."""

    TERMINAL = "TERMINAL", _("On a terminal")
    OFFLINE = "OFFLINE", _("Written while there was no Wi-Fi")
    PAPER = "PAPER", _("On paper")


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, reach: "Reach") -> "RequestQuerySet":
        """A person's own; for staff those of their prison that one of their teams has or had. Queries: none of its own.

        Who oversees (`oversee_requests`) sees all of the prison's. What healthcare has, healthcare alone sees.
        """
        if reach.prisoner_id is not None:
            return self.filter(prisoner_id=reach.prisoner_id)
        if not reach.prisons:
            return self.none()
        teams = teams_of(reach.roles)
        had = RequestEvent.objects.filter(request=models.OuterRef("pk"), from_team__in=teams)
        theirs = models.Q(team__in=teams) | models.Q(models.Exists(had))
        if reach.may("oversee_requests"):  # type: ignore[arg-type]
            theirs = models.Q()
        if Team.HEALTHCARE not in teams:
            theirs &= ~models.Q(team=Team.HEALTHCARE)
        return self.filter(theirs, reach.people("prisoner", "prison_id"))

    def of(self, user: User) -> "RequestQuerySet":
        """Those of the person in prison that this user is, whose row need not be read before. Queries: none."""
        return self.filter(prisoner__user=user, prisoner__left_at__isnull=True)

    def queue_of(self, team: str, reach: "Reach") -> "RequestQuerySet":
        """What one team has, for those who sit in it: nobody else's queue shows anything. Queries: none of its own."""
        if team not in teams_of(reach.roles):
            return self.none()
        return self.filter(reach.people("prisoner", "prison_id"), team=team)

    def open(self) -> "RequestQuerySet":
        return self.filter(state__in=OPEN)

    def waiting(self) -> "RequestQuerySet":
        """The open ones by what has no decision: queues read them from an index that has nothing else in it."""
        return self.open().filter(decided_at__isnull=True)

    def unseen(self) -> "RequestQuerySet":
        """Answered, and the person has not opened the answer yet. Queries: none of its own."""
        return self.filter(state__in=DECISIONS, seen_at__isnull=True)

    def late(self, today: date) -> "RequestQuerySet":
        """Open, and due before today."""
        return self.waiting().filter(due_on__lt=today)

    def saying(self, words: str) -> "RequestQuerySet":
        """Those that say every one of these words, the last of them perhaps only begun. Queries: none of its own.

        Case and accents count for nothing; eight words count. Of all that say them the newest 5,000 count.
        """
        found = ids_saying(words)
        return self.none() if found is None else self.filter(pk__in=found)

    def newest_saying(self, words: str, most: int) -> list[tuple[datetime, uuid.UUID]]:
        """(sent_at, pk) of the newest that say these words as `saying` does, newest first, at most so many.

        A word that every other request has must not have them all read: PostgreSQL, whose index of words knows no
        order, looks among the newest 20,000 requests first, and at all only when these say it too seldom.
        Queries: 1 on SQLite, 1 or 2 on PostgreSQL.
        """
        found: list[tuple[datetime, uuid.UUID]] = []
        for recent in windows():
            ids = ids_saying(words, recent=recent)
            if ids is None:
                return []
            found = self.filter(pk__in=ids)._newest(most)
            if len(found) >= most:
                break
        return found

    def _newest(self, most: int) -> list[tuple[datetime, uuid.UUID]]:
        # An order that no index has: SQLite would read an index in its order, all of it, and look each one up.
        by_sent = Coalesce("sent_at", "written_at").desc()
        return list(self.order_by(by_sent, "-pk").values_list("sent_at", "pk")[:most])

    def shown(self, *, answers: bool = False) -> "RequestQuerySet":
        """With what a list shows of each, and without what was said, or with `answers`. Queries: none of its own."""
        heavy = ("words", "sealed", "asked", "kind__text", "kind__overlays", *(() if answers else ("answers",)))
        return self.select_related("kind", "prisoner", "assigned_to", "decided_by").defer(*heavy)


def colleagues(team: str, prison: str) -> models.QuerySet[User]:
    """Who sits in a team, each with `has`: how many open requests they have. Queries: 1 when it is read."""
    has = Request.objects.open().filter(assigned_to=models.OuterRef("pk")).order_by().values("assigned_to")
    counted = models.Subquery(has.annotate(n=models.Count("pk")).values("n"))
    here = User.objects.filter(prison_id=prison, is_active=True, roles_held__role__in=roles_of(team)).distinct()
    return here.annotate(has=Coalesce(counted, 0)).order_by("name", "pk")


class Request(PrisonOnly):
    """One request of one person.

    `answers` lie in the clear, for queues and search; those of a privileged request lie in `sealed` alone.
    `words` are the answers in words, as search finds them. `revision` counts what was done: who acts on an older
    one is told what happened meanwhile. `seen_at`: when the person has seen the answer. `key`: the idempotency key
    that it was sent with, None where there was none; `asked`: the digest of what was asked under it, so that another
    question under the same key is refused.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    prison = models.ForeignKey(Prison, on_delete=models.PROTECT, related_name="+")
    prisoner = models.ForeignKey(Prisoner, on_delete=models.PROTECT, related_name="requests")
    kind = models.ForeignKey(RequestKind, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    state = models.CharField(max_length=11, choices=State, default=State.NEW)
    team = models.CharField(max_length=20, choices=Team)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answers = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    sealed = models.TextField(blank=True)
    addressee = models.CharField(max_length=120, blank=True)  # of a privileged message
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=How, default=How.TERMINAL)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    terminal = models.ForeignKey(Terminal, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5, default="en")  # it was asked in
    sent_at = models.DateTimeField()
    written_at = models.DateTimeField()  # earlier than sent_at where there was no Wi-Fi, or on paper
    due_on = models.DateField()
    revision = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rejection = models.CharField(max_length=12, choices=Rejection, blank=True)
    reply = models.TextField(blank=True)  # to the person, in plain words
    staff_reason = models.TextField(blank=True)  # never shown in the cell
    escalated_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    # None and not "": a column that may be empty is added on SQLite without making the table, and its triggers, anew.
    key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    asked = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["prisoner", "key"], condition=models.Q(key__isnull=False), name="request_sent_once"
            )
        ]
        indexes = [
            models.Index(fields=["prisoner", "-sent_at"]),
            models.Index(
                fields=["prison", "team", "state", "due_on", "sent_at", "id"], name="request_queue_of_a_state"
            ),
            models.Index(fields=["prison", "team", "due_on", "sent_at", "id"], name="request_queue_by_due"),
            models.Index(fields=["prison", "team", "sent_at", "id"], name="request_queue_by_sent"),
            models.Index(
                fields=["prison", "team", "due_on", "sent_at", "id", "state"],
                condition=models.Q(decided_at__isnull=True),
                name="request_queue_waiting",
            ),
            models.Index(
                fields=["prison", "due_on", "team", "state"],
                condition=models.Q(decided_at__isnull=True),
                name="request_waiting_by_due",
            ),
            models.Index(fields=["prisoner", "code", "state"]),
            models.Index(fields=["sent_at", "id"], name="request_by_sent"),
            models.Index(fields=["assigned_to", "state"], name="request_who_has_how_many"),
            models.Index(
                fields=["prisoner", "state"], condition=models.Q(seen_at__isnull=True), name="request_not_seen"
            ),
            models.Index(
                fields=["due_on"],
                condition=models.Q(escalated_at__isnull=True, state__in=OPEN),
                name="request_not_yet_late",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_privileged(self) -> bool:
        """A sealed message: that it exists, when, and to whom is all that staff ever see. Queries: 1, or none."""
        return self.kind.head.get("way") == "PRIVILEGED"


class RequestEvent(PrisonOnly):
    """One thing that happened to a request. Never changed: a trigger of the database refuses it.

    `before` is what undoing it brings back. `batch` is shared by what one click did to many.
    """

    class Verb(models.TextChoices):
        SENT = "SENT", _("Sent")
        TAKEN = "TAKEN", _("Taken")
        ASSIGNED = "ASSIGNED", _("Given to")
        FORWARDED = "FORWARDED", _("Forwarded")
        SAID = "SAID", _("Message")
        APPROVED = "APPROVED", _("Approved")
        DECLINED = "DECLINED", _("Declined")
        REJECTED = "REJECTED", _("Rejected")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn")
        UNDONE = "UNDONE", _("Undone")
        ESCALATED = "ESCALATED", _("Escalated: late")
        FLAGGED = "FLAGGED", _("Flagged to safer custody")
        SEALED = "SEALED", _("Sealed for the agency: it goes by itself")
        ARRIVED = "ARRIVED", _("Arrived at the agency’s inbox")
        OPENED = "OPENED", _("Opened by the agency")
        ANSWERED = "ANSWERED", _("Answered by the agency")

    class Audience(models.TextChoices):
        STAFF_ONLY = "STAFF_ONLY", _("Staff only")
        STAFF_AND_PRISONER = "STAFF_AND_PRISONER", _("Staff and the person")

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=9, choices=Verb)
    audience = models.CharField(max_length=18, choices=Audience, default=Audience.STAFF_ONLY)
    words = models.TextField(blank=True)
    from_team = models.CharField(max_length=20, choices=Team, blank=True)
    to_team = models.CharField(max_length=20, choices=Team, blank=True)
    before = models.JSONField(default=dict)
    batch = models.UUIDField(null=True, db_index=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["request", "from_team"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d}"
