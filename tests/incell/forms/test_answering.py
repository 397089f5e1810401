"""The error summary of questions: read far from its question, each line names it."""

from django.utils import translation

from incell import questions
from incell.forms import answering

FILE = """
version: 1
pathway: "HEALTH"
requireStatusQuestion: false
pages:
  - id: "GP"
    title: "Doctor"
    questions:
      - id: "WHICH"
        title: "Which surgery?"
        type: "SHORT_TEXT"
      - id: "WHEN"
        title: "First appointment"
        type: "RADIO"
        options:
          - {id: "SOON", displayText: "This week"}
      - id: "NAMED"
        title: "Doctor’s name"
        type: "SHORT_TEXT"
        validation: {message: "Enter the doctor’s name"}
    nextPageLogic:
      - nextPageId: "CHECK_ANSWERS"
  - id: "CHECK_ANSWERS"
"""


def listed(language: str) -> list[tuple[str, str]]:
    page = questions.parse(FILE, name="health.yml").pages[0]
    with translation.override(language):
        drawn = answering.fields(page, {}, questions.check(page, {}).errors)
        assert drawn[0].error in ("Enter an answer", "Rhowch ateb")  # beside its question
        return answering.summary(drawn)


def test_a_generic_fault_names_its_question() -> None:
    assert listed("en") == [
        ("WHICH", "Which surgery? Enter an answer"),
        ("WHEN-SOON", "First appointment: Select an answer"),
        ("NAMED", "Enter the doctor’s name"),
    ]


def test_in_welsh_an_english_question_stays_marked() -> None:
    assert listed("cy")[0][1].startswith('<span lang="en">Which surgery?</span> ')
