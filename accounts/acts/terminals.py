"""Terminals: registered by staff, enrolled on the device itself, revoked at any time."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from accounts import audit
from accounts.access import NotAllowed, Verb, require
from accounts.models import Terminal, User
from accounts.models.hashing import pepper

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that look alike
CODE_LENGTH = 8  # 39 bits for a quarter of an hour
CODE_LIVES = timedelta(minutes=15)


class UnknownCode(ValueError):
    """No terminal waits for this code: it is wrong, used, or too old."""


class AlreadyRevoked(ValueError):
    """This terminal is revoked already; a revoked terminal is registered anew."""


def register_terminal(*, kind: str, location: str, by: User, at: datetime) -> tuple[Terminal, str]:
    """Register a terminal of the prison of `by`.

    kind     one of Terminal.Kind; location: as on the roll, e.g. 2-3-030.
    Returns  the terminal and its one-time code (XXXX-XXXX), good for 15 minutes and shown once.
    Writes   one terminal, one audit line. Queries: 5. Raises NotAllowed.
    """
    reach = require(by, Verb.MANAGE_TERMINALS)
    terminal = Terminal(prison_id=min(reach.prisons), kind=Terminal.Kind(kind), location=" ".join(location.split()))
    with transaction.atomic():
        code = _new_code(terminal, at)
        terminal.save()
        audit.write(by=by, verb="register_terminal", what="accounts.Terminal", whom=terminal.pk, at=at)
    return terminal, code


def renew_code(*, terminal: Terminal, by: User, at: datetime) -> str:
    """Give a terminal another one-time code: the first ran out, or the device lost its cookie. The old token ends.

    Writes   the terminal, one audit line. Queries: 5. Raises NotAllowed, AlreadyRevoked.
    """
    _require_own(by, terminal)
    if terminal.revoked_at is not None:
        raise AlreadyRevoked
    with transaction.atomic():
        code = _new_code(terminal, at)
        terminal.token_hash, terminal.enrolled_at = "", None
        terminal.save(update_fields=["enrol_hash", "enrol_until_at", "token_hash", "enrolled_at"])
        audit.write(by=by, verb="renew_code", what="accounts.Terminal", whom=terminal.pk, at=at)
    return code


def enrol_terminal(*, code: str, at: datetime) -> tuple[Terminal, str]:
    """Make the device that says this code the terminal that the code was given for.

    Returns  the terminal and the token for its cookie; only the token's hash is kept.
    Writes   the terminal, one audit line by the terminal. Queries: 5. Raises UnknownCode.
    """
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        waiting = Terminal.objects.select_for_update().filter(
            enrol_hash=_hash_code(code), enrol_until_at__gt=at, revoked_at__isnull=True
        )
        terminal = waiting.first()
        if terminal is None:
            raise UnknownCode
        terminal.enrol_hash, terminal.enrol_until_at = "", None
        terminal.token_hash, terminal.enrolled_at = hashlib.sha256(token.encode()).hexdigest(), at
        terminal.save()
        who = f"terminal:{terminal.pk}"
        audit.write(by=who, verb="enrol_terminal", what="accounts.Terminal", whom=terminal.pk, at=at)
    return terminal, token


def revoke_terminal(*, terminal: Terminal, by: User, at: datetime) -> None:
    """Take a terminal away; whoever is signed in there is out with the next click.

    The hash of its token stays, so that the device can be told why it is no terminal any more.
    Writes   the terminal, one audit line. Queries: 5. Raises NotAllowed, AlreadyRevoked.
    """
    _require_own(by, terminal)
    with transaction.atomic():
        changed = Terminal.objects.filter(pk=terminal.pk, revoked_at__isnull=True).update(
            revoked_at=at, enrol_hash="", enrol_until_at=None
        )
        if not changed:
            raise AlreadyRevoked
        audit.write(by=by, verb="revoke_terminal", what="accounts.Terminal", whom=terminal.pk, at=at)


def _require_own(by: User, terminal: Terminal) -> None:
    if terminal.prison_id not in require(by, Verb.MANAGE_TERMINALS).prisons:
        raise NotAllowed(Verb.MANAGE_TERMINALS.value)


def _new_code(terminal: Terminal, at: datetime) -> str:
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    terminal.enrol_hash, terminal.enrol_until_at = _hash_code(letters), at + CODE_LIVES
    return f"{letters[:4]}-{letters[4:]}"


def _hash_code(code: str) -> str:
    """Under the pepper; spaces, hyphens and small letters don't matter."""
    return pepper("".join(c for c in code.upper() if c in CODE_LETTERS), "enrol")
