"""The last place, and whoever is quicker: two tutors, a learner who takes it back, one who leaves, in real threads."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from education.acts import deciding, joining, withdrawing
from education.models import Award, Course, Enrolment, Withdrawal
from tests.accounts.test_at_the_same_time import at_once
from tests.awards import a_skill
from tests.cast import NOW, Cast, PrisonerFactory, UserFactory
from tests.courses import a_course, placed

pytestmark = pytest.mark.django_db(transaction=True)


def answered(*works: Callable[[], Any]) -> list[Any]:
    """What each of the works returned, or what refused it; each in a thread of its own, some twice."""
    return at_once(lambda place: works[place % len(works)]())


def states(course: Course) -> list[str]:
    return sorted(course.enrolments.values_list("state", flat=True))


def asked(course: Course, **more: Any) -> Enrolment:
    return placed(course, more.pop("person", None) or PrisonerFactory(), state="ASKED", placed_at=None, **more)


def test_one_last_place_is_given_once(cast: Cast) -> None:
    course = a_course(places=1)
    both = [asked(course), asked(course)]
    tutors = [cast.tutor, UserFactory(roles=["TUTOR"])]
    answered(
        lambda: deciding.approve(enrolment=both[0], by=tutors[0], at=NOW),
        lambda: deciding.approve(enrolment=both[1], by=tutors[1], at=NOW),
    )
    assert states(course) == ["PLACED", "WAITING"]


def test_a_place_is_given_or_taken_back(cast: Cast) -> None:
    course = a_course(places=1)
    his = asked(course, person=cast.prisoner.prisoner)
    hers = placed(course, PrisonerFactory(), state="WAITING", placed_at=None)
    answered(
        lambda: deciding.approve(enrolment=his, by=cast.tutor, at=NOW),
        lambda: joining.take_back(enrolment=his, by=cast.prisoner, at=NOW),
    )
    his.refresh_from_db()
    assert his.state in ("PLACED", "WITHDRAWN")
    assert course.enrolments.filter(state="PLACED").count() <= 1
    assert Enrolment.objects.get(pk=hers.pk).state == "WAITING"


def test_who_leaves_makes_room_for_one(cast: Cast) -> None:
    course = a_course(places=1)
    his = placed(course, cast.prisoner.prisoner)
    for _ in range(2):
        placed(course, PrisonerFactory(), state="WAITING", placed_at=None)
    new = asked(course)
    answered(
        lambda: joining.leave(enrolment=his, by=cast.prisoner, at=NOW),
        lambda: deciding.approve(enrolment=new, by=cast.tutor, at=NOW),
        lambda: deciding.remove(enrolment=his, reason="He is ill.", by=cast.tutor, at=NOW),
    )
    assert states(course) == ["LEFT", "PLACED", "WAITING", "WAITING"]


def test_a_leaver_who_asked_is_ended_while_tutors_answer(cast: Cast) -> None:
    course = a_course(places=1)
    gone = [asked(course, person=PrisonerFactory(left_at=NOW)) for _ in range(3)]
    said = answered(
        lambda: deciding.end_of_leavers(by="node:MDI", at=NOW),
        *(lambda one=one: deciding.approve(enrolment=one, by=cast.tutor, at=NOW) for one in gone[:2]),  # type: ignore[misc]
    )
    assert not [one for one in said if isinstance(one, Exception) and not isinstance(one, deciding.DecidedAlready)]
    deciding.end_of_leavers(by="node:MDI", at=NOW)
    assert states(course) == ["LEFT", "LEFT", "LEFT"]


def test_one_proposal_and_one_withdrawal(node: object, cast: Cast) -> None:
    award = a_skill(cast.prisoner.prisoner, by=cast.tutor, at=NOW)
    first, second = UserFactory(roles=["TUTOR"]), UserFactory(roles=["TUTOR"])

    def propose(by: User) -> Any:
        return withdrawing.propose_withdrawal(award=award.pk, reason="MISTAKE", by=by, at=NOW)

    answered(lambda: propose(first), lambda: propose(second))
    made = Withdrawal.objects.get()

    def confirm(by: User) -> Any:
        return withdrawing.confirm_withdrawal(withdrawal=made.pk, by=by, at=NOW)

    said = answered(lambda: confirm(first), lambda: confirm(second), lambda: confirm(cast.tutor))
    assert sum(isinstance(one, Award) for one in said) == 1
    made.refresh_from_db()
    assert made.decided_by_id != made.proposed_by_id
