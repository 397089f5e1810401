"""What every list that a prison may change has in common."""

import pytest

from incell.questions import PATHWAYS
from passport import coded
from passport.models import Pathway


def test_the_pathways_of_lists_are_those_of_questions_and_of_tables() -> None:
    assert tuple(Pathway.values) == PATHWAYS


def test_every_fault_of_a_file_is_named_at_once() -> None:
    rows = coded.Rows("birds", one="bird", most=3, needed=("code",), faults_of=lambda row: coded.code_faults(row, 4))
    text = "version: 0\nbirds: [{code: crow}, {code: HERON}, {colour: red}, HEN, {code: HERON}]"
    with pytest.raises(coded.HasFaults) as caught:
        rows.read(text)
    assert caught.value.faults == [
        "`version` is a number from 1",
        "`birds` is a list of 1 to 3",
        "bird 1 (crow): `code` 'crow' is not capital letters, digits and _",
        "bird 2 (HERON): `code` 'HERON' is longer than 4",
        "bird 3: it has `code`",
        "bird 4: it has `code`",
        "bird 5 (HERON): `code` 'HERON' is longer than 4",
        "'HERON' is there twice",
    ]


@pytest.mark.parametrize("pathway", [["HEALTH"], {"HEALTH": 1}, None, "health"])
def test_what_is_no_code_is_none_of_the_choices(pathway: object) -> None:
    (fault,) = coded.pathway_faults({"pathway": pathway})
    assert fault == f"`pathway` {pathway!r} is none of {', '.join(PATHWAYS)}"
