"""One page, answered well and badly."""

import json

import pytest

from incell.questions import check, from_form, parse, summary
from incell.questions.checking import ADDRESS_LINE_MAX, LONG_TEXT_MAX, MESSAGES, SHORT_TEXT_MAX

PAGE = """
version: 1
pathway: "ACCOMMODATION"
pages:
  - id: "P"
    title: "Page"
    questions:
      - id: "R"
        title: "Which?"
        type: "RADIO"
        validation: {message: "Select which"}
        options:
          - id: "A"
            displayText: "First"
            nestedQuestions:
              - {id: "RA", title: "Say more", type: "SHORT_TEXT", validation: {message: "Enter more"}}
              - id: "RB"
                title: "And?"
                type: "RADIO"
                validation: {type: "OPTIONAL"}
                options:
                  - {id: "X", displayText: "Ex", nestedQuestions: [{id: "RBX", title: "Why?", type: "LONG_TEXT"}]}
          - {id: "B", displayText: "Second"}
      - id: "C"
        title: "Which ones?"
        type: "CHECKBOX"
        validation: {type: "OPTIONAL"}
        options:
          - {id: "ONE", displayText: "One"}
          - {id: "TWO", displayText: "Two"}
          - {id: "OTHER", displayText: "Other", freeText: true}
          - {id: "NONE", displayText: "None", exclusive: true}
      - {id: "S", title: "Short", type: "SHORT_TEXT", validation: {type: "OPTIONAL"}}
      - {id: "L", title: "Long", type: "LONG_TEXT", validation: {type: "OPTIONAL"}}
      - {id: "AD", title: "Address", type: "ADDRESS", validation: {type: "OPTIONAL"}}
      - {id: "M", title: "Ticks", type: "CHECKBOX", options: [{id: "T", displayText: "T", freeText: true}]}
"""
SET = parse(PAGE, name="page.yml")
(P,) = SET.pages
GOOD = {"R": "B", "M": ["T"], "M/T": "words"}


def codes(submitted):
    return {key: message.code for key, message in check(P, submitted).errors.items()}


def kept(**submitted):
    return check(P, GOOD | submitted).answers


def test_good_answers_pass_as_they_are():
    assert check(P, GOOD).answers == GOOD
    assert codes(GOOD) == {}


def test_what_is_missing_is_asked_for_in_the_files_words_or_ours():
    errors = check(P, {}).errors
    assert {key: str(message) for key, message in errors.items()} == {
        "R": "Select which",
        "M": MESSAGES["required_checkbox"],
    }
    assert errors["R"].own
    assert not errors["M"].own


def test_nested_questions_are_asked_only_under_their_option():
    assert codes(GOOD | {"R": "A"}) == {"RA": "required_text"}
    assert codes(GOOD | {"R": "A", "RA": "x", "RB": "X"}) == {"RBX": "required_text"}
    deep = {"R": "A", "RA": "x", "RB": "X", "RBX": "because"}
    assert kept(**deep) == GOOD | deep
    assert kept(**deep | {"R": "B"}) == GOOD


def test_an_exclusive_option_stands_alone():
    assert codes(GOOD | {"C": ["ONE", "NONE"]}) == {"C": "exclusive"}
    assert "‘None’" in str(check(P, GOOD | {"C": ["ONE", "NONE"]}).errors["C"])
    assert kept(C=["NONE"])["C"] == ["NONE"]


