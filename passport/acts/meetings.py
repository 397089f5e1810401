"""Handover meetings: noted by one, confirmed by who was there, answered by the person, and put on the plan."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Reach, Verb
from accounts.models import ArchiveKey, Audience, Prisoner, User
from accounts.models.people import PrisonerQuerySet
from accounts.seal import PublicReadingKey, ReadingKey, Unreadable, open_box, seal_to
from passport import meeting as meetings
from passport.meeting import Notes
from passport.models import HandoverMeeting, MeetingWord, Passport
from passport.plan import GoalWords, StepWords

from .planning import write_goal, write_step
from .reading import READ
from .sections import NoArchiveKey, hold, keys_of, still_here
from .words import tidy

BOX, WORD_BOX = "tg-meeting+jwe", "tg-meeting-word+jwe"
LONGEST_WORD = 1000  # characters
LONGEST_STEP = 200


class NotesHaveFaults(ValueError):
    """The notes leave something out. `faults`: codes of passport.meeting."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class NotHeldYet(ValueError):
    """The day of the meeting lies ahead."""


class ChangedMeanwhile(Exception):
    """Somebody changed the notes after they were shown."""


class NotesAreYours(ValueError):
    """Who wrote the notes as they stand can't be the one who confirms them."""


class TooLong(ValueError):
    """More than 1,000 characters."""


class NothingToDo(ValueError):
    """The meeting agreed on nothing that somebody does."""


@dataclass(frozen=True)
class Word:
    """What one who was there said. `stands`: of the notes as they are now. `words` is None where they don't open."""

    row: MeetingWord
    words: str | None
    stands: bool
    own: bool


@dataclass(frozen=True)
class Told:
    """A meeting, opened. `notes` is None where they do not open."""

    meeting: HandoverMeeting
    notes: Notes | None
    words: tuple[Word, ...]


@transaction.atomic
def write_meeting(
    *, passport: Passport, meeting_id: UUID, held_on: date, notes: Notes, seen: int, by: User, at: datetime
) -> HandoverMeeting:
    """Seal the notes of a meeting, new (`seen` 0) or as they were seen. The same form a second time changes nothing.

    meeting_id  made with the form. held_on: a day that is not ahead of `at`.
    Queries     about 9. Raises NotAllowed, NotesHaveFaults, NotHeldYet, ChangedMeanwhile, NoArchiveKey.
    """
    access.require(by, Verb.WRITE_PLAN, passport.prisoner)
    if found := meetings.faults(notes):
        raise NotesHaveFaults(found)
    if held_on > localdate(at):
        raise NotHeldYet
    still_here(passport)
    row = HandoverMeeting.objects.filter(pk=meeting_id).first()
    if row is not None and (row.passport_id != passport.pk or row.revision != seen):
        if row.passport_id == passport.pk and _opened(row, keys_of(passport.pk)) == notes and row.held_on == held_on:
            return row
        raise ChangedMeanwhile
    if row is None:
        if seen:
            raise ChangedMeanwhile
        row = HandoverMeeting(pk=meeting_id, passport=passport, drafted_by=by, drafted_at=at, revision=0)
    row.held_on, row.changed_by, row.changed_at, row.revision = held_on, by, at, row.revision + 1
    said = json.dumps(meetings.written(notes)).encode()
    row.sealed = seal_to(_reader(passport), BOX, {"meeting": str(row.pk)}, said)
    row.save()
    audit.write(by=by, verb="write_meeting", what="passport.HandoverMeeting", whom=passport.pk, at=at)
    return row


@transaction.atomic
def say_of_meeting(
    *, meeting: HandoverMeeting, says: str, words: str, seen: int, by: User, at: datetime
) -> MeetingWord:
    """Say that the notes that were shown are right, or what is not. The person says it, or staff who were there.

    words    0-1,000 characters. seen: the notes' revision. Again of the same notes: the newer word counts.
    Queries  about 8. Raises NotAllowed, ChangedMeanwhile, NotesAreYours, TooLong, NoArchiveKey; ValueError.
    """
    passport = meeting.passport
    own = by.audience == Audience.PRISONER
    access.require(by, Verb.OWN_PASSPORT if own else Verb.READ_PASSPORT, passport.prisoner)
    said = tidy(words)
    if len(said) > LONGEST_WORD:
        raise TooLong(len(said))
    still_here(passport)
    held = HandoverMeeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    if held.revision != seen:
        raise ChangedMeanwhile
    if held.changed_by_id == by.pk:
        raise NotesAreYours
    aad = {"meeting": str(held.pk), "by": str(by.pk), "revision": str(seen)}
    told = {
        "says": MeetingWord.Says(says),
        "at": at,
        "sealed": seal_to(_reader(passport), WORD_BOX, aad, said.encode()) if said else "",
    }
    row, _new = MeetingWord.objects.update_or_create(meeting=held, by=by, revision=seen, defaults=told)
    audit.write(by=by, verb="say_of_meeting", what="passport.HandoverMeeting", whom=passport.pk, at=at, why=says)
    return row


