"""/staff/people/<id>/court/: one press says it and makes the pack; what is missing is marked; another takes it back."""

from pathlib import Path

import pytest

from accounts.models import AuditEntry, Role
from passport.models import CourtRelease
from tests.awards import a_skill, a_tutor
from tests.cast import Cast, UserFactory
from tests.contacts import a_contact, a_tie, clerk
from tests.paper import Paper
from tests.papers import add_document
from tests.passport.met import three
from tests.passport.needed import write
from tests.passport.plans import a_plan
from tests.passport.staff.conftest import words
from tests.reports import his_passport

SECRET = "Quokka drops"


@pytest.fixture
def door(cast: Cast) -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/court/"


@pytest.fixture
def duty(as_, node):
    """A practitioner who does not work with him."""
    return as_(UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER], name="Dee Duty"))


@pytest.fixture
def full(cast: Cast, node: object) -> None:
    person, passport = cast.prisoner.prisoner, his_passport(cast)
    three(passport, cast.practitioner)
    a_plan(passport, cast.practitioner)
    add_document(cast, passport)
    a_tie(person, a_contact(), clerk(), may_call=True)
    a_skill(person, by=a_tutor(person.prison))
    write(passport, cast.practitioner, code="MEDICINE", what=SECRET)


def printed(client, door, **said) -> Paper:
    answer = client.post(door, {"act": "print", "language": "en"} | said)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    return Paper(answer.content)


def test_one_press_says_it_and_makes_the_pack(duty, door, full, tmp_path: Path):
    sheet = printed(duty, door)
    assert sheet.faults() == []
    said = sheet.words(tmp_path)
    for one in (
        "You left from a court on Monday 1 March 2027",
        "See to this first",
        "A place to sleep",
        "1 High Street",
        "Find a room",
        "Birth certificate",
        "Patricia Ashdown",
        "If you have a licence, it is a paper of its own",
        "You have no link yet",
    ):
        assert one in said
    assert SECRET not in said
    assert CourtRelease.objects.get().said_by.name == "Dee Duty"
    line = AuditEntry.objects.get(verb="print_pack")
    assert line.why == "COURT APPOINTMENTS CONTACTS LICENCE DOCUMENTS PLAN SKILLS"
    printed(duty, door)
    assert CourtRelease.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "cy"])
def test_large_and_in_both_languages(duty, door, full, language: str, tmp_path: Path):
    sheet = printed(duty, door, language=language, large="on")
    assert sheet.faults() == []
    assert ("See to this first" in sheet.words(tmp_path)) is (language == "en")


def test_nothing_is_opened_before_it_was_said(duty, door, full):
    page = words(duty.get(door))
    assert "the record stays open until the roll says so".lower() in page.lower()
    assert "1 High Street" not in page
    assert not AuditEntry.objects.filter(verb="read_passport", why="court").exists()


def test_the_page_says_what_is_missing_what_was_not_ready_and_who_is_told(duty, door, full, cast):
    assert duty.post(door, {"act": "say"}).status_code == 302
    page = words(duty.get(door))
    assert "What is missing Licence conditions" in page
    assert "A link for the person’s own phone" in page
    assert "Somewhere to live on the first night needed today" in page
    assert "No agency holds the passport" in page
    assert f"{cast.practitioner.name}: on the first page after signing in" in page
    assert "Words on health are kept for fewer readers. Ask:" in page
    assert SECRET not in page
    assert "Released at court" in words(duty.get("/staff/"))
    assert cast.prisoner.prisoner.name in words(duty.get("/staff/"))


def test_who_holds_the_key_may_put_the_words_on_medicine_on_the_paper(office, duty, door, full, tmp_path: Path):
    assert SECRET not in printed(office, door).words(tmp_path)
    assert SECRET in printed(office, door, medicine="on").words(tmp_path)
    assert SECRET not in printed(duty, door, medicine="on").words(tmp_path)
    whys = AuditEntry.objects.filter(verb="print_pack").values_list("why", flat=True)
    assert [why.endswith(" MEDICINE") for why in whys.order_by("at", "pk")].count(True) == 1


def test_without_a_passport_there_is_a_pack(duty, door, cast, node, tmp_path: Path):
    sheet = printed(duty, door)
    said = sheet.words(tmp_path)
    assert "A card that shows who you are" in said
    assert "There is no one on your list." in said
    assert AuditEntry.objects.get(verb="print_pack").whom == str(cast.prisoner.prisoner.pk)


def test_it_is_taken_back(duty, door, full):
    duty.post(door, {"act": "say"})
    assert "take it back" in words(duty.get(door))
    duty.post(door, {"act": "undo"})
    assert "Released at court today: make the pack" in words(duty.get(door))
    answer = duty.post(door, {"act": "undo"}, follow=True)
    assert "It was taken back before" in words(answer, "//body")
    assert "Nothing was done" in words(duty.post(door, {"act": "x"}, follow=True), "//body")


def test_another_role_finds_no_door(as_, reader, door, cast, node):
    assert as_(reader).get(door).status_code == 403
    assert as_(reader).post(door, {"act": "say"}).status_code == 403
    assert not CourtRelease.objects.exists()


def test_the_page_costs_the_same_for_many(duty, door, full, django_assert_max_num_queries):
    duty.post(door, {"act": "say"})
    with django_assert_max_num_queries(50):
        duty.get(door)
