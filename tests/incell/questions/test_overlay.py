"""Texts in Welsh, flags from beside a file, and what is restricted."""

import pytest

from incell.questions import (
    AnswersOfAnotherSet,
    Broken,
    Text,
    built_in,
    check,
    parse,
    sections,
    summary,
    translated,
)
from incell.questions.restricted import rules

SOURCE = """
version: 1
pathway: "FINANCE_AND_ID"
pages:
  - id: "P"
    title: "Money"
    questions:
      - id: "Q"
        title: "Do they owe money?"
        subTitle: "A hint"
        type: "RADIO"
        validation: {message: "Select whether they owe money"}
        options:
          - {id: "YES", displayText: "Yes", nestedQuestions: [{id: "WHO", title: "To whom?", type: "SHORT_TEXT"}]}
          - {id: "NO", displayText: "No"}
      - {id: "Q_ADDITIONAL_DETAILS", title: "Details", type: "LONG_TEXT", validation: {type: "OPTIONAL"}}
"""
WELSH = """
lang: cy
pages: {P: {title: "Arian"}}
questions:
  Q:
    title: "A oes arnynt arian?"
    message: "Dewiswch a oes arnynt arian"
    options: {"YES": {displayText: "Oes"}}
words: {"Details": "Manylion"}
"""


def faults(overlay):
    with pytest.raises(Broken) as caught:
        parse(SOURCE, name="a.yml", overlay=overlay)
    return [(fault.code, fault.page, fault.question) for fault in caught.value.faults]


def test_a_text_is_welsh_where_there_is_welsh_and_marked_english_where_not():
    welsh = translated(parse(SOURCE, name="a.yml", overlay=WELSH), "cy")
    question = welsh.question("Q")
    assert (welsh.pages[0].title, welsh.pages[0].title.lang) == ("Arian", "cy")
    assert (question.title, question.title.lang) == ("A oes arnynt arian?", "cy")
    assert (question.sub_title, question.sub_title.lang) == ("A hint", "en")
    assert [(option.display_text, option.display_text.lang) for option in question.options] == [
        ("Oes", "cy"), ("No", "en"),
    ]  # fmt: skip
    assert welsh.question("Q_ADDITIONAL_DETAILS").title == "Manylion"
    assert check(welsh.pages[0], {}).errors["Q"].text.lang == "cy"
    ((_, rows),) = summary(welsh, {"Q": "YES", "WHO": "Dai"})
    assert [line.lang for row in rows for line in row.value] == ["cy", ""]


def test_answers_fit_whatever_the_language():
    english = parse(SOURCE, name="a.yml", overlay=WELSH)
    welsh = translated(english, "cy")
    assert welsh.stamp == english.stamp == parse(SOURCE, name="a.yml").stamp
    assert translated(english, "pl") is english
    assert translated(welsh, "cy") is welsh


def test_an_overlay_restricts_a_question_with_all_that_follows_it():
    flagged = parse(SOURCE, name="a.yml", overlay="questions: {Q: {restricted: true}}")
    assert [question.id for question in flagged.questions() if question.restricted] == [
        "Q", "WHO", "Q_ADDITIONAL_DETAILS",
    ]  # fmt: skip
    assert sections(flagged, {"Q": "NO"}) == {"FINANCE_AND_ID": {}, "FINANCE_AND_ID_RESTRICTED": {"Q": "NO"}}
    assert flagged.overlays == {}


def test_several_overlays_may_lie_beside_a_file():
    both = parse(
        SOURCE, name="a.yml", overlay={"a.cy.yml": WELSH, "a.restricted.yml": "questions: {WHO: {restricted: true}}"}
    )
    assert [question.id for question in both.questions() if question.restricted] == ["WHO"]
    assert translated(both, "cy").question("WHO").restricted


@pytest.mark.parametrize(
    ("overlay", "found"),
    [
        ("lang: cy\nquestions: {Z: {title: a}}", ("unknown_question", "", "Z")),
        ("lang: cy\npages: {Z: {title: a}}", ("unknown_page", "Z", "")),
        ("lang: cy\nquestions: {Q: {options: {Z: {displayText: a}}}}", ("unknown_option", "", "Q")),
        ("questions: {Q: {title: a}}", ("no_lang", "", "")),
        ("lang: cy\nquestions: {Q: {titel: a}}", ("misspelt_key", "", "Q")),
        ("lang: cy\nquestions: {Q: {title: [a]}}", ("shape", "", "Q")),
        ("lang: cy\nquestions: [Q]", ("shape", "", "")),
        ("lang: cy\nquestions:\n  Q: {title: a}\n  Q: {title: b}", ("duplicate_key", "", "")),
        ("questions: {Q: {restricted: perhaps}}", ("not_a_flag", "", "Q")),
    ],
)
def test_a_wrong_overlay_is_refused(overlay, found):
    assert faults(overlay) == [found]


