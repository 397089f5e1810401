"""What a letter's entry may not do at central, and what no worker can do to the line."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Agency, AgencyKey, AuditEntry
from accounts.seal import PublicReadingKey, ReadingKey, seal_to
from incell.acts.letters_away import answers_for_staff, answers_for_writer
from incell.models import Letter, LetterAnswer
from passport.acts.agency_letters import (
    ANSWER_BOX,
    MOST_ANSWERS,
    NoLetter,
    TooManyAnswers,
    acknowledge_letter,
    answer_letter,
    fetch_letter,
)
from passport.acts.opening import AnsweredOtherwise, NotAnAnswer
from passport.models import CarriedLetter, JournalEntry
from passport.sync.faults import LaneRefused
from tests.letters import Post, Reader
from tests.passport.sync.craft import AGENCY_ID, LETTER_ID, OTHER_REC, letter_box
from tests.passport.sync.test_refused import take
from tests.two_nodes import NOW, Line

BESIDE: dict[str, Any] = {"boxes": [letter_box()], "id": LETTER_ID, "of": "letter"}
LETTER = ("letter", {"agency": AGENCY_ID, "id": LETTER_ID}, [BESIDE])
CLOSED = ("letter_closed", {"id": LETTER_ID}, [])


@pytest.fixture
def central(line: Line) -> Any:
    with line.at_central():
        Agency.objects.create(pk=AGENCY_ID, name="Smith and Co", kind="LEGAL")
        yield line


def refused(line: Line, *parts: Any) -> str:
    with pytest.raises(LaneRefused) as caught:
        take(line, list(parts), lane="urgent")
    return caught.value.why


def test_a_letter_is_kept_once_and_closed_once(central: Line) -> None:
    assert take(central, [LETTER, LETTER], lane="urgent") == 2
    row = CarriedLetter.objects.get()
    assert (row.prison, str(row.agency_id), row.closed_at) == ("MDI", AGENCY_ID, None)
    assert json.loads(row.boxes)["boxes"] == BESIDE["boxes"]
    take(central, [CLOSED, CLOSED], lane="urgent")
    row.refresh_from_db()
    assert (row.boxes, row.closed_at) == ("", NOW)
    assert AuditEntry.objects.filter(verb="close_letter").count() == 1


def test_what_was_destroyed_does_not_come_back(central: Line) -> None:
    take(central, [LETTER, CLOSED, LETTER], lane="urgent")
    assert CarriedLetter.objects.get().boxes == ""


def test_an_agency_that_is_not_known(central: Line) -> None:
    Agency.objects.all().delete()
    assert refused(central, LETTER) == "agency"
    assert not CarriedLetter.objects.exists()


def test_the_end_of_a_letter_that_is_not_there(central: Line) -> None:
    assert refused(central, CLOSED) == "missing"


@pytest.mark.parametrize("other", [{"prison": "LEI"}, {"agency_id": OTHER_REC}])
def test_a_letter_of_another(central: Line, other: dict[str, str]) -> None:
    Agency.objects.create(pk=OTHER_REC, name="Other", kind="LEGAL")
    CarriedLetter.objects.create(**{"pk": LETTER_ID, "prison": "MDI", "agency_id": AGENCY_ID, "made_at": NOW} | other)
    assert refused(central, LETTER) == "other"
    if "prison" in other:
        assert refused(central, CLOSED) == "other"


# The agency's side


@pytest.fixture
def outside(post: Post) -> Iterator[tuple[Letter, Reader]]:
    """A private letter that has arrived, and its reader, at central."""
    letter = post.letter(post.write())
    post.carry()
    with post.line.at_central():
        yield letter, post.reader()


def test_another_agency_finds_nothing(post: Post, outside: tuple[Letter, Reader]) -> None:
    letter, _ = outside
    other = post.reader("HOUSING")
    for act in (fetch_letter, acknowledge_letter):
        with pytest.raises(NoLetter):
            act(letter_id=letter.pk, by=other.worker, at=NOW)
    answer, sealed = other.seal(letter.pk, ReadingKey.generate().public.jwk())
    with pytest.raises(NoLetter):
        answer_letter(letter_id=letter.pk, answer_id=answer, sealed=sealed, by=other.worker, at=NOW)


def test_only_boxes_for_keys_in_force_are_given_out(outside: tuple[Letter, Reader]) -> None:
    letter, reader = outside
    AgencyKey.objects.filter(agency=reader.agency).update(withdrawn_at=NOW)
    assert fetch_letter(letter_id=letter.pk, by=reader.worker, at=NOW)["boxes"] == []


def test_an_answer_is_taken_once_and_never_changed(outside: tuple[Letter, Reader]) -> None:
    letter, reader = outside
    answer, sealed = reader.seal(letter.pk, reader.read(letter.pk)["reply"])
    for _ in range(2):
        answer_letter(letter_id=letter.pk, answer_id=answer, sealed=sealed, by=reader.worker, at=NOW)
    assert JournalEntry.objects.filter(kind="letter_answer").count() == 1
    aad = {"agency": str(reader.agency.pk), "id": str(answer), "letter": str(letter.pk)}
    other = seal_to(ReadingKey.generate().public, ANSWER_BOX, aad, b"{}")
    with pytest.raises(AnsweredOtherwise):
        answer_letter(letter_id=letter.pk, answer_id=answer, sealed=other, by=reader.worker, at=NOW)


def test_the_form_of_an_answer(outside: tuple[Letter, Reader]) -> None:
    letter, reader = outside
    answer, sealed = reader.seal(letter.pk, ReadingKey.generate().public.jwk())
    for wrong_id, box in [(answer, "{}"), (answer, ""), (uuid4(), sealed), (answer, "x" * 70_000)]:
        with pytest.raises(NotAnAnswer):
            answer_letter(letter_id=letter.pk, answer_id=wrong_id, sealed=box, by=reader.worker, at=NOW)


def test_one_letter_has_twenty_answers_at_most(outside: tuple[Letter, Reader]) -> None:
    letter, reader = outside
    for _ in range(MOST_ANSWERS):
        reader.answer(letter.pk)
    with pytest.raises(TooManyAnswers):
        reader.answer(letter.pk)


SPOILT: list[dict[str, Any]] = [
    *({"said": said} for said in ("", "x" * 2001, 7)),
    *({"worker_name": name} for name in ("", "a\nb")),
    {"v": 2},
    {"more": 1},
]


@pytest.mark.parametrize("private", [True, False])
def test_an_answer_that_says_nothing_is_kept_and_marked_and_stops_nobody(post: Post, private: bool) -> None:
    request = post.write() if private else post.pass_on()
    letter = post.letter(request)
    post.carry()
    with post.line.at_central():
        reader = post.reader("LEGAL" if private else "HOUSING")
        for spoilt in SPOILT:
            reader.answer(letter.pk, **spoilt)
        reader.at += timedelta(seconds=1)
        reader.answer(letter.pk)
    post.carry()
    found = answers_for_writer(letter=post.letter(request), by=post.user)
    lost = ["unreadable"] * len(SPOILT) + [""]
    assert [answer.lost for answer in found] == lost
    assert [one.lost for one in answers_for_staff(post.letter(request))] == ([] if private else lost)


def test_an_answer_for_another_key_is_kept_and_marked(post: Post) -> None:
    request = post.write()
    letter = post.letter(request)
    post.carry()
    with post.line.at_central():
        reader = post.reader()
        answer, sealed = reader.seal(letter.pk, ReadingKey.generate().public.jwk())
        answer_letter(letter_id=letter.pk, answer_id=answer, sealed=sealed, by=reader.worker, at=NOW)
    post.carry()
    (found,) = answers_for_writer(letter=post.letter(request), by=post.user)
    assert (found.lost, found.words) == ("unreadable", "")


def test_central_cannot_answer_in_the_agencys_name(post: Post) -> None:
    """It knows every public key of the directory, and none that an answer is read with."""
    request = post.pass_on()
    letter = post.letter(request)
    post.carry()
    with post.line.at_central():
        reader = post.reader("HOUSING")
        prisons = post.line.keys["MDI"].read.public.jwk()
        answer, sealed = reader.seal(letter.pk, PublicReadingKey.from_jwk(prisons).jwk())
        answer_letter(letter_id=letter.pk, answer_id=answer, sealed=sealed, by=reader.worker, at=NOW)
    post.carry()
    assert LetterAnswer.objects.get().unreadable
