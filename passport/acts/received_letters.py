"""At central: letters as prisons send them, kept sealed for their agency until nobody needs them there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts import audit
from accounts.models import Agency
from passport import journal
from passport.models import CarriedAnswer, CarriedLetter, JournalTip, Lane

from .received import WrongEntry

KEPT_ANSWERED = timedelta(days=30)  # after an answer that the prison has
KEPT = timedelta(days=365)  # in any case


@transaction.atomic
def receive_letter(*, seq: int, letter: UUID, agency: UUID, boxes: Sequence[str], origin: str, at: datetime) -> None:
    """Keep a letter that was checked. The same again changes nothing, and brings back nothing that was destroyed.

    Queries  4, and the audit line. Raises WrongEntry: agency, other.
    """
    if not Agency.objects.filter(pk=agency).exists():
        raise WrongEntry(seq, "agency")
    said = journal.canonical({"boxes": list(boxes)}) if boxes else ""
    row, new = CarriedLetter.objects.get_or_create(
        pk=letter, defaults={"prison": origin, "agency_id": agency, "boxes": said, "made_at": at}
    )
    if (row.prison, row.agency_id) != (origin, agency):
        raise WrongEntry(seq, "other")
    if new:
        audit.write(by=f"node:{origin}", verb="receive_letter", what="passport.CarriedLetter", whom=letter, at=at)


@transaction.atomic
def receive_letter_closed(*, seq: int, letter: UUID, origin: str, at: datetime) -> None:
    """Destroy what is sealed of a letter and of its answers. Queries: 3, and the audit line.

    Raises   WrongEntry: missing, other.
    """
    row = CarriedLetter.objects.select_for_update().filter(pk=letter).first()
    if row is None:
        raise WrongEntry(seq, "missing")
    if row.prison != origin:
        raise WrongEntry(seq, "other")
    if row.closed_at is None:
        _destroy([letter], at)
        audit.write(by=f"node:{origin}", verb="close_letter", what="passport.CarriedLetter", whom=letter, at=at)


@transaction.atomic
def forget_letters(*, at: datetime, most: int = 500) -> int:
    """Destroy letters whose answer the prison has had for KEPT_ANSWERED, and those that came KEPT ago.

    Returns how many. At a prison there are none. Queries: 1 when there is nothing, else 3 and an audit line.
    """
    has_it = JournalTip.objects.filter(
        origin=settings.NODE_NAME,
        destination=OuterRef("prison"),
        lane=Lane.URGENT,
        acknowledged_seq__gte=OuterRef("answered_seq"),
    )
    done = Q(Exists(has_it), answered_at__lt=at - KEPT_ANSWERED) | Q(made_at__lt=at - KEPT)
    kept = CarriedLetter.objects.select_for_update(of=("self",)).filter(done, closed_at__isnull=True)
    old = list(kept.exclude(prison=settings.NODE_NAME).order_by("made_at").values_list("pk", flat=True)[:most])
    if old:
        _destroy(old, at)
        me = f"node:{settings.NODE_NAME}"
        audit.write(by=me, verb="forget_letters", what="passport.CarriedLetter", whom=me, at=at, why=str(len(old)))
    return len(old)


def _destroy(letters: Sequence[UUID], at: datetime) -> None:
    CarriedAnswer.objects.filter(letter__in=letters).update(sealed="")
    CarriedLetter.objects.filter(pk__in=letters).update(boxes="", closed_at=at)
