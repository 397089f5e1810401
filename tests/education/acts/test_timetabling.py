"""Sessions: put up week by week over a change of the clocks, moved, cancelled, put on again, and who is told."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts.access import NotAllowed
from accounts.models import AuditEntry, NonAssociation
from education.acts import clashing, timetabling
from education.acts.clashing import Clash
from education.acts.timetabling import Slot
from education.models import Session
from tests.cast import NOW, Cast, PrisonerFactory, UserFactory
from tests.courses import a_course, placed
from tests.timetables import a_class, a_session, came

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 3, 8)


def slot(cast: Cast, on: date = MONDAY, starts: time = time(9), ends: time = time(11), room: str = "Room 2") -> Slot:
    return Slot(on, starts, ends, room, cast.tutor.pk)


def add(cast: Cast, course, **more) -> list[Session]:
    said = {"slot": slot(cast), "until": None, "but": [], "by": cast.tutor, "at": NOW}
    return timetabling.add_sessions(course=course, **said | more)


def move(cast: Cast, session: Session, **more) -> list[Session]:
    said = {"slot": slot(cast), "why": "", "rest": False, "revision": session.revision, "by": cast.tutor, "at": NOW}
    return timetabling.move_session(session=session, **said | more)


def cancel(cast: Cast, session: Session, **more) -> list[Session]:
    said = {"why": "No staff.", "rest": False, "revision": session.revision, "by": cast.tutor, "at": NOW}
    return timetabling.cancel_session(session=session, **said | more)


def test_every_week_at_the_same_hour_by_the_clock_on_the_wall(cast: Cast) -> None:
    made = add(cast, a_class(), until=date(2027, 4, 12), but=[date(2027, 3, 29)])
    assert [timezone.localtime(one.starts_at).strftime("%d.%m. %H:%M") for one in made] == [
        "08.03. 09:00",
        "15.03. 09:00",
        "22.03. 09:00",
        "05.04. 09:00",  # the clocks went on
        "12.04. 09:00",
    ]
    assert made[2].starts_at == datetime(2027, 3, 22, 9, tzinfo=UTC)
    assert made[3].starts_at == datetime(2027, 4, 5, 8, tzinfo=UTC)
    assert len({one.series for one in made}) == 1
    assert AuditEntry.objects.filter(verb="add_sessions").count() == 1


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"ends": time(8)}, timetabling.NotThoseHours),
        ({"ends": time(17, 1)}, timetabling.NotThoseHours),
        ({"on": date(2027, 2, 28)}, timetabling.NotThoseDays),
        ({"on": date(2028, 6, 1)}, timetabling.NotThoseDays),
        ({"room": "  "}, timetabling.NeedsARoom),
    ],
)
def test_what_is_no_session(cast: Cast, said: dict, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        add(cast, a_class(), slot=slot(cast, **said))
    assert not Session.objects.exists()


def test_who_puts_up_what_and_where(cast: Cast) -> None:
    with pytest.raises(timetabling.NotTimetabled):
        add(cast, a_course())
    with pytest.raises(NotAllowed):
        add(cast, a_class("LEI"))
    with pytest.raises(NotAllowed):
        add(cast, a_class(), by=cast.practitioner)
    with pytest.raises(timetabling.NoTutorHere):
        add(cast, a_class(), slot=Slot(MONDAY, time(9), time(11), "2", cast.practitioner.pk))


def test_more_than_sixty_are_too_many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timetabling, "MOST", 2)
    with pytest.raises(timetabling.TooManySessions):
        add(cast, a_class(), until=date(2027, 3, 22))


def test_a_course_meets_once_at_a_time(cast: Cast) -> None:
    course = a_class()
    there = add(cast, course)[0]
    with pytest.raises(timetabling.MeetsAlready) as fault:
        add(cast, course, slot=slot(cast, starts=time(10, 30), ends=time(12)))
    assert fault.value.session == there
    add(cast, course, slot=slot(cast, starts=time(11), ends=time(12)))
    add(cast, a_class(title="Other"))


def test_moving_one_tells_its_learners_and_nobody_else(cast: Cast) -> None:
    course = a_class()
    studies, waits = placed(course, PrisonerFactory()), placed(course, PrisonerFactory(), state="WAITING")
    other = placed(a_class(title="Other"), PrisonerFactory())
    session = add(cast, course)[0]
    course.enrolments.update(news_at=None)
    move(cast, session, slot=slot(cast, starts=time(14), ends=time(15)), why="Fire drill.")
    session.refresh_from_db()
    assert (session.was_at, session.why) == (datetime(2027, 3, 8, 9, tzinfo=UTC), "Fire drill.")
    for one in (studies, waits, other):
        one.refresh_from_db()
    assert (studies.news_at, waits.news_at, other.news_at) == (NOW, None, None)
    move(cast, session, slot=slot(cast, starts=time(15), ends=time(16)), at=NOW + timedelta(hours=1))
    session.refresh_from_db()
    studies.refresh_from_db()
    assert session.was_at == datetime(2027, 3, 8, 9, tzinfo=UTC)  # where the learners have it from
    assert studies.news_at == NOW  # new since the first change


@pytest.mark.parametrize("on", [date(2027, 3, 9), date(2027, 3, 15), date(2027, 3, 5)])
def test_moving_all_later_ones_moves_each_by_as_many_days(cast: Cast, on: date) -> None:
    made = add(cast, a_class(), until=date(2027, 3, 29))
    gone = made[2]
    cancel(cast, gone)
    first = made[1]
    by = on - MONDAY
    moved = move(cast, first, slot=slot(cast, on=MONDAY + timedelta(weeks=1) + by, room="Hall"), rest=True)
    assert [timezone.localdate(one.starts_at) for one in moved] == [
        date(2027, 3, 15) + by,
        date(2027, 3, 29) + by,
    ]
    assert set(Session.objects.filter(room="Hall")) == {made[1], made[3]}
    gone.refresh_from_db()
    assert gone.room == "Room 2"


def test_moving_onto_another_is_refused_whole(cast: Cast) -> None:
    course = a_class()
    made = add(cast, course, until=date(2027, 3, 22))
    with pytest.raises(timetabling.MeetsAlready):
        move(cast, made[0], slot=slot(cast, on=date(2027, 3, 22)))
    made[0].refresh_from_db()
    assert made[0].starts_at == datetime(2027, 3, 8, 9, tzinfo=UTC)


def test_two_tutors_at_once(cast: Cast) -> None:
    session = add(cast, a_class())[0]
    seen = session.revision
    cancel(cast, session)
    for act in (move, cancel):
        with pytest.raises(timetabling.ChangedMeanwhile):
            act(cast, session, revision=seen)
    session.refresh_from_db()
    with pytest.raises(timetabling.ChangedMeanwhile):
        timetabling.put_on_again(session=session, revision=seen, by=cast.tutor, at=NOW)
    timetabling.put_on_again(session=session, revision=session.revision, by=cast.tutor, at=NOW)
    session.refresh_from_db()
    assert (session.is_on, session.why) == (True, "")


def test_put_on_again_where_another_stands_now(cast: Cast) -> None:
    course = a_class()
    session = add(cast, course)[0]
    cancel(cast, session)
    add(cast, course)
    session.refresh_from_db()
    with pytest.raises(timetabling.MeetsAlready):
        timetabling.put_on_again(session=session, revision=session.revision, by=cast.tutor, at=NOW)


def test_what_took_place_is_not_cancelled_nor_moved(cast: Cast) -> None:
    course = a_class()
    session = a_session(course, cast.tutor, NOW - timedelta(hours=3))
    with pytest.raises(timetabling.IsOver):
        move(cast, session)
    came(session, placed(course, cast.prisoner.prisoner))
    with pytest.raises(timetabling.RegisterIsTaken):
        cancel(cast, session)
    with pytest.raises(timetabling.NothingSaid):
        cancel(cast, session, why=" ")


def test_what_is_in_the_way(cast: Cast) -> None:
    course, other = a_class(), a_class(title="Other")
    him, mate = cast.prisoner.prisoner, cast.cell_mate.prisoner
    for each in (course, other):
        placed(each, him)
    placed(course, mate)
    mine = add(cast, course, until=date(2027, 3, 22))
    assert clashing.clashes_of(course, NOW) == []
    colleague = UserFactory(roles=["TUTOR"])
    there = a_session(other, colleague, mine[1].starts_at + timedelta(minutes=90), room="room 2")
    NonAssociation.objects.create(first=him, second=mate, where="WING", reason="a fight", since_at=NOW)
    found = clashing.clashes_of(course, NOW)
    told = {(one.clash, one.prisoner, one.session, one.other) for one in found}
    assert told == {
        (Clash.APART, him, None, None),
        (Clash.APART, mate, None, None),
        (Clash.ROOM, None, mine[1], there),
        (Clash.LEARNER, him, mine[1], there),
    }
    asks = clashing.clashes_for(mate, other, NOW)
    assert {one.clash for one in asks} == {Clash.APART, Clash.LEARNER}
    NonAssociation.objects.update(until_at=NOW)
    there.cancelled_at = NOW
    there.save()
    assert clashing.clashes_of(course, NOW) == []
    there.cancelled_at, there.room, there.tutor = None, "Hall", cast.tutor
    there.save()
    assert Clash.TUTOR in {one.clash for one in clashing.clashes_of(course, NOW)}
