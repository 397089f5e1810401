"""The way out: opening one passport to one agency for its days, keeping it current, taking it back."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.keys import node_keys
from accounts.models import Agency, AgencyKey, ArchiveKey, User
from accounts.seal import PublicReadingKey, ReadingKey, Unreadable, add_reader, sign_statement
from passport import journal
from passport.models import (
    Handover,
    Lane,
    Passport,
    SectionVersion,
    Wrap,
    is_restricted,
)

from .grants import Grant, NoGrant, NoReleaseDate, grant_for
from .sections import CENTRAL, binding_of, envelope_of, hold, keys_of, sign_next_head, write_cover

HANDOVER = "tg-handover+jws"
PREPARED = timedelta(days=14)  # before the window opens
# A sealed section has room for sixteen readers: the archive key, and two keys each of seven agencies.
KEYS_OF_AN_AGENCY, MOST_HOLDERS = 2, 7
MOST_MOVED = 500  # passports a round of the courier


class OutsideWindow(Exception):
    """Today is not within the agreement's window, nor in the fortnight before it opens."""


class NoAgencyKey(Exception):
    """The agency has no key that the directory authority has signed."""


class TooManyHolders(Exception):
    """Seven agencies hold this passport now: take it back from one before it goes to another."""


class AlreadyHandedOver(Exception):
    """This passport is open to this agency already."""


class AlreadyTakenBack(Exception):
    """This handover was taken back before."""


@transaction.atomic
def hand_over(*, passport: Passport, agency: Agency, by: User, at: datetime) -> Handover:
    """Open one passport to one agency for the days its agreement allows.

    at       aware UTC, the caller's clock; its date in the service's time zone is today.
    Returns  the Handover; closes_on = release_on + agreement.days_after (days).
    Writes   one Handover; a wrap a key, a head and a journal entry per section; one audit line. A cover sheet that
             has changed goes to every agency that holds the passport.
    Queries  about 27 + 8 a section, and 5 an agency that holds it already; 12 where the cover sheet has changed.
    Raises   NotAllowed, NoReleaseDate, NoReferral, NoAgreement, NoConsent, OutsideWindow, NoAgencyKey,
             AlreadyHandedOver, TooManyHolders.
    Source   information-sharing agreement, "window".
    """
    access.require(by, Verb.HAND_OVER, passport.prisoner)
    hold(passport)
    today = localdate(at)
    grant = grant_for(passport=passport, agency=agency, on=today)
    if not grant.opens_on - PREPARED <= today <= grant.closes_on:
        raise OutsideWindow
    keys = agency_keys(agency)
    if not keys:
        raise NoAgencyKey
    earlier = Handover.objects.filter(rec=passport.pk, agency=agency).first()
    # One of another prison, from before the person came here, is signed anew by this one.
    own = earlier is not None and earlier.prison == node_keys().name
    if earlier is not None and own and earlier.withdrawn_at is None and earlier.closes_on >= today:
        raise AlreadyHandedOver
    if len(_held(passport, today)) >= MOST_HOLDERS:
        raise TooManyHolders
    holders = readers_of(passport=passport, sec="IDENTITY", on=today)
    if write_cover(passport=passport, by=by, at=at, readers=holders):
        renew_handovers(passport=passport, secs=["IDENTITY"], by=by, at=at)
    covered = _wrap_for(passport=passport, sections=grant.sections, keys=keys, at=at)
    handover = earlier or Handover(rec=passport.pk, agency=agency)
    if earlier is not None:
        handover.revision += 1
    handover.withdrawn_at, handover.made_at = None, at
    _sign(handover, passport=passport, grant=grant, covered=covered, at=at)
    audit.write(by=by, verb="hand_over", what="passport.Passport", whom=passport.pk, at=at, why=str(agency.pk))
    return handover


