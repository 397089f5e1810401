"""Filling in a form: plain faults, nothing lost, and the check before it is sent."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.access import reach_of
from accounts.models import Prisoner, User
from incell.acts.unsent import put_by_before
from incell.models import Request, RequestKind, UnsentRequest
from tests.cast import NOW, Cast, SignIn
from tests.contacts import a_contact, a_tie, clerk
from tests.days import BORN, NOT_BORN
from tests.kinds import ANSWERS, Kinds, ask

from .conftest import Says, hidden

FRIEND = "/me/ask/add-social-contact/"
HEALTH = "/me/ask/healthcare/"
POSTED = {
    "FIRST_NAME": "Annette",
    "LAST_NAME": "Lee",
    "RELATIONSHIP": "FRIEND",
    "AGE": "ADULT",
    "DATE_OF_BIRTH": "17/4/1990",
    "PHONE": "0114 496 0123",
}


def kept(user: User, code: str) -> dict[str, Any]:
    unsent = put_by_before(kind=RequestKind.objects.current().get(code=code), reach=reach_of(user))
    assert unsent is not None
    return unsent.answers


def test_has_all_questions_and_what_the_queue_needs(at_terminal: Client) -> None:
    page = at_terminal.get(FRIEND)
    html = page.content.decode()
    for name in (*POSTED, "YEARS", "ADDRESS-postcode"):
        assert f'name="{name}"' in html
    assert hidden(page, "kind") == "ADD_SOCIAL_CONTACT"
    assert len(hidden(page, "key")) >= 22
    assert hidden(page, "ticket")
    assert re.search(
        r'<form class="tg-form" method="post" action="/me/ask/add-social-contact/" data-offline="ask"', html
    )


def test_two_forms_have_two_keys(at_terminal: Client) -> None:
    assert hidden(at_terminal.get(HEALTH), "key") != hidden(at_terminal.get(HEALTH), "key")


def test_says_how_much_may_be_written(at_terminal: Client) -> None:
    assert b'data-maxlength="500"' in at_terminal.get(HEALTH).content


def test_good_answers_go_on_to_be_checked(at_terminal: Client, says: Says) -> None:
    answer = at_terminal.post(FRIEND, POSTED | {"key": "k1"}, follow=True)
    assert answer.redirect_chain == [(FRIEND + "check/", 302)]
    words = says(answer)
    assert "Is this right?" in words
    for said in ("Annette", "Lee", "A friend"):
        assert said in words
    assert hidden(answer, "key") == "k1"
    assert hidden(answer, "FIRST_NAME") == "Annette"
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"DATE_OF_BIRTH": "31/2/1990"}, "There is no such day. Write it like 17/4/1990"),
        ({"DATE_OF_BIRTH": "2/3/2027"}, "That day has not come yet. Look at the year"),
        ({"DATE_OF_BIRTH": "last May"}, "Write the day like 17/4/1990"),
        ({"PHONE": "12"}, "The number is too short. Look at it again"),
        ({"PHONE": "999"}, "You can not add this number. Do you need help now? Press your cell bell"),
        ({"PHONE": ""}, "Write the phone number"),
        ({"RELATIONSHIP": "KING"}, "Choose one from the list"),
        ({"FIRST_NAME": "x" * 501}, "This is too long. You can use up to 500 letters"),
        ({"FIRST_NAME": "a\x00b"}, "Some letters here can not be read. Write it again"),
        ({"FIRST_NAME": "abc\u202edcba"}, "Some letters here can not be read. Write it again"),
        ({"ADDRESS-postcode": "nowhere at all"}, "Write a postcode, like LS1 4AP, or leave it empty"),
    ],
)
def test_a_fault_is_said_plainly_and_nothing_is_lost(
    at_terminal: Client, cast: Cast, says: Says, wrong: dict[str, str], said: str
) -> None:
    answer = at_terminal.post(FRIEND, POSTED | wrong)
    assert answer.status_code == 200
    assert says(answer).count(said) >= 2  # above the page and at the question
    assert 'value="Lee"' in answer.content.decode()
    assert kept(cast.prisoner, "ADD_SOCIAL_CONTACT")["LAST_NAME"] == "Lee"


def test_too_long_a_text_comes_back_whole(at_terminal: Client, cast: Cast, says: Says) -> None:
    words = "é" * 620
    answer = at_terminal.post(HEALTH, {"WHAT": "TEETH", "MORE": words})
    assert "This is too long. You can use up to 500 letters" in says(answer)
    assert words in answer.content.decode()
    assert kept(cast.prisoner, "HEALTHCARE")["MORE"] == words


@pytest.mark.parametrize("words", ["👩‍🚀 <b>bold</b>", "שלום עולם", "{{ 7|add:7 }} %(x)s", "<script>alert(1)</script>"])
def test_any_words_are_sent_as_they_were(at_terminal: Client, words: str) -> None:
    at_terminal.post(HEALTH, {"WHAT": "TEETH", "MORE": words})
    check = at_terminal.get(HEALTH + "check/")
    assert b"<script>alert" not in check.content
    at_terminal.post(HEALTH + "check/", {"WHAT": "TEETH", "MORE": words, "key": "k1"})
    request = Request.objects.get()
    assert request.answers["MORE"] == words
    assert b"<script>alert" not in at_terminal.get(f"/me/requests/{request.pk}/").content


def test_the_form_goes_on_where_it_was_left(at_terminal: Client, says: Says) -> None:
    at_terminal.post(HEALTH, {"WHAT": "TEETH", "MORE": "", "key": "k1"})
    page = at_terminal.get(HEALTH)
    assert "Your words are safe. They are not sent yet." in says(page)
    assert 'value="TEETH" checked' in page.content.decode()
    assert hidden(page, "key") == "k1"
    assert "You have begun" in says(at_terminal.get("/me/ask/"))


def test_starting_again_throws_it_away(at_terminal: Client) -> None:
    at_terminal.post(HEALTH, {"WHAT": "TEETH", "MORE": "Sore."})
    answer = at_terminal.post(HEALTH, {"start_again": "1"}, follow=True)
    assert b"Sore." not in answer.content
    assert not UnsentRequest.objects.exists()


def test_the_check_without_answers_leads_to_the_form(at_terminal: Client) -> None:
    assert at_terminal.get(HEALTH + "check/").headers["Location"] == HEALTH


def test_an_own_contact_is_chosen_by_name(at_terminal: Client, cast: Cast, says: Says) -> None:
    tie = a_tie(cast.prisoner.prisoner, a_contact(), cast.practitioner)
    there = "/me/ask/remove-contact/"
    assert "Patricia Ashdown" in says(at_terminal.get(there))
    answer = at_terminal.post(there, {"CONTACT": str(tie.pk), "key": "k1"}, follow=True)
    assert "Patricia Ashdown" in says(answer)
    assert hidden(answer, "CONTACT") == str(tie.pk)
    assert b"checked" in at_terminal.get(there).content
    at_terminal.post(there + "check/", {"CONTACT": str(tie.pk), "key": "k1"})
    assert Request.objects.get().answers["CONTACT/ID"] == str(tie.pk)


def test_who_is_not_on_the_list_is_written_by_hand(at_terminal: Client, cast: Cast, says: Says) -> None:
    a_tie(cast.prisoner.prisoner, a_contact(), cast.practitioner)
    there = "/me/ask/remove-contact/"
    answer = at_terminal.post(there, {"CONTACT": "OTHER", "CONTACT/OTHER": "Uncle Bob"}, follow=True)
    assert "Uncle Bob" in says(answer)
    assert 'value="Uncle Bob"' in at_terminal.get(there).content.decode()
    assert "Say who it is" in says(at_terminal.post(there, {"CONTACT": "OTHER", "CONTACT/OTHER": " "}))


def test_without_a_list_the_name_is_written(at_terminal: Client) -> None:
    assert b'name="CONTACT" type="text"' in at_terminal.get("/me/ask/remove-contact/").content


EMPTY = "No one is on your list yet. Ask to add someone first."


def test_who_has_nobody_on_the_list_is_told_what_comes_first(at_terminal: Client, cast: Cast, says: Says) -> None:
    for code in ("book-visit", "remove-contact"):
        page = at_terminal.get(f"/me/ask/{code}/")
        assert EMPTY in says(page)
        assert 'href="/me/contacts/"' in page.content.decode()
    assert EMPTY not in says(at_terminal.get("/me/ask/agency-message/"))
    a_tie(cast.prisoner.prisoner, a_contact(), clerk())
    assert EMPTY not in says(at_terminal.get("/me/ask/book-visit/"))


@pytest.mark.parametrize(("language", "said"), [("en", "3 February 1990"), ("cy", "3 Chwefror 1990")])
def test_a_day_is_read_back_in_words(at_terminal: Client, cast: Cast, says: Says, language: str, said: str) -> None:
    cast.prisoner.language = language
    cast.prisoner.save()
    words = says(at_terminal.post(FRIEND, POSTED | {"DATE_OF_BIRTH": "3/2/1990"}, follow=True))
    assert said in words
    assert "3/2/1990" not in words
    at_terminal.post(FRIEND + "check/", POSTED | {"DATE_OF_BIRTH": "3/2/1990"})
    sent = Request.objects.get()
    assert sent.answers["DATE_OF_BIRTH"] == "3/2/1990"
    assert said in says(at_terminal.get(f"/me/requests/{sent.pk}/"))


def test_a_day_to_come_has_its_name(at_terminal: Client, says: Says) -> None:
    posted = ANSWERS["BOOK_VISIT"] | {"key": "k1"}
    assert "Saturday 20 March 2027" in says(at_terminal.post("/me/ask/book-visit/", posted, follow=True))


def test_a_second_one_is_not_begun_while_one_is_open(at_terminal: Client, kinds: Kinds, cast: Cast, says: Says) -> None:
    sent = ask(cast.prisoner, kinds["PROPERTY"])
    page = at_terminal.get("/me/ask/property/")
    assert "Someone has to answer it first" in says(page)
    assert f"/me/requests/{sent.pk}/" in page.content.decode()


def test_words_survive_the_end_of_the_session(at_terminal: Client, cast: Cast, sign_in: SignIn) -> None:
    ticket = hidden(at_terminal.get(HEALTH), "ticket")
    for minutes, address in ((30, HEALTH), (60, HEALTH + "check/")):
        with time_machine.travel(NOW + timedelta(minutes=minutes)):
            words = {"WHAT": "TEETH", "MORE": f"Slowly to {address}", "ticket": ticket, "key": "k1"}
            answer = at_terminal.post(address, words)
            assert answer.headers["Location"] == f"/?next={HEALTH}"
            assert not Request.objects.exists()
            sign_in(at_terminal, cast.prisoner)
            assert f"Slowly to {address}</textarea>" in at_terminal.get(HEALTH).content.decode()


def test_words_sent_while_another_is_signed_in_stay_their_writers(
    at_terminal: Client, cast: Cast, sign_in: SignIn, says: Says
) -> None:
    ticket = hidden(at_terminal.get(HEALTH), "ticket")
    sign_in(at_terminal, cast.cell_mate)
    answer = at_terminal.post(HEALTH, {"WHAT": "TEETH", "MORE": "Mine alone.", "ticket": ticket}, follow=True)
    assert "They are for the person who wrote them." in says(answer)
    assert "Mine alone" not in says(answer)
    assert kept(cast.prisoner, "HEALTHCARE")["MORE"] == "Mine alone."
    assert b"Mine alone" not in at_terminal.get(HEALTH).content


@pytest.mark.parametrize("bend", ["", "nothing", "x" * 200])
def test_without_a_good_ticket_nothing_comes_in(at_terminal: Client, bend: str) -> None:
    at_terminal.logout()
    answer = at_terminal.post(HEALTH, {"WHAT": "TEETH", "MORE": "Forged.", "ticket": bend})
    assert answer.headers["Location"] == "/"
    assert not UnsentRequest.objects.exists()


def test_a_late_ticket_and_one_of_somebody_who_left_let_nothing_in(at_terminal: Client, cast: Cast) -> None:
    words = {"WHAT": "TEETH", "MORE": "Late.", "ticket": hidden(at_terminal.get(HEALTH), "ticket")}
    at_terminal.logout()
    with time_machine.travel(NOW + timedelta(hours=13)):
        at_terminal.post(HEALTH, words)
    Prisoner.objects.filter(user=cast.prisoner).update(left_at=NOW)
    at_terminal.post(HEALTH, words)
    assert not UnsentRequest.objects.exists()


def test_no_kind_no_form(at_terminal: Client) -> None:
    for address in ("/me/ask/cake/", "/me/ask/cake/check/"):
        assert at_terminal.get(address).status_code == 404
        assert at_terminal.post(address, {}).status_code == 404


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_its_queries_are_few(at_terminal: Client, cast: Cast, code: str, django_assert_max_num_queries: object) -> None:
    a_tie(cast.prisoner.prisoner, a_contact(), cast.practitioner)
    address = f"/me/ask/{code.lower().replace('_', '-')}/"
    with django_assert_max_num_queries(10):
        at_terminal.get(address)
    at_terminal.post(address, {})
    with django_assert_max_num_queries(10):
        at_terminal.get(address)


@pytest.mark.parametrize(("said", "kept_as"), BORN)
def test_a_day_is_taken_as_people_write_it(at_terminal: Client, cast: Cast, said: str, kept_as: str) -> None:
    answer = at_terminal.post(FRIEND, POSTED | {"DATE_OF_BIRTH": said})
    assert answer.headers["Location"] == FRIEND + "check/"
    assert kept(cast.prisoner, "ADD_SOCIAL_CONTACT")["DATE_OF_BIRTH"] == kept_as


@pytest.mark.parametrize(("said", "_fault"), NOT_BORN)
def test_what_is_no_day_comes_back_with_its_fault(at_terminal: Client, says: Says, said: str, _fault: str) -> None:
    page = at_terminal.post(FRIEND, POSTED | {"DATE_OF_BIRTH": said})
    assert page.status_code == 200
    assert 'href="#DATE_OF_BIRTH"' in page.content.decode()
    if said == "5/3/1790":
        assert "That day is too long ago. Look at the year" in says(page)


def test_a_name_of_pictures_is_refused_in_words(at_terminal: Client, says: Says) -> None:
    assert "Write the name with letters" in says(at_terminal.post(FRIEND, POSTED | {"FIRST_NAME": "🙂"}))
    long = says(at_terminal.post(FRIEND, POSTED | {"LAST_NAME": "x" * 81}))
    assert "The name is too long. You can use up to 80 letters" in long


def test_the_summary_names_the_question_of_a_plain_fault(at_terminal: Client) -> None:
    page = at_terminal.post(FRIEND, POSTED | {"PHONE": "12", "SECOND_PHONE": "13"}).content.decode()
    assert '<a href="#PHONE">Phone number: The number is too short.' in page
    assert '<a href="#SECOND_PHONE">One more number: The number is too short.' in page


def test_what_was_told_before_is_offered_and_used_again_only_when_the_person_says_so(
    at_terminal: Client, kinds: Kinds, cast: Cast
) -> None:
    ask(
        cast.prisoner,
        kinds["BOOK_VISIT"],
        {"HOW": "VIDEO", "CONTACT": "Ann Lee", "DAY": "20/3/2027", "TIME": "MORNING"},
    )
    ask(cast.cell_mate, kinds["BOOK_VISIT"], {"HOW": "VISIT", "CONTACT": "Bo Ray", "DAY": "21/3/2027", "TIME": "ANY"})
    Request.objects.update(state="DECLINED", decided_at=NOW)
    page = at_terminal.get("/me/ask/book-visit/").content.decode()
    assert "You told us this before" in page
    assert "A video call" in page
    assert "Bo Ray" not in page
    assert "checked" not in page
    assert at_terminal.post("/me/ask/book-visit/", {"as_before": "1"}).status_code == 302
    page = at_terminal.get("/me/ask/book-visit/").content.decode()
    assert "You told us this before" not in page
    assert 'value="VIDEO" checked' in page.replace("\n", " ")
    assert "20/3/2027" not in page


def test_what_was_told_in_private_is_not_offered(at_terminal: Client, kinds: Kinds, cast: Cast) -> None:
    ask(cast.prisoner, kinds["PRIVATE_MESSAGE"])
    assert "You told us this before" not in at_terminal.get("/me/ask/private-message/").content.decode()


def test_a_contact_who_was_said_yes_to_is_not_asked_for_again(at_terminal: Client, kinds: Kinds, cast: Cast) -> None:
    ask(cast.prisoner, kinds["ADD_SOCIAL_CONTACT"])
    Request.objects.update(state="DECLINED", decided_at=NOW)
    assert "You told us this before" in at_terminal.get("/me/ask/add-social-contact/").content.decode()
    Request.objects.update(state="APPROVED")
    assert "You told us this before" not in at_terminal.get("/me/ask/add-social-contact/").content.decode()
