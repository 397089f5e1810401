"""At the prison: what agencies' workers sent back, as it comes out of central's journal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from accounts import audit
from accounts.keys import node_keys
from accounts.seal import Unreadable, open_box, read_object, unb64
from education.acts.issuing import issuer_of
from education.badges import PublicIssuerKey
from passport.models import Acknowledgement, AddedAward, Answer, Handover, Passport, PublishedKey
from passport.outside_award import AWARD, NotAnAward, read_award

ANSWER_BOX = "tg-answer+jwe"
LONGEST_ANSWER = 64 * 1024  # bytes
LONGEST_WORDS = 2000  # characters
TAKEN_BACK = "AWARD_TAKEN_BACK"
MOST_AWARDS = 50  # of one person by one agency
MOST_KEYS = 100  # of issuers


class NoSuchHandover(Exception):
    """The answer belongs to a handover that this prison did not make."""


class NotAnAnswer(ValueError):
    """What came back cannot be opened, or says nothing that this version knows. `args[0]` is the fault's code."""


@transaction.atomic
def receive_opened(*, id: UUID, handover: UUID, worker: UUID, at: datetime, now: datetime) -> Answer:
    """Write down that an agency's worker has opened a handover, as central says. Again changes nothing.

    at       when central gave the ciphertext out; now: this node's clock.
    Queries  5. Raises NoSuchHandover.
    """
    answer, new = Answer.objects.get_or_create(
        pk=id, defaults={"handover": _own(handover), "kind": Answer.Kind.OPENED, "worker": worker, "at": at}
    )
    if new:
        audit.write(by=f"agency:{worker}", verb="opened", what="passport.Passport", whom=answer.handover.rec, at=now)
    return answer


@transaction.atomic
def receive_answer(
    *, id: UUID, handover: UUID, worker: UUID, sealed: str, at: datetime, now: datetime
) -> Acknowledgement | AddedAward:
    """Open a worker's sealed answer with this node's reading key: an acknowledgement, or an award added or taken back.

    Writes   Answer(ANSWERED) with the box as it came (its free words stay sealed); Acknowledgement, which stands on
             the person's pages, or AddedAward, which goes into SKILLS; an audit line. Again changes nothing.
    Queries  8 or 9. Raises NoSuchHandover, NotAnAnswer.
    """
    row = _own(handover)
    known = Acknowledgement.objects.filter(answer_id=id).first() or _added_by(id)
    if known is not None:
        return known
    said = open_said(sealed, handover=row, id=id)
    kept = {"pk": id, "handover": row, "kind": Answer.Kind.ANSWERED, "worker": worker, "sealed": sealed, "at": at}
    if said.get("kind") == AWARD:
        return _add_award(said, kept, now)
    if said.get("kind") == TAKEN_BACK:
        return _take_back(said, kept, now)
    name, _ = _acknowledged(said)
    answer = Answer.objects.create(**kept)
    made = Acknowledgement.objects.create(answer=answer, handover=row, worker_name=name, at=at)
    audit.write(by=f"agency:{worker}", verb="acknowledged", what="passport.Passport", whom=row.rec, at=now)
    return made


def _add_award(said: Mapping[str, Any], kept: Mapping[str, Any], now: datetime) -> AddedAward:
    """Keep an award of an agency that may have SKILLS. Queries: 5. Raises NotAnAnswer."""
    row: Handover = kept["handover"]
    if "SKILLS" not in sections_of(row):
        raise NotAnAnswer("section")
    worker_name(said)
    try:
        read_award(said, on=localdate(now), keys=known_keys())
    except NotAnAward as error:
        raise NotAnAnswer(error.args[0]) from error
    passport = Passport.objects.get(pk=row.rec)
    if AddedAward.objects.filter(answer__handover=row).count() >= MOST_AWARDS:
        raise NotAnAnswer("many")
    made = AddedAward.objects.create(answer=Answer.objects.create(**kept), passport=passport, at=kept["at"])
    by = f"agency:{kept['worker']}"
    audit.write(by=by, verb="add_award", what="passport.Passport", whom=row.rec, at=now, why=str(row.agency_id))
    return made


