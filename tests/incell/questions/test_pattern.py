"""Our matcher says what `re` says, and says it soon."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incell.questions.pattern import MAX_PATTERN, MAX_STEPS, TooSlow, Unfit, _Run, compiled

NINO = r"^(?!BG)(?!GB)(?!NK)(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])(?:\s*\d\s*){6}([A-D]|\s)$"
SOURCES = [
    r"^(?:[1-9])(\d+)?$", r"^\d+$", NINO, r"(a+)+b", r"(a|a)*b", r"(a*)*", r"a{2,3}|(?=x)xy?", r"(?P<n>a)b?",
    r"[^ab]+", r"[^\W\d]+", r"(?i)aB[^c]", r"(?i)[^a]x", r"(?i:a)b", r"\bab\b.*", r"\Ba", r"a.c", r"(?s)a.c",
    r"(?m)^a$\n^b$", r"a*?b+?", r"(|a)b", r"a{0}b", r"\Aa\Z", r"[a-c\d_-]{1,3}", r"(?=.*\d)(?!.*b)[a\d]+", r"",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SOURCES), st.text("abcxyABC 12_\n-", max_size=9))
def test_it_agrees_with_re(source, text):
    assert compiled(source).matches(text) == bool(re.fullmatch(source, text, re.ASCII))


_pieces = st.recursive(
    st.sampled_from(["a", "b", ".", r"\d", "[ab]", "[^a]", r"\s", "^", "$"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}"])).map(lambda two: f"(?:{two[0]}){two[1]}"),
        inner.map(lambda one: f"(?={one})"),
        inner.map(lambda one: f"(?!{one})"),
    ),
    max_leaves=6,
)


@settings(max_examples=250, deadline=None)
@given(_pieces, st.text("ab1 ", max_size=6))
def test_it_agrees_with_re_on_expressions_nobody_thought_of(source, text):
    assert compiled(source).matches(text) == bool(re.fullmatch(source, text, re.ASCII)), source


@pytest.mark.parametrize(
    ("source", "text"),
    [(r"(a+)+b", "a" * 4000), (r"(a|a)*b", "a" * 4000), (r"(.*)*(.*)*(.*)*x", "a" * 4000),
     (NINO, "AB" + " " * 3998), (r"^.{1,4000}$", "a" * 4001)],
)  # fmt: skip
def test_expressions_that_blow_up_elsewhere_take_few_steps(source, text):
    run = _Run(text)
    assert run.fits(compiled(source)._program, 0, whole=True) is False
    assert run.steps < MAX_STEPS / 5


def test_a_text_that_would_take_too_long_is_given_up_on():
    with pytest.raises(TooSlow):
        compiled(r"(?:a?){2000}b").matches("a" * 4000)


@pytest.mark.parametrize(
    ("source", "why"),
    [(r"(a)\1", "back reference"), (r"(?<=a)b", "lookbehind"), (r"(?<!a)b", "lookbehind"), ("(", "unterminated"),
     ("a**", "multiple repeat"), (r"\p{L}+", "bad escape"), ("(a{1,200}){1,200}", "states"), ("(?>a)", "atomic"),
     ("a++", "possessive"), ("(?x)a", "flags"), ("(a)?(?(1)b|c)", "conditional"), ("a" * (MAX_PATTERN + 1), "limit")],
)  # fmt: skip
def test_what_cannot_be_run_is_refused_with_its_reason(source, why):
    with pytest.raises(Unfit, match=why):
        compiled(source)


def test_digits_are_those_of_the_files():
    assert compiled(r"\d+").matches("42")
    assert not compiled(r"\d+").matches("٤٢")
    assert not compiled(r"^\d+$").matches("42\n")


def test_groups_may_be_named_as_in_java():
    assert compiled(r"(?<year>\d{4})").matches("2027")
