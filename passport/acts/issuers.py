"""Who awards, told to central and kept there: keys and lists that anybody may read, and no person."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts import audit
from accounts.seal import Unreadable
from education import badges
from education.acts.issuing import LIST, issuer_of, signed_list
from education.models import Award, IssuerKey
from passport import journal
from passport.models import Issuer, Lane, PublishedKey, PublishedList

from .received import WrongEntry
from .sections import CENTRAL


@transaction.atomic
def announce_issuers(*, at: datetime) -> int:
    """Tell central this prison's issuer keys, and each issuer's list when it has changed or is seven days old.

    Returns how many entries were written. Queries: 2 where nobody was awarded, 4 when nothing is new, 1 a burnt issuer.
    """
    told = 0
    known = set(PublishedKey.objects.values_list("thumbprint", flat=True))
    rows = list(IssuerKey.objects.order_by("made_at"))
    for row in rows:
        if row.thumbprint not in known:
            _announce_key(row, at)
            told += 1
    if settings.VERIFY_URL:
        told += sum(_announce_list(row, at) for row in rows if row.retired_at is None)
    return told


def _announce_key(row: IssuerKey, at: datetime) -> None:
    name = issuer_of(row.issuer).name
    issuer, _ = Issuer.objects.get_or_create(pk=row.issuer, defaults={"node": settings.NODE_NAME, "name": name})
    PublishedKey.objects.create(thumbprint=row.thumbprint, issuer=issuer, jwk=row.jwk, made_at=row.made_at)
    body = {"issuer": str(row.issuer), "jwk": row.jwk, "kid": row.thumbprint, "name": name}
    journal.append(destination=CENTRAL, lane=Lane.URGENT, kind="issuer_key", body=body, at=at)
    audit.write(by=_self(), verb="announce_issuer_key", what="education.IssuerKey", whom=row.thumbprint, at=at)


def _announce_list(row: IssuerKey, at: datetime) -> int:
    issuer = row.issuer
    withdrawn = badges.SIZE
    if row.burnt_at is None:
        withdrawn = Award.objects.filter(issuer=issuer, withdrawn_at__isnull=False).count()
    there = PublishedList.objects.select_for_update().filter(issuer_id=issuer, number=LIST).first()
    if there is not None and there.withdrawn == withdrawn and at - there.signed_at < badges.SIGN_AGAIN:
        return 0
    token = signed_list(issuer=issuer, at=at)
    PublishedList.objects.update_or_create(
        issuer_id=issuer, number=LIST, defaults={"token": token, "signed_at": at, "withdrawn": withdrawn}
    )
    body = {"issuer": str(issuer), "list": token, "number": LIST}
    journal.append(destination=CENTRAL, lane=Lane.URGENT, kind="status_list", body=body, at=at)
    audit.write(by=_self(), verb="announce_status_list", what="passport.Issuer", whom=issuer, at=at)
    return 1


@transaction.atomic
def receive_issuer_key(*, seq: int, issuer: UUID, jwk: Mapping[str, str], name: str, origin: str, at: datetime) -> None:
    """Keep a key that was checked, under its issuer; a newer name counts. Queries: 4. Raises WrongEntry: other."""
    thumbprint = badges.PublicIssuerKey.from_jwk(jwk).thumbprint
    row, new = Issuer.objects.get_or_create(pk=issuer, defaults={"node": origin, "name": name})
    key, made = PublishedKey.objects.get_or_create(
        thumbprint=thumbprint, defaults={"issuer": row, "jwk": dict(jwk), "made_at": at}
    )
    if row.node != origin or key.issuer_id != issuer:
        raise WrongEntry(seq, "other")
    if not new and row.name != name:
        Issuer.objects.filter(pk=issuer).update(name=name)
    if made:
        audit.write(by=f"node:{origin}", verb="receive_issuer_key", what="passport.Issuer", whom=issuer, at=at)


@transaction.atomic
def receive_status_list(*, seq: int, issuer: UUID, number: int, token: str, origin: str, at: datetime) -> None:
    """Keep a signed list, unless a later one is here. Queries: 4.

    Raises WrongEntry: missing, other, and the faults of accounts/seal/SPEC.md.
    """
    row = Issuer.objects.filter(pk=issuer).first()
    if row is None:
        raise WrongEntry(seq, "missing")
    if row.node != origin:
        raise WrongEntry(seq, "other")
    try:
        found = badges.read_list(token, keys=_keys_for(token, row))
        if not found.address.endswith(f"/issuers/{issuer}/status/{number}"):
            raise Unreadable("binding")
    except Unreadable as error:
        raise WrongEntry(seq, error.fault) from error
    there = PublishedList.objects.select_for_update().filter(issuer=row, number=number).first()
    if there is not None and there.signed_at >= found.at:
        return
    PublishedList.objects.update_or_create(issuer=row, number=number, defaults={"token": token, "signed_at": found.at})
    audit.write(by=f"node:{origin}", verb="receive_status_list", what="passport.Issuer", whom=issuer, at=at)


def _keys_for(token: str, issuer: Issuer) -> badges.Keys:
    """The key that this token names, if it is one of this issuer's. Queries: 1."""
    kid = badges.kid_of(token, "vc+jwt")
    thumbprint = kid.rpartition(f"/issuers/{issuer.pk}/keys/")[2]
    row = issuer.keys.filter(thumbprint=thumbprint).first()
    return {} if row is None else {kid: badges.PublicIssuerKey.from_jwk(row.jwk)}


def _self() -> str:
    return f"node:{settings.NODE_NAME}"
