"""Reading a paper: every fault is named with its question, and nothing else is raised."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from education.marking import PaperHasFaults, choose, read_paper, shown

from . import papers


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "this is not a list of questions with names and values"),
        ({}, "there is no question"),
        (papers.paper(papers.SINGLE | {"kind": "essay"}), "single: the kind must be"),
        (papers.paper(papers.SINGLE | {"id": "Q 1"}), "question 1: the id must be"),
        (papers.paper(papers.SINGLE, papers.SINGLE), "single: the id is used twice"),
        (papers.paper(papers.SINGLE | {"right": "x"}), "single: the right answer must be one of the options"),
        (papers.paper(papers.SINGLE | {"tolerance": 1}), "single: “tolerance” is nothing"),
        (papers.paper(papers.SINGLE | {"ask": ""}), "single: “ask” is missing"),
        (papers.paper(papers.SINGLE | {"ask": "\ud800"}), "single: “ask” must be words"),
        (papers.paper(papers.SINGLE | {"marks": 0}), "single: the marks must be"),
        (papers.paper(papers.SINGLE | {"marks": True}), "single: the marks must be"),
        (papers.paper(papers.SINGLE | {"options": papers.OPTIONS[:1]}), "single: “options” must be a list of 2 to 12"),
        (papers.paper(papers.MULTIPLE | {"right": []}), "multiple: “right” must be a list"),
        (papers.paper(papers.NUMERIC | {"right": "much"}), "numeric: “right” must be a number"),
        (papers.paper(papers.NUMERIC | {"tolerance": -1}), "numeric: “tolerance” must be a number"),
        (papers.paper(papers.NUMERIC | {"units": []}), "numeric: a unit is needed"),
        (papers.paper(papers.TEXT | {"accepted": ["!"]}), "text: “accepted” must be words"),
        (papers.paper(papers.TEXT | {"close": 9}), "text: “close” must be"),
        (papers.paper(papers.MATCHING | {"pairs": [papers.PAIRS[0]] * 2}), "matching: the id is used twice"),
        (
            papers.paper(pools=[{"id": "p", "choose": 2, "questions": [papers.SINGLE | {"id": "s2"}]}]),
            "pool 1: “choose”",
        ),
    ],
)
def test_a_fault_names_its_question(data: Any, said: str) -> None:
    with pytest.raises(PaperHasFaults) as raised:
        read_paper(data)
    assert any(str(fault).startswith(said) for fault in raised.value.faults), raised.value


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(PaperHasFaults) as raised:
        read_paper(papers.paper(papers.SINGLE | {"right": "x"}, papers.TEXT | {"ask": None}))
    assert [fault.question for fault in raised.value.faults] == ["single", "text"]


def read_or_refused(data: Any) -> None:
    try:
        read_paper(data)
    except PaperHasFaults as refused:
        said = str(refused)
    else:
        said = "read"
    assert said


LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10)
DATA = st.recursive(LEAF, lambda one: st.lists(one, max_size=3) | st.dictionaries(LEAF, one, max_size=3))


@given(
    where=st.sampled_from(papers.EVERY),
    name=st.sampled_from(sorted({key for one in papers.EVERY for key in one})),
    value=DATA,
)
def test_anything_in_any_place_is_read_or_refused(where: dict[str, Any], name: str, value: Any) -> None:
    read_or_refused(papers.paper(where | {name: value}))


@given(data=DATA)
def test_anything_at_all_is_read_or_refused(data: Any) -> None:
    read_or_refused(data)


POOLED = read_paper(
    papers.paper(
        papers.SINGLE,
        pools=[{"id": "p", "choose": 2, "questions": [papers.SINGLE | {"id": f"q{n}"} for n in range(6)]}],
    )
)


@given(seed=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_an_attempt_asks_the_same_when_it_goes_on(seed: str) -> None:
    asked = choose(POOLED, seed)
    assert asked == choose(POOLED, seed)
    assert asked[0].id == "single"
    assert len({question.id for question in asked}) == POOLED.asked == 3


def test_a_pool_is_drawn_from() -> None:
    drawn = {question.id for n in range(40) for question in choose(POOLED, str(n))}
    assert drawn == {"single", *(f"q{n}" for n in range(6))}


@given(seed=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_what_is_to_be_put_in_order_never_comes_in_its_order(seed: str) -> None:
    for question in read_paper(papers.paper(papers.ORDERING, papers.MATCHING)).questions:
        items = shown(question, seed)
        assert sorted(items, key=str) == sorted(question.items, key=str)
        assert items != list(question.items)


def test_two_come_either_way_round_so_that_the_order_tells_nothing() -> None:
    two = papers.ORDERING | {"options": papers.ORDERING["options"][:2]}
    (question,) = read_paper(papers.paper(two)).questions
    first = {shown(question, str(n))[0].id for n in range(40)}
    assert first == {item.id for item in question.items}
