"""Courses of the demo, made by the product's own acts: one that is full, one to join, one that waits for review."""

from datetime import datetime
from typing import Any

from .lessons import write_units

TUTOR = "tutor@mdi.example"
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
        if said["title"] == "Kitchen maths":
            write_units(course=course, by=tutor, at=at)
        course.refresh_from_db()
        course = take_step(course=course, step="send", revision=course.revision, by=tutor, at=at)
        if published:
            course = take_step(course=course, step="publish", revision=course.revision, by=reviewer, at=at)
            # Those who leave first are those who can sign in.
            soonest = Prisoner.objects.here().filter(release_on__gte=at.date()).order_by("release_on", "number")
            for person in soonest[: course.places]:
                place_person(course=course, person=person, by=tutor, at=at)
