"""Information-sharing agreements, consents and referrals: what has to be true before anything is handed over."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from accounts import access, audit
from accounts.access import Verb
from accounts.models import Agency, User
from passport.models import SECTIONS, Agreement, Consent, Passport, Referral

MOST_DAYS = 3650


class NotASection(ValueError):
    """An agreement names sections of the passport only, and at least one."""


class WindowTooLong(ValueError):
    """At most ten years before or after release."""


class AlreadyExpired(ValueError):
    """An agreement ends in the future."""


class NeedsAnotherPerson(Exception):
    """Who proposed an agreement can't approve it."""


class AnotherWindow(Exception):
    """An agreement with this agency is in force for other days: end that one first.

    A handover has one window; two agreements would widen each other's.
    """


class AlreadyDecided(Exception):
    """Somebody approved or ended this agreement before."""


@transaction.atomic
def propose_agreement(
    *,
    agency: Agency,
    purpose: str,
    basis: str,
    sections: Iterable[str],
    days_before: int,
    days_after: int,
    expires_on: date,
    by: User,
    at: datetime,
) -> Agreement:
    """Propose what an agency may have. It opens nothing until another person approves it.

    sections     names of sections; the cover sheet (IDENTITY) always goes along.
    days_before  days before release from which it may be opened; days_after: days after it, both 0-3650.
    Queries      3. Raises NotAllowed, NotASection, WindowTooLong, AlreadyExpired.
    """
    access.require(by, Verb.PROPOSE_AGREEMENT)
    named = set(sections)
    if not named - {"IDENTITY"} or not named <= set(SECTIONS):
        raise NotASection
    if not (0 <= days_before <= MOST_DAYS and 0 <= days_after <= MOST_DAYS):
        raise WindowTooLong
    if expires_on <= localdate(at):
        raise AlreadyExpired
    agreement = Agreement.objects.create(
        agency=agency,
        purpose=purpose,
        basis=Agreement.Basis(basis),
        sections=[sec for sec in SECTIONS if sec in named | {"IDENTITY"}],
        days_before=days_before,
        days_after=days_after,
        expires_on=expires_on,
        proposed_by=by,
        proposed_at=at,
    )
    audit.write(by=by, verb="propose_agreement", what="passport.Agreement", whom=agreement.pk, at=at)
    return agreement


@transaction.atomic
def approve_agreement(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """Put an agreement into force.

    Queries: 7. Raises NotAllowed, NeedsAnotherPerson, AnotherWindow, AlreadyDecided.
    """
    access.require(by, Verb.APPROVE_AGREEMENT)
    if agreement.proposed_by_id == by.pk:
        raise NeedsAnotherPerson
    Agency.objects.select_for_update(no_key=True).get(pk=agreement.agency_id)  # two approvals at once see each other
    others = Agreement.objects.in_force(localdate(at)).filter(agency=agreement.agency_id).exclude(pk=agreement.pk)
    if others.exclude(days_before=agreement.days_before, days_after=agreement.days_after).exists():
        raise AnotherWindow
    changed = Agreement.objects.filter(pk=agreement.pk, approved_at__isnull=True, ended_at__isnull=True).update(
        approved_by=by, approved_at=at
    )
    if not changed:
        raise AlreadyDecided
    audit.write(by=by, verb="approve_agreement", what="passport.Agreement", whom=agreement.pk, at=at)
    agreement.refresh_from_db()
    return agreement


@transaction.atomic
def end_agreement(*, agreement: Agreement, by: User, at: datetime) -> None:
    """End an agreement, or turn down a proposed one. What was read can't be unread; nothing new goes out.

    Queries: 4. Raises NotAllowed, AlreadyDecided.
    """
    access.require(by, Verb.APPROVE_AGREEMENT)
    if not Agreement.objects.filter(pk=agreement.pk, ended_at__isnull=True).update(ended_at=at):
        raise AlreadyDecided
    audit.write(by=by, verb="end_agreement", what="passport.Agreement", whom=agreement.pk, at=at)


@transaction.atomic
def refer(*, passport: Passport, agency: Agency, by: User, at: datetime) -> Referral:
    """Say that this agency is to meet this person. Again returns the same. Queries: 5. Raises NotAllowed."""
    access.require(by, Verb.HAND_OVER, passport.prisoner)
    referral, made = Referral.objects.get_or_create(
        passport=passport, agency=agency, ended_at__isnull=True, defaults={"by": by, "at": at}
    )
    if made:
        audit.write(by=by, verb="refer", what="passport.Passport", whom=passport.pk, at=at, why=str(agency.pk))
    return referral


@transaction.atomic
def say_consent(
    *, passport: Passport, agency: Agency, sections: Iterable[str], given: bool, by: User, at: datetime
) -> None:
    """Write down what the person said about sharing sections with an agency. The newest word counts.

    Queries: 4. Raises NotAllowed (only the person), NotASection.
    """
    access.require(by, Verb.OWN_PASSPORT, passport.prisoner)
    named = set(sections)
    if not named or not named <= set(SECTIONS):
        raise NotASection
    Consent.objects.bulk_create(
        Consent(passport=passport, agency=agency, section=sec, given=given, said_at=at)
        for sec in SECTIONS
        if sec in named
    )
    audit.write(
        by=by,
        verb="give_consent" if given else "refuse_consent",
        what="passport.Passport",
        whom=passport.pk,
        at=at,
        why=str(agency.pk),
    )