@transaction.atomic
def read_meeting(*, meeting: HandoverMeeting, by: User, at: datetime) -> Told:
    """Open the notes and what was said of them, and write down that they were read. Queries: 6. Raises NotAllowed."""
    passport = meeting.passport
    own = by.audience == Audience.PRISONER
    access.require(by, Verb.OWN_PASSPORT if own else Verb.READ_PASSPORT, passport.prisoner)
    keys = keys_of(passport.pk)
    words = tuple(_word(row, meeting, keys) for row in meeting.words.select_related("by"))
    audit.write(by=by, verb=READ, what="passport.Passport", whom=passport.pk, at=at, why="own" if own else "meeting")
    return Told(meeting, _opened(meeting, keys), words)


@transaction.atomic
def put_on_plan(*, meeting: HandoverMeeting, title: str, seen: int, by: User, at: datetime) -> int:
    """Make what was agreed steps of one goal of the plan, from where agencies that may have it; again adds what is new.

    title    of the goal, in the words of the page. Returns how many steps the goal was given.
    Queries  about 40 a step. Raises NotAllowed, ChangedMeanwhile, NothingToDo; those of `write_goal`.
    """
    passport = meeting.passport
    access.require(by, Verb.WRITE_PLAN, passport.prisoner)
    hold(passport)  # before the meeting, as who changes its notes does
    held = HandoverMeeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    notes = _opened(held, keys_of(passport.pk))
    if held.revision != seen:
        raise ChangedMeanwhile
    if notes is None or not notes.actions:
        raise NothingToDo
    goal = str(uuid5(held.pk, "goal"))
    turn: dict[str, Any] = {"passport": passport, "goal_id": goal, "by": by, "at": at}
    target = max((action.by_on for action in notes.actions), default="")
    if held.planned_at is None:
        write_goal(**turn, words=GoalWords(title, "", target), seen=0)
    for action in notes.actions:
        words = StepWords(_step(action), action.who)
        write_step(**turn, step_id=str(uuid5(held.pk, action.id)), words=words, seen=0)
    held.planned_at = at
    held.save(update_fields=["planned_at"])
    audit.write(by=by, verb="plan_meeting", what="passport.HandoverMeeting", whom=passport.pk, at=at)
    return len(notes.actions)


def _step(action: meetings.Action) -> str:
    if not action.by_on:
        return action.what
    return f"{action.what} ({date_format(date.fromisoformat(action.by_on), 'j M Y')})"[:LONGEST_STEP]


def without_meeting(reach: Reach, on: date) -> PrisonerQuerySet:
    """People who leave within the window and of whose handover nobody has met yet. Queries: none of its own.

    The window is HANDOVER_MEETING_WEEKS: with the pre-release report, twelve weeks before release.
    """
    until = on + timedelta(weeks=settings.HANDOVER_MEETING_WEEKS)
    since = on - timedelta(weeks=settings.HANDOVER_MEETING_WEEKS)
    held = HandoverMeeting.objects.filter(passport__prisoner=OuterRef("pk"), held_on__gte=since)
    leaving = Prisoner.objects.visible_to(reach).here().filter(release_on__gte=on, release_on__lte=until)
    return leaving.filter(~Exists(held))


def _reader(passport: Passport) -> PublicReadingKey:
    kind = ArchiveKey.Kind.NORMAL
    key = ArchiveKey.objects.filter(rec=passport.pk, kind=kind, destroyed_at__isnull=True).first()
    if key is None:
        raise NoArchiveKey(kind)
    return PublicReadingKey.from_jwk(key.jwk)


def _opened(row: HandoverMeeting, keys: dict[str, ReadingKey]) -> Notes | None:
    key = keys.get(ArchiveKey.Kind.NORMAL)
    if key is None:
        return None
    try:
        return meetings.read(json.loads(open_box(row.sealed, key=key, typ=BOX, aad={"meeting": str(row.pk)})))
    except Unreadable:
        return None


def _word(row: MeetingWord, meeting: HandoverMeeting, keys: dict[str, ReadingKey]) -> Word:
    stands, own = row.revision == meeting.revision, row.by.audience == Audience.PRISONER
    key = keys.get(ArchiveKey.Kind.NORMAL)
    if not row.sealed:
        return Word(row, "", stands, own)
    aad = {"meeting": str(row.meeting_id), "by": str(row.by_id), "revision": str(row.revision)}
    try:
        words = open_box(row.sealed, key=key, typ=WORD_BOX, aad=aad).decode() if key else None
    except Unreadable:
        words = None
    return Word(row, words, stands, own)