def agency_keys(agency: Agency) -> list[PublicReadingKey]:
    """The agency's keys that count: signed by the authority, not withdrawn, the newest two. Queries: 1."""
    rows = AgencyKey.objects.in_force().filter(agency=agency).order_by("-made_at")[:KEYS_OF_AN_AGENCY]
    return [PublicReadingKey.from_jwk(row.jwk) for row in rows]


def readers_of(*, passport: Passport, sec: str, on: date) -> list[PublicReadingKey]:
    """The keys of agencies that hold this passport now and may have the next version of `sec`.

    Queries  2, and 4 an agency that holds it.
    """
    keys = []
    for handover in _held(passport, on):
        if sec in _still_granted(passport, handover.agency, on):
            keys += agency_keys(handover.agency)
    return keys


@transaction.atomic
def renew_handovers(*, passport: Passport, secs: Iterable[str], by: User | str, at: datetime) -> list[Handover]:
    """Sign again what agencies may open, after a section they may have got a new version.

    Queries  1 where nobody holds the passport; about 12 an agency that does.
    """
    renewed = []
    changed = set(secs)
    today = localdate(at)
    for handover in _held(passport, today):
        try:
            grant = grant_for(passport=passport, agency=handover.agency, on=today)
        except NoGrant:
            continue  # nothing new goes to them
        if not grant.sections & changed:
            continue
        kids = {key.kid for key in agency_keys(handover.agency)}
        covered = [
            version
            for version in SectionVersion.objects.of(passport.pk).filter(sec__in=grant.sections).newest()
            if version.wraps.filter(kid__in=kids).exists()
        ]
        handover.revision += 1
        _sign(handover, passport=passport, grant=grant, covered=covered, at=at)
        audit.write(
            by=by,
            verb="renew_handover",
            what="passport.Passport",
            whom=passport.pk,
            at=at,
            why=str(handover.agency_id),
        )
        renewed.append(handover)
    return renewed


@transaction.atomic
def follow_release_dates(*, by: str, at: datetime) -> int:
    """Move every live handover whose person's release date has moved: a new cover sheet, new days, signed again.

    Returns  how many passports were moved. Queries: 1 where nothing has moved; about 30 a passport that has. One whose
             cover sheet doesn't open by this clock waits, and holds up no other.
    """
    live = Handover.objects.filter(withdrawn_at__isnull=True, rec=OuterRef("pk"))
    opens = ArchiveKey.objects.filter(rec=OuterRef("pk"), destroyed_at__isnull=True)
    here = Passport.objects.filter(Exists(opens), held_by="")  # nothing is written for who was erased
    dated = here.annotate(leaves=Coalesce("court_on", "prisoner__release_on")).filter(leaves__isnull=False)
    moved = dated.filter(Exists(live.exclude(release_on=OuterRef("leaves"))))
    passports = list(moved.select_related("prisoner__prison")[:MOST_MOVED])
    done = 0
    for passport in passports:
        hold(passport)
        holders = readers_of(passport=passport, sec="IDENTITY", on=localdate(at))
        with suppress(Unreadable):  # sealed while the clock ran ahead, or changed on the disk; nothing is written yet
            write_cover(passport=passport, by=by, at=at, readers=holders)
            renew_handovers(passport=passport, secs=["IDENTITY"], by=by, at=at)
            done += 1
    return done


