"""Everything that the product says, it says in Welsh too: `python deploy/catalogue.py update`, then write the words."""

import re

import pytest

from deploy import catalogue

LANGUAGES = [path.parts[-3] for path in sorted(catalogue.LOCALE.glob("*/LC_MESSAGES/django.po"))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_words_in(language: str) -> None:
    assert catalogue.faults(language) == []


def test_welsh_is_one_of_them() -> None:
    assert "cy" in LANGUAGES


def test_welsh_says_chi_to_everybody() -> None:
    familiar = re.compile(r"\b([Ww]yt|[Rr]wyt|[Dd]y|[Gg]elli|gen ti|â thi|ti)\b")
    found = [m.string if isinstance(m.string, (list, tuple)) else [m.string] for m in catalogue.read("cy") if m.id]
    assert [text for texts in found for text in texts if familiar.search(text)] == []


def test_a_welsh_day_stands_where_it_is_not_mutated() -> None:
    """ "Dydd Mawrth" becomes "ddydd Mawrth" after a word such as "ar": it stands behind a colon instead."""
    days = re.compile(r"\b(ar|am|erbyn|yw|i) %\((day|when|sent|answered)\)s")
    written = [text for message in catalogue.read("cy") for text in [message.string] if isinstance(text, str)]
    assert [text for text in written if days.search(text)] == []
