"""Keeping what a running package has to keep: sealed on the terminal, taken in once, and never an older over a newer.

The page of a launch seals each state to the node's reading key before it is stored or sent, so that whoever sits at the
terminal next can neither read nor change what still waits there. Inside the seal lies the launch's key: it alone says
whose state it is, so that it may be sent when its writer has signed out.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.access import NotAllowed
from accounts.keys import node_keys
from accounts.models import Terminal
from accounts.seal import ReadingKey, Unreadable, open_box, read_object
from education.models import Attempt, Enrolment, Launch, Sco
from education.scorm import runtime
from education.scorm.sequencing import threshold_of

from .launching import opens
from .parts import parts_of, step_of
from .progress import LONGEST, NotStudying, move

TYP = "tg-package-state+jwe"
LARGEST = 1024 * 1024  # bytes of a box: runtime.LARGEST in UTF-8, and what sealing adds
MEMBERS = {"v": int, "key": str, "number": int, "seconds": int, "finished": bool, "cmi": dict}
MOST = 2**31 - 1
COUNT_AFTER = 60  # seconds: less is told to the progress only together with something else


class NoSuchLaunch(ValueError):
    """No launch has this number, or what lies in the seal was not written by its page."""


class AnotherTerminal(ValueError):
    """The state comes from another terminal than the launch's."""


@dataclass(frozen=True)
class Saved:
    """`ended`: the launch has ended, and its page should say so. `counts`: the state is what the next start finds."""

    ended: bool
    counts: bool


def save(*, launch: UUID, number: int, box: str, terminal: Terminal | None, at: datetime) -> Saved:
    """Take in one state; a number that came before, or an older one, changes nothing.

    number   counts the states of one launch, from 1; it is the idempotency key.
    When another launch has read the attempt since, its bookmark stays as that one has it; what this state proves
    (done, passed, a score, time) counts all the same.
    Writes   the launch, the attempt; and when the unit has moved, or a minute has passed, `progress.move` with its
    audit line and receipt. Between those a bookmark is the package's own note and has no line.
    Queries: 5, 22 with a step. Raises NoSuchLaunch, AnotherTerminal, runtime.StateRefused, Unreadable, NodeKeysLocked.
    """
    said = _open(launch, number, box)
    with transaction.atomic():
        running = _held(launch, terminal)
        if number <= running.number:
            return Saved(_has_ended(running, at), counts=running.attempt.held_by_id == running.pk)
        return _take(running, said, at)


def _open(launch: UUID, number: int, box: str) -> dict[str, Any]:
    aad = {"launch": str(launch), "node": settings.NODE_NAME, "number": number, "v": 1}
    text = open_box(box, key=_reader_of(box), typ=TYP, aad=aad, max_bytes=LARGEST)
    said = read_object(text, LARGEST)
    if said.keys() != MEMBERS.keys() or any(type(said[name]) is not shape for name, shape in MEMBERS.items()):
        raise Unreadable("members")
    if said["v"] != 1 or said["number"] != number or not 0 < number <= MOST or not 0 <= said["seconds"] <= MOST:
        raise Unreadable("type")
    if not opens(launch, "save", said["key"]):
        raise NoSuchLaunch
    return said


def _reader_of(box: str) -> ReadingKey:
    """The node's key that the box is for: today's, or one from before a rotation. Raises Unreadable: reader."""
    recipients = read_object(box, LARGEST).get("recipients")
    first = recipients[0] if isinstance(recipients, list) and recipients else None
    header = first.get("header") if isinstance(first, dict) else None
    kid = header.get("kid") if isinstance(header, dict) else None
    key = node_keys().reading_key(kid) if isinstance(kid, str) else None
    if key is None:
        raise Unreadable("reader")
    return key


def _held(launch: UUID, terminal: Terminal | None) -> Launch:
    """The launch, its enrolment locked so that states come one after the other. Queries: 3."""
    whose = Launch.objects.filter(pk=launch).values_list("attempt__enrolment_id", flat=True).first()
    if whose is None:
        raise NoSuchLaunch
    Enrolment.objects.select_for_update(of=("self",)).get(pk=whose)
    running = Launch.objects.select_related("attempt__enrolment", "attempt__sco__package", "user").get(pk=launch)
    if running.terminal_id != (terminal.pk if terminal else None):
        raise AnotherTerminal
    return running


def _has_ended(running: Launch, at: datetime) -> bool:
    return running.ended == Launch.Ended.ANOTHER or running.expires_at <= at


def _take(running: Launch, said: dict[str, Any], at: datetime) -> Saved:
    attempt, sco = running.attempt, running.attempt.sco
    state = runtime.read_state(said["cmi"], is_2004=sco.package.is_2004)
    threshold = threshold_of(sco.extra)
    now = runtime.standing(state, is_2004=sco.package.is_2004, mastery=sco.mastery_score, threshold=threshold)
    counts = attempt.held_by_id == running.pk
    before = (attempt.is_done, attempt.score)
    _count_seconds(running, now.seconds if now.seconds is not None else said["seconds"], at)
    failed = now.success == "failed" and not running.failed
    running.number, running.failed = said["number"], running.failed or failed
    if counts and sco.kind != Sco.Kind.ASSET:  # a page to read has nothing to say, and is done since it was opened
        attempt.cmi, attempt.location = state, now.location
        attempt.score = now.score if now.score is not None else attempt.score
        attempt.completion, attempt.success = now.completion, now.success
        attempt.revision += 1
    else:
        _prove(attempt, now)
    attempt.moved_at = at
    attempt.save()
    moved = failed or before != (attempt.is_done, attempt.score) or said["finished"]
    if moved or running.seconds - running.counted >= COUNT_AFTER:
        _move(running, now.measure, failed, at)
    running.save(update_fields=["number", "failed", "seconds", "counted"])
    return Saved(_has_ended(running, at), counts)


def _count_seconds(running: Launch, session: int, at: datetime) -> None:
    """Add what was spent since the last state: never more than has passed by the prison's clock."""
    passed = max(0, int((at - running.opened_at).total_seconds()))
    session = min(session, passed, LONGEST)
    if session > running.seconds:
        running.attempt.seconds = min(MOST, running.attempt.seconds + session - running.seconds)
        running.seconds = session


def _prove(attempt: Attempt, now: runtime.Standing) -> None:
    """What an older launch says late: it can only add."""
    if now.success == "passed":
        attempt.success = "passed"
    if now.completion == "completed":
        attempt.completion = "completed"
    if now.score is not None:
        attempt.score = max(now.score, attempt.score or 0.0)


def _move(running: Launch, measure: float, failed: bool, at: datetime) -> None:
    attempt, package = running.attempt, running.attempt.sco.package
    if package.unit_id is None:
        return
    parts = parts_of(package, attempt.enrolment, attempt)
    left = 0.0 if attempt.is_done else measure
    step = step_of(parts, measure=left, failed=failed, seconds=running.seconds - running.counted)
    running.counted = running.seconds
    key = f"{running.pk.hex}:{running.number}"
    with suppress(NotStudying, NotAllowed):  # gone meanwhile: what was done stays with the attempt
        move(
            enrolment=attempt.enrolment_id,
            unit=package.unit_id,
            step=step,
            key=key,
            by=running.user,
            at=at,
            late=True,  # the score of a test often comes after the word that all is read
        )
