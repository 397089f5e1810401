"""/staff/requests/search/ and /staff/requests/late/."""

from datetime import date, timedelta

import pytest
from django.test import Client

from incell.acts import deciding
from incell.views.staff import queue_search
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory
from tests.incell.handled import a_request, privileged
from tests.incell.staff.conftest import names, words

SEARCH, LATE = "/staff/requests/search/", "/staff/requests/late/"


def search(browser: Client, said: str):
    sent = browser.post(SEARCH, {"words": said})
    assert sent["Location"] == SEARCH  # the words are in no address
    return browser.get(SEARCH)


def test_words_names_and_numbers_find_and_the_newest_comes_first(office: Client, cast: Cast) -> None:
    halabi = PrisonerFactory(first_name="Samir", last_name="Halabi", number="A7777ZZ")
    a_request(halabi, words="parcel from court", sent_at=NOW - timedelta(days=2))
    a_request(cast.cell_mate.prisoner, words="court is on Monday", sent_at=NOW - timedelta(days=1))
    a_request(cast.prisoner.prisoner, words="Halabi has my radio", state="APPROVED")
    assert names(search(office, "COURT")) == ["Okafor, Terrence", "Halabi, Samir"]
    assert names(search(office, "halabi")) == ["Ashdown, Marlon", "Halabi, Samir"]
    assert names(search(office, "a7777")) == ["Halabi, Samir"]
    assert "Nothing found" in words(search(office, "lawyer"))


def test_a_search_finds_what_its_reader_may_see(office: Client, as_, cast: Cast, nurse, officer) -> None:
    person = cast.prisoner.prisoner
    a_request(person, words="canary ill", team="HEALTHCARE")
    a_request(person, words="canary wing", team="WING")
    a_request(PrisonerFactory(prison=PrisonFactory(code="LEI")), words="canary elsewhere")
    had = a_request(person, words="canary forwarded")
    assert words(search(office, "canary")).count("Phone credit now") == 1
    deciding.forward(request=had, to="WING", comment="Look", by=officer_of_hub(office), at=NOW)
    assert len(names(search(office, "canary"))) == 1
    assert len(names(search(as_(officer), "canary"))) == 2
    assert len(names(search(as_(nurse), "canary"))) == 1
    assert len(names(search(as_(nurse), "ashdown"))) == 1


def officer_of_hub(office: Client):
    from accounts.models import User

    return User.objects.get(pk=office.session["_auth_user_id"])


def test_a_private_message_is_found_by_its_person_alone(office: Client, cast: Cast) -> None:
    privileged(cast.prisoner.prisoner)
    assert "Nothing found" in words(search(office, "sealed"))
    assert "to Prisons and Probation Ombudsman" in words(search(office, "Ashdown"))


def test_a_search_ends_at_its_bound_and_says_so(office: Client, cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(queue_search, "MOST", 3)
    for _ in range(5):
        a_request(cast.prisoner.prisoner, words="court")
    shown = search(office, "court")
    assert len(names(shown)) == 3
    assert "The newest 3. More words find fewer." in words(shown)


def test_a_search_costs_the_same_however_many_there_are(office: Client, cast: Cast, django_assert_max_num_queries):
    for _ in range(60):
        a_request(cast.prisoner.prisoner, words="court")
    office.post(SEARCH, {"words": "court"})
    with django_assert_max_num_queries(10):  # a first visit: the session keeps which list was shown
        office.get(SEARCH)


@pytest.mark.parametrize("said", ["%", "'; DROP TABLE", "\x00", "ÿ" * 500, "🦆", "\u202egnirts"])
def test_odd_searches_are_searches(office: Client, cast: Cast, said: str) -> None:
    a_request(cast.prisoner.prisoner)
    assert search(office, said).status_code == 200


def test_what_is_late_by_team_for_who_oversees(as_, head, cast: Cast, office: Client, django_assert_max_num_queries):
    a_request(PrisonerFactory(first_name="Ann", last_name="Older"), due_on=date(2027, 2, 1))
    a_request(PrisonerFactory(first_name="Ann", last_name="Newer"), due_on=date(2027, 2, 25), team="WING")
    a_request(PrisonerFactory(first_name="Ann", last_name="Ill"), due_on=date(2027, 2, 25), team="HEALTHCARE")
    a_request(cast.prisoner.prisoner, due_on=date(2027, 3, 1))
    browser = as_(head)
    with django_assert_max_num_queries(10):  # a first visit
        shown = browser.get(LATE)
    assert names(shown) == ["Older, Ann", "Newer, Ann"]
    assert "only healthcare reads them" in words(shown)
    assert names(browser.get(LATE + "?team=WING")) == ["Newer, Ann"]
    assert office.get(LATE).status_code == 403


def test_nothing_late(as_, head) -> None:
    assert "Nothing is late" in words(as_(head).get(LATE))
