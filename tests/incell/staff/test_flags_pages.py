"""/staff/flags/: words that wait for safer custody; and the number beside the link."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from incell.acts.flags import close_flag, flag_words
from incell.models import Flag
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory
from tests.incell.handled import a_request, privileged
from tests.incell.staff.conftest import tree, words

FLAGS = "/staff/flags/"


@pytest.fixture
def flag(cast: Cast) -> Flag:
    person = cast.prisoner.prisoner
    person.alerts = ["HA"]
    person.save()
    return flag_words(prisoner=person, kind="SELF_HARM", by=cast.tutor, at=NOW, excerpt="canary words")


@pytest.fixture
def desk(as_, safer: User) -> Client:
    return as_(safer)


def test_those_that_wait_stand_oldest_first_with_who_what_and_when(desk, flag, cast, django_assert_max_num_queries):
    flag_words(prisoner=cast.cell_mate.prisoner, kind="THREAT", by=cast.tutor, at=NOW - timedelta(hours=1))
    stranger = PrisonerFactory(prison=PrisonFactory(code="LEI", name="Leeds (HMP)"))
    Flag.objects.create(prison_id="LEI", prisoner=stranger, kind="THREAT", source="READER", by=cast.tutor, at=NOW)
    desk.get(FLAGS)
    with django_assert_max_num_queries(10):
        shown = desk.get(FLAGS)
    said = words(shown)
    assert said.index("Terrence Okafor") < said.index("Marlon Ashdown")
    assert tree(shown).xpath("count(//h2[@class='tg-card__title'])") == 2
    for fact in ("canary words", "Self-harm", "2-3-030", "ACCT open", "nobody has seen it yet"):
        assert fact in said


def test_the_link_says_how_many_wait_on_every_page(desk, flag, as_, officer) -> None:
    assert "Flags (1)" in words(desk.get("/staff/people/"), "//nav[@aria-label='Main']")
    assert "Flags" not in words(as_(officer).get("/staff/people/"), "//nav[@aria-label='Main']")


def test_it_is_seen_and_then_closed_with_what_was_done(desk, flag, safer) -> None:
    address = f"{FLAGS}{flag.pk}/"
    desk.post(address, {"act": "see"})
    assert "Gareth Bello, Monday 1 March 2027 at 9:30am" in words(desk.get(address))
    assert "Enter what was done" in words(desk.post(address, {"outcome": " "}))
    desk.post(address, {"outcome": "Spoke to him; ACCT reviewed"})
    flag.refresh_from_db()
    assert (flag.closed_by, flag.outcome) == (safer, "Spoke to him; ACCT reviewed")
    assert "No flag waits" in words(desk.get(FLAGS))
    assert "Spoke to him" in words(desk.get(FLAGS + "?closed=on"))


def test_the_second_who_closes_it_is_told_and_keeps_the_words(desk, flag, cast, safer) -> None:
    close_flag(flag=flag, outcome="First", by=safer, at=NOW)
    shown = desk.post(f"{FLAGS}{flag.pk}/", {"outcome": "My own words"})
    assert "Gareth Bello has closed this flag" in words(shown)
    assert "My own words" in tree(shown).xpath("//textarea")[0].text


def test_safer_custody_reads_the_words_and_no_request_of_another_team(desk, cast, nurse) -> None:
    ill = a_request(cast.prisoner.prisoner, team="HEALTHCARE", words="ill-canary")
    made = flag_words(prisoner=ill.prisoner, kind="SELF_HARM", by=nurse, at=NOW, excerpt=ill.words, request=ill)
    shown = desk.get(f"{FLAGS}{made.pk}/")
    assert "ill-canary" in words(shown)
    assert str(ill.pk) not in shown.content.decode()


@pytest.mark.parametrize("who", ["officer", "head", "clerk", "nurse"])
def test_nobody_else_comes_in(as_, flag, who: str, request) -> None:
    browser = as_(request.getfixturevalue(who))
    assert browser.get(FLAGS).status_code == 403
    assert browser.get(f"{FLAGS}{flag.pk}/").status_code == 403


def test_a_flag_without_words_says_that_nothing_was_written(desk, cast) -> None:
    silent = flag_words(prisoner=cast.prisoner.prisoner, kind="SELF_HARM", by=cast.prisoner, at=NOW)
    said = words(desk.get(f"{FLAGS}{silent.pk}/"))
    assert "Nothing was written" in said
    assert "private" not in said


def test_a_flag_on_a_private_message_says_that_it_is_private(desk, cast) -> None:
    message = privileged(cast.prisoner.prisoner)
    on_it = flag_words(prisoner=message.prisoner, kind="THREAT", by=cast.prisoner, at=NOW, request=message)
    said = words(desk.get(f"{FLAGS}{on_it.pk}/"))
    assert "None: the message is private" in said
    assert "Nothing was written" not in said
