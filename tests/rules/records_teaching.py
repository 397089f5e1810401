"""Sessions of courses that the rows of the matrix are about."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from education.models import Feedback, Session
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory, UserFactory
from tests.courses import placed
from tests.timetables import a_class, a_session


def _shown(session: Session) -> dict[str, Any]:
    return {"session_id": session.pk}


def a_coming_session(cast: Cast) -> dict[str, Any]:
    return _shown(a_session(a_class(), cast.tutor, timezone.now() + timedelta(days=2)))


def a_session_elsewhere(cast: Cast) -> dict[str, Any]:
    PrisonFactory(code="BXI", name="Brixton (HMP)")
    return _shown(a_session(a_class("BXI"), cast.tutor, timezone.now() + timedelta(days=2)))


def his_feedback(cast: Cast) -> dict[str, Any]:
    his = placed(a_class(), cast.prisoner.prisoner)
    return _told(Feedback.objects.create(enrolment=his, words="Good work.", by=cast.tutor, at=NOW))


def feedback_elsewhere(cast: Cast) -> dict[str, Any]:
    there = PrisonFactory(code="BXI", name="Brixton (HMP)")
    theirs = placed(a_class("BXI"), PrisonerFactory(prison=there))
    return _told(Feedback.objects.create(enrolment=theirs, words="Good work.", by=UserFactory(prison=there), at=NOW))


def _told(feedback: Feedback) -> dict[str, Any]:
    return {"feedback_id": feedback.pk}
