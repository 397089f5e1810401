"""What the crowd studies: everybody one course, which they have begun."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import Prisoner, User
from education.models import Course, Enrolment, Level, Progress, Subject, Unit

from .rows import CODE, id_of, save

COURSES = 10  # each is studied by every tenth: 2,000 people make classes of 200
KINDS = (*[Unit.Kind.LESSON] * 4, Unit.Kind.QUIZ, Unit.Kind.PACKAGE, *[Unit.Kind.LESSON] * 4, Unit.Kind.WORKBOOK)
KINDS += (Unit.Kind.QUIZ,)  # a course's steps, in order
DONE = 3  # of them; the next, a lesson, is begun


def class_id() -> UUID:
    """The course whose class the tutor looks at."""
    return id_of("course", 0)


def words(n: int) -> dict[str, str]:
    """What stands in the addresses of the n-th person: their course, enrolment and the lesson that they read."""
    course = n % COURSES
    own = {"course": id_of("course", course), "enrolment": id_of("enrolment", n), "unit": id_of("unit", course, DONE)}
    return {name: str(value) for name, value in own.items()}


def study(people: Iterable[tuple[int, Prisoner]], by: User, at: datetime) -> None:
    """Put these people, each with their number in the crowd, on their courses. Queries: 1, and one for 2,000 rows."""
    if not Course.objects.filter(pk=class_id()).exists():
        save([_course(k, by, at) for k in range(COURSES)])
        save([_unit(k, position) for k in range(COURSES) for position in range(len(KINDS))])
    enrolments = [_enrolment(n, person, by, at) for n, person in people]
    save([enrolment for _, enrolment in enrolments])
    save([_progress(n, one, position, at) for n, one in enrolments for position in range(DONE + 1)])


def _course(k: int, by: User, at: datetime) -> Course:
    return Course(
        id=id_of("course", k),
        prison_id=CODE,
        title=f"Kitchen maths {k}",
        title_cy=f"Mathemateg y gegin {k}",
        summary="Weigh, measure and count in a kitchen.",
        level=Level.ENTRY_3,
        subject=Subject.MATHS,
        hours=20,
        state=Course.State.PUBLISHED,
        made_by=by,
        made_at=at,
        published_at=at,
    )


def _unit(k: int, position: int) -> Unit:
    return Unit(
        id=id_of("unit", k, position),
        course_id=id_of("course", k),
        position=position + 1,
        kind=KINDS[position],
        title=f"Weigh and measure, part {position + 1}",
        minutes=20,
    )


def _enrolment(n: int, person: Prisoner, by: User, at: datetime) -> tuple[int, Enrolment]:
    began_at = at - timedelta(days=30)
    return n, Enrolment(
        id=id_of("enrolment", n),
        prison_id=CODE,
        course_id=id_of("course", n % COURSES),
        prisoner=person,
        state=Enrolment.State.PLACED,
        asked_at=began_at,
        decided_at=began_at,
        decided_by=by,
        placed_at=began_at,
        stood_at=began_at,
        seen_at=began_at,
    )


def _progress(n: int, enrolment: Enrolment, position: int, at: datetime) -> Progress:
    done = position < DONE
    moved_at = at - timedelta(days=20 - position)
    return Progress(
        enrolment=enrolment,
        unit_id=id_of("unit", n % COURSES, position),
        state=Progress.State.COMPLETED if done else Progress.State.IN_PROGRESS,
        fraction=1.0 if done else 0.2,
        seconds=900,
        began_at=moved_at,
        moved_at=moved_at,
        done_at=moved_at if done else None,
    )
