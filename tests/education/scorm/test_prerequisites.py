"""Sentences of prerequisites, as packages write them and as they slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from education.scorm.prerequisites import met

STANDS = {"A": "passed", "B": "completed", "C": "incomplete", "D": "not attempted", "E-1.x": "failed"}


@pytest.mark.parametrize(
    ("sentence", "so"),
    [
        ("A", True),
        ("B", True),
        ("C", False),
        ("D", False),
        ("E-1.x", False),
        ("²*{A, B}", True),  # no figure: nobody can read it
        ("A & B", True),
        ("A&D", False),
        ("D | B", True),
        ("D|C", False),
        ("~C", True),
        ("~ A", False),
        ("~(A & D)", True),
        ("A & (D | B)", True),
        ("A | D & C", True),  # & binds first
        ('C = "incomplete"', True),
        ("A=p", True),  # AICC's first letter
        ("A <> passed", False),
        ("D = not attempted", True),  # without its quotes: no sentence, so it wants nothing
        ('D = "not attempted"', True),
        ('B = "passed"', False),
        ("2*{A, B, C}", True),
        ("3*{A, B, C}", False),
        ("1*{A & C, D, B}", True),
        ("{A, B}", True),
        ("{A, C}", False),
        ("gone", True),  # an item that is not there can't be done first
        ("~gone", True),
        ('gone = "passed"', True),
        ("A & gone", True),
        ("D & gone", False),
        ("", True),
        ("A &", True),
        ("((A", True),
        ("A B", True),
        ("x*{A}", True),
        ("~" * 200 + "D", True),
        ("(" * 200 + "D" + ")" * 200, True),
    ],
)
def test_what_is_wanted(sentence: str, so: bool) -> None:
    assert met(sentence, STANDS.get) is so


@given(st.text(alphabet='AB&|~=<>{}(),*" 12', max_size=60))
def test_no_sentence_is_too_odd(sentence: str) -> None:
    assert met(sentence, STANDS.get) in (True, False)
