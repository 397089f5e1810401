"""The node's own keys: unlocked once a process, from a file that is useless without its passphrase.

The file is a `tg-backup` of a small JSON document, made by `manage.py keys make`. The passphrase comes from a file of
its own: a systemd credential, a Kubernetes secret, or a file on a stick that is taken out after the start.
"""

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from .models import NodeKey
from .seal import PublicReadingKey, PublicSigningKey, ReadingKey, SigningKey, Unreadable, backup


class NodeKeysLocked(Exception):
    """The node's keys can't be had: says which setting or file is wrong, never what is in it."""


@dataclass(frozen=True)
class NodeKeys:
    """The private keys of this node. `retired` opens what was sealed before a rotation."""

    name: str
    sign: SigningKey
    read: ReadingKey
    archive: ReadingKey
    archive_restricted: ReadingKey
    retired: tuple[ReadingKey, ...] = ()

    def reading_key(self, kid: str) -> ReadingKey | None:
        """The private key of this thumbprint, current or retired."""
        every = (self.read, self.archive, self.archive_restricted, *self.retired)
        return next((key for key in every if key.kid == kid), None)


def generate(name: str) -> NodeKeys:
    """Make the four keys of a new node."""
    return NodeKeys(name, SigningKey.generate(), ReadingKey.generate(), ReadingKey.generate(), ReadingKey.generate())


def lock(keys: NodeKeys, passphrase: str) -> str:
    """The keys as the text of a key file. Costs one PBKDF2 of 600,000 rounds."""
    document = {
        "node": keys.name,
        "sign": keys.sign.private_jwk(),
        "read": keys.read.private_jwk(),
        "archive": keys.archive.private_jwk(),
        "archive_restricted": keys.archive_restricted.private_jwk(),
        "retired": [key.private_jwk() for key in keys.retired],
    }
    return backup.lock(json.dumps(document).encode(), passphrase)


def unlock(text: str, passphrase: str) -> NodeKeys:
    """Open a key file. Raises Unreadable."""
    document: dict[str, Any] = json.loads(backup.unlock(text, passphrase))
    return NodeKeys(
        document["node"],
        SigningKey.from_jwk(document["sign"]),
        ReadingKey.from_jwk(document["read"]),
        ReadingKey.from_jwk(document["archive"]),
        ReadingKey.from_jwk(document["archive_restricted"]),
        tuple(ReadingKey.from_jwk(jwk) for jwk in document["retired"]),
    )


@functools.cache
def node_keys() -> NodeKeys:
    """This node's keys, unlocked at the first call and kept in memory. Raises NodeKeysLocked."""
    path, passphrase = settings.NODE_KEYS_FILE, settings.NODE_PASSPHRASE_FILE
    if not path or not passphrase:
        raise NodeKeysLocked("set THROUGHGATE_NODE_KEYS and THROUGHGATE_NODE_PASSPHRASE_FILE")
    try:
        keys = unlock(Path(path).read_text(), Path(passphrase).read_text().strip())
    except OSError as error:
        raise NodeKeysLocked(f"a key or passphrase file can't be read ({error.strerror})") from error
    except Unreadable as error:
        raise NodeKeysLocked("the passphrase doesn't open the key file") from error
    if keys.name != settings.NODE_NAME:
        raise NodeKeysLocked("the key file belongs to another node than THROUGHGATE_NODE says")
    return keys


def signers_of(node: str) -> dict[str, PublicSigningKey]:
    """The signing keys of a node by kid, retired ones too: old sections stay readable. Queries: 1."""
    rows = NodeKey.objects.filter(node=node, use=NodeKey.Use.SIGN)
    return {row.kid: PublicSigningKey.from_jwk(row.jwk) for row in rows}


def reading_key_of(node: str) -> PublicReadingKey | None:
    """The key that others seal to for this node, or None where it isn't known. Queries: 1."""
    row = NodeKey.objects.filter(node=node, use=NodeKey.Use.READ, retired_at__isnull=True).first()
    return None if row is None else PublicReadingKey.from_jwk(row.jwk)
