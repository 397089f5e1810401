"""What an agency may have of a passport: agreement and (consent or statutory duty) and referral, worked out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from accounts.models import Agency
from passport.models import Agreement, Consent, Passport, Referral


class NoGrant(Exception):
    """Nothing may go to this agency now; the kinds below say why."""


class NoReleaseDate(NoGrant):
    """Without a release date there is no window."""


class NoReferral(NoGrant):
    """The person has not been referred to this agency."""


class NoAgreement(NoGrant):
    """No agreement with this agency is in force."""


class NoConsent(NoGrant):
    """The agreement rests on consent, and the person has not given it for any section."""


@dataclass(frozen=True)
class Grant:
    """What one agency may have of one passport, and when: the agreements, the person's word and the dates.

    agreements  those that give something. unsaid: sections that only the person's yes would add.
    """

    sections: frozenset[str]
    opens_on: date
    closes_on: date
    agreements: tuple[Agreement, ...]
    unsaid: frozenset[str]

    @property
    def onward(self) -> str:
        """The strictest of the agreements' rules for passing it on; NO where none says anything."""
        rules = [agreement.onward for agreement in self.agreements] or [Agreement.Onward.NO]
        return min(rules, key=list(Agreement.Onward.values).index)

    @property
    def onward_label(self) -> str:
        return str(Agreement.Onward(self.onward).label)


def grant_for(*, passport: Passport, agency: Agency, on: date) -> Grant:
    """Work out recipients = agreement and (consent or statutory duty) and referral.

    Queries  3. Raises NoReleaseDate, NoReferral, NoAgreement, NoConsent.
    """
    found = grants_for(passport=passport, agencies=[agency], on=on)[agency.pk]
    if isinstance(found, NoGrant):
        raise found
    return found


def grants_for(*, passport: Passport, agencies: Collection[Agency], on: date) -> dict[UUID, Grant | NoGrant]:
    """For each agency its grant, or the reason why there is none. Queries: 3, however many agencies."""
    referred = set(
        Referral.objects.filter(passport=passport, agency__in=agencies, ended_at__isnull=True).values_list(
            "agency_id", flat=True
        )
    )
    agreements: dict[UUID, list[Agreement]] = {}
    for agreement in Agreement.objects.in_force(on).filter(agency__in=agencies):
        agreements.setdefault(agreement.agency_id, []).append(agreement)
    words = newest_words(passport=passport, agencies=agencies)
    found: dict[UUID, Grant | NoGrant] = {}
    for agency in agencies:
        try:
            found[agency.pk] = _work_out(
                passport.leaves_on, agency.pk in referred, agreements.get(agency.pk, []), words[agency.pk]
            )
        except NoGrant as reason:
            found[agency.pk] = reason
    return found


def newest_words(*, passport: Passport, agencies: Collection[Agency]) -> dict[UUID, dict[str, Consent]]:
    """For each agency the person's newest word on each section. Queries: 1."""
    newest: dict[UUID, dict[str, Consent]] = {agency.pk: {} for agency in agencies}
    for consent in Consent.objects.filter(passport=passport, agency__in=agencies).order_by("said_at", "id"):
        newest[consent.agency_id][consent.section] = consent
    return newest


def said_yes(*, passport: Passport, agencies: Collection[Agency]) -> dict[UUID, set[str]]:
    """For each agency the sections that the person's newest word lets it have. Queries: 1."""
    words = newest_words(passport=passport, agencies=agencies)
    return {agency: {sec for sec, consent in said.items() if consent.given} for agency, said in words.items()}


def _work_out(
    release_on: date | None, referred: bool, agreements: Iterable[Agreement], words: Mapping[str, Consent]
) -> Grant:
    if release_on is None:
        raise NoReleaseDate
    if not referred:
        raise NoReferral
    if not agreements:
        raise NoAgreement
    allowed: set[str] = set()
    asked: set[str] = set()
    used = []
    for agreement in agreements:
        named = set(agreement.sections)
        if agreement.basis == Agreement.Basis.CONSENT:
            asked |= named
            named &= {sec for sec, said in words.items() if said.given and said.answers(agreement)}
        if named - {"IDENTITY"}:
            allowed |= named | {"IDENTITY"}
            used.append(agreement)
    if not used:
        raise NoConsent
    return Grant(
        frozenset(allowed),
        release_on - timedelta(days=max(agreement.days_before for agreement in used)),
        release_on + timedelta(days=max(agreement.days_after for agreement in used)),
        tuple(used),
        frozenset(asked - allowed),
    )
