"""Handover meetings as staff and the person meet them."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Prisoner, User
from passport.models import HandoverMeeting, MeetingWord
from tests.cast import NOW, Cast, PrisonerFactory, SignIn
from tests.passport.staff.conftest import tree, values, words

DUE, CELL = "/staff/meetings/", "/me/meeting/"
FILLED = {
    "came-0": "yes",
    "came-1": "yes",
    "came-2": "no",
    "name-2": "Ruth Ellison",
    "why-2": "The line was down",
    "agreed": "He goes to his sister.",
    "what-0": "Ring the council",
    "who-0": "PERSON",
    "by-0": "20 3 2027",
}


def of(cast: Cast, rest: str = "") -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/meetings/{rest}"


def noted(office: Client, cast: Cast) -> HandoverMeeting:
    sent = values(office.get(of(cast, "new/"))) | FILLED
    for _ in range(2):  # sent twice
        office.post(of(cast, "new/"), sent)
    return HandoverMeeting.objects.get()


def test_from_the_list_to_the_notes_to_the_plan(office: Client, cast: Cast) -> None:
    Prisoner.objects.filter(pk=cast.prisoner.prisoner.pk).update(release_on=NOW.date() + timedelta(days=30))
    assert "Ashdown, Marlon" in words(office.get(DUE))
    assert "Ashdown, Marlon" in words(office.get(DUE, {"whose": "mine"}))
    assert "there has been no meeting" in words(office.get(of(cast)))
    meeting = noted(office, cast)
    assert "Ashdown, Marlon" not in words(office.get(DUE))
    page = office.get(of(cast, f"{meeting.pk}/"))
    for told in ("Ruth Ellison", "The line was down", "He goes to his sister.", "Ring the council", "20 Mar 2027"):
        assert told in words(page)
    assert "If you were there" not in words(page)  # who wrote it confirms nothing
    office.post(of(cast, f"{meeting.pk}/"), {"step": "plan", "seen": 1})
    plan = words(office.get(f"/staff/people/{cast.prisoner.prisoner.pk}/plan/"))
    assert "Agreed at the handover meeting, 1 March 2027" in plan
    assert "Ring the council (20 Mar 2027)" in plan


def test_the_person_sees_it_and_says_own_words(
    office: Client, cast: Cast, as_, colleague: User, sign_in: SignIn
) -> None:
    cell = sign_in(Client(), cast.prisoner)
    assert "We have not met yet" in words(cell.get(CELL))
    meeting = noted(office, cast)
    assert "He goes to his sister." in words(cell.get(CELL))
    assert "Choose yes or no" in words(cell.post(CELL, {"words": "Kept", "seen": 1}), "//body")
    answer = cell.post(CELL, {"says": "NOT_RIGHT", "words": "It is my aunt.", "seen": 1}, follow=True)
    assert "It is my aunt." in words(answer)
    theirs = as_(colleague)
    assert "It is my aunt." in words(theirs.get(of(cast, f"{meeting.pk}/")))
    theirs.post(of(cast, f"{meeting.pk}/"), {"step": "RIGHT", "seen": 1})
    assert MeetingWord.objects.count() == 2
    stale = cell.post(CELL, {"says": "RIGHT", "words": "Still here", "seen": 7})
    assert "Still here" in words(stale)


def test_bad_notes_stay_in_the_form(office: Client, cast: Cast) -> None:
    sent = values(office.get(of(cast, "new/"))) | FILLED
    for wrong, told in [
        ({"held_on": "soon"}, "Enter the day of the meeting"),
        ({"held_on": "1 1 2031"}, "This day lies ahead"),
        ({"came-0": ""}, "Say whether the person came"),
        ({"why-2": ""}, "Say why"),
        ({"by-0": "teatime"}, "Enter a day by which it is done"),
        ({"agreed": "", "what-0": "", "by-0": ""}, "Write what was agreed"),
        ({"name-3": "Wren"}, "Say whether they came: Wren"),  # what was typed is not dropped
        ({"by-1": "1 4 2027"}, "Write what is to be done by 1 4 2027"),
    ]:
        page = office.post(of(cast, "new/"), sent | wrong)
        assert told in words(page), wrong
        assert "Ruth Ellison" in page.content.decode()
    assert not HandoverMeeting.objects.exists()


def test_two_change_the_notes_and_the_loser_keeps_the_words(office: Client, cast: Cast, as_, colleague: User) -> None:
    meeting = noted(office, cast)
    address = of(cast, f"{meeting.pk}/edit/")
    theirs = as_(colleague)
    mine, other = values(office.get(address)), values(theirs.get(address))
    assert theirs.post(address, other | {"agreed": "Another thing."}).status_code == 302
    page = office.post(address, mine | {"agreed": "My own thing."})
    assert "A colleague has changed these notes" in words(page)
    assert "My own thing." in page.content.decode()


def test_who_may_not(office: Client, cast: Cast, as_, reader: User) -> None:
    meeting = noted(office, cast)
    theirs = as_(reader)
    assert theirs.get(of(cast, f"{meeting.pk}/")).status_code == 200  # reads passports
    assert theirs.get(of(cast, "new/")).status_code == 403
    assert as_(cast.tutor).get(of(cast)).status_code == 403
    assert office.get(f"/staff/people/{cast.cell_mate.prisoner.pk}/meetings/{meeting.pk}/").status_code == 404


def test_rows_that_hold_nothing_are_folded_away(office: Client, cast: Cast) -> None:
    page = tree(office.get(of(cast, "new/")))
    folded = page.xpath("//details//input[starts-with(@name, 'what-')]/@name")
    assert folded == [f"what-{place}" for place in range(3, 10)]
    assert not page.xpath("//main//details[@open]")
    sent = values(office.get(of(cast, "new/"))) | FILLED | {"what-4": "Ring", "held_on": ""}
    shown = tree(office.post(of(cast, "new/"), sent))
    assert shown.xpath("//main//details[@open]//input[@name='what-4']/@value") == ["Ring"]


@pytest.mark.parametrize("many", [1, 60])
def test_the_list_costs_the_same(office: Client, cast: Cast, many: int, django_assert_max_num_queries) -> None:
    for _ in range(many):
        PrisonerFactory(release_on=NOW.date() + timedelta(days=30))
    with django_assert_max_num_queries(11):
        assert len(tree(office.get(DUE)).xpath("//table[@id='to-hold']/tbody/tr")) == min(many + 2, 50)
