"""Opening a package's activity on a host of its own, and closing it."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction

from accounts import audit
from accounts.access import NotAllowed, Verb, require
from accounts.models import Audience, Terminal, User
from accounts.models.hashing import pepper
from education.models import Attempt, Enrolment, Launch, Sco
from education.scorm import runtime

from .progress import Step, move

GOOD_FOR = timedelta(hours=12)  # as a person's tickets: nobody is signed in for longer
OPENS = (Enrolment.State.PLACED, Enrolment.State.COMPLETED)  # who is done may look again


class NothingToOpen(ValueError):
    """This is no activity of a unit of this course, or its package has gone."""


class NoPlace(ValueError):
    """This person has no place on the course."""


class LaunchEnded(ValueError):
    """It was left, has run out, or was opened on another screen."""


def key_of(launch: UUID, use: str) -> str:
    """The secret of a launch for one use, "host" or "save": 64 characters, kept nowhere. Queries: none."""
    return pepper(launch.hex, f"launch-{use}")  # unlike Django's secret key it never changes: a state may wait for days


def opens(launch: UUID, use: str, given: str) -> bool:
    return hmac.compare_digest(key_of(launch, use).encode(), given.encode())


@transaction.atomic
def open_activity(
    *, enrolment: UUID, sco: int, origin: str, by: User, terminal: Terminal | None, at: datetime
) -> Launch:
    """Open one activity for the one who studies it; whatever they had open before, anywhere, ends.

    origin   of the portal, e.g. "https://passport.prison.example": alone may frame the launch.
    Writes   an Attempt (the first time), a Launch, one audit line. Queries: 11.
    Raises   NotAllowed, NoPlace, NothingToOpen.
    """
    held = studied(enrolment, by)
    if held.state not in OPENS:
        raise NoPlace
    activity = Sco.objects.exclude(kind=Sco.Kind.FOLDER).filter(pk=sco, package__unit__course_id=held.course_id).first()
    if activity is None:
        raise NothingToOpen
    Launch.objects.live(at).filter(user=by).update(ended_at=at, ended=Launch.Ended.ANOTHER)
    attempt, _new = Attempt.objects.get_or_create(
        enrolment=held, sco=activity, defaults={"began_at": at, "moved_at": at}
    )
    launch = Launch.objects.create(
        label=secrets.token_hex(16),
        origin=origin,
        attempt=attempt,
        user=by,
        terminal=terminal,
        opened_at=at,
        expires_at=at + GOOD_FOR,
    )
    audit.write(by=by, verb="open_activity", what="education.Launch", whom=launch.pk, at=at)
    return launch


def studied(enrolment: UUID, by: User) -> Enrolment:
    """The enrolment of the one who studies, locked. Queries: 2-3. Raises NotAllowed."""
    verb = Verb.STUDY if by.audience == Audience.PRISONER else Verb.LEARN
    require(by, verb)
    own = models.Q(prisoner__user_id=by.pk) | models.Q(learner_id=by.pk)
    held = Enrolment.objects.filter(own, pk=enrolment).select_for_update(of=("self",)).first()
    if held is None:
        raise NotAllowed(verb.value)
    return held


@transaction.atomic
def begin(*, launch: UUID, by: User, at: datetime) -> dict[str, str]:
    """What the package finds when it starts, element → value. From now on only what this launch writes counts.

    A page to read reports nothing: to have opened it is to have done it.
    Queries: 7, 12 more for a page to read. Raises NotAllowed, LaunchEnded.
    """
    found = Launch.objects.filter(pk=launch, user=by).values_list("attempt__enrolment_id", flat=True).first()
    if found is None:
        raise NotAllowed(Verb.STUDY.value)
    held = studied(found, by)
    running = Launch.objects.select_related("attempt__sco__package").get(pk=launch)
    if running.ended_at is not None or running.expires_at <= at:
        raise LaunchEnded
    attempt, sco = running.attempt, running.attempt.sco
    attempt.held_by = running
    attempt.save(update_fields=["held_by"])
    if sco.kind == Sco.Kind.ASSET and not attempt.is_done:
        attempt.completion, attempt.moved_at = "completed", at
        attempt.save(update_fields=["completion", "moved_at"])
        if held.state == Enrolment.State.PLACED:
            step = unit_step(attempt)
            assert sco.package.unit_id is not None
            move(enrolment=held.pk, unit=sco.package.unit_id, step=step, key=f"{launch.hex}:0", by=by, at=at)
    return runtime.start(
        attempt.cmi,
        is_2004=sco.package.is_2004,
        learner=hashlib.sha256(held.pk.bytes).hexdigest()[:16],
        seconds=attempt.seconds,
        launch_data=sco.data_from_lms,
        mastery=sco.mastery_score,
        max_time=sco.max_time,
    )


@transaction.atomic
def leave(*, launch: UUID, by: User, at: datetime) -> None:
    """Close it: its host answers no more. A second time changes nothing. Queries: 5. Raises NotAllowed."""
    found = Launch.objects.select_for_update(of=("self",)).filter(pk=launch, user=by).first()
    if found is None:
        raise NotAllowed(Verb.STUDY.value)
    if found.ended_at is not None:
        return
    found.ended_at, found.ended = at, Launch.Ended.LEFT
    found.save(update_fields=["ended_at", "ended"])
    audit.write(by=by, verb="leave_activity", what="education.Launch", whom=found.pk, at=at)


def unit_step(attempt: Attempt, *, measure: float = 0.0, failed: bool = False, seconds: int = 0) -> Step:
    """How the unit stands after this attempt: done when each of its activities is; passed when one of them was.

    The score is the mean of those that gave one, told once all are done; a package of one activity tells it at once.
    Queries: 2.
    """
    package = attempt.sco.package_id
    activities = Sco.objects.exclude(kind=Sco.Kind.FOLDER).filter(package_id=package).count()
    attempts = list(Attempt.objects.filter(enrolment_id=attempt.enrolment_id, sco__package_id=package))
    done = sum(one.is_done for one in attempts)
    scores = [one.score for one in attempts if one.score is not None]
    state = "IN_PROGRESS"
    if done >= activities:
        state = "PASSED" if any(one.success == "passed" for one in attempts) else "COMPLETED"
    elif failed:
        state = "FAILED"
    telling = scores and (activities == 1 or done >= activities)
    share = (done + (0 if attempt.is_done else measure)) / max(1, activities)
    score = sum(scores) / len(scores) if telling else None
    return Step(state=state, score=score, fraction=min(1.0, share), seconds=seconds)
