"""How far a letter is, as the passport that carries it says; and what the agency answered, for whom it is."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.access import Verb, require
from accounts.keys import node_keys
from accounts.models import Prisoner, User
from accounts.seal import ReadingKey, Unreadable, open_box, read_object
from incell.models import Letter, LetterAnswer, Request

from .history import Happened, note
from .letters import REPLY_BOX
from .own_requests import NotTheirs
from .own_words import NoOwnKey, open_own

ANSWER_BOX = "tg-letter-answer+jwe"
LONGEST_ANSWER = 64 * 1024  # bytes of a sealed answer
LONGEST_WORDS, LONGEST_NAME = 2000, 120  # characters
State = Letter.State
ON_ITS_WAY = (State.LEFT, State.ARRIVED, State.OPENED, State.ANSWERED)
_ORDER = (State.WAITS, State.READY, *ON_ITS_WAY)


class NoSuchLetter(LookupError):
    """No letter with this id has left here."""


class AnswerOfAnother(ValueError):
    """This answer's id belongs to another letter already."""


@dataclass(frozen=True)
class Outgoing:
    """A letter as it leaves: for which agency, and a box for each of its keys."""

    id: UUID
    agency: UUID
    boxes: list[str]


@dataclass(frozen=True)
class Answered:
    """One answer as it is read. `lost`: why there are no words: "unreadable", "erased" or ""."""

    at: datetime
    who: str
    words: str
    lost: str = ""


def to_leave(*, at: datetime, most: int = 100) -> list[UUID]:
    """The letters that may leave now, the longest waiting first. Queries: 1."""
    ready = Letter.objects.filter(state=State.READY, goes_at__lte=at).order_by("goes_at")
    return list(ready.values_list("pk", flat=True)[:most])


def let_go(*, letter_id: UUID, by: str, at: datetime) -> Outgoing | None:
    """Hand a letter to whoever carries it, inside the carrier's transaction. None: somebody else has, or it stays.

    Queries  2, and the audit line.
    """
    ready = Letter.objects.select_for_update().filter(pk=letter_id, state=State.READY, goes_at__lte=at)
    letter = ready.first()
    if letter is None:
        return None
    boxes = json.loads(letter.boxes)
    letter.state, letter.boxes, letter.changed_at = State.LEFT, "", at
    letter.save(update_fields=["state", "boxes", "changed_at"])
    audit.write(by=by, verb="let_letter_go", what="incell.Letter", whom=letter.pk, at=at)
    return Outgoing(letter.pk, letter.agency_id, boxes)


@transaction.atomic
def arrived(*, letter_id: UUID, at: datetime) -> None:
    """Central has it. Again, or once it was opened, changes nothing. Queries: 2, or 6. Raises NoSuchLetter."""
    _come_to(letter_id, State.ARRIVED, Happened.ARRIVED, at)


@transaction.atomic
def opened(*, letter_id: UUID, at: datetime) -> None:
    """The agency has opened it. Again, or once it was answered, changes nothing. Raises NoSuchLetter."""
    _come_to(letter_id, State.OPENED, Happened.OPENED, at)


@transaction.atomic
def answered(*, letter_id: UUID, answer_id: UUID, sealed: str, said_at: datetime, at: datetime) -> LetterAnswer | None:
    """Keep what the agency answered: opened here, or, where it is private, sealed for its writer. Again does nothing.

    sealed   as it came; "" where central has destroyed it since.
    Returns  the answer; `unreadable` where it can't be opened. None: the letter was erased, and so is its answer.
    Queries  about 10. Raises NoSuchLetter, AnswerOfAnother.
    """
    letter = _held(letter_id)
    if letter.state == State.CLOSED:
        return None
    row = LetterAnswer(pk=answer_id, letter=letter, at=said_at, sealed=sealed if letter.private else "")
    known = LetterAnswer.objects.filter(pk=answer_id).first()
    if known is not None:
        if known.letter_id != letter.pk:
            raise AnswerOfAnother
        return known
    if sealed and not letter.private:
        try:
            row.worker_name, row.words = read_answer(sealed, key=_own_reply(letter), letter=letter, answer_id=answer_id)
        except Unreadable:
            row.unreadable = True
    row.save(force_insert=True)
    _come_to(letter.pk, State.ANSWERED, Happened.ANSWERED, at, again=True)
    Request.objects.filter(pk=letter.request_id).update(seen_at=None)
    return row


