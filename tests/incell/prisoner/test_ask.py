"""What can be asked for."""

from django.test import Client

from incell.models import RequestKind
from tests.cast import NOW, Cast
from tests.kinds import Kinds, ask

from .conftest import Says

ASK = "/me/ask/"


def test_everything_stands_in_its_group(at_terminal: Client, kinds: Kinds, says: Says) -> None:
    words = says(at_terminal.get(ASK))
    for code in kinds:
        assert str(kinds[code].head["name"]) in words
    assert "The law" in words


def test_what_is_open_leads_there(at_terminal: Client, kinds: Kinds, cast: Cast, says: Says) -> None:
    sent = ask(cast.prisoner, kinds["PROPERTY"])
    page = at_terminal.get(ASK)
    assert f"/me/requests/{sent.pk}/" in page.content.decode()
    assert "/me/ask/property/" not in page.content.decode()
    assert "You have asked for this." in says(page)


def test_one_more_may_be_open_where_the_kind_says_so(at_terminal: Client, kinds: Kinds, cast: Cast) -> None:
    ask(cast.prisoner, kinds["LIBRARY"])
    assert b"/me/ask/library/" in at_terminal.get(ASK).content
    ask(cast.prisoner, kinds["LIBRARY"])
    assert b"/me/ask/library/" not in at_terminal.get(ASK).content


def test_what_is_retired_is_gone(at_terminal: Client) -> None:
    RequestKind.objects.filter(code="LIBRARY").update(retired_at=NOW)
    assert b"/me/ask/library/" not in at_terminal.get(ASK).content
    assert at_terminal.get("/me/ask/library/").status_code == 404


def test_a_prison_without_kinds_says_so(at_terminal: Client, says: Says) -> None:
    RequestKind.objects.update(retired_at=NOW)
    assert "There is nothing to ask for here yet" in says(at_terminal.get(ASK))


def test_its_queries_are_few_and_flat(
    at_terminal: Client, kinds: Kinds, cast: Cast, django_assert_max_num_queries: object
) -> None:
    for _ in range(15):
        ask(cast.prisoner, kinds["PRIVATE_MESSAGE"])
    for code in ("PROPERTY", "LIBRARY", "HEALTHCARE"):
        ask(cast.prisoner, kinds[code])
    with django_assert_max_num_queries(8):
        at_terminal.get(ASK)


def test_it_is_there_in_welsh(at_terminal: Client, cast: Cast, says: Says) -> None:
    cast.prisoner.language = "cy"
    cast.prisoner.save()
    assert "Gweld nyrs, meddyg neu ddeintydd" in says(at_terminal.get(ASK, headers={"Accept-Language": "cy"}))
