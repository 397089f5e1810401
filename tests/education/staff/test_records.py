"""Staff bring the learner record in and say whose it is."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Role, User
from education.models import Learner, Offer, PastCourse
from tests.cast import NOW, Cast, SignIn, UserFactory
from tests.education.record.test_read import ROW, file
from tests.rules.records_plan import an_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def tutor(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.tutor)


@pytest.fixture
def ciag(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(Client(), UserFactory(roles=[Role.CIAG_WORKER]))


def send(client: Client, content: bytes) -> str:
    answer = client.post("/staff/learning/records/upload/", {"file": SimpleUploadedFile("r.json", content)})
    return str(answer.content.decode())


def test_both_sides_stand_beside_each_other_in_words(tutor: Client, cast: Cast) -> None:
    an_offer(cast.prisoner.prisoner)
    said = tutor.get("/staff/learning/records/").content.decode()
    for words in ["Ashdowne", "Marlon Ashdown", "Food hygiene", "Nearly the same", "Almost certainly the same person"]:
        assert words in said
    assert "0.99" not in said


def test_confirming_makes_the_courses_theirs_and_undo_takes_them_back(tutor: Client, cast: Cast) -> None:
    offer, person = an_offer(cast.prisoner.prisoner), cast.prisoner.prisoner
    answer = f"/staff/learning/records/{offer.pk}/"
    assert "record is Marlon Ashdown’s now" in tutor.post(answer, {"act": "confirm"}, follow=True).content.decode()
    assert "Food hygiene" in tutor.get(f"/staff/people/{person.pk}/learning/before/").content.decode()
    assert "Somebody else has just said" in tutor.post(answer, {"act": "refuse"}, follow=True).content.decode()
    assert "Z0000ZZ" in tutor.get("/staff/learning/records/answered/").content.decode()
    tutor.post(answer, {"act": "undo"})
    assert not PastCourse.objects.of(person).exists()
    assert "Z0000ZZ" in tutor.get("/staff/learning/records/").content.decode()


def test_somebody_else_leaves_the_list_and_can_come_back(tutor: Client, cast: Cast) -> None:
    offer = an_offer(cast.prisoner.prisoner)
    tutor.post(f"/staff/learning/records/{offer.pk}/", {"act": "refuse"})
    assert "No record waits" in tutor.get("/staff/learning/records/").content.decode()
    assert "Z0000ZZ" in tutor.get("/staff/learning/records/answered/").content.decode()
    said = tutor.post(f"/staff/learning/records/{offer.pk}/", {"act": "dance"}, follow=True).content.decode()
    assert "Choose what to do" in said
    assert Offer.objects.get().answer == Offer.Answer.OTHER


def test_the_lists_are_bounded_and_their_queries_flat(
    tutor: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        an_offer(cast.prisoner.prisoner)
    with django_assert_max_num_queries(10):
        said = tutor.get("/staff/learning/records/").content.decode()
    assert said.count('value="confirm"') == 10
    Offer.objects.update(answer=Offer.Answer.OTHER, answered_by=cast.tutor, answered_at=NOW)
    with django_assert_max_num_queries(10):
        said = tutor.get("/staff/learning/records/answered/").content.decode()
    assert said.count('value="undo"') == 25


def test_an_upload_says_what_the_command_says_and_each_bad_row(ciag: Client, cast: Cast) -> None:
    number = cast.prisoner.prisoner.number
    said = send(ciag, file(ROW | {"prn": number}, ROW | {"prn": "secret"}))
    assert (
        "Courses: added 1, changed 0, unchanged 0, of nobody here 0; people: newly linked by number 1, known before 0"
        in said
    )
    assert "not a prison number" in said
    assert "secret" not in said
    assert Learner.objects.get().number == number


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty"),
        (b"{", "This is not a learner record"),
        (b'{"content": 5}', "This is not a learner record"),
        (b'[{"prn": "12"}]', "No row of the file could be used"),
    ],
)
def test_a_file_that_is_none_changes_nothing(ciag: Client, content: bytes, words: str) -> None:
    assert words in send(ciag, content)
    assert not Learner.objects.exists()


def test_a_file_that_is_too_big_is_refused(ciag: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("education.forms.record.MOST_BYTES", 1 << 20)
    assert "up to 1 MB" in send(ciag, b" " * ((1 << 20) + 1))


def test_reasons_are_told_in_welsh(cast: Cast, sign_in: SignIn) -> None:
    owen = UserFactory(roles=[Role.CIAG_WORKER])
    User.objects.filter(pk=owen.pk).update(language="cy")
    said = send(sign_in(Client(), owen), file(ROW | {"learningStartDate": ""}, ROW, ROW))
    assert "ar goll" in said
    assert "eisoes yn rhes 2" in said
