"""The file of reasons."""

import pytest

from passport.coded import HasFaults
from passport.models import ReportEvent, Stay
from passport.reporting import built_in, read_reasons

GOOD = """version: 1
skip: [{code: A, name: One, cy: {name: Un}}]
restart: [{code: B, name: Two, cy: {name: Dau}, words: true}]
"""


def test_ours_are_the_services_codes_in_both_languages():
    ours = built_in()
    assert [one.code for one in ours.skip] == [
        "COMPLETED_IN_OASYS",
        "COMPLETED_IN_ANOTHER_PRISON",
        "EARLY_RELEASE",
        "TRANSFER",
        "OTHER",
    ]
    assert [one.code for one in ours.restart] == ["RECALL_TO_PRISON", "RETURN_ON_NEW_SENTENCE", "OTHER"]
    every = (*ours.skip, *ours.restart)
    assert {one.code for one in every if one.needs_words} == {"OTHER"}
    assert all(one.name("cy") and one.name("cy") != one.name("en") for one in every)
    assert {one.began for one in every} - {""} <= set(Stay.Began.values)
    longest = ReportEvent._meta.get_field("reason").max_length
    assert longest is not None
    assert all(len(one.code) <= longest for one in every)


def test_a_code_from_elsewhere_is_shown_as_it_is():
    assert built_in().name_of("IN_HOSPITAL", "en") == "IN_HOSPITAL"
    assert built_in().name_of("TRANSFER", "cy") == "Mae’r person yn mynd i garchar arall"
    assert built_in().name_of("TRANSFER", "pl") == "The person goes to another prison"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: [", "not YAML"),
        ("[]", "the file has"),
        ("version: 1\nskip: []\nrestart: []", "`skip` is a list of 1 to 40"),
        (GOOD.replace("version: 1", "version: 0"), "`version` is a number from 1"),
        (GOOD.replace("code: A", "code: a"), "capital letters"),
        (GOOD.replace("code: A", f"code: {'A' * 41}"), "longer than 40"),
        (GOOD.replace("name: One, ", ""), "it has `code`, `name` and `cy`"),
        (GOOD.replace("name: Un", "name: ''"), "`cy`: `name` is not words"),
        (GOOD.replace("{name: Un}", "7"), "`cy` has `name`"),
        (GOOD.replace("name: One", f"name: {'x' * 121}"), "`name` is longer than 120"),
        (GOOD.replace("words: true", "words: maybe"), "`words` is true or false"),
        (GOOD.replace("words: true", "began: 1"), "`began` 1 is not capital letters"),
        (GOOD.replace("words: true", "colour: red"), "it has `code`"),
        (GOOD.replace("Un}}]", "Un}}, {code: A, name: Once, cy: {name: Unwaith}}]"), "'A' is there twice"),
        (GOOD.replace("Un}}]", "Un}}, 3]"), "skip 2: it has"),
    ],
)
def test_a_file_that_can_not_be_used_says_why(text, fault):
    assert read_reasons(GOOD).restart[0].needs_words
    with pytest.raises(HasFaults) as found:
        read_reasons(text)
    assert fault in str(found.value)