def test_an_answer_to_a_question_of_another_set_has_no_section():
    with pytest.raises(AnswersOfAnotherSet):
        sections(parse(SOURCE, name="a.yml"), {"ELSE": "x"})


def test_words_beside_an_option_about_drugs_are_restricted_though_the_tick_is_not():
    text = """
version: 9
pathway: "DRUGS_AND_ALCOHOL"
pages:
  - id: "P"
    questions:
      - id: "SUPPORT"
        title: "What?"
        type: "CHECKBOX"
        options: [{id: "OTHER", displayText: "Other", freeText: true}]
"""
    split = sections(parse(text, name="d.yml"), {"SUPPORT": ["OTHER"], "SUPPORT/OTHER": "methadone"})
    assert split == {
        "DRUGS_AND_ALCOHOL": {"SUPPORT": ["OTHER"]},
        "DRUGS_AND_ALCOHOL_RESTRICTED": {"SUPPORT/OTHER": "methadone"},
    }


@pytest.mark.parametrize(
    ("pathway", "question", "title", "restricted"),
    [
        ("CHILDREN_FAMILIES_AND_COMMUNITY", "SUFFERED_ABUSE", "Has it happened?", True),
        ("CHILDREN_FAMILIES_AND_COMMUNITY", "SAFE_1", "Was there domestic violence?", True),
        ("CHILDREN_FAMILIES_AND_COMMUNITY", "GANGS", "Which?", True),
        ("CHILDREN_FAMILIES_AND_COMMUNITY", "PARTNER_OR_SPOUSE", "Is there a partner?", False),
        ("ACCOMMODATION", "ADDRESS_IN_ESSEX", "Which town?", False),
        ("ACCOMMODATION", "UNDER_THREAT_AT_ADDRESS", "Is it safe?", True),
        ("HEALTH", "NEVER_SEEN_BEFORE", "What is it?", True),
        ("HEALTH", "REGISTERED_WITH_GP", "Is there a GP?", False),
    ],
)
def test_a_question_of_a_version_to_come_is_sorted_by_its_words(pathway, question, title, restricted):
    source = f"""
version: 9
pathway: {pathway}
pages: [{{id: P, questions: [{{id: {question}, title: "{title}", type: ADDRESS}}]}}]
"""
    assert parse(source, name="new.yml").question(question).restricted is restricted


def test_every_rule_has_its_reason():
    assert rules().words
    assert set(rules().open) == {"HEALTH"}


def test_our_own_sets_are_complete_in_welsh_and_use_all_that_the_format_offers():
    kinds, seen = set(), set()
    for one in built_in():
        welsh = translated(one, "cy")
        assert not one.overlays["cy"].reviewed
        for page in one.pages:
            seen |= {"branch"} if len(page.next_rules) > 1 else set()
        for page in welsh.pages:
            texts = [page.title]
            for question in page.walk():
                kinds.add(question.kind)
                seen |= {"nested"} if any(option.nested for option in question.options) else set()
                seen |= {"exclusive"} if any(option.exclusive for option in question.options) else set()
                seen |= {question.validation.kind, "pattern" if question.validation.pattern else ""}
                texts += [
                    question.title,
                    question.sub_title,
                    question.details_title,
                    question.details_content,
                    question.validation.message,
                    *(option.display_text for option in question.options),
                ]
            assert [text for text in texts if text and text.lang != "cy"] == []
    assert kinds == {"RADIO", "CHECKBOX", "SHORT_TEXT", "LONG_TEXT", "ADDRESS"}
    assert seen >= {"branch", "nested", "exclusive", "MANDATORY", "OPTIONAL", "REGEX", "pattern"}


def test_a_text_keeps_its_language_through_a_copy():
    import pickle

    assert pickle.loads(pickle.dumps(Text("Arian", "cy"))).lang == "cy"
