"""Keys with which the phone and visits systems read the approved list: made, shown once, counted, revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import User
from incell.models import ListKey

PREFIX = "tgl_"  # so that a key that leaked is known for what it is
MOST_A_MINUTE = 120  # calls with one key
MOST = 20  # keys in use


class AlreadyRevoked(Exception):
    """Somebody else has revoked this key."""


class TooManyKeys(Exception):
    """There are twenty keys in use: revoke one first."""


class UnknownKey(Exception):
    """No key in use is this one."""


class TooManyCalls(Exception):
    """This key was used more than 120 times in a minute. `wait`: seconds until it may be used again."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


@transaction.atomic
def make_list_key(*, name: str, scope: str, by: User, at: datetime) -> tuple[ListKey, str]:
    """Make a key for one system.

    Returns    the key and its text, 47 letters: shown once, only its hash is kept.
    Queries    7. Raises NotAllowed, TooManyKeys, ValueError for a scope.
    """
    reach = access.require(by, Verb.GIVE_OUT_LIST)
    prison = min(reach.prisons)
    if ListKey.objects.filter(prison=prison, revoked_at__isnull=True).count() >= MOST:
        raise TooManyKeys
    token = PREFIX + secrets.token_urlsafe(32)
    made = ListKey.objects.create(
        prison_id=prison,
        name=" ".join(name.split()),
        scope=ListKey.Scope(scope),
        token_hash=_hash(token),
        made_at=at,
        made_by=by,
    )
    audit.write(by=by, verb="make_list_key", what="incell.ListKey", whom=made.pk, at=at, why=made.scope)
    return made, token


@transaction.atomic
def revoke_list_key(*, key: ListKey, by: User, at: datetime) -> None:
    """End a key: its next call is refused. Queries: 7. Raises NotAllowed, AlreadyRevoked."""
    if key.prison_id not in access.require(by, Verb.GIVE_OUT_LIST).prisons:
        raise NotAllowed(Verb.GIVE_OUT_LIST.value)
    if not ListKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=at):
        raise AlreadyRevoked
    audit.write(by=by, verb="revoke_list_key", what="incell.ListKey", whom=key.pk, at=at)


@transaction.atomic
def use_list_key(*, token: str, at: datetime) -> ListKey:
    """The key with this text, with one call more on its count. Queries: 2. Raises UnknownKey, TooManyCalls."""
    held = ListKey.objects.select_for_update().filter(token_hash=_hash(token), revoked_at__isnull=True).first()
    if held is None:
        raise UnknownKey
    minute = at.replace(second=0, microsecond=0)
    held.calls = held.calls + 1 if held.minute_at == minute else 1
    if held.calls > MOST_A_MINUTE:
        raise TooManyCalls(max(1, int((minute + timedelta(minutes=1) - at).total_seconds())))
    held.minute_at = minute
    held.save(update_fields=["calls", "minute_at"])
    return held


@transaction.atomic
def note_list_read(*, key: ListKey, at: datetime) -> None:
    """Write down that a system read the list from its beginning. Queries: 4."""
    audit.write(by=f"list-key:{key.pk}", verb="give_list", what="incell.Tie", whom=key.prison_id, at=at, why=key.scope)


def _hash(token: str) -> str:
    """A key has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
