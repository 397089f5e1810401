"""The prison as an issuer of awards: its key, who it says it is, and its list of what was withdrawn."""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction

from accounts import audit
from accounts.keys import node_keys
from accounts.models import Counter
from accounts.seal import Unreadable, open_box, seal_to
from education import badges
from education.models import Award, IssuerKey

KEY_BOX = "tg-issuer-key+jwe"
CHANGES = "education.awards"
LIST = 1  # one list of 131,072 awards; a second one begins when it is full
FULL = badges.SIZE * 3 // 4  # a random place is found in a few tries below this


class NoVerifyAddress(RuntimeError):
    """THROUGHGATE_VERIFY_URL is not set: nobody outside could check an award."""


class ListIsFull(RuntimeError):
    """This issuer has given 98,304 awards: its status list has no room for another."""


def next_change() -> int:
    """The next change number of awards. Locks the counter until the transaction ends. Queries: 2 (4 the first time)."""
    counter = Counter.objects.select_for_update().filter(name=CHANGES).first()
    if counter is None:
        Counter.objects.get_or_create(name=CHANGES)
        counter = Counter.objects.select_for_update().get(name=CHANGES)
    counter.value += 1
    counter.save(update_fields=["value"])
    return counter.value


def own_issuer(*, at: datetime) -> tuple[badges.Issuer, badges.IssuerKey]:
    """Who awards here, with the key to sign; made the first time. Belongs under the lock of `next_change`.

    Queries: 1, or 5 when it is made. Raises NoVerifyAddress, NotABase, Unreadable.
    """
    if not settings.VERIFY_URL:
        raise NoVerifyAddress
    row = live_keys().filter(burnt_at__isnull=True).first()
    if row is None:
        row = make_key(at=at)
    return issuer_of(row.issuer), _opened(row)


def live_keys() -> models.QuerySet[IssuerKey]:
    """The key in force of the issuer here, and of every burnt one. Queries: none here."""
    return IssuerKey.objects.filter(retired_at__isnull=True)


def issuer_of(issuer: UUID) -> badges.Issuer:
    return badges.Issuer(settings.VERIFY_URL, issuer, settings.AWARDING_NAME)


def make_key(*, at: datetime, issuer: UUID | None = None, burnt_at: datetime | None = None) -> IssuerKey:
    """A new key, of a new issuer unless one is named. Queries: 3."""
    key, issuer = badges.IssuerKey.generate(), issuer or uuid4()
    thumbprint = key.public.thumbprint
    aad = {"issuer": str(issuer), "kid": thumbprint}
    sealed = seal_to(node_keys().archive.public, KEY_BOX, aad, json.dumps(key.private_jwk()).encode())
    row = IssuerKey.objects.create(
        thumbprint=thumbprint,
        issuer=issuer,
        jwk=key.public.jwk(),
        sealed_private=sealed,
        made_at=at,
        burnt_at=burnt_at,
    )
    by = f"node:{settings.NODE_NAME}"
    audit.write(by=by, verb="make_issuer_key", what="education.IssuerKey", whom=thumbprint, at=at)
    return row


def _opened(row: IssuerKey) -> badges.IssuerKey:
    node, aad = node_keys(), {"issuer": str(row.issuer), "kid": row.thumbprint}
    for key in (node.archive, *node.retired):
        try:
            opened = open_box(row.sealed_private, key=key, typ=KEY_BOX, aad=aad)
        except Unreadable as error:
            fault = error
            continue
        return badges.IssuerKey.from_jwk(json.loads(opened))
    raise fault


def free_index(issuer: UUID) -> int:
    """A random free place on the list. Belongs under the lock of `next_change`. Queries: 2. Raises ListIsFull."""
    if Award.objects.filter(issuer=issuer).count() >= FULL:
        raise ListIsFull
    while True:
        index = secrets.randbelow(badges.SIZE)
        if not Award.objects.filter(issuer=issuer, status_index=index).exists():
            return index


@transaction.atomic
def signed_list(*, issuer: UUID, at: datetime) -> str:
    """An issuer's list of what was withdrawn, signed now by its key in force; of a burnt one everything is.

    Queries: 2. Raises NoVerifyAddress, Unreadable, IssuerKey.DoesNotExist.
    """
    if not settings.VERIFY_URL:
        raise NoVerifyAddress
    row = live_keys().get(issuer=issuer)
    gone: Iterable[int] = range(badges.SIZE)
    if row.burnt_at is None:
        awards = Award.objects.filter(issuer=issuer, withdrawn_at__isnull=False)
        gone = awards.values_list("status_index", flat=True)
    return badges.make_list(gone, number=LIST, issuer=issuer_of(issuer), key=_opened(row), at=at)
