"""Every way in which a version of the service's files has said things, in small files of our own."""

from hashlib import sha256
from pathlib import Path

import pytest

from incell.questions import (
    BCST2,
    CHECK_ANSWERS,
    RESETTLEMENT_PLAN,
    Broken,
    check,
    kept,
    load,
    next_page,
    parse,
    path,
    sections,
    tags,
    translated,
    unfinished,
)

FOLDER = Path(__file__).with_name("versions")


@pytest.fixture(scope="module")
def by_version():
    return {one.version: one for one in load(FOLDER)}


def ids(pages):
    return [page.id for page in pages]


def test_every_version_loads(by_version):
    assert sorted(by_version) == [1, 2, 3, 4]
    assert by_version[1].pathway == "HEALTH"
    assert by_version[4].name == "finance-v4.yml"


def test_an_id_without_quotes_stays_the_word_it_is(by_version):
    assert [option.id for option in by_version[1].question("HAS_GP").options] == ["YES", "NO", "NO_ANSWER"]


def test_version_1_borrows_the_summary_page_of_its_report_from_the_generic_file(by_version):
    one = by_version[1]
    assert ids(path(one, {"HAS_GP": "YES"}, report=BCST2)) == ["HAS_GP", "ASSESSMENT_SUMMARY"]
    assert ids(path(one, {"HAS_GP": "YES"}, report=RESETTLEMENT_PLAN)) == ["HAS_GP", "PRERELEASE_ASSESSMENT_SUMMARY"]
    assert ids(path(one, {"HAS_GP": "NO"}, edit=True)) == ["HAS_GP", "WHAT_NEED"]
    assert next_page(one, "HAS_GP", {"HAS_GP": "YES"}, edit=True) == CHECK_ANSWERS


def test_version_1_without_the_generic_file_ends_at_check_answers():
    one = parse((FOLDER / "health-v1.yml").read_bytes(), name="health-v1.yml")
    assert next_page(one, "HAS_GP", {"HAS_GP": "YES"}) == CHECK_ANSWERS


def test_the_way_waits_for_the_answer_that_decides_it(by_version):
    assert next_page(by_version[1], "HAS_GP", {}) is None
    assert ids(path(by_version[1], {})) == ["HAS_GP"]
    assert next_page(by_version[1], "HAS_GP", {"HAS_GP": "NO_ANSWER"}) == "WHAT_NEED"


def test_an_expression_says_so_in_the_words_of_each_version(by_version):
    two, three, four = by_version[2], by_version[3], by_version[4]
    said = check(two.pages[0], {"PRIMARY_CARER_FOR_CHILDREN": "YES", "NUMBER_OF_CHILDREN": "two"}).errors
    assert said["NUMBER_OF_CHILDREN"].code == "pattern"
    assert not said["NUMBER_OF_CHILDREN"].own
    said = check(three.pages[0], {"HOW_MANY": "0", "FLOOR": "top"}).errors
    assert str(said["HOW_MANY"]) == "Rooms must be a whole number"
    assert str(said["FLOOR"]) == "Floor must be a whole number"
    assert set(check(three.pages[0], {}).errors) == {"WHERE", "HOW_MANY"}
    said = check(four.pages[0], {"AMOUNT": ""}).errors
    assert str(said["AMOUNT"]) == "Amount must be a whole number"


def test_status_is_asked_unless_the_file_says_no(by_version):
    assert [by_version[number].require_status_question for number in (1, 2, 3, 4)] == [True, True, True, False]


def test_a_key_of_a_version_to_come_is_noted_and_left_out(by_version):
    (note,) = by_version[4].notes
    assert "finance-v4.yml" in note
    assert "placeholder" in note
    assert by_version[3].notes == ()


def test_tags_free_text_and_stale_answers(by_version):
    two = by_version[2]
    answers = {
        "PRIMARY_CARER_FOR_CHILDREN": "NO",
        "NUMBER_OF_CHILDREN": "2",
        "SUPPORT_REQUIREMENTS": ["MENTORING_SUPPORT_ON_RELEASE", "OTHER_SUPPORT_NEEDS"],
        "SUPPORT_REQUIREMENTS/OTHER_SUPPORT_NEEDS": "A lift home",
    }
    assert tags(two, answers) == ["MENTORING_SUPPORT"]
    assert set(kept(two, answers)) == set(answers) - {"NUMBER_OF_CHILDREN"}
    assert unfinished(two, answers).id == "ASSESSMENT_SUMMARY"
    assert unfinished(two, answers, edit=True) is None


def test_a_note_about_the_whole_report_is_restricted_where_the_report_is(by_version):
    assert by_version[2].question("CASE_NOTE_SUMMARY").restricted
    assert by_version[1].question("WHAT_NEED").restricted
    assert not by_version[1].question("SUPPORT_NEEDS").restricted
    assert sections(by_version[1], {"HAS_GP": "NO"}) == {"HEALTH": {}, "HEALTH_RESTRICTED": {"HAS_GP": "NO"}}


def test_the_stamp_names_the_bytes_of_the_file(by_version):
    digest = sha256((FOLDER / "accommodation-v3.yml").read_bytes()).hexdigest()
    assert by_version[3].stamp == {"pathway": "ACCOMMODATION", "version": 3, "digest": digest}


def test_two_files_for_one_version_and_a_lost_overlay_are_faults(tmp_path):
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_bytes((FOLDER / "accommodation-v3.yml").read_bytes())
    (tmp_path / "c.cy.yml").write_text("lang: cy\n")
    (tmp_path / "d.yml").write_text("version: 1\n")
    with pytest.raises(Broken) as caught:
        load(tmp_path)
    found = {(fault.file, fault.code) for fault in caught.value.faults}
    assert found == {
        ("b.yml", "duplicate_set"),
        ("c.cy.yml", "lost_overlay"),
        ("d.yml", "no_pathway"),
        ("d.yml", "no_pages"),
    }


def test_a_folder_without_question_sets_is_said_to_be_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path)


def test_an_overlay_may_translate_the_pages_that_version_1_borrows(tmp_path):
    for name in ("health-v1.yml", "generic-v1.yml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    (tmp_path / "health-v1.cy.yml").write_text("lang: cy\nquestions: {SUPPORT_NEEDS: {title: Statws}}\n")
    (one,) = load(tmp_path)
    assert translated(one, "cy").question("SUPPORT_NEEDS").title == "Statws"
    alone = parse((FOLDER / "health-v1.yml").read_bytes(), name="health-v1.yml")
    assert one.digest != alone.digest
