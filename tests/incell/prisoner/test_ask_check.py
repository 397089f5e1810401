"""The check, and sending: once, and in words when it can't be."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from incell.acts.deciding import decide
from incell.acts.kinds import kind_of
from incell.acts.limits import MOST_A_DAY
from incell.acts.unsent import put_by
from incell.forms.asking import as_posted
from incell.models import Flag, Request, RequestKind
from tests.cast import NOW, AgencyFactory, Cast, UserFactory
from tests.contacts import a_contact, a_tie
from tests.kinds import ANSWERS, Kinds, ask

from .conftest import Says, hidden

HEALTH = "/me/ask/healthcare/"
CREDIT = "/me/ask/emergency-phone-credit/"
SORE = {"WHAT": "TEETH", "MORE": "It hurts.", "key": "k1"}


def test_sent_says_who_has_it_and_when_an_answer_is_due(at_terminal: Client, cast: Cast, says: Says) -> None:
    at_terminal.post(HEALTH, SORE)
    answer = at_terminal.post(HEALTH + "check/", SORE, follow=True)
    request = Request.objects.get()
    assert answer.redirect_chain == [(f"/me/requests/{request.pk}/sent/", 302)]
    words = says(answer)
    assert "It is sent" in words
    assert "You will hear by Saturday 6 March 2027." in words
    assert "Who has it: The health care team" in words
    assert (request.prisoner, request.terminal, request.how) == (cast.prisoner.prisoner, cast.terminal, "TERMINAL")


def test_a_second_press_sends_nothing_more(at_terminal: Client) -> None:
    first = at_terminal.post(HEALTH + "check/", SORE)
    again = at_terminal.post(HEALTH + "check/", SORE)
    assert first.headers["Location"] == again.headers["Location"]
    assert Request.objects.count() == 1


def test_the_same_form_with_other_words_is_asked_about(at_terminal: Client, says: Says) -> None:
    at_terminal.post(HEALTH + "check/", SORE)
    answer = at_terminal.post(HEALTH + "check/", SORE | {"MORE": "It hurts more."})
    assert "You sent this form before, with other words" in says(answer)
    assert Request.objects.count() == 1
    key = hidden(answer, "key")
    assert key != "k1"
    at_terminal.post(HEALTH + "check/", SORE | {"MORE": "It hurts more.", "key": key})
    assert Request.objects.count() == 2


def test_wrong_answers_lead_back_to_the_form(at_terminal: Client, says: Says) -> None:
    answer = at_terminal.post(HEALTH + "check/", SORE | {"WHAT": "CAKE"})
    assert "Choose one from the list" in says(answer)
    assert b"It hurts." in answer.content
    assert not Request.objects.exists()


def test_one_that_was_opened_meanwhile_is_said_and_the_words_are_kept(
    at_terminal: Client, kinds: Kinds, cast: Cast, says: Says
) -> None:
    ask(cast.prisoner, kinds["PROPERTY"], key="k0")
    answer = at_terminal.post("/me/ask/property/check/", {"WHAT": "GET", "WHICH": "My hat.", "key": "k1"})
    words = says(answer)
    assert "You have asked for this" in words
    assert "What you wrote is not sent. It is safe." in words
    decide(
        request=Request.objects.get(),
        state="APPROVED",
        reply="",
        by=UserFactory(roles=[Role.BUSINESS_HUB_CLERK]),
        at=NOW,
    )
    assert b"My hat." in at_terminal.get("/me/ask/property/").content


def test_too_many_this_week_says_when_again(at_terminal: Client, kinds: Kinds, cast: Cast, says: Says) -> None:
    hub = UserFactory(roles=[Role.BUSINESS_HUB_CLERK])
    for hours in (40, 30):
        sent = ask(cast.prisoner, kinds["EMERGENCY_PHONE_CREDIT"], at=NOW - timedelta(hours=hours))
        decide(request=sent, state="APPROVED", reply="", by=hub, at=NOW)
    for answer in (at_terminal.get(CREDIT), at_terminal.post(CREDIT + "check/", {"WHY": "COURT", "key": "k1"})):
        assert "You can ask again on Saturday 6 March 2027 at 5:30pm." in says(answer)


def test_too_many_today_says_tomorrow(at_terminal: Client, kinds: Kinds, cast: Cast, says: Says) -> None:
    for _ in range(MOST_A_DAY):
        ask(cast.prisoner, kinds["PRIVATE_MESSAGE"])
    assert "You can send more tomorrow." in says(at_terminal.post(HEALTH + "check/", SORE))
    with time_machine.travel(NOW + timedelta(days=1, hours=1)):
        at_terminal.force_login(cast.prisoner, backend="django.contrib.auth.backends.ModelBackend")
    assert Request.objects.filter(code="HEALTHCARE").count() == 0


def test_a_kind_that_is_no_longer_asked_for_is_not_there(at_terminal: Client) -> None:
    RequestKind.objects.filter(code="HEALTHCARE").update(retired_at=NOW)
    assert at_terminal.post(HEALTH + "check/", SORE).status_code == 404


@pytest.mark.parametrize("key", ["", "k" * 65, "k\x00", "é"])
def test_a_key_that_can_be_none_sends_all_the_same(at_terminal: Client, key: str) -> None:
    assert at_terminal.post(HEALTH + "check/", SORE | {"key": key}).status_code == 302
    assert Request.objects.count() == 1


@pytest.mark.parametrize("words", ["I want to die", "I can’t go on", "Rwyf eisiau marw"])
def test_hard_words_bring_up_help_and_flag_nothing(at_terminal: Client, says: Says, words: str) -> None:
    answer = at_terminal.post(HEALTH, SORE | {"MORE": words}, follow=True)
    assert "Do you need help now? Press your cell bell. Someone will come." in says(answer)
    assert "Tell safer custody" in says(answer)
    assert not Flag.objects.exists()


def test_plain_words_bring_up_no_alarm_but_a_way_to_tell(at_terminal: Client, says: Says) -> None:
    answer = at_terminal.post(HEALTH, SORE, follow=True)
    assert "Someone will come." not in says(answer)
    assert "Tell safer custody" in says(answer)


def test_letters_that_no_database_takes_keep_nobody_from_telling(at_terminal: Client) -> None:
    at_terminal.post(HEALTH, SORE | {"MORE": "They will\x00 get me"})
    at_terminal.post(HEALTH + "tell/", {"what": "THREAT"})
    assert Flag.objects.get().excerpt == "They will get me"


def test_telling_from_the_check_shows_the_words_and_goes_on(at_terminal: Client, cast: Cast, says: Says) -> None:
    page = at_terminal.post(HEALTH, SORE | {"MORE": "They will get me <b>"}, follow=True)
    assert hidden(page, "what") == "THREAT"
    answer = at_terminal.post(HEALTH + "tell/", {"what": "THREAT"}, follow=True)
    flag = Flag.objects.get()
    assert (flag.kind, flag.source, flag.by, flag.excerpt) == (
        "THREAT",
        "WRITER",
        cast.prisoner,
        "They will get me <b>",
    )
    assert "We told safer custody." in says(answer)
    assert "Is this right?" in says(answer)
    assert not Request.objects.exists()


def test_its_queries_are_few(at_terminal: Client, django_assert_max_num_queries: object) -> None:
    at_terminal.post(HEALTH, SORE)
    with django_assert_max_num_queries(10):
        at_terminal.get(HEALTH + "check/")
    at_terminal.post(
        CREDIT + "check/", {"WHY": "COURT", "key": "k0"}
    )  # the audit's first line of a day makes the tips of that day
    page = at_terminal.get(HEALTH + "check/")
    form = SORE | {"ticket": hidden(page, "ticket")}
    with django_assert_max_num_queries(10):  # the transaction's two ends included: asking.send_request names each
        at_terminal.post(HEALTH + "check/", form)
    assert Request.objects.filter(code="HEALTHCARE").count() == 1


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_to_write_and_to_send_cost_ten_each(at_terminal: Client, cast: Cast, kinds: Kinds, code: str) -> None:
    """As it is when nothing of it is the first: the person's key is there, and the audit's tips of the day."""
    lawyer = AgencyFactory(name="Smith and Co", kind="LEGAL")
    tie = a_tie(cast.prisoner.prisoner, a_contact(), cast.practitioner)
    chosen = {"CONTACT": str(tie.pk), "OFFICE": str(lawyer.pk)}
    answers = {name: chosen.get(name, value) for name, value in ANSWERS[code].items()}
    put_by(prisoner=cast.prisoner.prisoner, kind=kinds[code], answers=answers, key="k1", by=cast.prisoner, at=NOW)
    address = f"/me/ask/{code.lower().replace('_', '-')}/"
    form = {name: hidden(at_terminal.get(address), name) for name in ("key", "ticket")}
    form |= as_posted(kind_of(kinds[code]), answers)
    with CaptureQueriesContext(connection) as written:
        assert at_terminal.post(address, form).headers["Location"] == address + "check/"
    with CaptureQueriesContext(connection) as sent:
        at_terminal.post(address + "check/", form)
    assert Request.objects.get().code == code
    more = {
        "REMOVE_CONTACT": 1,
        "BOOK_VISIT": 1,
        "AGENCY_MESSAGE": 1,
        "PRIVATE_MESSAGE": 5,
    }  # chosen from a list; keys to seal to
    assert len(written) <= 10 + min(more.get(code, 0), 1)
    assert len(sent) <= 10 + more.get(code, 0)


def test_says_before_it_is_sent_when_an_answer_comes(at_terminal: Client, says: Says) -> None:
    words = says(at_terminal.post(HEALTH, SORE, follow=True))
    assert "Send it now and you will hear by Saturday 6 March 2027." in words
    at_terminal.post(HEALTH + "check/", SORE)
    assert Request.objects.get().due_on.isoformat() == "2027-03-06"


def test_an_answer_of_tomorrow_is_said_so(at_terminal: Client, says: Says) -> None:
    words = says(at_terminal.post(CREDIT, {"WHY": "COURT", "key": "k1"}, follow=True))
    assert "you will hear by the end of the day, tomorrow." in words


def test_once_told_safer_custody_is_said_to_know(at_terminal: Client, says: Says) -> None:
    low = SORE | {"MORE": "I want to die."}
    assert "Tell safer custody" in says(at_terminal.post(HEALTH, low, follow=True))
    at_terminal.post(HEALTH + "tell/", {"what": "SELF_HARM"})
    for _again in range(2):  # as long as nobody has closed it, not only right after
        words = says(at_terminal.get(HEALTH + "check/"))
        assert "Safer custody knows We told them on Monday 1 March 2027 at 9:30am." in words
        assert "They will read what you wrote" not in words
    Flag.objects.update(closed_at=NOW)
    assert "Safer custody knows" not in says(at_terminal.get(HEALTH + "check/"))


def test_other_words_than_those_told_are_asked_about_anew(at_terminal: Client, says: Says) -> None:
    at_terminal.post(HEALTH, SORE | {"MORE": "I want to die."})
    at_terminal.post(HEALTH + "tell/", {"what": "SELF_HARM"})
    assert "Safer custody knows" not in says(
        at_terminal.post(HEALTH, SORE | {"MORE": "I will kill myself."}, follow=True)
    )


def test_hard_words_cost_no_more_than_ten_queries(at_terminal: Client, django_assert_max_num_queries: Any) -> None:
    at_terminal.post(HEALTH, SORE | {"MORE": "I want to die."})
    at_terminal.post(HEALTH + "tell/", {"what": "SELF_HARM"})
    with django_assert_max_num_queries(10):
        at_terminal.get(HEALTH + "check/")
