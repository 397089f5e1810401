"""/staff/people/<id>/pack/: chosen, looked at, printed; a tagged PDF in two languages and two sizes."""

import time
from pathlib import Path

import pytest

from accounts.models import AuditEntry
from education.views.code import link_of
from passport.acts.licence import end_condition
from tests.awards import a_skill, a_tutor
from tests.cast import NOW, Cast
from tests.contacts import a_contact, a_tie, clerk
from tests.paper import Paper
from tests.papers import add_document
from tests.passport.licensed import CURFEW, licensed
from tests.passport.met import SECRET, three
from tests.passport.plans import a_plan
from tests.passport.staff.conftest import tree, words
from tests.reports import his_passport

EVERY = ["APPOINTMENTS", "CONTACTS", "LICENCE", "DOCUMENTS", "PLAN", "SKILLS"]


@pytest.fixture
def door(cast: Cast) -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/pack/"


@pytest.fixture
def full(cast: Cast, node: object):
    """Somebody with something in every part but the licence; the award that stands in the code."""
    person, passport = cast.prisoner.prisoner, his_passport(cast)
    three(passport, cast.practitioner)
    a_plan(passport, cast.practitioner)
    add_document(cast, passport)
    add_document(cast, passport, restricted=True, title="Canaryword")
    a_tie(person, a_contact(), clerk(), may_call=True)
    return a_skill(person, by=a_tutor(person.prison))


def printed(office, door, **said) -> Paper:
    answer = office.post(door, {"parts": EVERY, "why": "RELEASE", "language": "en"} | said)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    assert "Ashdown" not in answer["Content-Disposition"]
    return Paper(answer.content)


def test_before_there_is_a_passport(office, door):
    assert "There is no passport yet" in words(office.get(door))


def test_what_would_be_printed_stands_there_first(office, door, full):
    said = words(office.get(door))
    assert "1 High Street" in said
    assert "Patricia Ashdown, Mother or father: 0114 234 5678" in said
    assert "Find a room" in said
    assert "Birth certificate: Sheffield 1986" in said
    assert "1 appointment shows only its day and time" in said
    assert "Never on this paper: Health: restricted answers, Documents: restricted" in said
    assert "Nothing is written here yet; the paper says so" in said
    ticked = tree(office.get(door)).xpath("//input[@name='parts'][@checked]/@value")
    assert ticked == [part for part in EVERY if part != "LICENCE"]


def test_the_pdf_is_tagged_and_says_what_it_should(office, door, full, cast, tmp_path: Path):
    began = time.perf_counter()
    sheet = printed(office, door)
    assert time.perf_counter() - began < 20  # a loaded machine; alone it is a second, and three for the first
    assert sheet.faults() == []
    headings = [tag.name for tag in sheet.tags() if tag.name[0] == "H" and tag.name != "HTML"]
    assert headings[0] == "H1"
    assert headings.count("H2") == 6
    assert [tag.alt for tag in sheet.tags() if tag.name == "Figure"] == ["Code to check the award Teamwork"]
    said = sheet.words(tmp_path)
    for one in (
        "Marlon Ashdown",
        "Monday 26 April 2027, 14:00",
        "1 High Street",
        "Find a room",
        "Ring the council (Me)",
        "Birth certificate: Sheffield 1986",
        "If you have a licence, it is a paper of its own",
        "Teamwork: Quite confident",
    ):
        assert one in said
    for secret in (SECRET, "quokka", "Canaryword", cast.prisoner.prisoner.number, "17 April 1990"):
        assert secret not in said
    assert full.credential
    line = AuditEntry.objects.get(verb="print_pack")
    assert (line.who, line.why) == (str(cast.practitioner.pk), f"RELEASE {' '.join(EVERY)}")
    assert AuditEntry.objects.filter(verb="read_passport", why="pack").exists()


def test_the_code_is_read_back_from_paper(office, door, full, tmp_path: Path):
    sheet = printed(office, door, parts=["SKILLS"])
    assert sheet.pages == 1
    assert sheet.code(tmp_path) == link_of(full.credential)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_language_and_size(office, door, full, tmp_path: Path, language: str, large: bool):
    said = {"language": language, **({"large": "on"} if large else {})}
    sheet = printed(office, door, **said)
    assert sheet.faults() == []
    assert str(sheet.pdf.Root.Lang) == language
    assert sheet.height_of("Marlon", tmp_path) > (33 if large else 22)
    assert ("Your plan" in sheet.words(tmp_path)) is (language == "en")


def test_the_licence_is_in_the_papers_language_and_without_what_was_taken_off(office, door, cast, node, tmp_path: Path):
    passport, by = his_passport(cast), cast.practitioner
    licensed(passport, by)
    end_condition(passport=passport, condition_id=str(CURFEW), removed=True, seen=1, by=by, at=NOW)
    said = printed(office, door, parts=["LICENCE"], language="cy").words(tmp_path)
    assert "Peidio â thorri’r gyfraith." in said
    assert "Do not break the law." not in said
    assert "Quokka" not in said


def test_only_what_was_chosen_is_printed_and_an_empty_part_says_so(office, door, cast, node, tmp_path: Path):
    his_passport(cast)
    said = printed(office, door, parts=["APPOINTMENTS", "CONTACTS"]).words(tmp_path)
    assert "No one is booked to meet you yet." in said
    assert "There is no one on your list." in said
    assert "Your plan" not in said


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"parts": []}, "Choose at least one part"),
        ({"parts": ["SECRETS"]}, "Choose from the list"),
        ({"why": ""}, "Choose why you print it"),
        ({"language": "de"}, "Choose a language"),
    ],
)
def test_bad_input_names_its_mend_and_prints_nothing(office, door, cast, node, said, fault):
    his_passport(cast)
    answer = office.post(door, {"parts": EVERY, "why": "RELEASE", "language": "en"} | said)
    assert fault in words(answer, "//body")
    assert not AuditEntry.objects.filter(verb="print_pack").exists()


def test_who_has_no_case_prints_nothing(as_, reader, door, cast, node):
    his_passport(cast)
    assert as_(reader).get(door).status_code == 403


def test_a_page_costs_the_same_for_many(office, door, full, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        office.get(door)
