"""Making the keys of a node, and the archive keys of a person."""

import json
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.keys import NodeKeys, generate, lock, node_keys
from accounts.models import ArchiveKey, NodeKey
from accounts.seal import ReadingKey, Unreadable, open_box, seal_to

ARCHIVE_BOX = "tg-archive-key+jwe"


class KeyFileIsThere(Exception):
    """A key file is never written over: what was sealed under it could not be opened any more."""


class KeyDestroyed(Exception):
    """The person's archive key was destroyed: what it sealed is erased."""


def make_node_keys(*, name: str, path: Path, passphrase: str, at: datetime) -> NodeKeys:
    """Make a node's keys, write them locked to `path` (mode 600) and record the public halves.

    Queries  2. Raises KeyFileIsThere.
    """
    keys = generate(name)
    try:
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(lock(keys, passphrase))
    except FileExistsError as error:
        raise KeyFileIsThere(str(path)) from error
    with transaction.atomic():
        record_node_keys(keys=keys, at=at)
    return keys


def record_node_keys(*, keys: NodeKeys, at: datetime) -> None:
    """Record the public halves of this node's keys; again changes nothing. Queries: 2."""
    use = NodeKey.Use
    pairs = [
        (use.SIGN, keys.sign.kid, keys.sign.jwk()),
        (use.READ, keys.read.kid, keys.read.jwk()),
        (use.ARCHIVE, keys.archive.kid, keys.archive.jwk()),
        (use.ARCHIVE_RESTRICTED, keys.archive_restricted.kid, keys.archive_restricted.jwk()),
    ]
    known = set(NodeKey.objects.filter(node=keys.name).values_list("kid", flat=True))
    NodeKey.objects.bulk_create(
        NodeKey(kid=kid, node=keys.name, use=kind, jwk=jwk, made_at=at) for kind, kid, jwk in pairs if kid not in known
    )


def make_archive_key(*, rec: UUID, kind: ArchiveKey.Kind, by: str, at: datetime) -> ArchiveKey:
    """Make one archive key of a person; its private half goes at once under the node's own. Queries: 3 + audit.

    Belongs inside the transaction of the act that opens the passport.
    """
    node = node_keys()
    keeper = node.archive if kind == ArchiveKey.Kind.NORMAL else node.archive_restricted
    key = ReadingKey.generate()
    row = ArchiveKey.objects.create(
        rec=rec,
        kind=kind,
        kid=key.kid,
        jwk=key.jwk(),
        sealed_private=seal_to(
            keeper.public,
            ARCHIVE_BOX,
            {"rec": str(rec), "kind": kind.value, "kid": key.kid},
            json.dumps(key.private_jwk()).encode(),
        ),
        made_at=at,
    )
    audit.write(by=by, verb="make_archive_key", what="accounts.ArchiveKey", whom=row.pk, at=at)
    return row


def destroy_archive_keys(*, rec: UUID, by: str, at: datetime) -> int:
    """Destroy the private halves of a person's archive keys: nothing that was sealed to them opens any more.

    Belongs inside the transaction of the act that erases. Returns how many. Queries: 2 + 2 a key.
    """
    rows = list(ArchiveKey.objects.select_for_update().filter(rec=rec, destroyed_at__isnull=True))
    ArchiveKey.objects.filter(pk__in=[row.pk for row in rows]).update(sealed_private="", destroyed_at=at)
    for row in rows:
        audit.write(by=by, verb="destroy_archive_key", what="accounts.ArchiveKey", whom=row.pk, at=at)
    return len(rows)


def open_archive_key(row: ArchiveKey) -> ReadingKey:
    """The private half of a person's archive key. Raises KeyDestroyed, Unreadable. Queries: none."""
    if row.destroyed_at is not None or not row.sealed_private:
        raise KeyDestroyed
    node = node_keys()
    aad = {"rec": str(row.rec), "kind": row.kind, "kid": row.kid}
    keeper = node.archive if row.kind == ArchiveKey.Kind.NORMAL else node.archive_restricted
    try:
        opened = open_box(row.sealed_private, key=keeper, typ=ARCHIVE_BOX, aad=aad)
    except Unreadable:
        for retired in node.retired:  # sealed before the node's keys were rotated
            try:
                opened = open_box(row.sealed_private, key=retired, typ=ARCHIVE_BOX, aad=aad)
                break
            except Unreadable:
                continue
        else:
            raise
    return ReadingKey.from_jwk(json.loads(opened))
