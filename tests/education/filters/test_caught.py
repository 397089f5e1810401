"""Numbers, addresses and words are caught however they are written, and ordinary talk about a course is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from education.filters import Catch, Kind, caught, spread

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
        "oh seven seven double oh nine hundred one two three",
        "oh seven seven hundred, nine hundred, twelve",
        "zero seven 700 nine 00 one 23",
        "٠٧٧٠٠٩٠٠١٢٣",
        "０７７００９００１２３",
        "0\u200b7\u200b7\u200b0\u200b0\u200b9\u200b0\u200b0",
        "07_700_900_123",
        "dim saith saith dim dim naw dim dim",
        "900 123 4",
        "my cousin is on 01632 960001 any time",
        "0x7x7x0x0x9x0x0x1x2x3",
        "oh seven seven dash double oh nine dash oh oh one two three",
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
        ("I will \u0455t\u0430b him", "threat"),
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


@pytest.mark.parametrize(
    "posts",
    [
        ["0161", "496", "0000"],
        ["My first bit is 07700", "What is 3 by 4?", "900, then", "It ends in 123"],
        ["44 77", "00 90", "0123"],
        ["zero one six one", "four nine six", "double oh double oh"],
    ],
)
def test_a_number_over_several_posts(posts: list[str]) -> None:
    assert spread(posts)
    assert not spread(posts[:1])
    assert [Catch(Kind.NUMBER)] not in [caught(one) for one in posts]


@pytest.mark.parametrize(
    "posts",
    [
        [],
        ["0161 496 0000"],
        ["0161 496", "What is next?"],
        ["I got 245", "Then 3,600", "So it is 120"],
        ["0.25", "0.125", "0.375", "0.5"],
        ["12", "24", "36", "48", "60", "72"],
    ],
)
def test_sums_over_several_posts_are_left_alone(posts: list[str]) -> None:
    assert not spread(posts)


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
    assert NUMBER[0] in caught("\u041e77\u041e\u041e 9\u041e\u041e 12\u0417")