def _take_back(said: Mapping[str, Any], kept: Mapping[str, Any], now: datetime) -> AddedAward:
    """Mark an award of the same agency, for the same person, as taken back; twice is once. Queries: 4.

    Raises NotAnAnswer.
    """
    row: Handover = kept["handover"]
    worker_name(said)
    theirs = AddedAward.objects.select_for_update(of=("self",)).filter(answer__handover=row)
    named = _uuid(said.get("award"))
    held = theirs.filter(answer_id=named).first() if named else None
    if held is None or said.keys() != {"at", "award", "kind", "worker_name"}:
        raise NotAnAnswer("award")
    answer, _ = Answer.objects.get_or_create(pk=kept["pk"], defaults=dict(kept))
    if held.taken_back_id is None:
        held.taken_back, held.written_at = answer, None
        held.save(update_fields=["taken_back", "written_at"])
        by = f"agency:{kept['worker']}"
        audit.write(
            by=by, verb="take_back_award", what="passport.Passport", whom=row.rec, at=now, why=str(row.agency_id)
        )
    return held


def _added_by(id: UUID) -> AddedAward | None:
    """The award that this answer added or took back. Queries: 1."""
    return AddedAward.objects.filter(Q(answer_id=id) | Q(taken_back_id=id)).first()


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def known_keys() -> dict[str, PublicIssuerKey]:
    """Issuers' keys that are known here, by their address. Queries: 1."""
    if not settings.VERIFY_URL:
        return {}
    rows = PublishedKey.objects.select_related("issuer")[:MOST_KEYS]
    return {issuer_of(row.issuer_id).key(row.thumbprint): PublicIssuerKey.from_jwk(row.jwk) for row in rows}


def sections_of(handover: Handover) -> set[str]:
    """What a handover of this prison lists: its own statement, from its own database. Queries: none."""
    listed = read_object(unb64(handover.token.split(".")[1]))["sections"]
    return {one["sec"] for one in listed}


def open_said(sealed: str, *, handover: Handover, id: UUID) -> dict[str, Any]:
    """What stands in a sealed answer, whatever its kind. Queries: none. Raises NotAnAnswer."""
    aad = {"agency": str(handover.agency_id), "handover": str(handover.pk), "id": str(id)}
    keys = node_keys()
    try:
        kid = read_object(sealed, LONGEST_ANSWER)["recipients"][0]["header"]["kid"]
        key = keys.reading_key(kid) if isinstance(kid, str) else None
        if key is None:
            raise NotAnAnswer("reader")
        return read_object(open_box(sealed, key=key, typ=ANSWER_BOX, aad=aad, max_bytes=LONGEST_ANSWER))
    except Unreadable as error:
        raise NotAnAnswer(error.fault) from error
    except (KeyError, IndexError, TypeError) as error:
        raise NotAnAnswer("recipients") from error


def open_answer(sealed: str, *, handover: Handover, id: UUID) -> tuple[str, str]:
    """The worker's name and words in a sealed acknowledgement. Queries: none. Raises NotAnAnswer."""
    return _acknowledged(open_said(sealed, handover=handover, id=id))


def worker_name(said: Mapping[str, Any]) -> str:
    """Raises NotAnAnswer."""
    name = said.get("worker_name")
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= 120 or not name.isprintable():
        raise NotAnAnswer("worker_name")
    return name.strip()


def _acknowledged(said: Mapping[str, Any]) -> tuple[str, str]:
    if said.get("kind") != "ACKNOWLEDGED":
        raise NotAnAnswer("kind")
    name, words = worker_name(said), said.get("said", "")
    if not isinstance(words, str) or len(words) > LONGEST_WORDS:
        raise NotAnAnswer("said")
    return name, words


def _own(handover: UUID) -> Handover:
    row = Handover.objects.select_related("agency").filter(pk=handover).first()
    if row is None:
        raise NoSuchHandover(str(handover))
    return row
