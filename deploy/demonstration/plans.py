"""The demo's learning plans, and what its people learned before: some under their number, one under an earlier one."""

import json
from datetime import datetime, timedelta
from typing import Any

from . import cohort

GOALS = [
    ("Get a job in a kitchen", 90, ["Do the food hygiene course", "Write a CV", "Talk with the careers adviser"]),
    ("Read to my children", 60, ["Join the library", "Record a story"]),
]
HELPS = [("READING", "Large print, and time to read it twice."), ("ANXIETY", "A seat near the door.")]
EARLIER = "A9042ZY"  # a number that nobody here has


def begin_plans(*, at: datetime) -> None:
    """Give everybody a plan with a goal, and bring a record in, unless there are plans already."""
    from django.conf import settings
    from django.utils import timezone

    from accounts.models import Prison, Prisoner, User
    from education.acts.goals import Saying, StepSaying, add_goal
    from education.acts.helping import add_need, assess
    from education.acts.import_learning import import_learning
    from education.models import LearningPlan
    from education.record import read

    if LearningPlan.objects.exists():
        return
    by, today = User.objects.get(username="ciag@mdi.example"), timezone.localdate(at)
    people = list(Prisoner.objects.here().order_by("number")[: len(cohort.PEOPLE)])
    for number, person in enumerate(people):
        title, days, steps = GOALS[number % len(GOALS)]
        saying = Saying(title, today + timedelta(days=days), [StepSaying(step) for step in steps])
        add_goal(prisoner=person, saying=saying, by=by, at=at)
        area, words = HELPS[number % len(HELPS)]
        add_need(prisoner=person, area=area, strategies=words, told=bool(number % 2), by=by, at=at)
        for subject, level in (("ENGLISH", "ENTRY_3"), ("MATHS", "LEVEL_1")):
            assess(prisoner=person, subject=subject, level=level, on=today, by=by, at=at)
    rows = [_course(person.number) for person in people] + ([_earlier(people[-1])] if people else [])
    record = read([json.dumps({"content": rows}).encode()])
    prison = Prison.objects.get(pk=settings.NODE_NAME)
    import_learning(prison=prison, record=record, by=f"node:{settings.NODE_NAME}", at=at)


def _course(number: str) -> dict[str, Any]:
    """One row as Curious sends it."""
    return {
        "prn": number,
        "establishmentId": "LEI",
        "establishmentName": "Leeds (HMP)",
        "courseCode": "60142",
        "courseName": "Food safety in catering",
        "isAccredited": True,
        "aimSequenceNumber": 1,
        "learningStartDate": "2024-02-05",
        "learningActualEndDate": "2024-03-15",
        "miNotionalNVQLevelV2": "Level 2",
        "actualGLH": 9,
        "completionStatus": "The learner has completed the learning activities leading to the learning aim",
        "outcome": "Achieved",
    }


def _earlier(person: Any) -> dict[str, Any]:
    """The same person, as another prison knew them: it waits for somebody to confirm it."""
    who = {"givenName": person.first_name, "familyName": person.last_name, "dateOfBirth": str(person.date_of_birth)}
    return _course(EARLIER) | who
