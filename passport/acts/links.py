"""At the prison: a person's link is chosen, made, closed; the secrets that open it are given back once and not kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Audience, Prisoner, User
from accounts.seal import Unreadable
from passport import journal, pocket
from passport.models import CarriedLink, Lane, LinkChoice, Passport, Peer, PersonalLink

from .carrying import PARTS, paper_of
from .sections import CENTRAL, NoArchiveKey, hold

KIND = "link"
AFTER = timedelta(days=92)  # from the release, or from today where that is over or far
LONGEST = timedelta(days=184)


class NotChosen(ValueError):
    """No part was chosen, or one that there is not."""


class NotWithThem(ValueError):
    """The person has chosen other parts, or none, and nobody says that they were asked."""


class NotReadable(Exception):
    """A section of the parts does not open: changed on the disk, or erased."""


class CentralIsOlder(Exception):
    """Central does not read personal links yet, or was never reached: a paper now would open nothing."""


@dataclass(frozen=True)
class Made:
    """What goes on the paper, and what is said aloud."""

    link: pocket.Link
    row: PersonalLink


@transaction.atomic
def choose_parts(*, passport: Passport, parts: Sequence[str], by: User, at: datetime) -> LinkChoice:
    """Keep what the person wants to carry; no parts: nothing. Only the person. Queries: 5.

    Raises   NotAllowed, NotChosen.
    """
    access.require(by, Verb.OWN_PASSPORT, passport.prisoner)
    chosen = _known(parts)
    row, _ = LinkChoice.objects.update_or_create(passport=passport, defaults={"parts": chosen, "chosen_at": at})
    audit.write(by=by, verb="choose_link", what="passport.Passport", whom=passport.pk, at=at, why=" ".join(chosen))
    return row


@transaction.atomic
def make_link(
    *, passport: Passport, parts: Sequence[str], asked: bool, by: User, at: datetime, language: str = "en"
) -> Made:
    """Seal these parts for the person's own phone, close the link before, and send the file to central.

    asked    the person is here and wants these parts; needed where they did not choose them in the cell.
    Returns  Made, whose secrets stand nowhere else: not in a log, a session or a table.
    Writes   PersonalLink, CarriedLink, one urgent journal entry (two where a link was open), one audit line.
    Queries  about 25. Raises NotAllowed, NotChosen, NotWithThem, NotReadable, CentralIsOlder,
             pocket.TooMuch.
    """
    access.require(by, Verb.HAND_OVER, passport.prisoner)
    chosen = _known(parts)
    if not chosen:
        raise NotChosen
    if not central_reads_links():
        raise CentralIsOlder
    hold(passport)
    own = LinkChoice.objects.filter(passport=passport).first()
    if not asked and (own is None or set(own.parts) != set(chosen)):
        raise NotWithThem
    expires = ends_at(passport.prisoner.release_on, at)
    link = pocket.make_link(int(expires.timestamp()))
    try:
        paper = paper_of(passport=passport, parts=chosen, language=language, at=at)
    except (Unreadable, NoArchiveKey) as error:
        raise NotReadable from error
    sealed = pocket.seal_for(link, passport.prisoner.date_of_birth.isoformat(), paper)
    for row in PersonalLink.objects.filter(passport=passport, closed_at__isnull=True):
        _close(row, PersonalLink.Why.REPLACED, at)
    made = PersonalLink.objects.create(
        pk=link.id, passport=passport, parts=chosen, made_by=by, made_at=at, expires_at=expires
    )
    CarriedLink.objects.create(
        pk=link.id, prison=settings.NODE_NAME, file=sealed.file, ticket=sealed.ticket, expires_at=expires, made_at=at
    )
    body = {"exp": link.expires, "id": link.id, "ticket": sealed.ticket}
    journal.append(destination=CENTRAL, lane=Lane.URGENT, kind=KIND, body=body, at=at)
    audit.write(by=by, verb="make_link", what="passport.Passport", whom=passport.pk, at=at, why=" ".join(chosen))
    return Made(link, made)


@transaction.atomic
def take_back_link(*, link: PersonalLink, by: User, at: datetime) -> bool:
    """Close a link, by the person or by who hands over for them. False when it is closed. Queries: 8.

    What was read on a phone stays read. Raises NotAllowed.
    """
    own = by.audience == Audience.PRISONER
    access.require(by, Verb.OWN_PASSPORT if own else Verb.HAND_OVER, link.passport.prisoner)
    journal.hold(CENTRAL)  # before the row, as who prints the next one does
    row = PersonalLink.objects.select_for_update().get(pk=link.pk)
    if row.closed_at is not None:
        return False
    _close(row, PersonalLink.Why.TAKEN_BACK, at)
    audit.write(by=by, verb="take_back_link", what="passport.Passport", whom=row.passport_id, at=at)
    return True


def close_links(*, prisoner: Prisoner, at: datetime, why: str = PersonalLink.Why.ERASED) -> None:
    """Close every open link of a person. Inside the act that erases, or sends the record. Queries: 1, 4 a link."""
    for row in PersonalLink.objects.filter(passport__prisoner=prisoner, closed_at__isnull=True):
        _close(row, why, at)


@transaction.atomic
def receive_link_locked(*, link: str, at: datetime) -> None:
    """Central has closed a link after ten wrong tries. Queries: 3, and the audit line.

    A prison that was restored from before the link was made knows nothing of it, and that stops nobody.
    """
    row = PersonalLink.objects.select_for_update().filter(pk=link).first()
    if row is not None and row.closed_at is None:
        _note_closed(row, PersonalLink.Why.LOCKED, at)
        audit.write(by=f"node:{CENTRAL}", verb="link_locked", what="passport.Passport", whom=row.passport_id, at=at)


def forget_links(*, at: datetime, most: int = 500) -> int:
    """Destroy the files of links whose time is over, on either side. Returns how many. Queries: 1 or 2."""
    over = CarriedLink.objects.filter(expires_at__lte=at, closed_at__isnull=True)
    old = list(over.order_by("expires_at").values_list("pk", flat=True)[:most])
    if old:
        CarriedLink.objects.filter(pk__in=old).update(file="", closed_at=at)
        PersonalLink.objects.filter(pk__in=old, closed_at__isnull=True).update(closed_at=at)
    return len(old)


def ends_at(release_on: date | None, at: datetime) -> datetime:
    """When a link that is made now ends: 92 days after the release, at least 92 and at most 184 from now."""
    now = at.replace(microsecond=0)
    days = (release_on - localdate(at)).days if release_on else 0
    return min(now + timedelta(days=max(0, days)) + AFTER, now + LONGEST)


def central_reads_links() -> bool:
    """Whether central has said that it applies the kind. Queries: 1."""
    peer = Peer.objects.filter(node=CENTRAL).first()
    return peer is not None and KIND in peer.kinds


def newest_link(passport: Passport) -> PersonalLink | None:
    """The last one that was printed. Queries: 1."""
    return PersonalLink.objects.filter(passport=passport).select_related("made_by").order_by("-made_at").first()


def _known(parts: Sequence[str]) -> list[str]:
    if not set(parts) <= set(PARTS):
        raise NotChosen
    return [part for part in PARTS if part in parts]


def _close(row: PersonalLink, why: str, at: datetime) -> None:
    _note_closed(row, why, at)
    journal.append(destination=CENTRAL, lane=Lane.URGENT, kind="link_closed", body={"id": row.pk}, at=at)


def _note_closed(row: PersonalLink, why: str, at: datetime) -> None:
    PersonalLink.objects.filter(pk=row.pk).update(closed_at=at, closed_why=why)
    CarriedLink.objects.filter(pk=row.pk).update(file="", closed_at=at)
