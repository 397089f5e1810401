"""The person's own yes or no to each part that an agency asks for, and what a no takes back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from accounts import audit
from accounts.models import Agency, AgencyKey, User
from passport import journal
from passport.models import Handover, Lane, Passport, SectionVersion, shares_of
from passport.models.shares import COVER, Share

from .agreements import say_consent
from .grants import NoGrant, grant_for
from .handover import renew_handovers
from .sections import CENTRAL, hold, sign_next_head


class NotAsked(Exception):
    """This agency asks the person for nothing: no agreement that rests on consent, or no referral."""


class AskedOtherwise(Exception):
    """What the agency asks for, or its terms, changed after the page was shown: nothing was kept."""


@transaction.atomic
def answer_agency(
    *, passport: Passport, agency: Agency, said: Mapping[str, bool], shown: str, by: User, at: datetime
) -> None:
    """Keep the person's word on each part that an agency asks for. A no takes that part back from who holds it.

    said     section → yes or no, for every section that is asked; the cover sheet goes along with any yes.
    shown    the share's mark as the page showed it.
    What the law gives stays. A yes opens nothing by itself: staff hand over.
    Queries  about 10; for a no 4 more; where the agency has wraps of it 10 more and 7 a version.
    Raises   NotAllowed (only the person), NotAsked, AskedOtherwise.
    """
    hold(passport)
    today = localdate(at)
    share = next((share for share in shares_of(passport, today) if share.agency == agency and share.words), None)
    if share is None:
        raise NotAsked
    if share.shown != shown or set(said) != set(share.words):
        raise AskedOtherwise
    cover = {COVER: any(said.values())} if COVER in share.asked else {}
    say_consent(passport=passport, agency=agency, said={**said, **cover}, by=by, at=at)
    if not all(said.values()):
        _take_back(share, passport, by, at)


def _take_back(share: Share, passport: Passport, by: User, at: datetime) -> None:
    """Remove the agency's wraps, here and at central, from what neither the law nor a yes gives any more: also those
    of a handover whose days are over, which may begin again.
    """
    try:
        kept = grant_for(passport=passport, agency=share.agency, on=localdate(at)).sections
    except NoGrant:
        kept = share.must  # without a release date, or a referral, the law's part is as it was
    kids = set(AgencyKey.objects.filter(agency=share.agency).values_list("kid", flat=True))
    held = SectionVersion.objects.of(passport.pk).filter(wraps__kid__in=kids).exclude(sec__in=kept)
    versions = list(held.distinct())
    if not versions and share.handover is None:
        return
    for version in versions:
        version.wraps.filter(kid__in=kids).delete()
        sign_next_head(version=version, kids=version.wraps.values_list("kid", flat=True), at=at)
    if kept:
        renew_handovers(passport=passport, secs=kept, by=by, at=at)
    elif share.handover is not None:
        _withdraw(share.handover, at)
    audit.write(
        by=by,
        verb="take_back_consent",
        what="passport.Passport",
        whom=passport.pk,
        at=at,
        why=str(share.agency.pk),
    )


def _withdraw(handover: Handover, at: datetime) -> None:
    handover.withdrawn_at = at
    handover.save(update_fields=["withdrawn_at"])
    journal.append(
        destination=CENTRAL, lane=Lane.URGENT, kind="handover_withdrawn", body={"id": str(handover.pk)}, at=at
    )
