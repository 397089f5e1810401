"""Letters that wait for a key, that are undone or erased, and that central keeps no longer than it must."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry, Role
from incell.acts.deciding import NothingToUndo, decide, undo
from incell.acts.letters_away import answers_for_writer
from incell.acts.own_requests import private_answers, withdraw_request
from incell.acts.own_words import NoOwnKey
from incell.models import Letter, Request
from passport.acts.erasing import erase_passport
from passport.acts.letters import carry_letters
from passport.acts.received_letters import KEPT, KEPT_ANSWERED, forget_letters
from passport.acts.sections import open_passport
from passport.models import CarriedAnswer, CarriedLetter, JournalEntry
from tests.cast import UserFactory
from tests.letters import WORDS, Post

State = Letter.State


@pytest.fixture
def waiting(post: Post) -> Request:
    """A private letter to a court that has no key."""
    post.add("LEGAL", "The Court", key=False)
    return post.write()


# Waiting for a key


def test_it_waits_open_and_its_writer_alone_reads_it(post: Post, waiting: Request) -> None:
    post.carry()
    letter = post.letter(waiting)
    assert (letter.state, letter.boxes, waiting.state) == (State.WAITS, "", "NEW")
    assert Request.objects.waiting().get() == waiting
    assert private_answers(request=waiting, by=post.user)["MESSAGE"] == WORDS


def test_it_goes_when_a_key_comes_and_says_so(post: Post, waiting: Request) -> None:
    post.give_key("LEGAL")
    post.carry()
    waiting.refresh_from_db()
    assert (post.letter(waiting).state, waiting.state, waiting.decided_by) == (State.ARRIVED, "APPROVED", None)
    assert "SEALED" in set(waiting.events.values_list("verb", flat=True))
    letter = post.letter(waiting).pk
    with post.line.at_central():
        assert post.reader().read(letter)["lines"][-1][1] == WORDS


def test_it_does_not_go_once_staff_have_dealt_with_it(post: Post, waiting: Request) -> None:
    clerk = UserFactory(roles=[Role.BUSINESS_HUB_CLERK])
    decide(request=waiting, state="APPROVED", reply="", by=clerk, at=post.line.now)
    post.give_key("LEGAL")
    post.carry()
    assert post.letter(waiting).state == State.WAITS
    undo(event=waiting.events.latest("id"), by=clerk, at=post.line.now)
    post.carry()
    assert post.letter(waiting).state == State.ARRIVED


def test_it_does_not_go_once_it_was_taken_back(post: Post, waiting: Request) -> None:
    withdraw_request(request=waiting, by=post.user, at=post.line.now)
    post.give_key("LEGAL")
    post.carry()
    assert post.letter(waiting).state == State.WAITS
    assert not CarriedLetter.objects.exists()


def test_an_office_that_was_named_by_hand_has_no_letter(post: Post) -> None:
    request = post.write(office="Another Firm")
    assert not Letter.objects.filter(request=request).exists()
    assert request.state == "NEW"


# Passed on by staff


def test_it_can_be_undone_until_it_leaves(post: Post) -> None:
    request = post.ask_to_pass_on()
    helper = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    for _ in range(2):
        decide(request=request, state="APPROVED", reply="", by=helper, at=post.line.now)
        undo(event=request.events.latest("id"), by=helper, at=post.line.now)
        assert not Letter.objects.exists()
    decide(request=request, state="APPROVED", reply="", by=helper, at=post.line.now)
    Letter.objects.update(goes_at=post.line.now)
    post.carry()
    with pytest.raises(NothingToUndo):
        undo(event=request.events.filter(verb="APPROVED").latest("id"), by=helper, at=post.line.now)


def test_declined_is_not_passed_on(post: Post) -> None:
    request = post.ask_to_pass_on()
    helper = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    decide(request=request, state="DECLINED", reply="Not this one.", by=helper, at=post.line.now)
    assert not Letter.objects.exists()


# Erased


def test_an_erasure_closes_letters_and_answers_everywhere(post: Post) -> None:
    request, other = post.write(), post.write("And my lizard.")
    passport = open_passport(prisoner=post.user.prisoner, by="node:MDI", at=post.line.now)
    post.carry()
    with post.line.at_central():
        post.reader().answer(post_letter := CarriedLetter.objects.order_by("made_at").first().pk)
    post.carry()
    erase_passport(passport=passport, by="command:erase", at=post.line.now)
    with pytest.raises(NoOwnKey):
        private_answers(request=request, by=post.user)
    assert set(Letter.objects.values_list("state", "boxes", "reply_key")) == {(State.CLOSED, "", "")}
    assert set(CarriedLetter.objects.values_list("boxes", flat=True)) == {""}
    answered = Letter.objects.get(pk=post_letter)
    assert [one.lost for one in answers_for_writer(letter=answered, by=post.user)] == ["erased"]
    post.carry()
    with post.line.at_central():
        assert set(CarriedLetter.objects.values_list("boxes", flat=True)) == {""}
        assert set(CarriedAnswer.objects.values_list("sealed", flat=True)) == {""}
        assert not CarriedLetter.objects.filter(closed_at=None).exists()
    assert {request.pk, other.pk} == set(Letter.objects.values_list("request", flat=True))


def test_an_erasure_before_it_left_sends_nothing(post: Post, waiting: Request) -> None:
    passport = open_passport(prisoner=post.user.prisoner, by="node:MDI", at=post.line.now)
    erase_passport(passport=passport, by="command:erase", at=post.line.now)
    post.give_key("LEGAL")
    post.carry()
    assert post.letter(waiting).state == State.CLOSED
    assert not JournalEntry.objects.filter(kind__startswith="letter").exists()


def test_an_erasure_on_the_line_arrives_empty(post: Post) -> None:
    post.carry()
    passport = open_passport(prisoner=post.user.prisoner, by="node:MDI", at=post.line.now)
    post.write()
    carry_letters(at=post.line.now)
    erase_passport(passport=passport, by="command:erase", at=post.line.now)
    post.carry()
    with post.line.at_central():
        assert CarriedLetter.objects.get().boxes == ""


# What central keeps


def test_central_forgets_thirty_days_after_the_prison_has_the_answer(post: Post) -> None:
    letter = post.letter(post.write())
    post.carry()
    with post.line.at_central():
        post.reader().answer(letter.pk)
        assert forget_letters(at=post.line.now + KEPT_ANSWERED * 2) == 0  # the prison does not have it yet
    post.carry()
    post.line.courier().round(wait=False)  # tells central how far it has come
    with post.line.at_central():
        assert forget_letters(at=post.line.now + KEPT_ANSWERED) == 0
        assert forget_letters(at=post.line.now + KEPT_ANSWERED + timedelta(seconds=1)) == 1
        assert forget_letters(at=post.line.now + KEPT) == 0
        assert (CarriedLetter.objects.get().boxes, CarriedAnswer.objects.get().sealed) == ("", "")
        assert AuditEntry.objects.get(verb="forget_letters").why == "1"


def test_central_forgets_what_nobody_answered_after_a_year(post: Post) -> None:
    post.write()
    post.carry()
    with post.line.at_central():
        assert forget_letters(at=post.line.now + KEPT) == 0
        assert forget_letters(at=post.line.now + KEPT + timedelta(seconds=1)) == 1


def test_the_prison_forgets_nothing_of_its_own(post: Post) -> None:
    post.write()
    post.carry()
    assert forget_letters(at=post.line.now + KEPT * 2) == 0


def test_an_answer_that_central_has_destroyed_since_is_said_to_be_gone(post: Post) -> None:
    request = post.write()
    post.carry()
    with post.line.at_central():
        post.reader().answer(CarriedLetter.objects.get().pk)
        CarriedAnswer.objects.update(sealed="")
    post.carry()
    (answer,) = answers_for_writer(letter=post.letter(request), by=post.user)
    assert (answer.lost, answer.words) == ("erased", "")