def test_ticks_come_once_and_in_the_order_of_the_file():
    assert kept(C=["TWO", "ONE", "TWO"])["C"] == ["ONE", "TWO"]
    assert kept(C="TWO")["C"] == ["TWO"]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("R", "Z", "unknown_option"), ("R", ["A"], "shape"), ("R", 1, "shape"), ("R", True, "shape"),
        ("C", ["ONE", "Z"], "unknown_option"), ("C", {"ONE": 1}, "shape"), ("C", [["ONE"]], "unknown_option"),
        ("C", [None], "unknown_option"), ("S", ["x"], "shape"), ("S", 7, "shape"), ("L", {"a": 1}, "shape"),
        ("AD", "1 High Street", "shape"), ("AD", {"line1": ["x"]}, "shape"), ("AD", {"postcode": "??"}, "postcode"),
        ("AD", {"postcode": "LEEDS"}, "postcode"), ("S", "a" * (SHORT_TEXT_MAX + 1), "too_long"),
        ("L", "a" * (LONG_TEXT_MAX + 1), "too_long"), ("L", "a" * 10_000_000, "too_long"),
        ("AD", {"line2": "a" * (ADDRESS_LINE_MAX + 1)}, "line_too_long"), ("S", "a\x00b", "characters"),
        ("AD", {"postcode": "9" * 900}, "postcode"),
        ("S", "a\x1bb", "characters"), ("L", "a\ud800b", "characters"), ("L", "safe\u202eelif", "characters"),
        ("S", "\x07", "characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said(key, value, code):
    checked = check(P, GOOD | {key: value})
    assert {name: message.code for name, message in checked.errors.items()} == {key: code}
    assert key not in checked.answers
    assert str(checked.errors[key])


def test_texts_have_one_written_form():
    assert kept(L="  cafe\u0301\r\nnext\rlast\u2028end \n")["L"] == "caf\u00e9\nnext\nlast\nend"
    assert kept(S="one\ttwo \n three")["S"] == "one two three"
    assert "S" not in kept(S=" \u200b\u2060 ")
    assert kept(L="a" * LONG_TEXT_MAX)["L"] == "a" * LONG_TEXT_MAX
    assert kept(S="👩‍👩‍👧 שלום")["S"] == "👩‍👩‍👧 שלום"


@pytest.mark.parametrize(
    ("given", "written"),
    [("ls14ap", "LS1 4AP"), (" sw1a  1aa ", "SW1A 1AA"), ("LS1", "LS1"), ("75001", "75001"), ("", None)],
)
def test_postcodes_are_checked_loosely(given, written):
    assert kept(AD={"line1": "1 High  Street", "postcode": given})["AD"].get("postcode") == written


def test_an_address_keeps_only_its_parts():
    assert kept(AD={"town": " Leeds ", "planet": "Earth", "line1": ""})["AD"] == {"town": "Leeds"}
    assert "AD" not in kept(AD={"line1": " "})


def test_words_beside_an_option():
    assert kept(C=["OTHER"], **{"C/OTHER": " a bike "})["C/OTHER"] == "a bike"
    assert "C/OTHER" not in kept(C=["ONE"], **{"C/OTHER": "a bike"})
    assert codes({"R": "B", "M": ["T"]}) == {"M/T": "required_free_text"}
    assert codes(GOOD | {"C": ["OTHER"]}) == {}


def test_keys_that_are_no_question_are_left_out():
    assert kept(csrf="x", **{"C/NOPE": "y", "RA": "hidden"}) == GOOD


@pytest.mark.parametrize("submitted", [None, [], "x", 3, {"R": None}])
def test_anything_else_is_an_empty_page(submitted):
    assert set(check(P, submitted).errors) == {"R", "M"}


def test_a_posted_form_becomes_answers():
    lists = {
        "R": ["B"],
        "C": ["OTHER", "ONE"],
        "C/OTHER": ["a bike"],
        "AD-line1": ["1 High Street"],
        "AD-postcode": ["ls14ap"],
        "M": ["T"],
        "M/T": ["words"],
        "csrfmiddlewaretoken": ["t"],
    }
    checked = check(P, from_form(P, lists))
    assert checked.errors == {}
    assert checked.answers == GOOD | {
        "C": ["ONE", "OTHER"],
        "C/OTHER": "a bike",
        "AD": {"line1": "1 High Street", "postcode": "LS1 4AP"},
    }
    assert json.loads(json.dumps(checked.answers)) == checked.answers


def test_answers_in_words_for_check_your_answers():
    answers = {"R": "A", "RA": "more", "C": ["ONE", "OTHER"], "C/OTHER": "a bike", "L": "a\nb",
               "AD": {"line1": "1 High Street", "postcode": "LS1 4AP"}}  # fmt: skip
    ((page, rows),) = summary(SET, answers)
    assert page.id == "P"
    assert [(row.question, row.depth, [str(line) for line in row.value]) for row in rows] == [
        ("R", 0, ["First"]), ("RA", 1, ["more"]), ("RB", 1, []), ("C", 0, ["One", "Other: a bike"]), ("S", 0, []),
        ("L", 0, ["a", "b"]), ("AD", 0, ["1 High Street", "LS1 4AP"]), ("M", 0, []),
    ]  # fmt: skip
    assert {row.page for row in rows} == {"P"}
