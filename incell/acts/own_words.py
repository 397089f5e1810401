"""What only its writer may read again: sealed to an archive key of the person, in the node's restricted keeping.

These words belong to no passport, so their key is filed under the person and not under a passport's `rec`; destroying
it erases them.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.acts.keys import destroy_archive_keys, make_archive_key, open_archive_key
from accounts.models import ArchiveKey, Prisoner, User
from accounts.seal import PublicReadingKey, canonical, open_box, seal_to
from incell.models import QueuedAct, UnsentRequest

PRIVATE_BOX, UNSENT_BOX = "tg-private-request+jwe", "tg-unsent-request+jwe"


class NoOwnKey(Exception):
    """The person has no key for such words: there are none, or they were erased."""


def seal_own(*, prisoner: Prisoner, typ: str, about: Mapping[str, str], said: Any, by: User, at: datetime) -> str:
    """Seal what JSON can say so that its writer alone can open it. Belongs inside the transaction of an act.

    about      what the box belongs to; asked for again when it is opened. Queries: 1; 8 the first time.
    """
    key = _row(prisoner.pk) or _new_key(prisoner.pk, by, at)
    return seal_to(PublicReadingKey.from_jwk(key.jwk), typ, _bound(prisoner.pk, about), canonical(said))


def open_own(*, prisoner_id: UUID, typ: str, about: Mapping[str, str], sealed: str) -> Any:
    """What was sealed. The caller has made sure that it is the writer who asks. Queries: 1. Raises NoOwnKey."""
    row = _row(prisoner_id)
    if row is None:
        raise NoOwnKey
    return json.loads(open_box(sealed, key=open_archive_key(row), typ=typ, aad=_bound(prisoner_id, about)))


def erase_own(*, prisoner: Prisoner, by: str, at: datetime) -> None:
    """Close for good what only its writer could read, and throw away what was never sent. Inside an act that erases.

    Private requests stay, as ones that nobody opens any more: that they were sent, when and to whom is the prison's.
    Acts that were held for their writer are sealed to the node and not to the person, so their boxes go themselves.
    Queries    about 6.
    """
    destroy_archive_keys(rec=prisoner.pk, by=by, at=at)
    UnsentRequest.objects.filter(prisoner=prisoner).delete()
    QueuedAct.objects.held().filter(prisoner=prisoner).update(state=QueuedAct.State.DROPPED, sealed="")


def _new_key(prisoner_id: UUID, by: User, at: datetime) -> ArchiveKey:
    """The first key; of two who make it at once the second takes the first's."""
    try:
        with transaction.atomic():
            return make_archive_key(rec=prisoner_id, kind=ArchiveKey.Kind.RESTRICTED, by=str(by.pk), at=at)
    except IntegrityError:
        if made := _row(prisoner_id):
            return made
        raise


def _row(prisoner_id: UUID) -> ArchiveKey | None:
    kind = ArchiveKey.Kind.RESTRICTED
    return ArchiveKey.objects.filter(rec=prisoner_id, kind=kind, destroyed_at__isnull=True).first()


def _bound(prisoner_id: UUID, about: Mapping[str, str]) -> dict[str, str]:
    return {"person": str(prisoner_id), **about}
