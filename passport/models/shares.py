"""Who can have a passport, as its person is told: agencies, what they get without asking, what they ask for."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

from accounts.models import Agency

from .handover import Agreement, Consent, Handover, Referral
from .passport import SECTIONS, Passport

COVER = "IDENTITY"  # goes along with whatever is given, and is not asked for by itself


@dataclass
class Share:
    """One agency that is to meet the person under the agreements in force, or that holds the passport.

    must      sections that a statutory duty gives; asked: sections that the person's word gives, without those. A yes
              stays among them as long as the agency holds the passport, so that it can be taken back.
    words     for each section that is asked, the person's word: True, False, or None where there is none that counts.
    again     whether some of it was answered before, to other terms than those of today.
    moved     whether that was at another prison.
    before    what the person said, every word, newest first.
    handover  what the agency holds now, or None.
    """

    agency: Agency
    must: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    agreements: list[Agreement] = field(default_factory=list)
    words: dict[str, bool | None] = field(default_factory=dict)
    again: bool = False
    moved: bool = False
    said_at: datetime | None = None
    before: list[Consent] = field(default_factory=list)
    handover: Handover | None = None

    @property
    def said(self) -> bool | None:
        """The one word for all that is asked: None where some of it has none, or where they differ."""
        words = set(self.words.values())
        return words.pop() if len(words) == 1 else None

    @property
    def waits(self) -> bool:
        """Whether the person has still to say something."""
        return None in self.words.values()

    @property
    def shown(self) -> str:
        """A mark of what is asked and to which terms: a word to another mark was said to something else."""
        terms = sorted(str(agreement.pk) for agreement in self.agreements)
        return hashlib.sha256(" ".join([*terms, *sorted(self.words)]).encode()).hexdigest()[:16]


def shares_of(passport: Passport, on: date) -> list[Share]:
    """Every agency with an open referral and an agreement in force, or with the passport, by name. Queries: 4."""
    held = Handover.objects.filter(rec=passport.pk, withdrawn_at__isnull=True, closes_on__gte=on)
    handovers = {handover.agency_id: handover for handover in held.select_related("agency")}
    referrals = Referral.objects.filter(passport=passport, ended_at__isnull=True).select_related("agency")
    shares = {referral.agency_id: Share(referral.agency) for referral in referrals}
    shares |= {pk: Share(handover.agency) for pk, handover in handovers.items() if pk not in shares}
    for agreement in Agreement.objects.in_force(on).filter(agency__in=shares):
        share = shares[agreement.agency_id]
        share.agreements.append(agreement)
        if agreement.basis == Agreement.Basis.STATUTORY:
            share.must |= frozenset(agreement.sections)
        else:
            share.asked |= frozenset(agreement.sections)
    for consent in Consent.objects.filter(passport=passport, agency__in=shares).order_by("-said_at", "-id"):
        shares[consent.agency_id].before.append(consent)
    for agency_id, share in shares.items():
        share.handover = handovers.get(agency_id)
        _word(share)
    agreed = [share for share in shares.values() if share.agreements or share.handover]
    return sorted(agreed, key=lambda share: share.agency.name)


def _word(share: Share) -> None:
    newest = {consent.section: consent for consent in reversed(share.before)}
    if share.handover:
        share.asked |= {section for section, consent in newest.items() if consent.given}
    share.asked -= share.must
    counted = []
    for section in [sec for sec in SECTIONS if sec in share.asked and sec != COVER]:
        asking = [one for one in share.agreements if one.basis == Agreement.Basis.CONSENT and section in one.sections]
        consent = newest.get(section)
        counts = consent is not None and all(consent.answers(agreement) for agreement in asking)
        share.words[section] = consent.given if consent is not None and counts else None
        share.again |= consent is not None and not counts
        share.moved |= consent is not None and not counts and consent.carried
        if consent is not None and counts:
            counted.append(consent.said_at)
    if counted:
        share.said_at = max(counted)
