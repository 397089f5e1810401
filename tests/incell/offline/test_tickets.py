"""Tickets: whose words they let through, and every way one can be wrong."""

from datetime import timedelta

import pytest
from django.test import override_settings
from pytest_django import DjangoAssertNumQueries as Count

from accounts.acts.pin import change_pin
from accounts.models import Terminal, User
from accounts.seal import b64, unb64
from incell.acts.tickets import LONGEST, NotATicket, TicketOfAnotherTerminal, issue_ticket, writer_of
from tests.cast import NOW, Cast, TerminalFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


def ticket_of(cast: Cast) -> str:
    return issue_ticket(user=cast.prisoner, terminal=cast.terminal, at=NOW)


def test_a_ticket_says_who_was_signed_in_and_when(cast: Cast, django_assert_num_queries: Count) -> None:
    ticket = ticket_of(cast)
    with django_assert_num_queries(1):
        writer = writer_of(ticket, cast.terminal, LATER)
    assert (writer.user, writer.issued_at, writer.pin_changed) == (cast.prisoner, NOW, False)
    assert len(ticket) <= LONGEST


def test_no_two_are_the_same_and_none_costs_a_query(cast: Cast, django_assert_num_queries: Count) -> None:
    with django_assert_num_queries(0):
        assert len({ticket_of(cast) for _ in range(50)}) == 50


def test_a_ticket_of_another_terminal_is_named_so(cast: Cast) -> None:
    with pytest.raises(TicketOfAnotherTerminal):
        writer_of(ticket_of(cast), TerminalFactory(), LATER)


def test_a_new_pin_is_seen(cast: Cast) -> None:
    ticket = ticket_of(cast)
    change_pin(user=cast.prisoner, new="846213", at=NOW)
    assert writer_of(ticket, cast.terminal, LATER).pin_changed


def test_a_ticket_outlives_a_new_secret_key(cast: Cast) -> None:
    ticket = ticket_of(cast)
    with override_settings(SECRET_KEY="another"):
        assert writer_of(ticket, cast.terminal, LATER).user == cast.prisoner


def test_a_ticket_of_another_prison_is_none(cast: Cast) -> None:
    with override_settings(PIN_PEPPER="another prison's"):
        ticket = ticket_of(cast)
    with pytest.raises(NotATicket):
        writer_of(ticket, cast.terminal, LATER)


def test_when_the_servers_clock_went_back_nothing_was_issued_in_the_future(cast: Cast) -> None:
    earlier = NOW - timedelta(hours=1)
    assert writer_of(ticket_of(cast), cast.terminal, earlier).issued_at == earlier


def test_every_changed_byte_is_found(cast: Cast) -> None:
    said, mac = ticket_of(cast).split(".")
    for part in (0, 1):
        raw = [bytearray(unb64(said)), bytearray(unb64(mac))]
        for place in range(len(raw[part])):
            changed = [bytearray(each) for each in raw]
            changed[part][place] ^= 1
            with pytest.raises(NotATicket):
                writer_of(".".join(b64(bytes(each)) for each in changed), cast.terminal, LATER)


@pytest.mark.parametrize(
    "wrong", [None, 7, "", ".", "a.b", "é.é", "." * 40, "x" * 5000, {"ticket": 1}, b"bytes", "AQ==.AQ=="]
)
def test_what_is_no_ticket_is_refused(cast: Cast, wrong: object) -> None:
    with pytest.raises(NotATicket):
        writer_of(wrong, cast.terminal, LATER)


def test_somebody_who_is_gone_from_the_database_wrote_nothing(cast: Cast) -> None:
    ghost, terminal = User(username="nobody", password="x"), Terminal.objects.get(pk=cast.terminal.pk)
    with pytest.raises(NotATicket):
        writer_of(issue_ticket(user=ghost, terminal=terminal, at=NOW), terminal, LATER)
