"""Idempotency receipts: a keyed act that is asked twice answers the same, and does nothing the second time."""

import hashlib
from datetime import datetime
from typing import Any

import rfc8785
from django.db import connection, transaction

from .models import Receipt


class AskedOtherwise(ValueError):
    """The key was used before for another question."""


def digest(asked: Any) -> str:
    """SHA-256, hex, of the canonical JSON of what was asked."""
    return hashlib.sha256(rfc8785.dumps(asked)).hexdigest()


def earlier(*, actor: str, key: str, verb: str, asked: Any) -> Any | None:
    """What this key answered before, or None. Raises AskedOtherwise. Queries: 1."""
    receipt = Receipt.objects.filter(actor=actor, key=key).first()
    if receipt is None:
        return None
    if (receipt.verb, receipt.asked) != (verb, digest(asked)):
        raise AskedOtherwise(verb)
    return receipt.answer


def keep(*, actor: str, key: str, verb: str, asked: Any, answer: Any, at: datetime) -> Any:
    """Keep the answer inside the act's transaction; when two raced, raise IntegrityError so that the loser rolls back.

    Queries: 1.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a receipt belongs inside its act's transaction")
    Receipt.objects.create(actor=actor, key=key, verb=verb, asked=digest(asked), answer=answer, at=at)
    return answer


def once(*, actor: str, key: str, verb: str, asked: Any, answer: Any, at: datetime) -> bool:
    """Keep the answer before the act writes anything else; False when this key has asked the same before.

    One statement where `earlier` and `keep` are two. Who comes second while the first still writes waits for it, and
    is told False as well. Queries: 1, 2 for a key that was used. Raises AskedOtherwise.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a receipt belongs inside its act's transaction")
    said = Receipt._meta.get_field("answer").get_db_prep_save(answer, connection)
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(ONCE, [actor, key, verb, digest(asked), said, moment])
        if cursor.fetchone():
            return True
    return earlier(actor=actor, key=key, verb=verb, asked=asked) is None


ONCE = """
INSERT INTO accounts_receipt (actor, key, verb, asked, answer, at) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (actor, key) DO NOTHING RETURNING id
"""
