"""Quizzes: what they ask, a version each time, and the attempts of those who study."""

import uuid
from typing import TYPE_CHECKING

from django.db import models

from accounts.models import PrisonOnly
from education.marking import Paper, Question, choose, read_paper

from .course import Unit
from .lesson import Version
from .study import Enrolment, seen_by_staff

if TYPE_CHECKING:
    from accounts.access import Reach


class Quiz(Version):
    """What a QUIZ unit asks: a paper as `education.marking` describes it.

    `pass_mark` in percent; `attempts` that one may make, 0 for no bound.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.JSONField()
    pass_mark = models.PositiveSmallIntegerField(default=60)
    attempts = models.PositiveSmallIntegerField(default=0)

    def read(self) -> Paper:
        """The paper; it was checked when it was saved."""
        return read_paper(self.paper)


class QuizAttemptQuerySet(models.QuerySet["QuizAttempt"]):
    def visible_to(self, reach: "Reach") -> "QuizAttemptQuerySet":
        """A person's own; for staff those of the enrolments that they see. Queries: none of its own."""
        if reach.prisoner_id is not None:
            return self.filter(enrolment__prisoner_id=reach.prisoner_id)
        return self.filter(seen_by_staff(reach, "enrolment__"))

    def to_mark(self) -> "QuizAttemptQuerySet":
        """What waits for a tutor, the oldest first."""
        return self.filter(state=QuizAttempt.State.TO_MARK).order_by("handed_in_at", "pk")


class QuizAttempt(PrisonOnly):
    """One go at a quiz. What it asks is drawn from its quiz by its id, and is the same until it is handed in.

    `answers`: question id → {"answer": as the question's kind has it, "at": when it was written, ISO 8601 UTC}.
    Some sentences wait for a tutor: until then it is TO_MARK. `marks` out of `out_of`, `score` in percent: once it is
    marked.
    """

    class State(models.TextChoices):
        OPEN = "OPEN"
        TO_MARK = "TO_MARK"
        HANDED_IN = "HANDED_IN"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    answers = models.JSONField(default=dict)
    marks = models.FloatField(null=True, blank=True)
    out_of = models.PositiveSmallIntegerField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    passed = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)

    objects = QuizAttemptQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["handed_in_at"], condition=models.Q(state="TO_MARK"), name="attempts_to_mark"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "unit", "number"], name="one_attempt_a_number"),
            models.UniqueConstraint(
                fields=["enrolment", "unit"], condition=models.Q(state="OPEN"), name="one_open_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def waits(self) -> bool:
        return self.state == self.State.TO_MARK

    def asked(self) -> list[Question]:
        """The questions of this attempt, in their order."""
        return choose(self.quiz.read(), str(self.pk))

    def given(self) -> dict[str, object]:
        """Question id → answer, for marking."""
        return {question: said["answer"] for question, said in self.answers.items()}
