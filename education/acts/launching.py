"""Opening a package's activity on a host of its own, and closing it."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction

from accounts import audit
from accounts.access import NotAllowed, Verb, require
from accounts.models import Audience, Terminal, User
from accounts.models.hashing import pepper
from education.models import Attempt, Enrolment, Launch, Sco
from education.scorm.sequencing import threshold_of
from education.scorm.starting import Told, start

from .parts import Parts, parts_of, step_of
from .progress import move

GOOD_FOR = timedelta(hours=12)  # as a person's tickets: nobody is signed in for longer
OPENS = (Enrolment.State.PLACED, Enrolment.State.COMPLETED)  # who is done may look again


class NothingToOpen(ValueError):
    """This is no activity of a unit of this course, or its package has gone."""


class NotYet(ValueError):
    """The package's own rules want something else done first."""


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
    Writes   an Attempt (the first time), a Launch, one audit line. Queries: 13.
    Raises   NotAllowed, NoPlace, NothingToOpen, NotYet.
    """
    held = studied(enrolment, by)
    if held.state not in OPENS:
        raise NoPlace
    there = Sco.objects.exclude(kind=Sco.Kind.FOLDER).select_related("package")
    activity = there.filter(pk=sco, package__unit__course_id=held.course_id).first()
    if activity is None or activity.package.cleared_at is not None:
        raise NothingToOpen
    offer = parts_of(activity.package, held).menu.offers.get(activity.pk)
    if offer is None or not offer.opens:
        raise NotYet
    return _opened(held, activity, origin, by, terminal, at)


@transaction.atomic
def go_on(*, launch: UUID, way: str, target: str, origin: str, by: User, at: datetime) -> Launch | None:
    """Close a running activity and open the one that it asks for, as far as the package's rules let.

    way      a request of SCORM 2004: continue, previous, choice, jump; anything else leaves.
    target   the identifier of an activity, for choice and jump.
    Returns  the new launch; None where there is nowhere to go on to: back to the menu.
    Writes   as `leave`, and as open_activity. Queries: 5, 15 more to open. Raises NotAllowed.
    """
    leave(launch=launch, by=by, at=at)
    left = Launch.objects.select_related("attempt__sco__package__unit", "terminal").get(pk=launch)
    held, package = studied(left.attempt.enrolment_id, by), left.attempt.sco.package
    gone = package.unit_id is None or package.cleared_at is not None
    if gone or held.state not in OPENS or left.ended == Launch.Ended.ANOTHER:
        return None
    parts = parts_of(package, held)
    key = parts.menu.asked(way, left.attempt.sco_id, target)
    return None if key is None else _opened(held, parts.scos[key], origin, by, left.terminal, at)


def _opened(held: Enrolment, activity: Sco, origin: str, by: User, terminal: Terminal | None, at: datetime) -> Launch:
    """Queries: 7."""
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


@dataclass(frozen=True)
class Begun:
    """What an activity finds: `cmi`, element → value; `ways`, where it may ask to be led (request_valid)."""

    cmi: dict[str, str]
    ways: dict[str, Any]


@transaction.atomic
def begin(*, launch: UUID, by: User, at: datetime) -> Begun:
    """What the package finds when it starts. From now on only what this launch writes counts.

    A page to read reports nothing: to have opened it is to have done it.
    Queries: 9, 12 more for a page to read. Raises NotAllowed, LaunchEnded.
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
    read = sco.kind == Sco.Kind.ASSET and not attempt.is_done
    if read:
        attempt.completion, attempt.moved_at = "completed", at
        attempt.save(update_fields=["completion", "moved_at"])
    parts = parts_of(sco.package, held, attempt)
    if read and held.state == Enrolment.State.PLACED and sco.package.unit_id is not None:
        step, key = step_of(parts), f"{launch.hex}:0"
        move(enrolment=held.pk, unit=sco.package.unit_id, step=step, key=key, by=by, at=at)
    return Begun(start(attempt.cmi, _told(attempt, held), is_2004=sco.package.is_2004), _ways(parts, sco))


def _told(attempt: Attempt, held: Enrolment) -> Told:
    sco = attempt.sco
    return Told(
        learner=hashlib.sha256(held.pk.bytes).hexdigest()[:16],
        seconds=attempt.seconds,
        launch_data=sco.data_from_lms,
        mastery=sco.mastery_score,
        max_time=sco.max_time,
        time_limit_action=sco.extra.get("time_limit_action", ""),
        threshold=threshold_of(sco.extra),
        objectives=tuple(sco.extra.get("sequencing", {}).get("objectives", ())),
    )


def _ways(parts: Parts, sco: Sco) -> dict[str, Any]:
    """Where an activity may ask to be led; "on" while there is anything after it, since it may yet open that itself."""
    menu = parts.menu
    nodes = [node for node in menu.root.all() if node is not menu.root]
    opens = [node.identifier for node in nodes if any(menu.offers[one.key].opens for one in node.all())]
    back = menu.asked("previous", sco.pk) is not None
    return {"continue": sco.pk in menu.after, "previous": back, "choice": opens}


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
