"""Learner records and plans that the rows of the matrix are about."""

from typing import Any

from accounts.models import Prisoner
from education.models import Learner, Offer, PastCourse
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory


def an_offer(person: Prisoner, **more: Any) -> Offer:
    """A record under another number, with this person beside it."""
    said = {"given_name": "Marlon", "family_name": "Ashdowne", "born_on": person.date_of_birth}
    learner = Learner.objects.create(prison_id=person.prison_id, number=f"Z{Learner.objects.count():04}ZZ", **said)
    PastCourse.objects.create(
        learner=learner,
        establishment="LEI",
        establishment_name="Leeds",
        course_code="008FOO",
        course_name="Food hygiene",
        started_on=NOW.date(),
        status=PastCourse.Status.COMPLETED,
        imported_at=NOW,
    )
    evidence = {"given_name": "SAME", "family_name": "NEARLY", "born_on": "SAME"}
    return Offer.objects.create(learner=learner, prisoner=person, **{"probability": 0.995, "evidence": evidence} | more)


def a_record_to_confirm(cast: Cast) -> dict[str, Any]:
    return {"pk": an_offer(cast.prisoner.prisoner).pk}


def a_record_elsewhere(cast: Cast) -> dict[str, Any]:
    stranger = PrisonerFactory(prison=PrisonFactory(code="BXI", name="Brixton (HMP)"))
    return {"pk": an_offer(stranger).pk}
