"""Writing courses: what they are and whom they are for. What a course may become next stands in `publishing`."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import AuditEntry, Prison, User
from education.models import Course, Pace, Prerequisite

from .places import fill, hold_course

MOST_NEEDS = 10  # courses that come first
MOST = 500  # courses of one prison that are not retired


class ChangedMeanwhile(ValueError):
    """Somebody else has changed the course since it was read. `by` is who, where that is known."""

    def __init__(self, by: User | None) -> None:
        super().__init__()
        self.by = by


class NotADraft(ValueError):
    """Only a draft is written; of a published course only whom it is for and how many may study."""


class NeedsItself(ValueError):
    """A course would have to be done before itself, by one step or by more."""


class TooManyCourses(ValueError):
    """MOST courses, or MOST_NEEDS that come first."""


@dataclass(frozen=True)
class Saying:
    """What a course says. `hours` of guided learning; `reading_age` in years; `places` 0 is no bound."""

    title: str
    summary: str
    level: str
    subject: str
    title_cy: str = ""
    summary_cy: str = ""
    language: str = "en"
    reading_age: int | None = None
    hours: int = 0
    pace: str = Pace.SELF_PACED
    for_staff: bool = False
    places: int = 0
    cohorts: tuple[str, ...] = ()
    wings: tuple[str, ...] = ()
    only_language: str = ""


BOUNDS = ("places", "cohorts", "wings", "only_language")  # may change while people study


@transaction.atomic
def make_course(*, saying: Saying, needs: list[UUID], by: User, at: datetime) -> Course:
    """Begin a course: a draft of the prison of `by`.

    needs    ids of courses of this prison that are completed first.
    Writes   one Course, its prerequisites, one audit line. Queries: 9. Raises NotAllowed, TooManyCourses.
    """
    reach = access.require(by, Verb.MANAGE_COURSES)
    prison = Prison.objects.select_for_update(no_key=True).get(pk=min(reach.prisons))
    if Course.objects.filter(prison=prison).exclude(state=Course.State.RETIRED).count() >= MOST:
        raise TooManyCourses
    course = Course.objects.create(prison=prison, made_by=by, made_at=at, **_columns(saying))
    _need(course, needs)
    note(course, "make_course", by, at)
    return course


@transaction.atomic
def change_course(
    *, course: Course, saying: Saying, needs: list[UUID], revision: int, by: User, at: datetime
) -> Course:
    """Say something else of a draft; of a published course only BOUNDS and `needs`. More places are filled at once.

    revision   of the course as `by` has read it.
    Writes     the course, its prerequisites, one audit line. Queries: 10, and 4 for each who gets a place.
    Raises     NotAllowed, ChangedMeanwhile, NotADraft, NeedsItself, TooManyCourses.
    """
    held = hold(course, Verb.MANAGE_COURSES, revision, by)
    before = Saying(**{name: getattr(held, name) for name in Saying.__dataclass_fields__})
    if held.state != Course.State.DRAFT:
        wanted = replace(before, **{name: getattr(saying, name) for name in BOUNDS})
        if held.state != Course.State.PUBLISHED or _columns(wanted) != _columns(saying):
            raise NotADraft
    for name, value in _columns(saying).items():
        setattr(held, name, value)
    held.revision += 1
    held.save()
    _need(held, needs)
    note(held, "change_course", by, at)
    fill(course=held, by=by, at=at)
    return held


def hold(course: Course, verb: Verb, revision: int | None, by: User) -> Course:
    """The course, locked, as `by` has read it. Queries: 2. Raises NotAllowed, ChangedMeanwhile."""
    if course.prison_id not in access.require(by, verb).prisons:
        raise NotAllowed(verb.value)
    held = hold_course(course.pk)
    if revision is not None and held.revision != revision:
        raise ChangedMeanwhile(last_to_change(held))
    return held


def last_to_change(course: Course) -> User | None:
    """Who did the newest act on this course. Queries: 2."""
    lines = AuditEntry.objects.filter(whom=str(course.pk), what="education.Course").order_by("-at", "-pk")
    who = lines.values_list("who", flat=True).first()
    return User.objects.filter(pk=who).first() if who and not who.startswith("node:") else None


def note(course: Course, verb: str, by: User, at: datetime) -> None:
    audit.write(by=by, verb=verb, what="education.Course", whom=course.pk, at=at)


def _columns(saying: Saying) -> dict[str, object]:
    said = asdict(saying)
    return said | {"cohorts": list(saying.cohorts), "wings": list(saying.wings)}


def _need(course: Course, needs: list[UUID]) -> None:
    """Replace the prerequisites. Queries: 4, 2 without any."""
    wanted = set(needs)
    if len(wanted) > MOST_NEEDS:
        raise TooManyCourses
    have = set(Prerequisite.objects.filter(course=course).values_list("needed", flat=True))
    Prerequisite.objects.filter(course=course, needed__in=have - wanted).delete()
    added = list(Course.objects.filter(pk__in=wanted - have, prison_id=course.prison_id).values_list("pk", flat=True))
    if added and course.pk in _all_before(set(added)):
        raise NeedsItself
    Prerequisite.objects.bulk_create(Prerequisite(course=course, needed_id=needed) for needed in added)


def _all_before(courses: set[UUID]) -> set[UUID]:
    """These, and all that has to be done before any of them. Queries: 1 a step back."""
    found, now = set(courses), set(courses)
    while now:
        now = set(Prerequisite.objects.filter(course__in=now).values_list("needed", flat=True)) - found
        found |= now
    return found
