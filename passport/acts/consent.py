"""The person's own yes or no to an agency, and what a no takes back."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from accounts import audit
from accounts.models import Agency, AgencyKey, User
from passport import journal
from passport.models import Handover, Lane, Passport, SectionVersion, shares_of
from passport.models.shares import Share

from .agreements import say_consent
from .handover import renew_handovers
from .sections import CENTRAL, hold, sign_next_head


class NotAsked(Exception):
    """This agency asks the person for nothing: no agreement that rests on consent, or no referral."""


@transaction.atomic
def answer_agency(*, passport: Passport, agency: Agency, given: bool, by: User, at: datetime) -> None:
    """Keep the person's word on all that an agency asks for. A no takes back what the agency holds by a yes alone.

    What the law gives stays. A yes opens nothing by itself: staff hand over.
    Queries  about 10; for a no to an agency that holds the passport 10 more and 7 a version.
    Raises   NotAllowed (only the person), NotAsked.
    """
    hold(passport)
    today = localdate(at)
    share = next((share for share in shares_of(passport, today) if share.agency == agency and share.asked), None)
    if share is None:
        raise NotAsked
    say_consent(passport=passport, agency=agency, sections=share.asked, given=given, by=by, at=at)
    if not given and share.handover is not None:
        _take_back(share, share.handover, passport, by, at)


def _take_back(share: Share, handover: Handover, passport: Passport, by: User, at: datetime) -> None:
    """Remove the agency's wraps, here and at central, from what only the yes gave."""
    kids = set(AgencyKey.objects.filter(agency=share.agency).values_list("kid", flat=True))
    held = SectionVersion.objects.of(passport.pk).filter(wraps__kid__in=kids)
    for version in held.exclude(sec__in=share.must).distinct():
        version.wraps.filter(kid__in=kids).delete()
        sign_next_head(version=version, kids=version.wraps.values_list("kid", flat=True), at=at)
    if share.must:
        renew_handovers(passport=passport, secs=share.must, by=by, at=at)
    else:
        handover.withdrawn_at = at
        handover.save(update_fields=["withdrawn_at"])
        journal.append(
            destination=CENTRAL, lane=Lane.URGENT, kind="handover_withdrawn", body={"id": str(handover.pk)}, at=at
        )
    audit.write(
        by=by,
        verb="take_back_consent",
        what="passport.Passport",
        whom=passport.pk,
        at=at,
        why=str(share.agency.pk),
    )
