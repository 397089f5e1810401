"""Asking to join: who may, why not, once, and what happens to the place of one who leaves."""

from datetime import timedelta

import pytest

from accounts.access import NotAllowed
from accounts.models import AuditEntry
from education.acts import joining
from education.acts.suiting import Bar
from education.models import Course, Enrolment, Prerequisite
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory
from tests.courses import a_course, placed

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def ask(cast: Cast, course: Course, **more) -> Enrolment:
    return joining.ask_to_join(**{"course": course, "words": "", "by": cast.prisoner, "at": NOW} | more)


def test_asking_once_waits_for_a_tutor(cast: Cast) -> None:
    course = a_course()
    asked = ask(cast, course, words="I want to cook.")
    assert (asked.state, asked.words, asked.prisoner, asked.asked_at) == (
        "ASKED",
        "I want to cook.",
        cast.prisoner.prisoner,
        NOW,
    )
    assert AuditEntry.objects.get(verb="ask_to_join").whom == str(asked.pk)
    with pytest.raises(joining.AskedAlready):
        ask(cast, course)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    ("made", "bar"),
    [
        ({"cohorts": ["WOMEN"]}, Bar.COHORT),
        ({"wings": ["7"]}, Bar.WING),
        ({"only_language": "cy"}, Bar.LANGUAGE),
        ({"state": "DRAFT"}, Bar.NOT_HERE),
        ({"for_staff": True}, Bar.NOT_HERE),
        ({"prison": "BXI"}, Bar.NOT_HERE),
    ],
)
def test_a_course_for_others_says_why(cast: Cast, made: dict, bar: Bar) -> None:
    PrisonFactory(code="BXI", name="Brixton (HMP)")
    with pytest.raises(joining.NotOpenToYou) as refused:
        ask(cast, a_course(**made))
    assert [reason.bar for reason in refused.value.reasons] == [bar]
    assert not Enrolment.objects.exists()


def test_a_course_for_some_lets_those_in(cast: Cast) -> None:
    assert ask(cast, a_course(cohorts=["WOMEN", "SENTENCED"], wings=["1", "2"], only_language="en"))


def test_what_comes_first_is_done_first(cast: Cast) -> None:
    first, course = a_course(title="First"), a_course(title="Second")
    Prerequisite.objects.create(course=course, needed=first)
    mine = placed(first, cast.prisoner.prisoner)
    with pytest.raises(joining.NotOpenToYou) as refused:
        ask(cast, course)
    assert refused.value.reasons[0].courses == (first,)
    mine.state = Enrolment.State.COMPLETED
    mine.save()
    assert ask(cast, course).state == "ASKED"


def test_too_many_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "MOST_OPEN", 1)
    ask(cast, a_course())
    with pytest.raises(joining.TooManyOpen):
        ask(cast, a_course(title="Bricks"))


def test_too_many_words(cast: Cast) -> None:
    with pytest.raises(joining.SaysTooMuch):
        ask(cast, a_course(), words="x" * 501)


def test_taking_back_and_asking_again(cast: Cast) -> None:
    course = a_course()
    taken = joining.take_back(enrolment=ask(cast, course), by=cast.prisoner, at=LATER)
    assert (taken.state, taken.ended_at) == ("WITHDRAWN", LATER)
    with pytest.raises(joining.NotYours):
        joining.take_back(enrolment=taken, by=cast.prisoner, at=LATER)
    assert ask(cast, course).state == "ASKED"


def test_who_leaves_gives_the_place_to_who_asked_first(cast: Cast) -> None:
    course = a_course(places=1)
    mine = placed(course, cast.prisoner.prisoner)
    waiting = {"state": "WAITING", "placed_at": None}
    later = placed(course, PrisonerFactory(), at=LATER, **waiting)
    gone = placed(course, PrisonerFactory(left_at=NOW), **waiting)
    first = placed(course, cast.cell_mate.prisoner, at=NOW, **waiting)
    joining.leave(enrolment=mine, by=cast.prisoner, at=LATER)
    assert {one.pk: one.state for one in Enrolment.objects.all()} == {
        mine.pk: "LEFT",
        first.pk: "PLACED",
        later.pk: "WAITING",
        gone.pk: "WAITING",
    }
    first.refresh_from_db()
    assert (first.placed_at, first.decided_at, first.decided_by, first.seen_at) == (LATER, LATER, None, None)
    assert AuditEntry.objects.get(verb="move_up").whom == str(first.pk)


def test_an_answer_is_seen_once(cast: Cast) -> None:
    mine = placed(a_course(), cast.prisoner.prisoner, decided_at=NOW)
    for _ in range(2):
        joining.see_answer(enrolment=mine, by=cast.prisoner, at=LATER)
    mine.refresh_from_db()
    assert mine.seen_at == LATER
    assert AuditEntry.objects.filter(verb="see_course_answer").count() == 1


@pytest.mark.parametrize("act", [joining.take_back, joining.leave, joining.see_answer])
def test_nobody_acts_for_another(cast: Cast, act) -> None:
    his = placed(a_course(), cast.prisoner.prisoner, decided_at=NOW)
    for member in (cast.cell_mate, cast.tutor, cast.officer_elsewhere, cast.agency_worker):
        with pytest.raises(NotAllowed):
            act(enrolment=his, by=member, at=LATER)
    his.refresh_from_db()
    assert (his.state, his.seen_at) == ("PLACED", None)


def test_staff_ask_for_courses_for_staff_only(cast: Cast) -> None:
    mine = ask(cast, a_course(for_staff=True), by=cast.practitioner)
    assert (mine.learner, mine.prisoner) == (cast.practitioner, None)
    with pytest.raises(joining.NotOpenToYou):
        ask(cast, a_course(), by=cast.practitioner)
    with pytest.raises(NotAllowed):
        ask(cast, a_course(), by=cast.agency_worker)