def close_letters(*, prisoner: Prisoner) -> list[UUID]:
    """Throw away what is sealed of a person's letters, here. Inside an act that erases. Queries: 4.

    Returns the ids of those that have left, for the carrier to have them destroyed where they are.
    """
    mine = Letter.objects.select_for_update().filter(request__prisoner=prisoner).exclude(state=State.CLOSED)
    found = dict(mine.values_list("pk", "state"))
    LetterAnswer.objects.filter(letter__in=found).update(sealed="")
    Letter.objects.filter(pk__in=found).update(state=State.CLOSED, boxes="", reply_key="")
    return [pk for pk, state in found.items() if state in ON_ITS_WAY]


def answers_for_writer(*, letter: Letter, by: User) -> list[Answered]:
    """What was answered, for the writer alone. Queries: 3; 4 of a private one. Raises NotAllowed, NotTheirs."""
    if letter.request.prisoner_id != require(by, Verb.ASK).prisoner_id:
        raise NotTheirs
    rows = list(letter.answers.all())
    if not rows or not letter.private:
        return [_as_kept(row) for row in rows]
    try:
        of = {"letter": str(letter.pk)}
        jwk = open_own(prisoner_id=letter.request.prisoner_id, typ=REPLY_BOX, about=of, sealed=letter.reply_key)
    except (NoOwnKey, Unreadable):
        return [Answered(row.at, "", "", "erased") for row in rows]
    key = ReadingKey.from_jwk(jwk)
    return [_opened(row, letter, key) for row in rows]


def answers_for_staff(letter: Letter) -> list[Answered]:
    """What staff may read of the answers: nothing of a private letter. Queries: none, or 1."""
    return [] if letter.private else [_as_kept(row) for row in letter.answers.all()]


def read_answer(sealed: str, *, key: ReadingKey, letter: Letter, answer_id: UUID) -> tuple[str, str]:
    """The worker's name and words. Queries: none. Raises Unreadable."""
    aad = {"agency": str(letter.agency_id), "id": str(answer_id), "letter": str(letter.pk)}
    said = read_object(open_box(sealed, key=key, typ=ANSWER_BOX, aad=aad, max_bytes=LONGEST_ANSWER))
    if said.keys() != {"at", "said", "v", "worker_name"} or said["v"] != 1:
        raise Unreadable("members")
    name, words = said["worker_name"], said["said"]
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= LONGEST_NAME or not name.isprintable():
        raise Unreadable("type")
    if not isinstance(words, str) or not 1 <= len(words.strip()) <= LONGEST_WORDS or "\0" in words:
        raise Unreadable("type")
    return name.strip(), words.strip()


def _as_kept(row: LetterAnswer) -> Answered:
    lost = "unreadable" if row.unreadable else "" if row.words else "erased"
    return Answered(row.at, row.worker_name, row.words, lost)


def _opened(row: LetterAnswer, letter: Letter, key: ReadingKey) -> Answered:
    if not row.sealed:
        return Answered(row.at, "", "", "erased")
    try:
        return Answered(row.at, *read_answer(row.sealed, key=key, letter=letter, answer_id=row.pk))
    except Unreadable:
        return Answered(row.at, "", "", "unreadable")


def _own_reply(letter: Letter) -> ReadingKey:
    """The key that answers to what staff passed on are sealed to. Raises Unreadable."""
    kid = _kid_of(letter.reply_key)
    key = node_keys().reading_key(kid)
    if key is None:
        raise Unreadable("reader")
    opened = open_box(letter.reply_key, key=key, typ=REPLY_BOX, aad={"letter": str(letter.pk)})
    return ReadingKey.from_jwk(read_object(opened))


def _kid_of(box: str) -> str:
    said: Any = read_object(box)
    return str(said["recipients"][0]["header"]["kid"])  # a box that was made here


def _held(letter_id: UUID) -> Letter:
    letter = Letter.objects.select_for_update(of=("self",)).select_related("request").filter(pk=letter_id).first()
    if letter is None or letter.state in (State.WAITS, State.READY):
        raise NoSuchLetter(str(letter_id))
    return letter


def _come_to(letter_id: UUID, state: State, happened: str, at: datetime, *, again: bool = False) -> None:
    """Move a letter on, never back, with a line in its request's history that the person reads too."""
    letter = _held(letter_id)
    if letter.state == State.CLOSED or (_ORDER.index(State(letter.state)) >= _ORDER.index(state) and not again):
        return
    Letter.objects.filter(pk=letter.pk).update(state=state, changed_at=at)
    note(letter.request, happened, by=None, at=at, shared=True)
