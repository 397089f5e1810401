"""Numbers, addresses and words are caught however they are written, and ordinary talk about a course is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from education.filters import Catch, Kind, caught

NUMBER, ADDRESS = [Catch(Kind.NUMBER)], [Catch(Kind.ADDRESS)]


@pytest.mark.parametrize(
    "words",
    [
        "ring 07700900123",
        "07700 900 123",
        "0 7 7 0 0 9 0 0 1 2 3",
        "07700-900.123",
        "+44 (0)7700 900123",
        "oh double seven double oh nine oh oh one two three",
        "zero seven 700 nine 00 one 23",
        "٠٧٧٠٠٩٠٠١٢٣",
        "０７７００９００１２３",
        "0\u200b7\u200b7\u200b0\u200b0\u200b9\u200b0\u200b0",
        "07_700_900_123",
        "dim saith saith dim dim naw dim dim",
        "900 123 4",
        "my cousin is on 01632 960001 any time",
    ],
)
def test_a_number_to_call(words: str) -> None:
    assert caught(words) == NUMBER


@pytest.mark.parametrize(
    "words",
    [
        "sam@post.example",
        "sam (at) post (dot) example",
        "see www.place.example/x",
        "look at bricks.co.uk",
        "it is LS1 4AB",
    ],
)
def test_an_address(words: str) -> None:
    assert caught(words) == ADDRESS


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("I will STAB him", "threat"),
        ("wátch  your\nback", "threat"),
        ("got any spice?", "drugs"),
        ("you owe me two", "debt"),
        ("find me on WhatsApp", "phones"),
        ("I want to die", "harm"),
        ("Dwi eisiau marw", "harm"),
    ],
)
def test_a_word(words: str, about: str) -> None:
    assert Catch(Kind.WORD, about) in caught(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "3 cups of flour is 375 grams, so 6 cups is 750",
        "I got 12 out of 20 on quiz 4",
        "1, 2, 3 and then 4, 5 and 6",
        "Question 1: one half. Question 2: two thirds",
        "2,500 and 1,000 make 3,500",
        "at 10:30 on 5 March 2027",
        "The browser page was spicey and the class is skilled",
        "Dau a thri yw pump",
        "grassy hills, cracked eggs, brownie mix",
        "one or two of us sell oils",
    ],
)
def test_talk_about_a_course_is_left_alone(words: str) -> None:
    assert caught(words) == []


def test_each_is_named_once() -> None:
    assert caught("07700900123 or 07700900124, sam@post.example, stab, kill") == [
        Catch(Kind.NUMBER),
        Catch(Kind.ADDRESS),
        Catch(Kind.WORD, "threat"),
    ]


@given(st.text(max_size=300))
def test_whatever_is_written_it_answers(words: str) -> None:
    found = caught(words)
    assert len(found) == len(set(found))


@given(st.lists(st.sampled_from(["", " ", "-", ".", " . ", "\u200d", "_", "/"]), min_size=10, max_size=10))
def test_whatever_stands_between_its_figures(gaps: list[str]) -> None:
    assert NUMBER[0] in caught("".join(digit + gap for digit, gap in zip("07700900123", [*gaps, ""], strict=True)))


def test_letters_for_figures() -> None:
    assert NUMBER[0] in caught("O77OO 9OO l23")
