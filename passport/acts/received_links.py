"""At central: personal links as prisons send them, and whoever comes with a ticket (passport/pocket/SPEC.md)."""

from datetime import UTC, datetime
from hmac import compare_digest

from django.db import transaction
from django.db.models import F

from accounts import audit
from accounts.seal import Unreadable
from passport import journal, pocket
from passport.models import CarriedLink, Lane

from .received import WrongEntry

ATTEMPTS = 10


class NoSuchLink(Exception):
    """There is none, it is over, or it was closed: nobody is told which."""


class WrongTicket(Exception):
    """The ticket is not this link's; `left` attempts are."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


@transaction.atomic
def receive_link(*, seq: int, link: str, ticket: str, expires: int, file: str, origin: str, at: datetime) -> None:
    """Keep a link that was checked. The same again changes nothing, and brings back nothing that is closed.

    Queries  3, and the audit line. Raises WrongEntry: other.
    """
    said = {"prison": origin, "ticket": ticket, "expires_at": datetime.fromtimestamp(expires, UTC)}
    row, new = CarriedLink.objects.get_or_create(
        pk=link, defaults={**said, "file": file, "made_at": at, "closed_at": None if file else at}
    )
    closed_before_it_came = not row.ticket and row.prison == origin
    if not new and not closed_before_it_came and any(getattr(row, name) != value for name, value in said.items()):
        raise WrongEntry(seq, "other")
    if new:
        audit.write(by=f"node:{origin}", verb="receive_link", what="passport.CarriedLink", whom=link, at=at)


@transaction.atomic
def receive_link_closed(*, seq: int, link: str, origin: str, at: datetime) -> None:
    """Destroy a link's file, also of one that is still to come. Queries: 3, and the audit line.

    Raises   WrongEntry: other.
    """
    row, new = CarriedLink.objects.select_for_update().get_or_create(
        pk=link, defaults={"prison": origin, "expires_at": at, "made_at": at, "closed_at": at}
    )
    if row.prison != origin:
        raise WrongEntry(seq, "other")
    if new or row.closed_at is None:
        CarriedLink.objects.filter(pk=link).update(file="", closed_at=at)
        audit.write(by=f"node:{origin}", verb="close_link", what="passport.CarriedLink", whom=link, at=at)


def fetch_link(*, link: str, ticket: str, at: datetime) -> str:
    """The file for a ticket's hex digest; a wrong one costs one of ten attempts, and the tenth closes the link.

    Queries  1; 3 for a wrong ticket, and the audit line and the journal entry when it locks.
    Raises   NoSuchLink, WrongTicket.
    """
    row = CarriedLink.objects.filter(pk=link, closed_at__isnull=True, expires_at__gt=at).first()
    if row is None or not row.file:
        raise NoSuchLink
    if row.wrong < ATTEMPTS and compare_digest(row.ticket, ticket):
        return row.file
    raise WrongTicket(_count(row, at))


@transaction.atomic
def _count(row: CarriedLink, at: datetime) -> int:
    """Count one wrong ticket. Returns how many attempts are left."""
    there = CarriedLink.objects.filter(pk=row.pk, closed_at__isnull=True)
    if not there.filter(wrong__lt=ATTEMPTS).update(wrong=F("wrong") + 1):
        raise NoSuchLink
    wrong = CarriedLink.objects.values_list("wrong", flat=True).get(pk=row.pk)
    if wrong >= ATTEMPTS and there.update(file="", closed_at=at):
        body = {"at": int(at.timestamp()), "id": row.pk}
        journal.append(destination=row.prison, lane=Lane.URGENT, kind="link_locked", body=body, at=at)
        audit.write(by="link", verb="lock_link", what="passport.CarriedLink", whom=row.pk, at=at)
    return max(0, ATTEMPTS - wrong)


def digest_of(passcode: object) -> str | None:
    """The digest of a ticket as somebody sent it; None for what is none."""
    try:
        return pocket.read_ticket(passcode) if isinstance(passcode, str) and len(passcode) < 64 else None
    except Unreadable:
        return None
