"""At central: an agency's worker opens a letter in the browser, and answers; central learns that it was done."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from accounts import access, audit
from accounts.access import Verb
from accounts.models import AgencyKey, NodeKey, User
from accounts.seal import Envelope, Unreadable, b64, canonical
from passport import journal
from passport.models import CarriedAnswer, CarriedLetter, Lane

from .opening import AnsweredOtherwise, NotAnAnswer

ANSWER_BOX = "tg-letter-answer+jwe"
ANSWER_HEADER = b64(f'{{"enc":"A256GCM","typ":"{ANSWER_BOX}"}}'.encode())
LONGEST_ANSWER = 64 * 1024  # bytes of a sealed answer
MOST_ANSWERS = 20  # to one letter


class NoLetter(Exception):
    """No letter with this id is here for this agency: it never was, or it was destroyed."""


class TooManyAnswers(Exception):
    """This letter has MOST_ANSWERS answers already."""


@transaction.atomic
def fetch_letter(*, letter_id: UUID, by: User, at: datetime) -> dict[str, Any]:
    """Give one letter's ciphertext out, and write down that it was. It counts as opened when the browser says so.

    Returns  {"agency", "boxes": [those for keys of this agency], "id", "nodes": [statement]}.
    Queries  5, and the audit line. Raises NotAllowed, NoLetter.
    """
    letter = _own(by, letter_id)
    kids = set(AgencyKey.objects.in_force().filter(agency_id=letter.agency_id).values_list("kid", flat=True))
    boxes = json.loads(letter.boxes)["boxes"] if letter.boxes else []
    theirs = [box for box in map(json.loads, boxes) if box["recipients"][0]["header"]["kid"] in kids]
    nodes = NodeKey.objects.exclude(statement="").filter(node=letter.prison)
    statements = sorted(set(nodes.values_list("statement", flat=True)))
    audit.write(by=by, verb="fetch_letter", what="passport.CarriedLetter", whom=letter.pk, at=at)
    return {"agency": str(letter.agency_id), "boxes": theirs, "id": str(letter.pk), "nodes": statements}


@transaction.atomic
def acknowledge_letter(*, letter_id: UUID, by: User, at: datetime) -> CarriedLetter:
    """A worker's browser has opened it: the prison is told, once for each letter.

    Writes   an audit line; the first time also an urgent journal entry. Queries: 3, or 8. Raises NotAllowed, NoLetter.
    """
    letter = _own(by, letter_id, lock=True)
    if letter.opened_at is None:
        letter.opened_at = at
        letter.save(update_fields=["opened_at"])
        _tell("letter_opened", uuid5(letter.pk, "opened"), letter, by, at)
        audit.write(by=by, verb="open_letter", what="passport.CarriedLetter", whom=letter.pk, at=at)
    return letter


@transaction.atomic
def answer_letter(*, letter_id: UUID, answer_id: UUID, sealed: str, by: User, at: datetime) -> CarriedAnswer:
    """Keep a worker's sealed answer and send it to the prison. The same again is the same answer.

    answer_id  made in the browser: the idempotency key.
    sealed     a box of typ "tg-letter-answer+jwe" for the key that the letter brought.
    Writes     CarriedAnswer, an urgent journal entry, an audit line. Queries: about 11.
    Raises     NotAllowed, NoLetter, NotAnAnswer, AnsweredOtherwise, TooManyAnswers.
    """
    letter = _own(by, letter_id, lock=True)
    _check(sealed, letter=letter, answer_id=answer_id)
    known = CarriedAnswer.objects.filter(pk=answer_id).first()
    if known is not None:
        if (known.letter_id, known.worker, known.sealed) != (letter.pk, by.pk, sealed):
            raise AnsweredOtherwise
        return known
    if letter.answers.count() >= MOST_ANSWERS:
        raise TooManyAnswers
    answer = CarriedAnswer.objects.create(pk=answer_id, letter=letter, worker=by.pk, sealed=sealed, at=at)
    letter.answered_at = at
    letter.answered_seq = _tell("letter_answer", answer.pk, letter, by, at)
    letter.save(update_fields=["answered_at", "answered_seq"])
    audit.write(by=by, verb="answer_letter", what="passport.CarriedLetter", whom=letter.pk, at=at)
    return answer


def _own(by: User, letter_id: UUID, *, lock: bool = False) -> CarriedLetter:
    """Queries: 2. Raises NotAllowed, NoLetter."""
    reach = access.require(by, Verb.OPEN_LETTER)
    rows = CarriedLetter.objects.visible_to(reach)
    letter = (rows.select_for_update() if lock else rows).filter(pk=letter_id).first()
    if letter is None:
        raise NoLetter
    return letter


def _check(sealed: str, *, letter: CarriedLetter, answer_id: UUID) -> None:
    """Whether this has the form of an answer to this letter. Whom it is for only the letter says, and it is sealed."""
    try:
        box = Envelope.read(sealed, ANSWER_HEADER, LONGEST_ANSWER)
    except Unreadable as error:
        raise NotAnAnswer(error.fault) from error
    about = {"agency": str(letter.agency_id), "id": str(answer_id), "letter": str(letter.pk)}
    if box.core.aad != b64(canonical(about)):
        raise NotAnAnswer("binding")
    if len(box.kids) != 1:
        raise NotAnAnswer("reader")


def _tell(kind: str, entry_id: UUID, letter: CarriedLetter, by: User, at: datetime) -> int:
    body = {"at": int(at.timestamp()), "id": str(entry_id), "letter": str(letter.pk), "worker": str(by.pk)}
    return journal.append(destination=letter.prison, lane=Lane.URGENT, kind=kind, body=body, at=at).seq
