"""A letter from the cell to an agency and back, over the line: once, sealed, and nothing says who wrote it."""

import pytest

from incell.acts.letters_away import answers_for_staff, answers_for_writer
from incell.models import Letter, LetterAnswer, Request, RequestEvent
from passport.models import CarriedAnswer, CarriedLetter, JournalEntry
from tests.letters import SAID, WORDS, Post

State = Letter.State


def test_a_private_letter_goes_by_itself_and_the_answer_comes_back(post: Post) -> None:
    request = post.write()
    letter = post.letter(request)
    assert (letter.state, letter.private, request.state) == (State.READY, True, "APPROVED")
    assert not Request.objects.waiting().exists()
    post.carry()
    assert post.letter(request).state == State.ARRIVED
    with post.line.at_central():
        reader = post.reader()
        said = reader.read(letter.pk)
        assert said["lines"][-1] == ["What do you want to say?", WORDS]
        assert (said["name"], said["number"], said["private"]) == ("Zebadiah Quillworth", "A7391QZ", True)
        assert not [line for line in said["lines"] if "Smith and Co" in line]
    post.carry()
    assert post.letter(request).state == State.OPENED
    with post.line.at_central():
        reader.answer(letter.pk)
    post.carry()
    letter = post.letter(request)
    assert letter.state == State.ANSWERED
    (answer,) = answers_for_writer(letter=letter, by=post.user)
    assert (answer.who, answer.words, answer.lost) == ("Wren Ridley", SAID, "")
    assert answers_for_staff(letter) == []
    verbs = RequestEvent.objects.filter(request=request).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["SENT", "SEALED", "ARRIVED", "OPENED", "ANSWERED"]
    assert Request.objects.unseen().get() == request


def test_what_staff_pass_on_goes_when_it_can_no_longer_be_undone(post: Post) -> None:
    request = post.pass_on()
    post.line.later(seconds=-1)
    post.carry()
    assert post.letter(request).state == State.READY
    post.line.later(seconds=1)
    post.carry()
    letter = post.letter(request)
    assert letter.state == State.ARRIVED
    with post.line.at_central():
        post.reader("HOUSING").answer(letter.pk)
    post.carry()
    (answer,) = answers_for_staff(post.letter(request))
    assert (answer.who, answer.words) == ("Wren Ridley", SAID)
    assert answers_for_writer(letter=post.letter(request), by=post.user) == [answer]


def test_every_step_again_changes_nothing(post: Post) -> None:
    request = post.write()
    letter = post.letter(request)
    post.carry()
    with post.line.at_central():
        reader = post.reader()
        reader.read(letter.pk)
        reader.answer(letter.pk)
    for _ in range(2):
        post.carry()
    assert (CarriedLetter.objects.count(), LetterAnswer.objects.count()) == (1, 1)
    assert RequestEvent.objects.filter(request=request).count() == 5
    kinds = (
        JournalEntry.objects.filter(kind__startswith="letter").order_by("origin", "seq").values_list("kind", flat=True)
    )
    assert list(kinds) == ["letter_opened", "letter_answer", "letter"]
    with post.line.at_central():
        assert (CarriedLetter.objects.count(), CarriedAnswer.objects.count()) == (1, 1)


def test_it_waits_until_central_says_that_it_reads_letters(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    from passport.sync import kinds

    known = dict(kinds.TO_CENTRAL)
    monkeypatch.setattr(kinds, "TO_CENTRAL", {name: kind for name, kind in known.items() if name != "letter"})
    request = post.write()
    post.carry()
    assert post.letter(request).state == State.READY
    assert not JournalEntry.objects.filter(kind="letter").exists()
    monkeypatch.setattr(kinds, "TO_CENTRAL", known)
    post.carry()
    assert post.letter(request).state == State.ARRIVED


def test_without_a_line_it_is_not_said_to_have_arrived(post: Post) -> None:
    post.carry()
    post.line.down = True
    request = post.write()
    post.carry()
    assert post.letter(request).state == State.LEFT
    post.line.down = False
    post.line.later(hours=1)
    post.carry()
    assert post.letter(request).state == State.ARRIVED


def test_entries_name_no_person_and_no_two_letters_share_anything(post: Post) -> None:
    requests = [post.write(), post.write("And my lizard.")]
    post.carry()
    bodies = [entry.body for entry in JournalEntry.objects.filter(kind="letter")]
    for request in requests:
        hers = [str(request.pk), str(request.prisoner_id), str(post.user.pk)]
        assert not [one for one in hers for body in bodies if one in body]
    with post.line.at_central():
        reader = post.reader()
        first, second = (reader.read(pk) for pk in CarriedLetter.objects.values_list("pk", flat=True))
        assert first["reply"] != second["reply"]
