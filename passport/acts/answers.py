"""At the prison: what agencies' workers sent back, as it comes out of central's journal."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.keys import node_keys
from accounts.seal import Unreadable, open_box, read_object
from passport.models import Acknowledgement, Answer, Handover

ANSWER_BOX = "tg-answer+jwe"
LONGEST_ANSWER = 64 * 1024  # bytes
LONGEST_WORDS = 2000  # characters


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
) -> Acknowledgement:
    """Open a worker's sealed answer with this node's reading key and stand it on the person's pages.

    Writes   Answer(ANSWERED) with the box as it came (its free words stay sealed), Acknowledgement, an audit line.
             Again changes nothing.
    Queries  7. Raises NoSuchHandover, NotAnAnswer.
    """
    row = _own(handover)
    known = Acknowledgement.objects.filter(answer_id=id).first()
    if known is not None:
        return known
    name, _ = open_answer(sealed, handover=row, id=id)
    answer = Answer.objects.create(pk=id, handover=row, kind=Answer.Kind.ANSWERED, worker=worker, sealed=sealed, at=at)
    made = Acknowledgement.objects.create(answer=answer, handover=row, worker_name=name, at=at)
    audit.write(by=f"agency:{worker}", verb="acknowledged", what="passport.Passport", whom=row.rec, at=now)
    return made


def open_answer(sealed: str, *, handover: Handover, id: UUID) -> tuple[str, str]:
    """The worker's name and words in a sealed answer. Queries: none. Raises NotAnAnswer."""
    aad = {"agency": str(handover.agency_id), "handover": str(handover.pk), "id": str(id)}
    keys = node_keys()
    try:
        kid = read_object(sealed, LONGEST_ANSWER)["recipients"][0]["header"]["kid"]
        key = keys.reading_key(kid) if isinstance(kid, str) else None
        if key is None:
            raise NotAnAnswer("reader")
        said = read_object(open_box(sealed, key=key, typ=ANSWER_BOX, aad=aad, max_bytes=LONGEST_ANSWER))
    except Unreadable as error:
        raise NotAnAnswer(error.fault) from error
    except (KeyError, IndexError, TypeError) as error:
        raise NotAnAnswer("recipients") from error
    if said.get("kind") != "ACKNOWLEDGED":
        raise NotAnAnswer("kind")
    name, words = said.get("worker_name"), said.get("said", "")
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= 120 or not name.isprintable():
        raise NotAnAnswer("worker_name")
    if not isinstance(words, str) or len(words) > LONGEST_WORDS:
        raise NotAnAnswer("said")
    return name.strip(), words


def _own(handover: UUID) -> Handover:
    row = Handover.objects.select_related("agency").filter(pk=handover).first()
    if row is None:
        raise NoSuchHandover(str(handover))
    return row
