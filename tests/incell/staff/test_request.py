"""/staff/requests/<id>/: one request, and everything that a reader of its team may do with it."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from accounts.models import Role
from incell.acts import deciding
from incell.models import Flag, State
from tests.cast import NOW, Cast, UserFactory
from tests.incell.handled import a_request, privileged
from tests.incell.staff.conftest import tree, words


def at(request) -> str:
    return f"/staff/requests/{request.pk}/"


@pytest.fixture
def asked(cast: Cast):
    return a_request(cast.prisoner.prisoner)


def test_it_says_who_what_when_and_until_when(office: Client, asked, django_assert_max_num_queries) -> None:
    office.get(at(asked))
    with django_assert_max_num_queries(10):
        shown = office.get(at(asked))
    said = words(shown)
    for fact in (
        "Marlon Ashdown",
        "A1234BC",
        "2-3-030",
        "I have to call about court",
        "My solicitor waits",
        "tomorrow",
    ):
        assert fact in said
    assert "Sent" in words(shown, "//*[@class='tg-timeline']")


def test_somebody_takes_it_gives_it_on_and_takes_that_back(office: Client, asked, clerk, colleague) -> None:
    office.post(at(asked), {"act": "assign", "revision": "0", "mine": "on"})
    asked.refresh_from_db()
    assert (asked.assigned_to, asked.state) == (clerk, State.IN_PROGRESS)
    shown = office.get(at(asked))
    assert "Ola Second (0 open)" in words(shown)
    assert "Anita Desai (1 open)" in words(shown)
    office.post(at(asked), {"act": "assign", "revision": "1", "to": str(colleague.pk)})
    asked.refresh_from_db()
    assert asked.assigned_to == colleague
    newest = asked.events.last()
    office.post(at(asked), {"act": "undo", "event": str(newest.pk)})
    asked.refresh_from_db()
    assert asked.assigned_to == clerk


def test_nobody_of_another_team_gets_it(office: Client, asked, officer) -> None:
    shown = office.post(at(asked), {"act": "assign", "revision": "0", "to": str(officer.pk)})
    assert "Choose somebody who sits in this team" in words(shown)


def test_it_goes_to_another_team_with_a_comment(office: Client, as_, asked, officer) -> None:
    bare = office.post(at(asked), {"act": "forward", "revision": "0", "to": "WING", "comment": " "})
    assert "Enter a comment: what should that team do?" in words(bare)
    sent = office.post(at(asked), {"act": "forward", "revision": "0", "to": "WING", "comment": "Did he call Sunday?"})
    assert sent["Location"] == "/staff/requests/"
    there = words(as_(officer).get(at(asked)))
    assert "Did he call Sunday?" in there
    back = words(office.get(at(asked)))  # who had it still reads it, and does no more with it
    assert "Did he call Sunday?" in back
    assert "I take it" not in back


def test_messages_say_who_reads_them(office: Client, asked) -> None:
    office.post(at(asked), {"act": "say", "words": "Rang the court", "shared": "staff"})
    office.post(at(asked), {"act": "say", "words": "You can call at two", "shared": "both"})
    shown = tree(office.get(at(asked))).xpath("//*[@class='tg-timeline']/li")
    newest, before = (" ".join(line.text_content().split()) for line in shown[:2])
    assert "You can call at two" in newest
    assert "The person sees it" in newest
    assert "Rang the court" in before
    assert "Staff only" in before


def test_too_long_a_message_is_kept_and_named(office: Client, asked) -> None:
    shown = office.post(at(asked), {"act": "say", "words": "x" * 1001, "shared": "both"})
    assert "Use 1,000 characters or fewer" in words(shown)
    assert "x" * 1001 in tree(shown).xpath("//textarea[@name='words']")[0].text


ANSWER = {"revision": "0", "state": "DECLINED", "reply": "You have credit left.", "staff_reason": "Has £12"}


def test_an_answer_is_looked_at_before_it_is_sent(office: Client, asked) -> None:
    shown = words(office.post(at(asked) + "answer/", ANSWER))
    assert "The answer is no." in shown
    assert "You have credit left." in shown
    asked.refresh_from_db()
    assert asked.is_open
    again = office.post(at(asked) + "answer/", ANSWER | {"change": "on"})
    assert tree(again).xpath("//textarea[@name='reply']")[0].text.strip() == "You have credit left."
    office.post(at(asked) + "answer/", ANSWER | {"send": "on"})
    asked.refresh_from_db()
    assert (asked.state, asked.reply, asked.staff_reason) == ("DECLINED", "You have credit left.", "Has £12")


def test_the_person_reads_it_in_their_own_language(office: Client, asked, cast: Cast) -> None:
    cast.prisoner.language = "cy"
    cast.prisoner.save()
    shown = tree(office.post(at(asked) + "answer/", ANSWER)).xpath("//main//*[@lang='cy']")[0].text_content()
    assert "Credyd ffôn nawr" in shown
    assert "The answer is no." not in shown


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"state": ""}, "Select your answer"),
        ({"reply": ""}, "Enter words for the person: why do you decline?"),
        ({"state": "REJECTED"}, "Choose why you reject it"),
        ({"state": "NEW"}, "This request can't be answered like that"),
        ({"reply": "y" * 1001}, "Use 1,000 characters or fewer"),
    ],
)
def test_an_answer_with_a_fault_is_not_sent(office: Client, asked, wrong: dict, named: str) -> None:
    shown = office.post(at(asked) + "answer/", ANSWER | wrong | {"send": "on"})
    assert named.replace("'", "") in words(shown).replace("'", "").replace("’", "")
    asked.refresh_from_db()
    assert asked.is_open


def test_the_second_of_two_is_told_who_decided_and_keeps_the_words(office: Client, asked, colleague) -> None:
    deciding.decide(request=asked, state="APPROVED", reply="Done.", by=colleague, at=NOW)
    shown = words(office.post(at(asked) + "answer/", ANSWER | {"send": "on"}))
    assert "Ola Second has decided this request: Approved. Yours was not sent." in shown
    assert "You have credit left." in shown
    assert "Has £12" in shown
    asked.refresh_from_db()
    assert asked.state == "APPROVED"


def test_who_comes_after_a_message_can_still_send(office: Client, asked, colleague) -> None:
    deciding.say(request=asked, words="Wait, I ring them", shared=False, by=colleague, at=NOW)
    shown = office.post(at(asked) + "answer/", ANSWER | {"send": "on"})
    assert "Somebody has done something with this request since you opened it" in words(shown)
    assert tree(shown).xpath("//textarea[@name='reply']")[0].text.strip() == "You have credit left."
    revision = tree(shown).xpath("//input[@name='revision']/@value")[0]
    office.post(at(asked) + "answer/", ANSWER | {"send": "on", "revision": revision})
    asked.refresh_from_db()
    assert asked.state == "DECLINED"


def test_who_comes_after_it_went_to_healthcare_keeps_the_words(office: Client, asked, colleague) -> None:
    deciding.forward(request=asked, to="HEALTHCARE", comment="He is ill", by=colleague, at=NOW)
    shown = office.post(at(asked), {"act": "forward", "revision": "0", "to": "WING", "comment": "Please look"})
    assert shown.status_code == 409
    said = shown.content.decode()
    assert "to Healthcare meanwhile" in said
    assert "Please look" in said
    assert "He is ill" not in said


def test_a_quarter_of_an_hour_later_nothing_is_undone(office: Client, asked, clerk) -> None:
    deciding.decide(request=asked, state="APPROVED", reply="", by=clerk, at=NOW)
    assert "Your last step: Approved" in words(office.get(at(asked)))
    with time_machine.travel(NOW + timedelta(minutes=16)):
        assert "Your last step" not in words(office.get(at(asked)))
        shown = office.post(at(asked), {"act": "undo", "event": str(asked.events.last().pk)}, follow=True)
    assert "be undone any more" in words(shown)
    asked.refresh_from_db()
    assert asked.state == "APPROVED"


@pytest.mark.parametrize("role", sorted(Role.values))
def test_no_role_reads_a_private_message(as_, cast: Cast, role: str) -> None:
    sealed = privileged(cast.prisoner.prisoner)
    sealed.words = sealed.reply = ""
    sealed.answers, sealed.sealed = {"MORE": "unspoken-canary"}, "sealed-canary"
    sealed.save()
    member = UserFactory(roles=[role])
    browser = as_(member)
    pages = [at(sealed), at(sealed) + "answer/", "/staff/requests/", "/staff/requests/export/", "/staff/requests/late/"]
    for page in pages:
        answer = browser.get(page)
        said = b"".join(answer) if answer.streaming else answer.content
        assert b"canary" not in said
    browser.post(at(sealed), {"act": "flag", "kind": "THREAT"})
    assert not Flag.objects.exclude(excerpt="").exists()


def test_a_private_message_is_passed_on_and_never_refused(office: Client, cast: Cast) -> None:
    sealed = privileged(cast.prisoner.prisoner)
    shown = words(office.get(at(sealed)))
    assert "Private, to Prisons and Probation Ombudsman" in shown
    assert "decline" not in shown.lower()
    refused = office.post(at(sealed) + "answer/", ANSWER | {"send": "on"})
    assert "be answered like that" in words(refused)
    passed_on = {"revision": "0", "state": "APPROVED", "reply": ""}
    assert "We have dealt with this. Nobody here read it." in words(office.post(at(sealed) + "answer/", passed_on))
    office.post(at(sealed) + "answer/", passed_on | {"send": "on"})
    sealed.refresh_from_db()
    assert sealed.state == "APPROVED"


def test_what_healthcare_has_healthcare_alone_reads(as_, cast: Cast, nurse, clerk, officer, head, safer) -> None:
    ill = a_request(cast.prisoner.prisoner, team="HEALTHCARE", words="rash-canary")
    assert as_(nurse).get(at(ill)).status_code == 200
    for member in (clerk, officer, head, safer):
        assert as_(member).get(at(ill)).status_code == 404


def test_words_of_the_list_ask_the_reader_to_look_and_one_press_flags(office: Client, cast: Cast, safer) -> None:
    asked = a_request(cast.prisoner.prisoner, answers={"WHY": "OTHER", "MORE": "I want to die in here"})
    assert "These words may need safer custody" in words(office.get(at(asked)))
    office.post(at(asked), {"act": "flag", "kind": "SELF_HARM"})
    office.post(at(asked), {"act": "flag", "kind": "SELF_HARM"})  # a second press flags nothing twice
    flag = Flag.objects.get()
    assert (flag.kind, flag.source, flag.request) == ("SELF_HARM", "READER", asked)
    assert "I want to die in here" in flag.excerpt
    again = words(office.get(at(asked)))
    assert "These words may need safer custody" not in again
    assert "with safer custody" in again


def test_the_questions_own_words_prompt_nobody(office: Client, cast: Cast) -> None:
    asked = a_request(cast.prisoner.prisoner, answers={"WHY": "FAMILY"})
    asked.words += " abuse suicid"
    asked.save()
    assert "These words may need" not in words(office.get(at(asked)))


def test_a_flag_needs_to_say_what_it_is_about(office: Client, asked) -> None:
    assert "Choose what the words are about" in words(office.post(at(asked), {"act": "flag"}))
    assert not Flag.objects.exists()


def test_an_act_that_is_none_changes_nothing(office: Client, asked) -> None:
    assert office.post(at(asked), {"act": "delete"}).status_code == 200
    assert office.get(f"/staff/requests/{uuid4()}/").status_code == 404
    asked.refresh_from_db()
    assert asked.revision == 0


def test_a_contact_is_approved_by_vetting_alone(as_, cast: Cast) -> None:
    wanted = a_request(cast.prisoner.prisoner, team="CONTACTS", code="ADD_SOCIAL_CONTACT", answers={"FIRST_NAME": "Jo"})
    browser = as_(UserFactory(roles=[Role.CONTACTS_CLERK]))
    assert "Vetting approves this contact" in words(browser.get(at(wanted)))
    browser.post(at(wanted) + "answer/", {"revision": "0", "state": "APPROVED", "reply": "", "send": "on"})
    wanted.refresh_from_db()
    assert wanted.is_open


def test_the_head_reads_and_does_nothing(as_, head, asked) -> None:
    shown = words(as_(head).get(at(asked)))
    assert "My solicitor waits" in shown
    assert "I take it" not in shown
    assert as_(head).post(at(asked), {"act": "say", "words": "x", "shared": "staff"}).status_code == 403
