"""Tickets: what a form carries so that its words can be sent after the Wi-Fi was gone (OFFLINE.md, section 2).

A ticket says who was signed in at which terminal when the page was made. It travels only inside a seal.
"""

import hmac
import secrets
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts.models import Terminal, User
from accounts.models.hashing import pepper
from accounts.seal import Unreadable, b64, unb64

GOOD_FOR = timedelta(hours=12)  # to write with, from the moment it was issued
SENT_WITHIN = timedelta(days=7)  # later than that somebody asks the writer whether it is still wanted
LONGEST = 128  # characters

_VERSION = 1
_LAYOUT = struct.Struct(">B16s16sQ8s8s")  # version, user, terminal, ms since 1970, mark of the PIN, nonce
_MAC_BYTES = 32


class NotATicket(ValueError):
    """This is no ticket of this prison: torn, made up, or of a form that is no longer known."""


class TicketOfAnotherTerminal(ValueError):
    """The ticket was issued at another terminal than the one that sends it. `writer`: whom to."""

    def __init__(self, writer: "Writer") -> None:
        super().__init__("ticket of another terminal")
        self.writer = writer


@dataclass(frozen=True)
class Writer:
    """Whom a ticket was issued to, and when. `pin_changed`: their PIN is no longer the one of that moment."""

    user: User
    issued_at: datetime
    pin_changed: bool


def issue_ticket(*, user: User, terminal: Terminal, at: datetime) -> str:
    """A ticket for somebody who is signed in at this terminal. 120 characters; no two are the same. Queries: none."""
    payload = _LAYOUT.pack(
        _VERSION,
        user.pk.bytes,
        terminal.pk.bytes,
        int(at.timestamp() * 1000),
        _mark_of_pin(user),
        secrets.token_bytes(8),
    )
    return f"{b64(payload)}.{b64(_mac(payload))}"


def writer_of(ticket: object, terminal: Terminal, at: datetime) -> Writer:
    """Who wrote with this ticket. It does not run out by itself: the caller weighs `issued_at`.

    at       a ticket of later than that (the server's clock went back) counts as issued then.
    Raises   NotATicket, TicketOfAnotherTerminal. Queries: 1.
    """
    payload = _read(ticket)
    _version, user_id, terminal_id, issued, mark, _nonce = _LAYOUT.unpack(payload)
    user = User.objects.filter(pk=UUID(bytes=user_id)).first()
    if user is None:
        raise NotATicket
    issued_at = datetime.fromtimestamp(issued / 1000, UTC)
    writer = Writer(user, min(issued_at, at), pin_changed=not hmac.compare_digest(mark, _mark_of_pin(user)))
    if UUID(bytes=terminal_id) != terminal.pk:
        raise TicketOfAnotherTerminal(writer)
    return writer


def is_of(ticket: object, user: User) -> bool:
    """Whether this is a ticket that was issued to this user, at whatever terminal. Queries: none."""
    try:
        _version, user_id, *_rest = _LAYOUT.unpack(_read(ticket))
    except NotATicket:
        return False
    return bool(user_id == user.pk.bytes)


def _read(ticket: object) -> bytes:
    if not isinstance(ticket, str) or len(ticket) > LONGEST or ticket.count(".") != 1:
        raise NotATicket
    said, mac = ticket.split(".")
    try:
        payload, given = unb64(said, _LAYOUT.size), unb64(mac, _MAC_BYTES)
    except (Unreadable, UnicodeEncodeError):
        raise NotATicket from None
    if payload[0] != _VERSION or not hmac.compare_digest(given, _mac(payload)):
        raise NotATicket
    return payload


def _mac(payload: bytes) -> bytes:
    # The pepper outlives a change of Django's secret key; a ticket must too.
    return bytes.fromhex(pepper(payload.hex(), "ticket"))


def _mark_of_pin(user: User) -> bytes:
    return bytes.fromhex(pepper(user.password, "ticket-pin"))[:8]
