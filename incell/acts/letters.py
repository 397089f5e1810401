"""A message to an agency outside, sealed for it: at the moment of sending, or later when the agency has a key.

How a letter and its answer look, and why so: passport/sync/SPEC.md, "Letters". What staff do not read is never in the
clear outside the act that seals it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from accounts.keys import node_keys
from accounts.models import AgencyKey, User
from accounts.seal import PublicReadingKey, ReadingKey, canonical, seal_to, sign_statement
from incell import questions
from incell.catalogue import CHOSEN, Kind, Way
from incell.models import Letter, Request, State

from .history import Happened, hold, note, save
from .kinds import kind_of
from .own_words import PRIVATE_BOX, NoOwnKey, open_own, seal_own

LETTER, LETTER_BOX, REPLY_BOX = "tg-letter+jws", "tg-letter+jwe", "tg-reply-key+jwe"
KEYS_OF_AN_AGENCY = 2  # the newest: the one in use, and the one before while it is handed on


def keys_of_agency(agency_id: UUID | None) -> list[AgencyKey]:
    """The keys that a letter to this agency is sealed for, the newest first; [] where it has none. Queries: 1."""
    if agency_id is None:
        return []
    rows = AgencyKey.objects.in_force().filter(agency_id=agency_id).order_by("-made_at")
    return list(rows[:KEYS_OF_AN_AGENCY])


def goes_by_letter(request: Request) -> bool:
    """Whether saying yes to this request passes a message on to an agency that has a key. Queries: none, or 1."""
    passed_on = kind_of(request.kind).way is Way.AGENCY and request.agency_id is not None
    return passed_on and bool(keys_of_agency(request.agency_id))


def private_letter(*, request: Request, said: Mapping[str, Any], by: User, at: datetime) -> Letter | None:
    """The letter of a privileged request that is about to be saved; the caller saves both. None: it names no agency.

    said     the answers, in memory only. Inside the act that sends.
    Where the agency has a key it is sealed, the request needs nobody's decision any more, and says so; where it has
    none, the letter waits and its words are its writer's alone. Queries: 1, or 2.
    """
    if request.agency_id is None:
        return None
    letter = Letter(id=uuid4(), request=request, agency_id=request.agency_id, private=True, goes_at=at, changed_at=at)
    keys = keys_of_agency(request.agency_id)
    letter.state = Letter.State.READY if keys else Letter.State.WAITS
    if keys:
        _seal(letter, said, keys, by, at)
        _needs_nobody(request, at)
    return letter


def pass_on(*, request: Request, by: User, at: datetime, goes_at: datetime) -> Letter | None:
    """Seal what staff have read and said yes to; it leaves at `goes_at`. Inside the act that decides.

    None where it is no message to an agency, or the agency has no key: then staff post it on paper.
    Queries  none, 1, or 3.
    """
    if kind_of(request.kind).way is not Way.AGENCY or request.agency_id is None:
        return None
    keys = keys_of_agency(request.agency_id)
    if not keys:
        return None
    letter = Letter(
        request=request,
        agency_id=request.agency_id,
        private=False,
        state=Letter.State.READY,
        goes_at=goes_at,
        changed_at=at,
    )
    _seal(letter, request.answers, keys, by, at)
    letter.save(force_insert=True)
    return letter


def hold_back(request: Request) -> bool:
    """Take back what staff passed on, if it has not left. False: it has. Inside an act. Queries: none, or 2."""
    if kind_of(request.kind).way is not Way.AGENCY:
        return True
    # Locked before it is looked at: a deletion alone would not ask again for the state once the courier had it.
    letter = Letter.objects.select_for_update().filter(request=request, private=False).first()
    if letter is not None and letter.state == Letter.State.READY:
        letter.delete()
        return True
    return letter is None


def seal_waiting(*, at: datetime, most: int = 100) -> int:
    """Seal the private letters whose agency has got a key since. Returns how many.

    Writes   each in a transaction of its own: the letter, its request's end, a line of history. Queries: 1, + ~16 each.
    """
    with_key = AgencyKey.objects.in_force().values("agency_id")
    ready = Letter.objects.to_be_sealed().filter(agency_id__in=with_key).order_by("changed_at")
    return sum(_seal_one(pk, at) for pk in list(ready.values_list("pk", flat=True)[:most]))


@transaction.atomic
def _seal_one(pk: UUID, at: datetime) -> bool:
    found = Letter.objects.select_related("request__prisoner__user").get(pk=pk)
    held = hold(found.request, None)
    letter = Letter.objects.to_be_sealed().select_for_update(of=("self",)).filter(pk=pk).first()
    keys = keys_of_agency(found.agency_id)
    if letter is None or not keys:
        return False
    letter.request = held
    try:
        about, own = {"request": str(held.pk)}, json.loads(held.sealed)["own"]
        said = open_own(prisoner_id=held.prisoner_id, typ=PRIVATE_BOX, about=about, sealed=own)
    except NoOwnKey:  # erased meanwhile
        return False
    writer = found.request.prisoner.user
    assert writer is not None  # whoever wrote has signed in
    _seal(letter, said, keys, writer, at)
    letter.state, letter.changed_at = Letter.State.READY, at
    letter.save()
    _needs_nobody(held, at)
    save(held, ["state", "decided_at", "seen_at"])
    note(held, Happened.SEALED, by=None, at=at, shared=True, from_team=held.team)
    return True


def _needs_nobody(request: Request, at: datetime) -> None:
    """It goes without anybody's help: no team has to answer it, and there is nothing new to see yet."""
    request.state, request.decided_at, request.seen_at = State.APPROVED, at, at


def _seal(letter: Letter, said: Mapping[str, Any], keys: Sequence[AgencyKey], by: User, at: datetime) -> None:
    """Sign what is said with the prison's key, seal it for each key, and put away the key that opens an answer."""
    reply = ReadingKey.generate()
    token = sign_statement(LETTER, _statement(letter, said, reply, at), node_keys().sign)
    about = {"agency": str(letter.agency_id), "letter": str(letter.pk)}
    boxes = [seal_to(PublicReadingKey.from_jwk(key.jwk), LETTER_BOX, about, token.encode()) for key in keys]
    letter.boxes = canonical(boxes).decode()
    of = {"letter": str(letter.pk)}
    if letter.private:
        person = letter.request.prisoner
        private = reply.private_jwk()
        letter.reply_key = seal_own(prisoner=person, typ=REPLY_BOX, about=of, said=private, by=by, at=at)
    else:
        letter.reply_key = seal_to(node_keys().read.public, REPLY_BOX, of, canonical(reply.private_jwk()))


def _statement(letter: Letter, said: Mapping[str, Any], reply: ReadingKey, at: datetime) -> dict[str, Any]:
    request, person = letter.request, letter.request.prisoner
    told = kind_of(request.kind, request.language)
    return {
        "agency": str(letter.agency_id),
        "iat": int(at.timestamp()),
        "id": str(letter.pk),
        "lang": request.language,
        "lines": lines_of(told, said),
        "name": person.name,
        "number": person.number,
        "prison": node_keys().name,
        "private": letter.private,
        "reply": reply.public.jwk(),
        "sent_at": int(request.written_at.timestamp()),
        "v": 1,
    }


def lines_of(told: Kind, said: Mapping[str, Any]) -> list[list[str]]:
    """The questions and what was answered, without the one that names the agency itself. No queries."""
    named = {question for question, meaning in told.means.items() if meaning in CHOSEN}
    rows = [row for _, rows in questions.summary(told.asked, said) for row in rows]
    return [[str(row.title), "\n".join(row.value)] for row in rows if row.value and row.question not in named]
