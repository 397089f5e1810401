"""The same for many, from the queue to what was done, and back."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from incell.acts import deciding
from incell.models import Request
from tests.cast import NOW, Cast, PrisonerFactory
from tests.incell.handled import a_request
from tests.incell.staff.conftest import tree, words

MANY = "/staff/requests/many/"


@pytest.fixture
def three(cast: Cast) -> list[Request]:
    return [a_request(PrisonerFactory(last_name=name)) for name in ("Aa", "Bb", "Cc")]


def ids(requests: list[Request]) -> list[str]:
    return [str(one.pk) for one in requests]


def states(requests: list[Request]) -> list[str]:
    return [Request.objects.get(pk=one.pk).state for one in requests]


def test_those_chosen_are_taken_in_one_click_and_given_back_in_one(office: Client, three, clerk) -> None:
    done = office.post(MANY, {"step": "take", "one": ids(three[:2])}, follow=True)
    assert "2 requests done" in words(done)
    assert list(Request.objects.filter(assigned_to=clerk)) != []
    assert states(three) == ["IN_PROGRESS", "IN_PROGRESS", "NEW"]
    address = tree(done).xpath("//main//form/@action")[0]
    back = office.post(address, follow=True)
    assert "2 requests are as they were" in words(back)
    assert states(three) == ["NEW"] * 3
    assert not Request.objects.filter(assigned_to=clerk).exists()


def test_one_reply_answers_many_and_each_left_out_says_why(office: Client, three, colleague) -> None:
    asks = office.post(MANY, {"step": "decide", "one": ids(three)})
    assert len(tree(asks).xpath("//input[@name='one'][@checked]")) == 3
    deciding.decide(request=three[1], state="APPROVED", reply="", by=colleague, at=NOW)
    said = {"step": "decide", "go": "on", "one": ids(three), "state": "DECLINED", "reply": "Not today."}
    done = words(office.post(MANY, said, follow=True))
    assert "2 requests done" in done
    assert "Ola Second has decided this request: Approved." in done
    assert states(three) == ["DECLINED", "APPROVED", "DECLINED"]
    assert Request.objects.filter(reply="Not today.").count() == 2


def test_what_a_colleague_did_since_the_list_was_shown_is_not_done_over(
    office: Client, three, clerk, colleague
) -> None:
    boxes = [str(box) for box in tree(office.get("/staff/requests/")).xpath("//input[@name='one']/@value")]
    deciding.assign(request=three[0], to=colleague, by=colleague, at=NOW)
    taken = words(office.post(MANY, {"step": "take", "one": boxes}, follow=True))
    assert "2 requests done" in taken
    assert "Somebody has changed it meanwhile" in taken
    three[0].refresh_from_db()
    assert three[0].assigned_to == colleague
    asks = office.post(MANY, {"step": "decide", "one": boxes})
    kept = [str(box) for box in tree(asks).xpath("//input[@name='one']/@value")]
    assert sorted(kept) == sorted(boxes), "what the first list showed, not what is true by now"
    said = {"step": "decide", "go": "on", "one": kept, "state": "DECLINED", "reply": "No."}
    office.post(MANY, said)
    assert states(three) == ["IN_PROGRESS"] * 3


def test_a_fault_in_the_form_does_nothing_and_keeps_what_was_typed(office: Client, three) -> None:
    said = {"step": "decide", "go": "on", "one": ids(three), "state": "DECLINED", "reply": "", "staff_reason": "Full"}
    shown = office.post(MANY, said)
    assert "why do you decline?" in words(shown)
    assert tree(shown).xpath("//textarea[@name='staff_reason']")[0].text.strip() == "Full"
    assert len(tree(shown).xpath("//input[@name='one'][@checked]")) == 3
    assert states(three) == ["NEW"] * 3


def test_many_are_forwarded_with_one_comment(office: Client, three) -> None:
    said = {"step": "forward", "go": "on", "one": ids(three), "to": "LIBRARY", "comment": "They ask for books"}
    assert "3 requests done" in words(office.post(MANY, said, follow=True))
    assert set(Request.objects.values_list("team", flat=True)) == {"LIBRARY"}


def test_many_are_given_to_a_colleague(office: Client, three, colleague) -> None:
    said = {"step": "assign", "go": "on", "one": ids(three), "to": str(colleague.pk)}
    office.post(MANY, said)
    assert Request.objects.filter(assigned_to=colleague).count() == 3


@pytest.mark.parametrize("one", [[], ["x"], ["00000000-0000-0000-0000-000000000000"]])
def test_nothing_chosen_says_so(office: Client, three, one: list[str]) -> None:
    assert "Choose at least one request first" in words(office.post(MANY, {"step": "take", "one": one}, follow=True))


def test_another_teams_request_is_left_as_it_is(office: Client, three) -> None:
    strange = a_request(PrisonerFactory(), team="WING")
    office.post(MANY, {"step": "take", "one": ids([three[0], strange])})
    assert states([three[0], strange]) == ["IN_PROGRESS", "NEW"]


def test_after_a_quarter_of_an_hour_there_is_no_undo(office: Client, three) -> None:
    sent = office.post(MANY, {"step": "take", "one": ids(three)})
    with time_machine.travel(NOW + timedelta(minutes=16)):
        assert "Undo all of it" not in words(office.get(sent["Location"]))
        assert "3 can't be undone any more" in words(office.post(sent["Location"], follow=True)).replace("’", "'")
    assert states(three) == ["IN_PROGRESS"] * 3


def test_a_batch_is_shown_to_its_own_person_alone(office: Client, as_, colleague, three) -> None:
    sent = office.post(MANY, {"step": "take", "one": ids(three)})
    assert re.fullmatch(r"/staff/requests/many/[0-9a-f-]{36}/", sent["Location"])
    assert as_(colleague).get(sent["Location"]).status_code == 404
    assert as_(colleague).post(sent["Location"]).status_code == 404


def test_the_other_language_leads_back_to_the_queue_since_this_page_only_opens_by_post(office: Client, three) -> None:
    office.get("/staff/requests/?kind=EMERGENCY_PHONE_CREDIT")
    page = office.post(MANY, {"step": "decide", "one": ids(three)})
    there = tree(page).xpath("//form[@action='/language/']//input[@name='next']/@value")[0]
    assert there == "/staff/requests/?kind=EMERGENCY_PHONE_CREDIT"
    spoken = office.post("/language/", {"language": "cy", "next": there}, follow=True)
    assert spoken.status_code == 200
    assert 'lang="cy"' in spoken.content.decode()
