"""An agency's reading key, made in a worker's browser: central gets the public half and a backup it cannot open."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import access, audit
from accounts.access import Verb
from accounts.models import AgencyKey, AgencyKeyBackup, User
from accounts.seal import PublicReadingKey, Unreadable, read_object, unb64

LONGEST_BACKUP = 4096  # bytes
BACKUP = {"ciphertext", "iv", "salt", "typ", "v"}


class NotAKey(ValueError):
    """What came is not a public P-256 key with its locked backup. `args[0]` is a fault of seal/SPEC.md."""


class KeyIsTaken(Exception):
    """This key was offered before, by another agency or another worker."""


class NoBackup(Exception):
    """This worker has no locked backup of this key here."""


@transaction.atomic
def offer_agency_key(*, jwk: Mapping[str, Any], locked: str, by: User, at: datetime) -> AgencyKey:
    """Keep a new key of the worker's agency and its locked backup. It counts nowhere until the authority has signed.

    jwk      the public half; locked: `tg-backup` text of the private half.
    Writes   AgencyKey, AgencyKeyBackup, an audit line. The worker's earlier keys that nobody signed are withdrawn.
             The same again changes nothing.
    Queries  8. Raises NotAllowed, NotAKey, KeyIsTaken.
    """
    access.require(by, Verb.MAKE_AGENCY_KEY)
    if by.agency_id is None:
        raise access.NotAllowed(Verb.MAKE_AGENCY_KEY.value)
    key = _checked(jwk, locked)
    row, new = AgencyKey.objects.get_or_create(
        kid=key.kid, defaults={"agency_id": by.agency_id, "jwk": key.jwk(), "made_at": at}
    )
    if not new:
        if row.agency_id != by.agency_id or not row.backups.filter(member=by).exists():
            raise KeyIsTaken
        return row
    AgencyKeyBackup.objects.create(key=row, member=by, locked=locked, made_at=at)
    earlier = AgencyKey.objects.filter(backups__member=by, statement="", withdrawn_at__isnull=True)
    AgencyKey.objects.filter(pk__in=earlier.exclude(pk=row.pk).values("pk")).update(withdrawn_at=at)
    audit.write(by=by, verb="offer_agency_key", what="accounts.AgencyKey", whom=row.pk, at=at)
    return row


@transaction.atomic
def fetch_backup(*, kid: str, by: User, at: datetime) -> str:
    """Give a worker the own locked backup, and write down that it was given.

    Queries  4. Raises NotAllowed, NoBackup.
    """
    access.require(by, Verb.MAKE_AGENCY_KEY)
    backup = AgencyKeyBackup.objects.filter(key_id=kid, member=by, key__withdrawn_at__isnull=True).first()
    if backup is None:
        raise NoBackup
    audit.write(by=by, verb="fetch_backup", what="accounts.AgencyKey", whom=kid, at=at)
    return backup.locked


def _checked(jwk: Mapping[str, Any], locked: str) -> PublicReadingKey:
    try:
        key = PublicReadingKey.from_jwk(jwk)
        backup = read_object(locked, LONGEST_BACKUP)
        if key.crv != "P-256":
            raise NotAKey("key")
        if backup.keys() != BACKUP or backup["typ"] != "tg-backup" or backup["v"] != 1:
            raise NotAKey("typ")
        unb64(backup["iv"], 12)
        unb64(backup["salt"], 16)
        unb64(backup["ciphertext"])
    except Unreadable as error:
        raise NotAKey(error.fault) from error
    return key
