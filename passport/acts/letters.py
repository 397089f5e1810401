"""At the prison: letters to agencies are pulled from where they are written, and how far they are is told there."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts import audit
from accounts.models import Prisoner
from incell.acts import letters_away
from incell.acts.letters import seal_waiting
from passport import journal
from passport.models import CarriedLetter, JournalTip, Lane, Peer

from .received import WrongEntry
from .sections import CENTRAL

KIND = "letter"


def carry_letters(*, at: datetime) -> int:
    """Seal what waited for a key, send off what is ready, and note what has arrived. Returns how many were sent off.

    Each is a transaction of its own: stopped anywhere, it goes on where it was. Until central says that it reads
    letters they stay where they are. Queries: 4 when there is nothing.
    """
    seal_waiting(at=at)
    _note_arrivals(at)
    if not _central_reads_letters():
        return 0
    return sum(_carry(pk, at) for pk in letters_away.to_leave(at=at))


def _central_reads_letters() -> bool:
    peer = Peer.objects.filter(node=CENTRAL).first()
    return peer is not None and KIND in peer.kinds


@transaction.atomic
def _carry(letter: UUID, at: datetime) -> bool:
    """One letter into the journal. Queries: about 9."""
    going = letters_away.let_go(letter_id=letter, by=_self(), at=at)
    if going is None:
        return False
    body = {"agency": str(going.agency), "id": str(going.id)}
    row = CarriedLetter.objects.create(
        pk=going.id,
        prison=settings.NODE_NAME,
        agency_id=going.agency,
        boxes=journal.canonical({"boxes": going.boxes}),
        made_at=at,
    )
    entry = journal.append(destination=CENTRAL, lane=Lane.URGENT, kind=KIND, body=body, at=at)
    CarriedLetter.objects.filter(pk=row.pk).update(seq=entry.seq)
    return True


def _note_arrivals(at: datetime) -> None:
    """Central's acknowledgement is the letter's arrival. Queries: 1, and about 7 a letter."""
    tips = JournalTip.objects.filter(origin=settings.NODE_NAME, destination=CENTRAL, lane=Lane.URGENT)
    on_the_line = CarriedLetter.objects.filter(arrived_at__isnull=True, seq__isnull=False)
    there = on_the_line.filter(seq__lte=tips.values("acknowledged_seq")[:1]).order_by("seq")
    for pk in list(there.values_list("pk", flat=True)[:100]):
        with transaction.atomic():
            letters_away.arrived(letter_id=pk, at=at)
            CarriedLetter.objects.filter(pk=pk).update(arrived_at=at)


def close_letters(*, prisoner: Prisoner, at: datetime) -> None:
    """Destroy a person's letters here, and have central destroy its copies. Inside the act that erases.

    Writes   one urgent journal entry a letter. Queries: 5, and 3 a letter.
    """
    gone = letters_away.close_letters(prisoner=prisoner)
    CarriedLetter.objects.filter(pk__in=gone).update(boxes="", closed_at=at)
    for pk in gone:
        journal.append(destination=CENTRAL, lane=Lane.URGENT, kind="letter_closed", body={"id": str(pk)}, at=at)


@transaction.atomic
def receive_letter_opened(*, seq: int, letter: UUID, worker: UUID, at: datetime) -> None:
    """The agency has opened it, as central says. Raises WrongEntry: missing."""
    try:
        letters_away.opened(letter_id=letter, at=at)
    except letters_away.NoSuchLetter as error:
        raise WrongEntry(seq, "missing") from error
    audit.write(by=f"agency:{worker}", verb="opened_letter", what="incell.Letter", whom=letter, at=at)


@transaction.atomic
def receive_letter_answer(
    *, seq: int, answer: UUID, letter: UUID, worker: UUID, sealed: str, said_at: datetime, at: datetime
) -> None:
    """Take what a worker answered to whom it is for. One that does not open is kept and marked; it stops nobody.

    Raises   WrongEntry: missing, other.
    """
    try:
        row = letters_away.answered(letter_id=letter, answer_id=answer, sealed=sealed, said_at=said_at, at=at)
    except letters_away.NoSuchLetter as error:
        raise WrongEntry(seq, "missing") from error
    except letters_away.AnswerOfAnother as error:
        raise WrongEntry(seq, "other") from error
    verb = "find_unreadable_answer" if row is not None and row.unreadable else "answered_letter"
    audit.write(by=f"agency:{worker}", verb=verb, what="incell.Letter", whom=letter, at=at)


def _self() -> str:
    return f"node:{settings.NODE_NAME}"
