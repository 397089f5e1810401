"""A register: who was there, corrections that keep what stood before, two tutors at once, absences in a row."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.access import NotAllowed
from accounts.models import AuditEntry
from education.acts import registering
from education.acts.registering import Attended, attended
from education.acts.standing import Stuck, class_of
from education.models import Attendance
from tests.cast import NOW, Cast, PrisonerFactory, UserFactory
from tests.courses import a_course, placed
from tests.timetables import a_class, a_session, came

pytestmark = pytest.mark.django_db
BEFORE = NOW - timedelta(days=30)


def take(cast: Cast, session, codes: dict, seen: dict | None = None, **more) -> int:
    said = {"by": cast.tutor, "at": NOW}
    codes = {one.pk: code for one, code in codes.items()}
    return registering.take_register(session=session, codes=codes, seen=seen or {}, **said | more)


def test_marked_corrected_and_kept(cast: Cast) -> None:
    course = a_class()
    one, other = (placed(course, PrisonerFactory(), at=BEFORE) for _ in range(2))
    session = a_session(course, cast.tutor, NOW - timedelta(hours=2))
    assert take(cast, session, {one: "ATTENDED", other: "REFUSED"}) == 2
    assert take(cast, session, {one: "ATTENDED", other: "REFUSED"}) == 0
    was = Attendance.objects.get(enrolment=other)
    colleague = UserFactory(roles=["TUTOR"])
    assert take(cast, session, {other: "HEALTHCARE"}, {other.pk: was.pk}, by=colleague) == 1
    kept = list(Attendance.objects.filter(enrolment=other).values_list("code", "is_current", "by"))
    assert sorted(kept) == sorted([("REFUSED", False, cast.tutor.pk), ("HEALTHCARE", True, colleague.pk)])
    assert AuditEntry.objects.filter(verb="take_register", whom=session.pk).count() == 2


def test_who_marks_over_a_colleague_unseen_is_told(cast: Cast) -> None:
    course = a_class()
    one, other = (placed(course, PrisonerFactory(), at=BEFORE) for _ in range(2))
    session = a_session(course, cast.tutor, NOW - timedelta(hours=2))
    there = came(session, one, "LEGAL")
    with pytest.raises(registering.MarkedMeanwhile) as fault:
        take(cast, session, {one: "REFUSED", other: "ATTENDED"})
    assert fault.value.rows == [there]
    assert not Attendance.objects.filter(enrolment=other).exists()
    assert take(cast, session, {one: "LEGAL", other: "ATTENDED"}) == 1  # both say the same of one
    with pytest.raises(IntegrityError), transaction.atomic():
        came(session, one, "REFUSED")


def test_who_is_on_it(cast: Cast) -> None:
    course = a_class()
    session = a_session(course, cast.tutor, NOW)
    here, late = placed(course, PrisonerFactory(), at=BEFORE), placed(course, PrisonerFactory(), at=session.ends_at)
    left = placed(course, PrisonerFactory(), at=BEFORE, state="LEFT", ended_at=NOW - timedelta(days=1))
    done = placed(course, PrisonerFactory(), at=BEFORE, state="COMPLETED", ended_at=session.ends_at)
    placed(course, PrisonerFactory(), state="WAITING", placed_at=None)
    assert {one.pk for one in registering.learners_of(session)} == {here.pk, done.pk}
    for stranger in (late, left):
        with pytest.raises(registering.NotOnThisRegister):
            take(cast, session, {stranger: "ATTENDED"})
    came(session, left, "LATE")  # marked, and taken off since: stays on it
    assert left.pk in {one.pk for one in registering.learners_of(session)}


def test_what_has_no_register(cast: Cast) -> None:
    course = a_class()
    his = placed(course, cast.prisoner.prisoner, at=BEFORE)
    with pytest.raises(registering.NotYet):
        take(cast, a_session(course, cast.tutor, NOW + timedelta(minutes=31)), {his: "ATTENDED"})
    off = a_session(course, cast.tutor, NOW - timedelta(hours=1), cancelled_at=NOW)
    with pytest.raises(registering.DoesNotTakePlace):
        take(cast, off, {his: "ATTENDED"})
    on = a_session(course, cast.tutor, NOW)
    with pytest.raises(NotAllowed):
        take(cast, on, {his: "ATTENDED"}, by=cast.practitioner)
    with pytest.raises(registering.NotOnThisRegister):
        registering.take_register(session=on, codes={uuid4(): "ATTENDED"}, seen={}, by=cast.tutor, at=NOW)
    assert take(cast, on, {his: "ATTENDED"}, at=NOW - registering.EARLY) == 1


def test_nobody_marks_themselves(cast: Cast) -> None:
    course = a_class(for_staff=True)
    own = placed(course, None, at=BEFORE, learner=cast.tutor)
    with pytest.raises(registering.NotOnThisRegister):
        take(cast, a_session(course, UserFactory(), NOW), {own: "ATTENDED"})


@pytest.mark.parametrize(
    ("codes", "row"),
    [
        (["REFUSED", "HEALTHCARE", "LEGAL"], 3),
        (["ATTENDED", "REFUSED", "REFUSED"], 2),
        (["REFUSED", "REFUSED", "REFUSED", "LATE"], 0),
    ],
)
def test_three_absences_in_a_row_are_stuck(cast: Cast, codes: list[str], row: int) -> None:
    course = a_class()
    his = placed(course, cast.prisoner.prisoner, at=NOW - timedelta(days=1))
    for n, code in enumerate(codes):
        session = a_session(course, cast.tutor, NOW - timedelta(days=20 - n))
        came(session, his, "REGIME", is_current=False)
        came(session, his, code)
    a_session(course, cast.tutor, NOW - timedelta(hours=4))  # no register taken: counts for nothing
    assert attended([his])[his.pk].in_a_row == row
    whys = [(why.stuck, why.n) for one in class_of(course, NOW)[1] for why in one.whys]
    assert whys == ([(Stuck.ABSENT, row)] if row >= 3 else [])


def test_what_is_reckoned(cast: Cast) -> None:
    his = placed(a_class(), cast.prisoner.prisoner)
    for n, code in enumerate(["ATTENDED", "REFUSED", "LATE", "HEALTHCARE", "NO_REASON"]):
        came(a_session(his.course, cast.tutor, NOW - timedelta(days=9 - n)), his, code)
    assert attended([his])[his.pk] == Attended(there=2, of=5, unacceptable=2, in_a_row=2)
    assert attended([placed(a_course(), cast.prisoner.prisoner)]) == {}
