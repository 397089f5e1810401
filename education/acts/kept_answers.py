"""Answers to a quiz that a terminal kept without Wi-Fi: the setting OFFLINE_ACTS leads to here (incell/OFFLINE.md)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.access import NotAllowed
from accounts.models import User
from education.acts.attempts import AlreadyHandedIn, NoSuchQuestion, TooLong, answer, names_of
from education.acts.progress import NotStudying
from education.marking import Question
from education.marking.posted import lines, read_answer
from education.models import QuizAttempt

NAME = _("Answer to a quiz")
WHY: dict[type[Exception], str] = {
    AlreadyHandedIn: "handed_in",
    NotStudying: "no_place",
    NotAllowed: "no_place",
    NoSuchQuestion: "answers",
    TooLong: "answers",
}
Fields = Mapping[str, list[str]]


def take(*, fields: Fields, by: User, written_at: datetime, at: datetime) -> None:
    """Keep one answer as the one who wrote it. The same again changes nothing. Queries: 12. Raises those of WHY."""
    attempt, question = _find(fields, by)
    answer(
        attempt=attempt,
        question=question.id,
        answer=read_answer(question, fields, names_of(attempt.pk, question)),
        written_at=written_at,
        by=by,
        at=at,
    )


def said(*, fields: Fields, by: User) -> list[str]:
    """The question, and what was answered. Queries: 1."""
    try:
        attempt, question = _find(fields, by)
    except NoSuchQuestion:
        return [value for name in fields if name.startswith("answer") for value in fields[name]]
    welsh = by.language == "cy"
    ask = (question.ask_cy if welsh else "") or question.ask
    return [ask, *lines(question, read_answer(question, fields, names_of(attempt.pk, question)), welsh=welsh)]


def _find(fields: Fields, by: User) -> tuple[QuizAttempt, Question]:
    try:
        attempt_id = UUID((fields.get("attempt") or [""])[0])
    except ValueError:
        raise NoSuchQuestion from None
    mine = QuizAttempt.objects.filter(enrolment__prisoner__user_id=by.pk).select_related("quiz")
    attempt = mine.filter(pk=attempt_id).first()
    wanted = (fields.get("question") or [""])[0]
    question = next((one for one in attempt.asked() if one.id == wanted), None) if attempt else None
    if attempt is None or question is None:
        raise NoSuchQuestion
    return attempt, question
