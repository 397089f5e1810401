"""Expressions mean what they mean in the service's Java, and a hostile one on a hostile text is given up on."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incell.questions import check, parse
from incell.questions.pattern import MAX_PATTERN, TooSlow, Unfit, compiled

NINO = r"^(?!BG)(?!GB)(?!NK)(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])(?:\s*\d\s*){6}([A-D]|\s)$"
SOURCES = [
    r"^(?:[1-9])(\d+)?$", r"^\d+$", NINO, r"a{2,3}|(?=x)xy?", r"(?P<n>a)b?", r"[^ab]+", r"[^\W\d]+", r"(?i:a)b",
    r"\bab\b.*", r"\Ba", r"a.c", r"(?s:a.c)", r"a*?b+?", r"(|a)b", r"a{0}b", r"[a-c\d_-]{1,3}", r"\\d", r"[\s\w]+",
    r"(?=.*\d)(?!.*b)[a\d]+", r"(a)\1", r"(?<=a)b|ab", r"a(?<!b)b", "",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SOURCES), st.text("abcxyABC 12_\n-\\dé٤", max_size=9))
def test_it_agrees_with_re(source, text):
    assert compiled(source).matches(text) == bool(re.fullmatch(source, text, re.ASCII))


@pytest.mark.parametrize(
    ("source", "fits", "does_not"),
    [
        (r"\d+", "42", "٤٢"),
        (r"^\d+$", "42", "42\n"),
        (r"(?<year>\d{4})", "2027", "20270"),
        (r"[\p{L} '-]+", "Zoë O'Neill", "Zoë 2"),
        (r"\p{Lu}\p{Ll}+", "Ána", "ána"),
        (r"[a-z&&[^aeiou]]+", "bcd", "bed"),
        (r"a++b", "aab", "aa"),
        (r"(?>a|ab)c", "ac", "abc"),
        (r"a\.b", "a.b", "axb"),
    ],
)
def test_it_reads_what_java_reads(source, fits, does_not):
    assert compiled(source).matches(fits)
    assert not compiled(source).matches(does_not)


@pytest.mark.parametrize(
    ("source", "text"),
    [(r"(x+x+)+y", "x" * 4000), (r"(.*?,){25}P", "1," * 2000), (r"^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 4000)],
)
def test_a_text_that_would_take_for_ever_is_given_up_on(source, text):
    with pytest.raises(TooSlow):
        compiled(source).matches(text)


def test_the_revenues_expression_answers_a_line_of_spaces():
    assert compiled(NINO).matches("AB" + " " * 3998) is False


SLOW = rb"""
version: 1
pathway: HEALTH
requireStatusQuestion: false
pages:
  - id: P1
    questions:
      - {id: Q1, title: "A?", type: LONG_TEXT, validation: {type: REGEX, regex: "(x+x+)+y", message: "No"}}
"""


def test_the_writer_of_a_hostile_text_is_told_to_make_it_shorter():
    page = parse(SLOW, name="slow.yml").pages[0]
    checked = check(page, {"Q1": "x" * 4000})
    assert checked.errors["Q1"].code == "too_slow"
    assert check(page, {"Q1": "xxy"}).errors == {}


@pytest.mark.parametrize(
    ("source", "why"),
    [("(", "missing \\)"), ("a**", "multiple repeat"), (r"\p{Nonsense}+", "unknown property"), ("[a", "unterminated"),
     ("(a{1000}){1001}", "repeat less"), ("a{1000000000}", "repeat less"), ("a{99999999999999999999}", "repeat less"),
     ("(" * 400 + ")" * 400, "nested"), (r"\L<names>", "named list"),
     ("a" * (MAX_PATTERN + 1), "limit")],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_reason(source, why):
    with pytest.raises(Unfit, match=why):
        compiled(source)


@settings(max_examples=500, deadline=None)
@given(st.text(r"ab()[]{}*+?|^$\dp.-,<>=!:&12", max_size=14))
def test_any_expression_is_taken_or_refused(source):
    try:
        made = compiled(source)
    except Unfit:
        return
    try:
        made.matches("ab12-ab")
    except TooSlow:
        return
