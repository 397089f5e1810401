import re

from django.test import Client

from accounts.models import AuditEntry
from tests.cast import Cast, SignIn

from .conftest import Says

DISPLAY = "/me/display/"


def classes(client: Client, address: str = "/me/") -> set[str]:
    found = re.search(r'<html [^>]*class="([^"]*)"', client.get(address).content.decode())
    assert found
    return set(found.group(1).split())


def test_what_is_chosen_is_on_every_page_and_comes_back_at_the_next_sign_in(
    at_terminal: Client, cast: Cast, sign_in: SignIn, says: Says
) -> None:
    answer = at_terminal.post(DISPLAY, {"display": ["large", "spaced"]}, follow=True)
    assert "This is how pages look for you now." in says(answer)
    assert {"tg-large", "tg-spaced"} <= classes(at_terminal)
    at_terminal.logout()
    sign_in(at_terminal, cast.prisoner)
    assert {"tg-large", "tg-spaced"} <= classes(at_terminal)


def test_a_cell_mate_has_an_own_look(at_terminal: Client, cast: Cast, sign_in: SignIn) -> None:
    at_terminal.post(DISPLAY, {"display": ["contrast"]})
    sign_in(at_terminal, cast.cell_mate)
    assert "tg-contrast" not in classes(at_terminal)


def test_nothing_chosen_is_the_plain_look(at_terminal: Client) -> None:
    at_terminal.post(DISPLAY, {"display": ["large"]})
    at_terminal.post(DISPLAY, {})
    assert not classes(at_terminal) & {"tg-large", "tg-contrast", "tg-spaced"}


def test_what_does_not_exist_is_refused_plainly(at_terminal: Client, cast: Cast, says: Says) -> None:
    answer = at_terminal.post(DISPLAY, {"display": ['"><script>']})
    assert "Choose from the list." in says(answer)
    cast.prisoner.refresh_from_db()
    assert cast.prisoner.display == []


def test_the_choice_is_written_down(at_terminal: Client, cast: Cast) -> None:
    at_terminal.post(DISPLAY, {"display": ["large"]})
    assert AuditEntry.objects.filter(verb="choose_display", who=str(cast.prisoner.pk)).count() == 1
