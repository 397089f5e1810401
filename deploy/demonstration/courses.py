"""Courses of the demo, made by the product's own acts: one that is full, one to join, one that waits for review."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from .lessons import write_units

TUTOR = "tutor@mdi.example"
WEEKS = timedelta(weeks=3)  # for so long the demo's class has met
CAME = ("ATTENDED", "HEALTHCARE", "ATTENDED", "REFUSED")
REVIEWER = "head@mdi.example"

# what the course says, its units as (kind, title, Welsh title, minutes), whether it is published
COURSES: list[tuple[dict[str, Any], list[tuple[str, str, str, int]], bool]] = [
    (
        {
            "title": "Kitchen maths",
            "title_cy": "Mathemateg y gegin",
            "summary": "Weigh, measure and count. You will need it in any kitchen.",
            "summary_cy": "Pwyso, mesur a chyfrif. Mae ei angen ym mhob cegin.",
            "level": "ENTRY_3",
            "subject": "MATHS",
            "hours": 12,
            "places": 3,
            "reading_age": 9,
            "pace": "TIMETABLED",
        },
        [
            ("LESSON", "Weigh it", "Ei bwyso", 20),
            ("QUIZ", "Try it", "Rhoi cynnig arni", 10),
            ("WORKBOOK", "A meal for four", "Pryd i bedwar", 45),
        ],
        True,
    ),
    (
        {
            "title": "Read with your child",
            "title_cy": "Darllen gyda’ch plentyn",
            "summary": "Choose a book, read it aloud, and send the story home.",
            "summary_cy": "Dewis llyfr, ei ddarllen yn uchel, ac anfon y stori adref.",
            "level": "ENTRY_2",
            "subject": "FAMILY",
            "hours": 6,
        },
        [("LESSON", "Choose a book", "Dewis llyfr", 15), ("WORKBOOK", "Tell it well", "Ei ddweud yn dda", 60)],
        True,
    ),
    (
        {
            "title": "First day at work",
            "summary": "What to bring, what to say, and what to do when it goes wrong.",
            "level": "LEVEL_1",
            "subject": "WORK",
            "hours": 8,
        },
        [("LESSON", "The night before", "", 15)],
        False,
    ),
]


def begin_courses(*, at: datetime) -> None:
    """Make the courses, unless there are some already."""
    from accounts.models import Prisoner, User
    from education.acts.courses import Saying, make_course
    from education.acts.deciding import place_person
    from education.acts.publishing import take_step
    from education.acts.units import Content, add_unit
    from education.models import Course

    if Course.objects.exists():
        return
    tutor, reviewer = User.objects.get(username=TUTOR), User.objects.get(username=REVIEWER)
    for said, units, published in COURSES:
        course = make_course(saying=Saying(**said), needs=[], by=tutor, at=at)
        for kind, title, title_cy, minutes in units:
            add_unit(course=course, content=Content(kind, title, title_cy, minutes), by=tutor, at=at)
        write_units(course=course, by=tutor, at=at)
        course.refresh_from_db()
        course = take_step(course=course, step="send", revision=course.revision, by=tutor, at=at)
        if published:
            course = take_step(course=course, step="publish", revision=course.revision, by=reviewer, at=at)
            # Those who leave first are those who can sign in.
            soonest = Prisoner.objects.here().filter(release_on__gte=at.date()).order_by("release_on", "number")
            for person in soonest[: course.places]:
                place_person(course=course, person=person, by=tutor, at=at - WEEKS)
            if course.pace == "TIMETABLED":
                _hold_classes(course, tutor, at)


def _hold_classes(course: Any, tutor: Any, at: datetime) -> None:
    """Three weeks of classes behind them, each with its register, and four to come; the next one moved."""
    from education.acts.registering import learners_of, take_register
    from education.acts.timetabling import Slot, add_sessions, move_session

    began = at - WEEKS
    slot = Slot(began.date() + timedelta(days=2), time(9), time(11), "Education 2", tutor.pk)
    held = add_sessions(course=course, slot=slot, until=slot.on + timedelta(weeks=6), but=[], by=tutor, at=began)
    over, coming = [one for one in held if one.ends_at <= at], [one for one in held if one.starts_at > at]
    for n, session in enumerate(over):
        codes = {one.pk: CAME[(n + m) % len(CAME)] for m, one in enumerate(learners_of(session))}
        take_register(session=session, codes=codes, seen={}, by=tutor, at=session.ends_at)
    moved = Slot(timezone.localdate(coming[0].starts_at), time(14), time(16), "Education 2", tutor.pk)
    why = "The room is in use in the morning."
    move_session(session=coming[0], slot=moved, why=why, rest=False, revision=0, by=tutor, at=at)