@transaction.atomic
def withdraw_handover(*, handover: Handover, passport: Passport, by: User, at: datetime) -> None:
    """Take an agency's way in away: wraps go here and at central. What was read can't be unread.

    Writes   withdrawn_at; a head for each version that loses a wrap; two journal entries or more; one audit line.
    Queries  about 9 + 7 a section. Raises NotAllowed, AlreadyTakenBack.
    """
    access.require(by, Verb.HAND_OVER, passport.prisoner)
    hold(passport)
    if not Handover.objects.filter(pk=handover.pk, withdrawn_at__isnull=True).update(withdrawn_at=at):
        raise AlreadyTakenBack
    handover.withdrawn_at = at
    # Every key the agency ever had: one that was since withdrawn would still open what lies here
    kids = set(AgencyKey.objects.filter(agency=handover.agency_id).values_list("kid", flat=True))
    for version in SectionVersion.objects.of(handover.rec).filter(wraps__kid__in=kids).distinct():
        version.wraps.filter(kid__in=kids).delete()
        sign_next_head(version=version, kids=version.wraps.values_list("kid", flat=True), at=at)
    journal.append(
        destination=CENTRAL, lane=Lane.URGENT, kind="handover_withdrawn", body={"id": str(handover.pk)}, at=at
    )
    audit.write(
        by=by,
        verb="withdraw_handover",
        what="passport.Passport",
        whom=passport.pk,
        at=at,
        why=str(handover.agency_id),
    )


def _held(passport: Passport, on: date) -> list[Handover]:
    live = Handover.objects.filter(rec=passport.pk, withdrawn_at__isnull=True, closes_on__gte=on)
    return list(live.select_related("agency"))


def _still_granted(passport: Passport, agency: Agency, on: date) -> frozenset[str]:
    try:
        return grant_for(passport=passport, agency=agency, on=on).sections
    except NoGrant:
        return frozenset()


def _wrap_for(
    *, passport: Passport, sections: frozenset[str], keys: list[PublicReadingKey], at: datetime
) -> list[SectionVersion]:
    """Give these keys a wrap of the newest version of each section; sign and journal the new heads."""
    archive = keys_of(passport.pk)
    covered = list(
        SectionVersion.objects.of(passport.pk)
        .filter(sec__in=sections)
        .newest()
        .prefetch_related("wraps")
        .order_by("sec")
    )
    for version in covered:
        kind = ArchiveKey.Kind.RESTRICTED if is_restricted(version.sec) else ArchiveKey.Kind.NORMAL
        _add_wraps(version, archive[kind], keys, at)
    return covered


def _add_wraps(version: SectionVersion, archive: ReadingKey, keys: list[PublicReadingKey], at: datetime) -> None:
    envelope = envelope_of(version)
    there = {wrap.kid for wrap in version.wraps.all()}
    new = [key for key in keys if key.kid not in there]
    place = max(wrap.place for wrap in version.wraps.all()) + 1
    for key in new:
        entry = add_reader(envelope, expected=binding_of(version), archive_key=archive, reader=key)
        envelope = envelope.with_wrap(entry)
        Wrap.objects.create(version=version, place=place, kid=entry.kid, entry=entry.to_json())
        place += 1
    if new:
        sign_next_head(version=version, kids=envelope.kids, at=at)


def _sign(handover: Handover, *, passport: Passport, grant: Grant, covered: list[SectionVersion], at: datetime) -> None:
    """Write the handover's days and its signed list of versions, and journal it."""
    release_on = passport.leaves_on
    if release_on is None:
        raise NoReleaseDate
    handover.prison = node_keys().name
    handover.release_on, handover.opens_on, handover.closes_on = release_on, grant.opens_on, grant.closes_on
    handover.token = sign_statement(
        HANDOVER,
        {
            "v": 2,
            "id": str(handover.pk),
            "rec": str(handover.rec),
            "agency": str(handover.agency_id),
            "prison": handover.prison,
            "release_on": release_on.isoformat(),
            "opens_on": grant.opens_on.isoformat(),
            "closes_on": grant.closes_on.isoformat(),
            "revision": handover.revision,
            "iat": int(at.timestamp()),
            "onward": grant.onward,
            "sections": [
                {"sec": version.sec, "ver": version.ver, "dig": version.digest, "iss": version.iss}
                for version in sorted(covered, key=lambda version: version.sec)
            ],
        },
        node_keys().sign,
    )
    handover.save()
    journal.append(destination=CENTRAL, lane=Lane.URGENT, kind="handover", body={"handover": handover.token}, at=at)
