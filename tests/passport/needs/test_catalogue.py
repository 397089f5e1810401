"""The catalogue of needs, and what answers suggest by it."""

from typing import Any

import pytest
import yaml

from incell import questions
from incell.questions import restricted
from passport.coded import HasFaults
from passport.models import Pathway
from passport.needs import built_in, read_catalogue, suggested


def changed(**said: Any) -> str:
    row = {"code": "HOME", "pathway": "ACCOMMODATION", "name": "A home", "plain": "A home"}
    row |= {"cy": {"name": "Cartref", "plain": "Cartref"}} | said
    return yaml.safe_dump({"version": 1, "needs": [{name: value for name, value in row.items() if value is not None}]})


def test_every_pathway_has_needs_and_one_for_what_is_not_listed() -> None:
    for pathway in Pathway.values:
        kinds = [kind for kind in built_in().kinds if kind.pathway == pathway]
        assert len(kinds) > 1
        assert sum(kind.many for kind in kinds) == 1


def test_rules_name_questions_and_answers_that_there_are_and_restricted_ones_lead_to_restricted_needs() -> None:
    known = {(one.pathway, asked.id): asked for one in questions.built_in() for asked in one.questions()}
    met = 0
    for kind in built_in().kinds:
        for question, answers in kind.suggested_by.items():
            asked = known.get((kind.pathway, question))
            if asked is None:  # of the service's sets
                continue
            met += 1
            assert answers <= {option.id for option in asked.options}, (kind.code, question)
            assert kind.restricted or not asked.restricted, (kind.code, question)
    assert met > 20


def test_needs_of_pathways_whose_words_are_restricted_are_restricted() -> None:
    for kind in built_in().kinds:
        if kind.pathway in restricted.rules().texts or (kind.pathway == "HEALTH" and "GP" not in kind.code):
            assert kind.restricted, kind.code


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("needs: [", "not YAML, line 1"),
        ("version: 1", "the file has `version` and `needs`"),
        (changed(code="home"), "not capital letters"),
        (changed(code="A" * 41), "longer than 40"),
        (changed(pathway="MONEY"), "`pathway` 'MONEY' is none of ACCOMMODATION"),
        (changed(restricted="yes"), "`restricted` is true or false"),
        (changed(cy={"name": "Cartref"}), "`cy` has `name` and `plain`"),
        (changed(name=""), "`name` is not words"),
        (changed(name="A" * 81), "`name` is longer than 80"),
        (
            changed(plain=None),
            r"need 1 \(HOME\): it has `code`.*may have `restricted`, `many` and `suggested_by`",
        ),
        (changed(suggested_by=[{"question": "A"}]), "`suggested_by` is a list"),
        (changed(suggested_by=[{"question": "A", "answers": [True]}]), "`suggested_by` is a list"),
        (changed().replace("version: 1", "version: 0"), "`version` is a number"),
        ("version: 1\nneeds: []", "`needs` is a list of 1 to 200"),
    ],
)
def test_each_fault_is_named(text: str, fault: str) -> None:
    with pytest.raises(HasFaults, match=fault):
        read_catalogue(text)


def test_a_code_that_stands_twice_is_named() -> None:
    one = yaml.safe_load(changed())
    with pytest.raises(HasFaults, match="'HOME' is there twice"):
        read_catalogue(yaml.safe_dump(one | {"needs": one["needs"] * 2}))


def section(question: str, answer: Any, words: str) -> dict[str, Any]:
    row = {"id": question, "question": "Asked?", "answer": [words]}
    return {"rows": [row], "answers": {question: answer}, "said_at": "2027-03-01T09:30:00+00:00"}


def test_an_answer_suggests_and_is_the_reason() -> None:
    found = suggested(built_in(), {"FINANCE_AND_ID": section("HAS_BANK_ACCOUNT", "NO", "No")})
    assert [(one.code, one.sec, one.question, one.answer) for one in found] == [
        ("BANK_ACCOUNT", "FINANCE_AND_ID", "Asked?", "No")
    ]


def test_one_of_several_choices_suggests() -> None:
    found = suggested(built_in(), {"FINANCE_AND_ID": section("ID_DOCUMENTS", ["NONE"], "None")})
    assert [one.code for one in found] == ["ID_DOCUMENTS"]


def test_a_restricted_answer_says_where_it_lies() -> None:
    sec = "CHILDREN_FAMILIES_AND_COMMUNITY_RESTRICTED"
    (found,) = suggested(built_in(), {sec: section("GANG_TIES", "YES", "Yes")})
    assert (found.code, found.sec) == ("LEAVING_A_GANG", sec)


@pytest.mark.parametrize("data", [{}, {"answers": {}}, {"rows": ["?"], "answers": {"HAS_BANK_ACCOUNT": None}}])
def test_data_of_another_shape_suggests_nothing(data: dict[str, Any]) -> None:
    assert suggested(built_in(), {"FINANCE_AND_ID": data}) == []


def test_names_in_both_languages() -> None:
    kind = built_in().kind("BANK_ACCOUNT")
    assert kind is not None
    assert kind.said("name", "cy") == "Cyfrif banc"
    assert kind.said("plain", "fr") == "A bank account"
