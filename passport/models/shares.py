"""Who can have a passport, as its person is told: agencies, what they get without asking, what they ask for."""

from dataclasses import dataclass, field
from datetime import date, datetime

from accounts.models import Agency

from .handover import Agreement, Consent, Handover, Referral
from .passport import Passport


@dataclass
class Share:
    """One agency that is to meet the person under the agreements in force, or that holds the passport.

    must      sections that a statutory duty gives; asked: sections that the person's word gives, without those. A yes
              stays among them as long as the agency holds the passport, so that it can be taken back.
    said      the person's newest word on what is asked: True, False, or None where some of it was never answered.
    handover  what the agency holds now, or None.
    """

    agency: Agency
    must: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    purposes: list[str] = field(default_factory=list)
    said: bool | None = None
    said_at: datetime | None = None
    handover: Handover | None = None


def shares_of(passport: Passport, on: date) -> list[Share]:
    """Every agency with an open referral and an agreement in force, or with the passport, by name. Queries: 4."""
    held = Handover.objects.filter(rec=passport.pk, withdrawn_at__isnull=True, closes_on__gte=on)
    handovers = {handover.agency_id: handover for handover in held.select_related("agency")}
    referrals = Referral.objects.filter(passport=passport, ended_at__isnull=True).select_related("agency")
    shares = {referral.agency_id: Share(referral.agency) for referral in referrals}
    shares |= {pk: Share(handover.agency) for pk, handover in handovers.items() if pk not in shares}
    agreed = set(handovers)
    for agreement in Agreement.objects.in_force(on).filter(agency__in=shares):
        share = shares[agreement.agency_id]
        agreed.add(agreement.agency_id)
        share.purposes.append(agreement.purpose)
        if agreement.basis == Agreement.Basis.STATUTORY:
            share.must |= frozenset(agreement.sections)
        else:
            share.asked |= frozenset(agreement.sections)
    newest: dict[object, dict[str, Consent]] = {}
    for consent in Consent.objects.filter(passport=passport).order_by("said_at", "id"):
        newest.setdefault(consent.agency_id, {})[consent.section] = consent
    for agency_id, share in shares.items():
        said, share.handover = newest.get(agency_id, {}), handovers.get(agency_id)
        if share.handover:
            share.asked |= {section for section, consent in said.items() if consent.given}
        share.asked -= share.must
        _word(share, said)
    return sorted((shares[agency_id] for agency_id in agreed), key=lambda share: share.agency.name)


def _word(share: Share, newest: dict[str, Consent]) -> None:
    said = [newest[section] for section in share.asked if section in newest]
    if not share.asked or len(said) < len(share.asked):
        return
    share.said = all(consent.given for consent in said)
    share.said_at = max(consent.said_at for consent in said)
