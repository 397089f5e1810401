"""Information-sharing agreements, consents and referrals: what has to be true before anything is handed over."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

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


class AlreadyRenewed(Exception):
    """Somebody has proposed a new version of this agreement: approve that one, or turn it down first."""


class NotRenewable(Exception):
    """Only an agreement that two people made and nobody ended has a new version, and with the same agency."""


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
    onward: str = Agreement.Onward.NO,
    replaces: Agreement | None = None,
    by: User,
    at: datetime,
) -> Agreement:
    """Propose what an agency may have. It opens nothing until another person approves it.

    sections     names of sections; the cover sheet (IDENTITY) always goes along.
    days_before  days before release from which it may be opened; days_after: days after it, both 0-3650.
    onward       the rule for passing it on, an Agreement.Onward; the agency reads it beside the record.
    replaces     the version that this one renews; it stays in force until the new one is approved.
    Queries      3, and 2 for a new version.
    Raises       NotAllowed, NotASection, WindowTooLong, AlreadyExpired, AlreadyRenewed, NotRenewable.
    """
    access.require(by, Verb.PROPOSE_AGREEMENT)
    named = _terms(sections, days_before, days_after, ends=expires_on, today=localdate(at))
    agreement = Agreement.objects.create(
        agency=agency,
        purpose=purpose,
        basis=Agreement.Basis(basis),
        sections=named,
        days_before=days_before,
        days_after=days_after,
        onward=Agreement.Onward(onward),
        expires_on=expires_on,
        proposed_by=by,
        proposed_at=at,
        **({} if replaces is None else _renewal(replaces, agency)),
    )
    audit.write(by=by, verb="propose_agreement", what="passport.Agreement", whom=agreement.pk, at=at)
    return agreement


def _terms(sections: Iterable[str], days_before: int, days_after: int, *, ends: date, today: date) -> list[str]:
    """The sections that it names, in their order, the cover sheet among them.

    Raises NotASection, WindowTooLong, AlreadyExpired.
    """
    named = set(sections)
    if not named - {"IDENTITY"} or not named <= set(SECTIONS):
        raise NotASection
    if not (0 <= days_before <= MOST_DAYS and 0 <= days_after <= MOST_DAYS):
        raise WindowTooLong
    if ends <= today:
        raise AlreadyExpired
    return [sec for sec in SECTIONS if sec in named | {"IDENTITY"}]


def _renewal(replaces: Agreement, agency: Agency) -> dict[str, Any]:
    """What a new version has of the one before. Queries: 2. Raises NotRenewable, AlreadyRenewed."""
    held = Agreement.objects.select_for_update().get(pk=replaces.pk)
    if held.approved_at is None or held.ended_at is not None or held.agency_id != agency.pk:
        raise NotRenewable
    if held.renewals.filter(ended_at__isnull=True).exists():
        raise AlreadyRenewed
    return {"replaces": held, "line": held.line, "version": held.version + 1}


@transaction.atomic
def approve_agreement(*, agreement: Agreement, by: User, at: datetime) -> Agreement:
    """Put an agreement into force. A new version ends the one that it replaces.

    Where its terms are others, what the person said to the version before does not count: they are asked again.
    Queries: 7, and 2 for a new version. Raises NotAllowed, NeedsAnotherPerson, AnotherWindow, AlreadyDecided.
    """
    access.require(by, Verb.APPROVE_AGREEMENT)
    if agreement.proposed_by_id == by.pk:
        raise NeedsAnotherPerson
    Agency.objects.select_for_update(no_key=True).get(pk=agreement.agency_id)  # two approvals at once see each other
    before = agreement.replaces
    others = Agreement.objects.in_force(localdate(at)).filter(agency=agreement.agency_id)
    others = others.exclude(pk__in=[agreement.pk, agreement.replaces_id or agreement.pk])
    if others.exclude(days_before=agreement.days_before, days_after=agreement.days_after).exists():
        raise AnotherWindow
    changed = Agreement.objects.filter(pk=agreement.pk, approved_at__isnull=True, ended_at__isnull=True).update(
        approved_by=by,
        approved_at=at,
        asks_since=before.asks_since if before is not None and agreement.asks_the_same_as(before) else at,
    )
    if not changed:
        raise AlreadyDecided
    if before is not None:
        Agreement.objects.filter(pk=before.pk, ended_at__isnull=True).update(ended_at=at)
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
def say_consent(*, passport: Passport, agency: Agency, said: Mapping[str, bool], by: User, at: datetime) -> None:
    """Write down what the person said about sharing each section with an agency. The newest word counts.

    said     section → yes or no.
    Queries  4, one more for a yes to some and a no to others. Raises NotAllowed (only the person), NotASection.
    """
    access.require(by, Verb.OWN_PASSPORT, passport.prisoner)
    if not said or not set(said) <= set(SECTIONS):
        raise NotASection
    Consent.objects.bulk_create(
        Consent(passport=passport, agency=agency, section=sec, given=said[sec], said_at=at)
        for sec in SECTIONS
        if sec in said
    )
    for given in sorted(set(said.values())):
        verb = "give_consent" if given else "refuse_consent"
        audit.write(by=by, verb=verb, what="passport.Passport", whom=passport.pk, at=at, why=str(agency.pk))
