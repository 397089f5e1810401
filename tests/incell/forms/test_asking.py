"""What a posted form holds, as the act takes it: the same on a page, in a queue and on a terminal without Wi-Fi."""

from incell import catalogue
from incell.catalogue import read_answers

KINDS = {kind.code: kind for kind, _ in catalogue.built_in()}


def test_every_question_of_every_page_is_read_and_nothing_else() -> None:
    lists = {
        "FIRST_NAME": ["Ann"],
        "AGE": ["CHILD"],
        "YEARS": ["7"],
        "ADDRESS-town": ["Leeds"],
        "kind": ["ADD_SOCIAL_CONTACT"],
        "key": ["k"],
        "ticket": ["t"],
        "csrfmiddlewaretoken": ["c"],
    }
    answers = read_answers(KINDS["ADD_SOCIAL_CONTACT"], lists)
    assert answers["FIRST_NAME"] == "Ann"
    assert answers["YEARS"] == "7"
    assert answers["ADDRESS"]["town"] == "Leeds"
    assert answers["LAST_NAME"] == ""
    assert not {"kind", "key", "ticket", "csrfmiddlewaretoken"} & answers.keys()


def test_an_empty_post_is_no_answers() -> None:
    assert set(read_answers(KINDS["EMERGENCY_PHONE_CREDIT"], {}).values()) == {""}
