"""Learner records and plans that the rows of the matrix are about."""

from typing import Any

from accounts.models import Prisoner, Role
from education.models import Learner, Offer, PastCourse
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory, UserFactory
from tests.plans import a_goal, a_need


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


def his_goal(cast: Cast) -> dict[str, Any]:
    person = cast.prisoner.prisoner
    return {"prisoner_id": person.pk, "goal_id": a_goal(person, cast.tutor).pk}


def a_goal_under_his_name(cast: Cast) -> dict[str, Any]:
    """His address with the goal of his cell-mate."""
    return {"prisoner_id": cast.prisoner.prisoner.pk, "goal_id": a_goal(cast.cell_mate.prisoner, cast.tutor).pk}


def his_need(cast: Cast) -> dict[str, Any]:
    person = cast.prisoner.prisoner
    return {"prisoner_id": person.pk, "need_id": a_need(person, cast.tutor).pk}


def a_need_under_his_name(cast: Cast) -> dict[str, Any]:
    """His address with what helps his cell-mate."""
    return {"prisoner_id": cast.prisoner.prisoner.pk, "need_id": a_need(cast.cell_mate.prisoner, cast.tutor).pk}


def his_own_goal(cast: Cast) -> dict[str, Any]:
    return {"goal_id": a_goal(cast.prisoner.prisoner, cast.prisoner).pk}


def a_goal_elsewhere(cast: Cast) -> dict[str, Any]:
    prison = PrisonFactory(code="BXI", name="Brixton (HMP)")
    return {"goal_id": a_goal(PrisonerFactory(prison=prison), UserFactory(prison=prison, roles=[Role.TUTOR])).pk}
