"""The kinds that come with Throughgate: each loads, says everything in Welsh, and reads like it is meant for its
readers."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from incell import catalogue
from incell.catalogue import Kind, Way
from incell.models import Team
from incell.questions import Option, Question, Text
from tests.reading import WORD, grade, lix, sentences_of, syllables

KINDS = [kind for kind, _ in catalogue.built_in()]
HARDEST, LONGEST_LABEL, SENTENCE = 4.0, 3, 4
HARDEST_WELSH, LONGEST_WELSH = 35.0, 18
each_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])


def texts(kind: Kind) -> Iterator[Text]:
    """Every text that a person can be shown, errors too."""
    yield kind.name
    yield kind.about
    for page in kind.asked.pages:
        yield page.title
        for question in page.walk():
            yield from of_question(question)


def of_question(question: Question) -> Iterator[Text]:
    yield from (question.title, question.sub_title, question.details_title, question.details_content)
    yield question.validation.message
    for option in question.options:
        yield from of_option(option)


def of_option(option: Option) -> Iterator[Text]:
    yield from (option.display_text, option.description)


def test_everything_that_the_issue_names_can_be_asked_for() -> None:
    assert {kind.way for kind in KINDS} == set(Way)
    assert len(KINDS) == 12


@each_kind
def test_its_team_is_one_of_the_house(kind: Kind) -> None:
    assert kind.team in Team.values


@each_kind
def test_its_picture_is_there(kind: Kind) -> None:
    pictures = (settings.ROOT / "deploy/assets/icons/icons.svg").read_text()
    assert f'id="{kind.icon}"' in pictures


@each_kind
def test_every_text_has_its_welsh(kind: Kind) -> None:
    assert [text for text in texts(kind.told("cy")) if text and text.lang != "cy"] == []


@each_kind
def test_nothing_is_harder_than_a_nine_year_old_reads(kind: Kind) -> None:
    said = [str(text) for text in texts(kind) if text]
    sentences = [text for text in said if len(WORD.findall(text)) >= SENTENCE]
    assert [(grade(text), text) for text in sentences if grade(text) > HARDEST] == []
    labels = {word for text in said if text not in sentences for word in WORD.findall(text)}
    assert {word for word in labels if syllables(word) > LONGEST_LABEL} == set()


@each_kind
def test_its_welsh_is_short(kind: Kind) -> None:
    said = [str(text) for text in texts(kind.told("cy")) if text]
    assert lix(said) <= HARDEST_WELSH
    assert [line for text in said for line in sentences_of(text) if len(WORD.findall(line)) > LONGEST_WELSH] == []


@each_kind
def test_it_can_be_told_in_a_language_that_nobody_has_written(kind: Kind) -> None:
    assert {text.lang for text in texts(kind.told("pl")) if text} == {"en"}


def test_a_required_question_says_its_own_fault() -> None:
    """The engine's messages ("Enter an answer") are staff's words."""
    silent = [
        (kind.code, question.id)
        for kind in KINDS
        for question in kind.asked.questions()
        if question.required and not question.validation.message
    ]
    assert silent == []
