"""Everything that the product says, it says in Welsh too: `python deploy/catalogue.py update`, then write the words."""

import pytest

from deploy import catalogue

LANGUAGES = [path.parts[-3] for path in sorted(catalogue.LOCALE.glob("*/LC_MESSAGES/django.po"))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_words_in(language: str) -> None:
    assert catalogue.faults(language) == []


def test_welsh_is_one_of_them() -> None:
    assert "cy" in LANGUAGES
