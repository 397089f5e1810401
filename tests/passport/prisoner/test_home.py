from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html
from pytest_django import DjangoAssertNumQueries

from passport.acts.agreements import say_consent
from passport.acts.words import type_my_words
from tests.cast import NOW, Cast, SignIn
from tests.told import Told

from .conftest import Says


def leave_in(told: Told, days: int | None) -> None:
    told.person.release_on = None if days is None else timezone.localdate() + timedelta(days=days)
    told.person.save()


def test_greets_by_first_name_and_offers_every_page(at_terminal: Client, says: Says) -> None:
    said = says(at_terminal.get("/me/"))
    assert "Hello Marlon" in said
    for tile in [
        "My passport",
        "My words",
        "Who has read my passport",
        "Who can have my passport",
        "Easy to read",
        "Help",
    ]:
        assert tile in said


def test_what_there_is_stands_in_few_groups_the_most_used_first(at_terminal: Client) -> None:
    page = html.fromstring(at_terminal.get("/me/").content.decode())
    groups = {
        one.text_content(): [tile.text_content() for tile in one.xpath("following-sibling::ul[1]//h3")]
        for one in page.xpath("//h2[following-sibling::*[1][contains(@class, 'tg-tiles')]]")
    }
    assert list(groups) == ["Ask", "My week", "When I leave", "About me", "Help"]
    assert groups["Ask"] == ["Ask for something", "My requests", "My people"]
    assert max(len(tiles) for tiles in groups.values()) <= 6
    assert sum(len(tiles) for tiles in groups.values()) == len(page.xpath("//*[@class='tg-tile']"))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (54, "You are due to leave on Monday 26 April 2027."),
        (1, "You are due to leave tomorrow. It is Thursday 4 March 2027."),
        (0, "You are due to leave today."),
        (-2, "Your date to leave was Monday 1 March 2027. Ask a member of staff"),
        (None, "You have no date to leave yet."),
    ],
)
def test_says_when_the_person_leaves(at_terminal: Client, told: Told, says: Says, days: int | None, words: str) -> None:
    leave_in(told, days)
    assert words in says(at_terminal.get("/me/"))


def test_says_that_an_agency_waits_for_an_answer_until_it_has_one(
    at_terminal: Client, told: Told, cast: Cast, says: Says
) -> None:
    assert "Someone asks for your passport" in says(at_terminal.get("/me/"))
    say_consent(passport=told.passport, agency=told.asks, said={"MY_WORDS": False}, by=cast.prisoner, at=NOW)
    assert "Someone asks for your passport" not in says(at_terminal.get("/me/"))


def test_says_that_words_were_begun(at_terminal: Client, told: Told, cast: Cast, says: Says) -> None:
    assert "words to finish" not in says(at_terminal.get("/me/"))
    type_my_words(passport=told.passport, text="I can", by=cast.prisoner, at=NOW)
    assert "words to finish" in says(at_terminal.get("/me/"))


def test_a_newcomer_without_a_passport_has_a_home_too(newcomer: Client, says: Says) -> None:
    said = says(newcomer.get("/me/"))
    assert "Hello Terrence" in said
    assert "Marlon" not in said


def test_costs_six_queries_at_most(
    at_terminal: Client, cast: Cast, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        at_terminal.get("/me/")
    sign_in(at_terminal, cast.cell_mate)
    with django_assert_max_num_queries(6):
        at_terminal.get("/me/")


PAGES = ["", "passport/", "passport/private/", "words/", "words/write/", "readers/", "sharing/", "help/", "display/"]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_stays_in_the_browser_for_whoever_is_next(at_terminal: Client, page: str) -> None:
    answer = at_terminal.get(f"/me/{page}")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


def test_is_small_enough_for_a_warm_visit(at_terminal: Client) -> None:
    answer = at_terminal.get("/me/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) < 4_000, len(answer.content)  # bytes on the wire; a whole warm visit has 8,000
