"""The home of staff says what waits for each of their teams."""

from datetime import date

from django.test import Client

from accounts.models import Role
from incell.acts.flags import flag_words
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory, UserFactory
from tests.incell.handled import a_request
from tests.incell.staff.conftest import As, tree, words

HOME = "/staff/"


def test_a_team_reads_what_is_open_and_what_is_late(office: Client, cast: Cast) -> None:
    assert words(office.get(HOME), "//*[@id='requests']/tbody") == "Business hub 0 0"
    a_request(cast.prisoner.prisoner)
    a_request(cast.prisoner.prisoner, due_on=date(2027, 2, 27))
    a_request(cast.prisoner.prisoner, state="APPROVED")
    a_request(cast.prisoner.prisoner, team="WING")
    a_request(PrisonerFactory(prison=PrisonFactory(code="LEI")))
    shown = office.get(HOME)
    assert words(shown, "//*[@id='requests']/tbody").startswith("Business hub 2 1")
    for link in tree(shown).xpath("//*[@id='requests']/tbody//a/@href"):
        assert office.get(link).status_code == 200


def test_each_team_of_who_sits_in_two(as_: As, cast: Cast, django_assert_max_num_queries) -> None:
    clerk = as_(UserFactory(roles=[Role.CONTACTS_CLERK]))
    clerk.get(HOME)
    with django_assert_max_num_queries(10):
        assert "Contacts and phones 0 0 Visits 0 0" in words(clerk.get(HOME), "//*[@id='requests']/tbody")


def test_who_oversees_reads_what_is_late_in_the_prison(as_: As, head, cast: Cast) -> None:
    a_request(cast.prisoner.prisoner, team="WING", due_on=date(2027, 2, 27))
    assert "1 request is late" in words(as_(head).get(HOME))


def test_safer_custody_reads_that_a_flag_waits_and_nobody_else_does(as_: As, safer, officer, cast: Cast) -> None:
    flag_words(prisoner=cast.prisoner.prisoner, kind="THREAT", by=cast.tutor, at=NOW)
    assert "1 flag waits for safer custody" in words(as_(safer).get(HOME))
    assert "flag" not in words(as_(officer).get(HOME))


def test_who_sits_in_no_team_reads_nothing_of_requests(as_: As, cast: Cast) -> None:
    assert not tree(as_(cast.tutor).get(HOME)).xpath("//*[@id='requests']")
