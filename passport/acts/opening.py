"""At central: an agency's worker opens what was handed over, and answers. Central learns that, never what it says."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Reach, Verb
from accounts.models import AgencyKey, NodeKey, User
from accounts.seal import Envelope, PublicSigningKey, Unreadable, b64, canonical, unb64
from passport import journal
from passport.models import Answer, Blob, Handover, Lane, SectionVersion, SignedHead, Wrap
from passport.models.handover import HandoverQuerySet
from passport.statement import Listed, NotAHandover, read_handover

from .blobs import NoSuchBlob, sealed_bytes

ANSWER_BOX = "tg-answer+jwe"
ANSWER_HEADER = b64(f'{{"enc":"A256GCM","typ":"{ANSWER_BOX}"}}'.encode())
LONGEST_ANSWER = 64 * 1024  # bytes of a sealed answer
COVER = "IDENTITY"
A_PAGE = 50  # handovers


class NotOpen(Exception):
    """No handover of this agency with this id is open today."""


class NotAnAnswer(ValueError):
    """The sealed answer does not have the form of one."""


class AnsweredOtherwise(Exception):
    """This id was used before, for another answer."""


@transaction.atomic
def open_handover(*, handover_id: UUID, by: User, at: datetime) -> dict[str, Any]:
    """Give one handover's ciphertext out, write down that it was, and tell the prison the first time.

    at       aware UTC; its date in the service's time zone decides whether the handover is open.
    Returns  {"handovers": [{"id", "token", "sections": [{"sec", "head", "envelope"}]}], "nodes": [statement]}.
    Writes   an audit line; the worker's first time also Answer(OPENED) and an urgent journal entry.
    Queries  9, or 13 the first time, however many sections there are.
    Raises   NotAllowed, NotOpen.
    """
    reach = access.require(by, Verb.OPEN_HANDOVER)
    handover = open_handovers(reach, at).filter(pk=handover_id).first()
    if handover is None:
        raise NotOpen
    answer, first = Answer.objects.get_or_create(
        pk=uuid5(handover.pk, f"opened {by.pk}"),
        defaults={"handover": handover, "kind": Answer.Kind.OPENED, "worker": by.pk, "at": at},
    )
    if first:
        _tell("opened", answer)
    audit.write(by=by, verb="open_handover", what="passport.Handover", whom=handover.pk, at=at)
    return _ciphertext([handover], only=None)


@transaction.atomic
def open_covers(*, handover_ids: list[UUID], by: User, at: datetime) -> dict[str, Any]:
    """Give out the cover sheets of an inbox's page, so that names can be shown once decrypted.

    handover_ids  those that are not this agency's, or not open, and those beyond 50, are left out.
    Returns       as open_handover, with the cover sheet alone.
    Writes        one audit line. Queries: 8, however many there are. Raises NotAllowed.
    """
    reach = access.require(by, Verb.OPEN_HANDOVER)
    handovers = list(open_handovers(reach, at).filter(pk__in=handover_ids[:A_PAGE]))
    audit.write(by=by, verb="open_covers", what="accounts.Agency", whom=str(by.agency_id), at=at)
    return _ciphertext(handovers, only=COVER)


@transaction.atomic
def open_file(*, handover_id: UUID, name: str, by: User, at: datetime) -> bytes:
    """Give one sealed file of an open handover out, and write down that it was: its wrapped key, then the blob.

    Only a file of this record, of a section that the prison's statement lists. Central can't tell which version
    names it; the page checks that before it asks, and what came after.
    Queries  7. Raises NotAllowed, NotOpen, NoSuchBlob.
    """
    reach = access.require(by, Verb.OPEN_HANDOVER)
    handover = open_handovers(reach, at).filter(pk=handover_id).first()
    if handover is None:
        raise NotOpen
    listed = {one.sec for one in _listed(handover, list(NodeKey.objects.filter(node=handover.prison)), None)}
    blob = Blob.objects.filter(name=name, rec=handover.rec, sec__in=listed).exclude(wrapped="").first()
    if blob is None:
        raise NoSuchBlob
    audit.write(by=by, verb="open_file", what="passport.Handover", whom=handover.pk, at=at)
    return unb64(blob.wrapped, 40) + sealed_bytes(blob)


@transaction.atomic
def send_answer(*, handover_id: UUID, answer_id: UUID, sealed: str, by: User, at: datetime) -> Answer:
    """Keep a worker's sealed answer and send it to the prison. The same again is the same answer.

    answer_id  made in the browser: the idempotency key.
    sealed     a box of typ "tg-answer+jwe" for the prison's READ key.
    Writes     Answer(ANSWERED), an urgent journal entry, an audit line. Queries: 8.
    Raises     NotAllowed, NotOpen, NotAnAnswer, AnsweredOtherwise.
    """
    reach = access.require(by, Verb.OPEN_HANDOVER)
    handover = open_handovers(reach, at).filter(pk=handover_id).first()
    if handover is None:
        raise NotOpen
    check_answer(sealed, handover=handover, answer_id=answer_id)
    answer, new = Answer.objects.get_or_create(
        pk=answer_id,
        defaults={"handover": handover, "kind": Answer.Kind.ANSWERED, "worker": by.pk, "sealed": sealed, "at": at},
    )
    if not new:
        if (answer.handover_id, answer.worker, answer.sealed) != (handover.pk, by.pk, sealed):
            raise AnsweredOtherwise
        return answer
    _tell("answer", answer)
    audit.write(by=by, verb="send_answer", what="passport.Handover", whom=handover.pk, at=at)
    return answer


def open_handovers(reach: Reach, at: datetime) -> HandoverQuerySet:
    """The handovers of this agency that are open on the day. Queries: none of its own."""
    if reach.agency_id is None:
        return Handover.objects.none()
    return Handover.objects.visible_to(reach).open_on(localdate(at))


def check_answer(sealed: str, *, handover: Handover, answer_id: UUID) -> None:
    """Whether this is an answer sealed to the prison's key and bound to this handover, as far as central can see.

    Queries: 1. Raises NotAnAnswer.
    """
    keys = NodeKey.objects.filter(node=handover.prison, use=NodeKey.Use.READ).exclude(statement="")
    try:
        box = Envelope.read(sealed, ANSWER_HEADER, LONGEST_ANSWER)
    except Unreadable as error:
        raise NotAnAnswer(error.fault) from error
    if box.core.aad != b64(canonical(bound_to(handover, answer_id))):
        raise NotAnAnswer("binding")
    if len(box.kids) != 1 or not keys.filter(kid=box.kids[0]).exists():
        raise NotAnAnswer("reader")


def bound_to(handover: Handover, answer_id: UUID) -> dict[str, str]:
    """What a sealed answer belongs to."""
    return {"agency": str(handover.agency_id), "handover": str(handover.pk), "id": str(answer_id)}


def _tell(kind: str, answer: Answer) -> None:
    handover = answer.handover
    body = {
        "id": str(answer.pk),
        "handover": str(handover.pk),
        "worker": str(answer.worker),
        "at": int(answer.at.timestamp()),
    }
    journal.append(destination=handover.prison, lane=Lane.URGENT, kind=kind, body=body, at=answer.at)


def _ciphertext(handovers: list[Handover], *, only: str | None) -> dict[str, Any]:
    """What the page opens: tokens, the nodes' statements, and envelopes with this agency's wrap alone. Queries: 5."""
    rows = NodeKey.objects.exclude(statement="").filter(node__in={handover.prison for handover in handovers})
    keys = list(rows)
    listed = {handover.pk: _listed(handover, keys, only) for handover in handovers}
    digests = {one.dig for sections in listed.values() for one in sections}
    recs = {handover.rec for handover in handovers}
    versions = {(row.rec, row.digest): row for row in SectionVersion.objects.filter(digest__in=digests, rec__in=recs)}
    agencies = {handover.agency_id for handover in handovers}
    kids = AgencyKey.objects.in_force().filter(agency__in=agencies).values_list("kid", flat=True)
    wraps: dict[int, list[Any]] = {}
    for wrap in Wrap.objects.filter(version__in=versions.values(), kid__in=list(kids)):
        wraps.setdefault(wrap.version_id, []).append(json.loads(wrap.entry))
    newest = SignedHead.objects.filter(version__in=versions.values()).order_by("revision")
    heads = dict(newest.values_list("version_id", "token"))
    found = []
    for handover in handovers:
        sections = []
        for one in listed[handover.pk]:
            row = versions.get((handover.rec, one.dig))
            if row is not None and row.core:
                envelope = json.loads(row.core) | {"recipients": wraps.get(row.pk, [])}
                sections.append({"sec": one.sec, "head": heads.get(row.pk, ""), "envelope": envelope})
        found.append({"id": str(handover.pk), "token": handover.token, "sections": sections})
    issuers = {one.iss for sections in listed.values() for one in sections} - {row.node for row in keys}
    keys += NodeKey.objects.exclude(statement="").filter(node__in=issuers) if issuers else []
    return {"handovers": found, "nodes": sorted({row.statement for row in keys})}


def _listed(handover: Handover, keys: list[NodeKey], only: str | None) -> tuple[Listed, ...]:
    """The versions that the prison's statement lists; none where central cannot believe it (the page says why)."""
    signers = {
        row.kid: PublicSigningKey.from_jwk(row.jwk)
        for row in keys
        if row.node == handover.prison and row.use == NodeKey.Use.SIGN
    }
    try:
        said = read_handover(handover.token, signers=signers)
    except NotAHandover:
        return ()
    return tuple(one for one in said.sections if only is None or one.sec == only)
