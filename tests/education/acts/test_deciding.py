"""Answers to who asks: places, the waiting list that moves by itself, reasons, undoing, leavers."""

from datetime import timedelta

import pytest

from accounts.access import NotAllowed
from accounts.models import AuditEntry, Prisoner, Role, User
from education.acts import deciding
from education.acts.deciding import Before
from education.acts.joining import NothingSaid, SaysTooMuch
from education.acts.progress import Step, move
from education.models import Course, Enrolment, Prerequisite, Progress
from tests.cast import NOW, Cast, PrisonerFactory, UserFactory
from tests.courses import a_course, a_unit, placed

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def asks(course: Course, person: Prisoner, minutes: int = 0, **more) -> Enrolment:
    at = NOW + timedelta(minutes=minutes)
    return placed(course, person, at=at, **{"state": "ASKED", "placed_at": None} | more)


def now(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.get(pk=enrolment.pk)


def test_a_free_place_is_given_and_a_full_course_has_a_list(cast: Cast) -> None:
    course = a_course(places=1)
    first, second = asks(course, cast.prisoner.prisoner), asks(course, cast.cell_mate.prisoner, 1)
    for one in (first, second):
        deciding.approve(enrolment=one, reason="Welcome.", by=cast.tutor, at=LATER)
    assert [now(first).state, now(second).state] == ["PLACED", "WAITING"]
    assert (now(first).decided_by, now(first).reason, now(first).placed_at) == (cast.tutor, "Welcome.", LATER)
    with pytest.raises(deciding.DecidedAlready):
        deciding.approve(enrolment=second, by=cast.tutor, at=LATER)
    assert AuditEntry.objects.filter(verb="approve_joining").count() == 2


def test_no_wants_the_reason(cast: Cast) -> None:
    asked = asks(a_course(), cast.prisoner.prisoner)
    for words, fault in [(" ", NothingSaid), ("x" * 501, SaysTooMuch)]:
        with pytest.raises(fault):
            deciding.decline(enrolment=asked, reason=words, by=cast.tutor, at=LATER)
    deciding.decline(enrolment=asked, reason="Do Entry 2 first.", by=cast.tutor, at=LATER)
    assert (now(asked).state, now(asked).reason, now(asked).seen_at) == ("DECLINED", "Do Entry 2 first.", None)


def test_the_second_tutor_is_told_who_decided(cast: Cast) -> None:
    asked, other = asks(a_course(), cast.prisoner.prisoner), UserFactory(roles=[Role.TUTOR])
    deciding.approve(enrolment=asked, by=other, at=LATER)
    with pytest.raises(deciding.DecidedAlready) as refused:
        deciding.decline(enrolment=asked, reason="No.", by=cast.tutor, at=LATER)
    assert (refused.value.enrolment.decided_by, refused.value.enrolment.state) == (other, "PLACED")


def test_only_tutors_of_the_prison_decide(cast: Cast) -> None:
    asked = asks(a_course(), cast.prisoner.prisoner)
    tutor_elsewhere = UserFactory(prison=cast.officer_elsewhere.prison, roles=[Role.TUTOR])
    for member in (cast.prisoner, cast.practitioner, cast.administrator, tutor_elsewhere):
        for act in (deciding.approve, deciding.decline, deciding.remove):
            with pytest.raises(NotAllowed):
                act(enrolment=asked, reason="Why.", by=member, at=LATER)
        with pytest.raises(NotAllowed):
            deciding.place_person(course=asked.course, person=asked.prisoner, by=member, at=LATER)
    assert now(asked).state == "ASKED"


def test_who_completes_leaves_a_place_to_the_next(cast: Cast) -> None:
    course = a_course(places=1)
    unit = a_unit(course)
    mine = placed(course, cast.prisoner.prisoner)
    waits = asks(course, cast.cell_mate.prisoner, state="WAITING")
    step = Step(Progress.State.COMPLETED)
    move(enrolment=mine.pk, unit=unit.pk, step=step, key="k", by=cast.prisoner, at=LATER)
    assert [now(mine).state, now(waits).state] == ["COMPLETED", "PLACED"]


def test_who_has_left_the_prison_leaves_a_place_to_the_next(cast: Cast) -> None:
    course = a_course(places=1)
    gone = placed(course, PrisonerFactory(left_at=NOW))
    waits = asks(course, cast.cell_mate.prisoner, state="WAITING")
    assert deciding.end_of_leavers(by="node:MDI", at=LATER) == 1
    assert deciding.end_of_leavers(by="node:MDI", at=LATER) == 0
    assert [now(gone).state, now(waits).state] == ["LEFT", "PLACED"]


def test_a_retired_course_gives_no_places(cast: Cast) -> None:
    course = a_course(places=1, state="RETIRED")
    mine, waits = placed(course, cast.prisoner.prisoner), asks(course, cast.cell_mate.prisoner, state="WAITING")
    deciding.remove(enrolment=mine, reason="It is over.", by=cast.tutor, at=LATER)
    assert [now(mine).state, now(mine).reason, now(waits).state] == ["LEFT", "It is over.", "WAITING"]
    with pytest.raises(deciding.NotPublished):
        deciding.approve(enrolment=waits, by=cast.tutor, at=LATER)


def place(cast: Cast, course: Course, **more) -> Enrolment:
    said = {"course": course, "person": cast.prisoner.prisoner, "by": cast.tutor, "at": LATER}
    return deciding.place_person(**said | more)


def test_placing_somebody_who_did_not_ask(cast: Cast) -> None:
    course = a_course(places=1)
    made = place(cast, course)
    assert (made.state, made.decided_by, made.asked_at) == ("PLACED", cast.tutor, LATER)
    with pytest.raises(deciding.DecidedAlready):
        place(cast, course)
    with pytest.raises(deciding.NoPlaceFree):
        place(cast, course, person=cast.cell_mate.prisoner)
    with pytest.raises(NotAllowed):
        place(cast, course, person=PrisonerFactory(left_at=NOW))


def test_placing_who_asked_or_waits_makes_no_second_enrolment(cast: Cast) -> None:
    course = a_course()
    asked = asks(course, cast.prisoner.prisoner)
    assert place(cast, course) == asked
    assert Enrolment.objects.count() == 1


def test_letting_in_without_what_comes_first_wants_the_reason(cast: Cast) -> None:
    first, course = a_course(title="First"), a_course(wings=["9"])
    Prerequisite.objects.create(course=course, needed=first)
    with pytest.raises(deciding.NotForThem) as refused:
        place(cast, course)
    assert [reason.bar for reason in refused.value.reasons] == ["WING", "FIRST"]
    assert not Enrolment.objects.exists()
    assert place(cast, course, why="Has done it outside.").reason == "Has done it outside."
    assert AuditEntry.objects.get(verb="place_person").why == "without"


def test_undoing_until_it_is_seen(cast: Cast) -> None:
    course = a_course(places=1)
    asked, waits = asks(course, cast.prisoner.prisoner), asks(course, cast.cell_mate.prisoner, state="WAITING")
    decided = deciding.approve(enrolment=asked, by=cast.tutor, at=LATER)
    before = Before("ASKED", decided.revision)
    with pytest.raises(deciding.NothingToUndo):
        deciding.undo(enrolment=asked, before=before, by=UserFactory(roles=[Role.TUTOR]), at=LATER)
    with pytest.raises(deciding.NothingToUndo):
        deciding.undo(enrolment=asked, before=before, by=cast.tutor, at=LATER + deciding.UNDO * 2)
    deciding.undo(enrolment=asked, before=before, by=cast.tutor, at=LATER)
    assert (now(asked).state, now(asked).decided_at, now(waits).state) == ("ASKED", None, "PLACED")


def test_nothing_that_was_seen_or_studied_is_undone(cast: Cast) -> None:
    seen = place(cast, a_course())
    Enrolment.objects.update(seen_at=LATER)
    studied = place(cast, a_course(title="Bricks"))
    Progress.objects.create(enrolment=studied, unit=a_unit(studied.course), began_at=LATER, moved_at=LATER)
    for one in (seen, studied):
        with pytest.raises(deciding.NothingToUndo):
            deciding.undo(enrolment=one, before=Before("", one.revision), by=cast.tutor, at=LATER)
    fresh = place(cast, a_course(title="Bread"))
    deciding.undo(enrolment=fresh, before=Before("", fresh.revision), by=cast.tutor, at=LATER)
    assert now(fresh).state == "WITHDRAWN"


def test_who_asked_again_after_a_no_keeps_the_new_asking(cast: Cast) -> None:
    course: Course = a_course()
    asked = asks(course, cast.prisoner.prisoner)
    decided = deciding.decline(enrolment=asked, reason="Not now.", by=cast.tutor, at=LATER)
    asks(course, cast.prisoner.prisoner)
    by: User = cast.tutor
    with pytest.raises(deciding.NothingToUndo):
        deciding.undo(enrolment=asked, before=Before("ASKED", decided.revision), by=by, at=LATER)
