"""Which language staff wrote in."""

import pytest

from incell.forms.language import language_of, other_language

ENGLISH = [
    "See me on Monday, please.",
    "We are still looking for the coat.",
    "You can call your sister now.",
    "No. It costs too much to send the book.",
]
WELSH = [
    "Dewch i’m gweld ddydd Llun.",
    "Rydym yn dal i chwilio am y got.",
    "Cewch ffonio eich chwaer nawr.",
    "Mae'r llyfr wedi dod.",
]
NEITHER = ["", "OK", "14:30", "Dr Shah", "👍", "\u200f"]


@pytest.mark.parametrize(("language", "words"), [("en", one) for one in ENGLISH] + [("cy", one) for one in WELSH])
def test_a_sentence_says_its_language(language: str, words: str) -> None:
    assert language_of(words) == language
    assert other_language(words, language) == ""
    assert other_language(words, "cy" if language == "en" else "en") == language


@pytest.mark.parametrize("words", NEITHER)
def test_too_little_says_nothing(words: str) -> None:
    assert language_of(words) == ""
    assert other_language(words, "cy") == ""


def test_a_name_of_the_other_language_changes_nothing() -> None:
    assert language_of("You will see Mr ap Rhys of Cymru Ni at the library.") == "en"
