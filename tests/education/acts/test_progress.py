"""A step in a unit counts once, never leads back, and the last one completes the course."""

from datetime import timedelta
from typing import Any

import pytest

from accounts import receipts
from accounts.access import NotAllowed
from accounts.models import AuditEntry
from education.acts.progress import NotStudying, OutOfRange, Step, move
from education.models import Enrolment, Progress
from tests.cast import NOW, Cast
from tests.courses import a_course, a_unit, placed

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def study(cast: Cast) -> dict[str, Any]:
    """The prisoner's place on a course of two units."""
    course = a_course()
    first, second = a_unit(course, 1), a_unit(course, 2)
    mine = placed(course, cast.prisoner.prisoner)
    return {"mine": mine, "first": first, "second": second, "course": course}


def go(study: dict[str, Any], cast: Cast, step: Step, key: str = "k1", unit: str = "first", **more: Any) -> Progress:
    asked = {"enrolment": study["mine"].pk, "unit": study[unit].pk, "by": cast.prisoner, "at": LATER}
    return move(step=step, key=key, **asked | more)


def test_the_same_step_twice_counts_once(study: dict[str, Any], cast: Cast) -> None:
    for _ in range(2):
        progress = go(study, cast, Step(fraction=0.5, seconds=60))
    assert (progress.seconds, progress.fraction) == (60, 0.5)
    assert AuditEntry.objects.filter(verb="move").count() == 1


def test_another_step_under_the_same_key_is_refused(study: dict[str, Any], cast: Cast) -> None:
    go(study, cast, Step(seconds=60))
    with pytest.raises(receipts.AskedOtherwise):
        go(study, cast, Step(seconds=61))


def test_no_step_leads_back(study: dict[str, Any], cast: Cast) -> None:
    go(study, cast, Step(Progress.State.PASSED, score=80, seconds=10))
    progress = go(study, cast, Step(Progress.State.FAILED, score=20, fraction=0.2, seconds=5), key="k2")
    assert (progress.state, progress.score, progress.fraction) == ("PASSED", 80, 1.0)
    assert (progress.seconds, progress.failures, progress.done_at) == (15, 1, LATER)


def test_the_last_needed_unit_completes_the_course(study: dict[str, Any], cast: Cast) -> None:
    a_unit(study["course"], 3, needed=False)
    go(study, cast, Step(Progress.State.COMPLETED))
    assert Enrolment.objects.get().state == "PLACED"
    go(study, cast, Step(Progress.State.PASSED, score=90), key="k2", unit="second")
    ended = Enrolment.objects.get()
    assert (ended.state, ended.ended_at, ended.revision) == ("COMPLETED", LATER, 1)
    with pytest.raises(NotStudying):
        go(study, cast, Step(seconds=1), key="k3")


@pytest.mark.parametrize("member", ["cell_mate", "tutor", "practitioner"])
def test_nobody_moves_for_another(study: dict[str, Any], cast: Cast, member: str) -> None:
    with pytest.raises(NotAllowed):
        go(study, cast, Step(seconds=1), by=getattr(cast, member))
    assert not Progress.objects.exists()


def test_a_unit_of_another_course_is_none(study: dict[str, Any], cast: Cast) -> None:
    study["other"] = a_unit(a_course(title="Bricks"), 1)
    with pytest.raises(NotStudying):
        go(study, cast, Step(seconds=1), unit="other")


@pytest.mark.parametrize(
    "wrong", [{"score": 101}, {"score": float("nan")}, {"fraction": 1.1}, {"seconds": -1}, {"state": "x"}]
)
def test_a_step_out_of_range_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(OutOfRange):
        Step(**wrong)


def test_a_step_costs_few_queries(study: dict[str, Any], cast: Cast, django_assert_max_num_queries: Any) -> None:
    go(study, cast, Step(seconds=1), key="k0", unit="second")  # the audit's first line of a day costs more
    with django_assert_max_num_queries(10):  # savepoint included
        go(study, cast, Step(seconds=1))
    with django_assert_max_num_queries(7):
        go(study, cast, Step(seconds=1), key="k2")
    with django_assert_max_num_queries(6):
        go(study, cast, Step(seconds=1), key="k2")


def test_a_step_that_comes_again_says_how_it_stands_now(study: dict[str, Any], cast: Cast) -> None:
    first = Step(fraction=0.1, seconds=10)
    go(study, cast, first)
    go(study, cast, Step(fraction=0.6, seconds=10), key="k2")
    again = go(study, cast, first)
    assert (again.fraction, again.seconds) == (0.6, 20)
    assert Progress.objects.get().seconds == 20
    Enrolment.objects.update(state="LEFT")
    assert go(study, cast, first).fraction == 0.6
    with pytest.raises(NotStudying):
        go(study, cast, first, key="k3")


def test_who_works_here_learns_here_too(study: dict[str, Any], cast: Cast) -> None:
    theirs = placed(a_course(for_staff=True), None, learner=cast.tutor)
    unit = a_unit(theirs.course)
    for n in range(2):
        move(enrolment=theirs.pk, unit=unit.pk, step=Step(seconds=5), key=f"k{n}", by=cast.tutor, at=LATER)
    assert Progress.objects.get().seconds == 10
    with pytest.raises(NotAllowed):
        move(enrolment=theirs.pk, unit=unit.pk, step=Step(seconds=5), key="k9", by=cast.prisoner, at=LATER)


def test_who_has_left_the_prison_moves_nothing(study: dict[str, Any], cast: Cast) -> None:
    go(study, cast, Step(seconds=1))
    cast.prisoner.prisoner.left_at = NOW
    cast.prisoner.prisoner.save()
    with pytest.raises(NotAllowed):
        go(study, cast, Step(seconds=1), key="k2")
