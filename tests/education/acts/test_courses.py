"""Writing a course, its units, its way to being published, and two people at once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.access import NotAllowed
from accounts.models import AuditEntry, Role, User
from education.acts import courses, publishing, units, writing
from education.acts.courses import Saying
from education.acts.units import Content
from education.models import Course, Enrolment, Prerequisite, Unit
from tests.cast import NOW, Cast, UserFactory
from tests.courses import a_course, a_unit, placed

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
SAYING = Saying("Kitchen maths", "Weigh and measure.", "ENTRY_3", "MATHS", hours=20, cohorts=("WOMEN",))


@pytest.fixture
def other(cast: Cast) -> User:
    """Another tutor."""
    return UserFactory(roles=[Role.TUTOR], name="Ann Other")


def make(cast: Cast, **more: Any) -> Course:
    return courses.make_course(**{"saying": SAYING, "needs": [], "by": cast.tutor, "at": NOW} | more)


def go(course: Course, step: str, by: User, **more: Any) -> Course:
    course.refresh_from_db()
    return publishing.take_step(
        **{"course": course, "step": step, "revision": course.revision, "by": by, "at": NOW} | more
    )


def test_a_course_begins_as_a_draft(cast: Cast) -> None:
    first = a_course()
    course = make(cast, needs=[first.pk, uuid4()])
    assert (course.state, course.prison_id, course.cohorts, course.hours) == ("DRAFT", "MDI", ["WOMEN"], 20)
    assert list(course.prerequisites.all()) == [first]
    assert AuditEntry.objects.get(verb="make_course").whom == str(course.pk)


def test_who_writes_no_courses_makes_none(cast: Cast) -> None:
    for member in (cast.prisoner, cast.practitioner, cast.administrator, cast.agency_worker):
        with pytest.raises(NotAllowed):
            make(cast, by=member)


def test_the_second_is_told_who_was_first(cast: Cast, other: User) -> None:
    course = make(cast)
    read = {"course": course, "revision": course.revision, "needs": [], "at": LATER}
    courses.change_course(saying=Saying("Bread", "Bake.", "ENTRY_1", "TRADE"), by=other, **read)
    with pytest.raises(courses.ChangedMeanwhile) as refused:
        courses.change_course(saying=SAYING, by=cast.tutor, **read)
    assert refused.value.by == other
    course.refresh_from_db()
    assert course.title == "Bread"


def test_of_a_published_course_only_whom_it_is_for_changes(cast: Cast) -> None:
    course = a_course(places=1)
    placed(course, cast.prisoner.prisoner)
    waits = placed(course, cast.cell_mate.prisoner, state="WAITING", placed_at=None)
    said = {name: getattr(course, name) for name in Saying.__dataclass_fields__}
    read = {"course": course, "needs": [], "by": cast.tutor, "at": LATER}
    with pytest.raises(courses.NotADraft):
        courses.change_course(saying=Saying(**said | {"title": "Other"}), revision=0, **read)
    courses.change_course(saying=Saying(**said | {"places": 2, "wings": ("1", "2")}), revision=0, **read)
    course.refresh_from_db()
    assert (course.places, course.wings, course.title) == (2, ["1", "2"], "Kitchen maths")
    waits.refresh_from_db()
    assert waits.state == "PLACED"


def test_no_course_needs_itself_by_any_way_round(cast: Cast) -> None:
    a, b = make(cast), make(cast)
    c = make(cast, needs=[b.pk])
    Prerequisite.objects.create(course=b, needed=a)
    with pytest.raises(courses.NeedsItself):
        courses.change_course(course=a, saying=SAYING, needs=[c.pk], revision=0, by=cast.tutor, at=LATER)
    assert not Prerequisite.objects.filter(course=a).exists()


def test_nobody_publishes_their_own(cast: Cast, other: User) -> None:
    course = make(cast)
    with pytest.raises(publishing.NothingToStudy):
        go(course, "send", cast.tutor)
    a_unit(course)
    Course.objects.filter(pk=course.pk).update(summary="")  # as one that came with a package
    with pytest.raises(publishing.NobodyKnowsWhy):
        go(course, "send", other)
    Course.objects.filter(pk=course.pk).update(summary="Weigh and count.")
    go(course, "send", other)
    for by in (cast.tutor, other):
        with pytest.raises(publishing.OwnWork):
            go(course, "publish", by)
    third = UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])
    published = go(course, "publish", third)
    assert (published.state, published.published_at, published.reviewed_by) == ("PUBLISHED", NOW, third)
    assert AuditEntry.objects.filter(whom=str(course.pk), verb="publish_course").exists()


def test_sending_back_wants_words_and_they_are_kept(cast: Cast, other: User) -> None:
    course = make(cast)
    a_unit(course)
    go(course, "send", cast.tutor)
    with pytest.raises(publishing.NothingSaid):
        go(course, "send_back", other, words=" ")
    assert (go(course, "send_back", other, words="Too hard.").review_words, course.state) == ("Too hard.", "IN_REVIEW")
    assert go(course, "send", cast.tutor).review_words == ""


def test_two_reviewers_at_once(cast: Cast, other: User) -> None:
    course = make(cast)
    a_unit(course)
    sent = go(course, "send", cast.tutor)
    head = UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])
    publishing.take_step(course=course, step="publish", revision=sent.revision, by=head, at=NOW)
    with pytest.raises(courses.ChangedMeanwhile) as refused:
        publishing.take_step(course=course, step="send_back", revision=sent.revision, by=other, at=LATER, words="No.")
    assert refused.value.by == head


@pytest.mark.parametrize("step", sorted(publishing.WAYS))
def test_no_step_goes_from_a_state_that_it_does_not_begin_in(cast: Cast, other: User, step: str) -> None:
    for state in Course.State.values:
        if state in publishing.WAYS[step].begins:
            continue
        course = a_course(state=state)
        with pytest.raises(publishing.NotInThatState):
            go(course, step, other, words="Why.")


def test_retiring_answers_those_who_hoped_and_leaves_those_who_study(cast: Cast) -> None:
    course = a_course()
    studies = placed(course, cast.prisoner.prisoner)
    asked = placed(course, cast.cell_mate.prisoner, state="ASKED", placed_at=None)
    with pytest.raises(publishing.NothingSaid):
        go(course, "retire", cast.tutor)
    go(course, "retire", cast.tutor, words="It has ended.")
    states = {one.pk: (one.state, one.reason) for one in Enrolment.objects.all()}
    assert states == {studies.pk: ("PLACED", ""), asked.pk: ("DECLINED", "It has ended.")}
    assert go(course, "put_back", cast.tutor).state == "PUBLISHED"


def test_what_is_reopened_is_published_by_a_review_alone(cast: Cast, other: User) -> None:
    """Nobody alone changes a course that people see, by retiring the draft and putting it back."""
    course = a_course()
    go(course, "reopen", cast.tutor)
    a_unit(course)
    go(course, "retire", cast.tutor)
    assert go(course, "put_back", cast.tutor).state == "DRAFT"
    go(course, "send", cast.tutor)
    go(course, "take_back", cast.tutor)
    go(course, "retire", cast.tutor)
    assert go(course, "put_back", cast.tutor).state == "DRAFT"
    go(course, "send", cast.tutor)
    assert go(course, "publish", other).state == "PUBLISHED"


def test_who_reviews_is_told_of_other_words_in_a_unit(cast: Cast, other: User) -> None:
    course = make(cast)
    unit = a_unit(course)
    read = go(course, "send", cast.tutor).revision
    saying = writing.LessonSaying(body="Other words")
    lesson = writing.save_lesson(unit=unit, saying=saying, mark="", by=cast.tutor, at=NOW)
    writing.put_up(unit=unit, mark=writing.mark_of(lesson), by=cast.tutor, at=NOW)
    with pytest.raises(courses.ChangedMeanwhile):
        publishing.take_step(course=course, step="publish", revision=read, by=other, at=LATER)


def test_units_are_put_in_order(cast: Cast) -> None:
    course = make(cast)
    made = [
        units.add_unit(course=course, content=Content("LESSON", f"Part {n}"), by=cast.tutor, at=NOW) for n in range(3)
    ]
    units.move_unit(unit=made[2], up=True, by=cast.tutor, at=NOW)
    assert list(Unit.objects.values_list("title", flat=True)) == ["Part 0", "Part 2", "Part 1"]
    with pytest.raises(units.FirstOrLast):
        units.move_unit(unit=made[0], up=True, by=cast.tutor, at=NOW)
    units.retire_unit(unit=made[0], by=cast.tutor, at=LATER)
    assert list(Unit.objects.current().values_list("title", flat=True)) == ["Part 2", "Part 1"]
    units.put_unit_back(unit=made[0], by=cast.tutor, at=LATER)
    assert Unit.objects.current().count() == 3
    units.change_unit(unit=made[0], content=Content("QUIZ", "New", minutes=5), by=cast.tutor, at=LATER)
    made[0].refresh_from_db()
    assert (made[0].title, made[0].kind, made[0].minutes) == ("New", "LESSON", 5)


def test_units_of_a_published_course_stay(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    course = a_course()
    unit = a_unit(course)
    with pytest.raises(courses.NotADraft):
        units.retire_unit(unit=unit, by=cast.tutor, at=NOW)
    with pytest.raises(NotAllowed):
        units.retire_unit(unit=unit, by=cast.officer_elsewhere, at=NOW)
    draft = make(cast)
    monkeypatch.setattr(units, "MOST", 0)
    with pytest.raises(units.TooManyUnits):
        units.add_unit(course=draft, content=Content("LESSON", "Part"), by=cast.tutor, at=NOW)
