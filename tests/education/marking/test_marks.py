"""Marks: the rule of each kind, and what holds for all of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from education.marking import Question, mark, read_paper, result

from . import papers

ASKED = read_paper(papers.paper()).questions
BY_ID = {question.id: question for question in ASKED}
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from("abcd")
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5)
)


def marks(question: str, answer: Any) -> float:
    return mark(BY_ID[question], answer).marks


@given(question=st.sampled_from(ASKED), answer=ANYTHING)
def test_whatever_is_answered_gets_marks_within_the_question(question: Question, answer: Any) -> None:
    assert 0 <= mark(question, answer).marks <= question.marks


@given(answers=st.dictionaries(st.sampled_from([*BY_ID, "other"]), ANYTHING))
def test_a_result_lies_within_0_and_all(answers: dict[str, Any]) -> None:
    found = result(ASKED, answers)
    assert 0 <= found.marks <= found.out_of == 17
    assert 0 <= found.percent <= 100


def test_all_right_is_full() -> None:
    found = result(ASKED, papers.RIGHT)
    assert (found.marks, found.percent) == (17, 100)
    assert all(one.is_right for one in found.questions)


@given(answer=st.permutations(["a", "b", "c"]))
def test_ticks_count_in_any_order(answer: list[str]) -> None:
    assert marks("multiple", answer) == marks("multiple", sorted(answer)) == 2  # two right, one wrong, of four marks


@given(pairs=st.permutations(list(papers.RIGHT["matching"].items())))
def test_pairs_count_in_any_order(pairs: list[tuple[str, str]]) -> None:
    assert marks("matching", dict(pairs)) == 3


@given(answer=st.permutations(["a", "b", "c", "d"]))
def test_an_order_and_its_reverse_share_the_marks_of_one(answer: list[str]) -> None:
    assert marks("ordering", answer) + marks("ordering", answer[::-1]) <= 6
    assert min(marks("ordering", answer), marks("ordering", answer[::-1])) == 0


@pytest.mark.parametrize(
    ("question", "answer", "wanted"),
    [
        ("single", "c", 1),
        ("single", "a", 0),
        ("single", ["c"], 0),
        ("multiple", ["a"], 2),
        ("multiple", ["a", "b", "c"], 2),
        ("multiple", ["a", "b", "c", "d"], 0),
        ("multiple", ["c", "d"], 0),
        ("multiple", ["a", "a"], 0),
        ("multiple", ["a", "x"], 0),
        ("ordering", ["b", "a", "c", "d"], 4),
        ("ordering", ["d", "c", "b", "a"], 0),
        ("ordering", ["a", "b", "c"], 0),
        ("matching", {"kg": "kg", "g": "ml", "ml": "g"}, 1),
        ("matching", {"kg": ["kg"]}, 0),
        ("numeric", "500 grams", 2),
        ("numeric", "500", 1),
        ("numeric", "500 kg", 0),
        ("numeric", "495.0 G.", 2),
        ("numeric", "494 g", 0),
        ("numeric", 500, 0),
        ("text", "mesuring jug", 1),
        ("text", "measuring cup", 0),
        ("text", "CREME FRAICHE.", 1),
        ("text", "", 0),
    ],
)
def test_each_kind_has_its_rule(question: str, answer: Any, wanted: float) -> None:
    assert marks(question, answer) == wanted


@pytest.mark.parametrize(
    ("right", "said"),
    [("1/2", "0.5"), ("1/2", "0,5"), ("0.5", "½"), ("1.5", "1 1/2"), ("1.5", "1½"), ("0.5", "2/4"), ("0.5", ".5")],
)
def test_a_number_is_read_as_people_write_it(right: str, said: str) -> None:
    (question,) = read_paper(papers.paper({"id": "n", "kind": "numeric", "ask": "?", "right": right})).questions
    assert mark(question, said).is_right


@pytest.mark.parametrize(
    ("right", "said"),
    [("1000", "1,000"), ("1000", "1 000"), ("1000000", "1.000.000"), ("-3", "−3"), ("0.5", "0,500"), ("12", " 12 ")],
)
def test_thousands_and_signs_are_read_too(right: str, said: str) -> None:
    test_a_number_is_read_as_people_write_it(right, said)


@pytest.mark.parametrize("said", ["", "1/0", "a", "1..2", "1,2,3", "--1", "٣", "1" * 61, "1/2/3", "5 or 6"])
def test_what_is_no_number_gets_nothing(said: str) -> None:
    (question,) = read_paper(
        papers.paper({"id": "n", "kind": "numeric", "ask": "?", "right": "3", "tolerance": "9"})
    ).questions
    assert mark(question, said).marks == 0


def test_money_has_its_sign_before_it() -> None:
    asked = {"id": "n", "kind": "numeric", "ask": "?", "right": "3.5", "units": ["£"], "unit_needed": True}
    (question,) = read_paper(papers.paper(asked)).questions
    assert mark(question, "£3.50").is_right
    assert mark(question, "$3.50").marks == 0


@pytest.mark.parametrize(("how", "said"), [("case", "welsh"), ("accents", "Wélsh")])
def test_capitals_and_accents_count_where_the_question_says_so(how: str, said: str) -> None:
    asked = {"id": "n", "kind": "text", "ask": "?", "accepted": ["Welsh"]}
    (loose,) = read_paper(papers.paper(asked)).questions
    (strict,) = read_paper(papers.paper(asked | {how: True})).questions
    assert mark(loose, said).is_right
    assert not mark(strict, said).is_right


def test_a_short_word_is_spelt_right() -> None:
    (question,) = read_paper(
        papers.paper({"id": "n", "kind": "text", "ask": "?", "accepted": ["cat"], "close": 3})
    ).questions
    assert mark(question, "car").marks == 0


def test_the_paper_says_something_to_each_answer() -> None:
    asked = papers.SINGLE | {"right_words": "Well done.", "wrong_words": "Look again.", "wrong_words_cy": "Eto."}
    (question,) = read_paper(papers.paper(asked)).questions
    assert mark(question, "c").words == "Well done."
    assert (mark(question, "a").words, mark(question, None).words_cy) == ("Look again.", "Eto.")


def test_a_percentage_is_never_rounded_up() -> None:
    asked = [papers.SINGLE | {"id": f"q{n}", "marks": 20} for n in range(3)]
    third = papers.MULTIPLE | {"id": "last", "marks": 1, "right": ["a", "b", "c"]}
    found = result(read_paper(papers.paper(*asked, third)).questions, {"q0": "c", "q1": "c", "last": ["a"]})
    assert found.marks == 40.33
    assert found.percent == 66.1


def test_sentences_get_what_a_tutor_gives_and_nothing_until_then() -> None:
    asked = read_paper(papers.paper({"id": "why", "kind": "written", "ask": "Why?", "marks": 4})).questions
    said = {"why": "Because."}
    assert [result(asked, said, given).marks for given in (None, {"why": 2.5}, {"why": 9}, {"why": -1})] == [
        0,
        2.5,
        4,
        0,
    ]
