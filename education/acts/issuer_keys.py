"""The issuer's key: renewed, its awards stay valid; burnt, nothing of its issuer is, and what stands is given again."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts import audit
from education import badges
from education.models import Award, IssuerKey

from .awarding import said_of
from .issuing import free_index, live_keys, make_key, next_change, own_issuer

MOST = 100  # awards a round


class NoIssuerYet(ValueError):
    """Nobody was awarded here yet: the first award makes the key."""


@transaction.atomic
def renew_issuer_key(*, by: str, at: datetime) -> IssuerKey:
    """Sign with a new key from now on. What the old one signed stays valid: its public half is served for ever.

    Also where the old private half is lost or can't be opened. Queries: about 8. Raises NoIssuerYet.
    """
    next_change()  # nobody signs meanwhile
    row = live_keys().filter(burnt_at__isnull=True).first()
    if row is None:
        raise NoIssuerYet
    _retire(row, at)
    made = make_key(at=at, issuer=row.issuer)
    audit.write(by=by, verb="renew_issuer_key", what="education.IssuerKey", whom=made.thumbprint, at=at)
    return made


@transaction.atomic
def burn_issuer(*, by: str, at: datetime) -> IssuerKey:
    """A key of the issuer was in other hands: nothing of that issuer counts from the next list on.

    Its list says so of every number, signed by a new key of its own; a new issuer awards from now on, and
    `award_again` gives what stands a second time. Returns the new issuer's key. Queries: about 14. Raises NoIssuerYet.
    """
    next_change()
    row = live_keys().filter(burnt_at__isnull=True).first()
    if row is None:
        raise NoIssuerYet
    _retire(row, at)
    IssuerKey.objects.filter(issuer=row.issuer).update(burnt_at=at)
    make_key(at=at, issuer=row.issuer, burnt_at=at)
    made = make_key(at=at)
    audit.write(by=by, verb="burn_issuer", what="education.IssuerKey", whom=row.thumbprint, at=at)
    return made


def award_again(*, at: datetime, most: int = MOST) -> int:
    """Sign what stands of burnt issuers again, under the issuer that counts; each in a transaction of its own.

    The day, the words and the award's own id stay; the place on the list is new. Printed pages are to be printed again.
    Returns  how many. Queries: 2 when there is nothing, else about 12 an award. Raises as own_issuer. One that
             a longer name of who awards makes too long for a code is left out.
    """
    burnt = set(IssuerKey.objects.filter(burnt_at__isnull=False).values_list("issuer", flat=True))
    old = Award.objects.filter(issuer__in=burnt).standing().order_by("pk").values_list("pk", flat=True)
    given = 0
    for pk in list(old[:most]) if burnt else []:
        try:
            given += _award_again(pk, burnt, at)
        except badges.TooLong:  # a longer name of who awards: `issuer_key show` goes on naming it
            continue
    return given


@transaction.atomic
def _award_again(pk: UUID, burnt: set[UUID], at: datetime) -> bool:
    change = next_change()
    issuer, key = own_issuer(at=at)
    award = Award.objects.select_for_update(of=("self",)).select_related("achievement", "prisoner").get(pk=pk)
    if award.withdrawn_at is not None or award.issuer not in burnt:
        return False  # somebody was quicker
    award.status_index, award.issuer, award.change = free_index(issuer.id), issuer.id, change
    said = said_of(
        award.pk,
        award.prisoner,
        award.achievement,
        at=award.issued_at,
        index=award.status_index,
        evidence=award.evidence,
        rating=award.rating,
    )
    award.credential = badges.issue(said, issuer=issuer, key=key)
    award.save(update_fields=["status_index", "issuer", "change", "credential"])
    by = f"node:{settings.NODE_NAME}"
    audit.write(by=by, verb="award_again", what="education.Award", whom=award.pk, at=at)
    return True


def _retire(row: IssuerKey, at: datetime) -> None:
    row.retired_at = at
    row.save(update_fields=["retired_at"])
