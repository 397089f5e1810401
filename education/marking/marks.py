"""Marks: one rule a kind, as the package's table says. Whatever is no answer gets 0, never an exception."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from .numbers import read_number, same_unit
from .paper import Question
from .words import distance, fold

LONGEST = 2000  # characters of an answer
LEAST_LETTERS = 4  # of a word in which one may be wrong


@dataclass(frozen=True)
class Marked:
    """One question's marks out of `out_of`. `words`, `words_cy`: what the paper says to it."""

    question: str
    marks: float
    out_of: int
    words: str = ""
    words_cy: str = ""

    @property
    def is_right(self) -> bool:
        return self.marks == self.out_of


@dataclass(frozen=True)
class Result:
    questions: tuple[Marked, ...]

    @property
    def marks(self) -> float:
        return round(sum(one.marks for one in self.questions), 2)

    @property
    def out_of(self) -> int:
        return sum(one.out_of for one in self.questions)

    @property
    def percent(self) -> float:
        """0 to 100, to one decimal, never rounded up to a pass mark that was missed."""
        return int(1000 * Fraction(str(self.marks)) / self.out_of) / 10 if self.out_of else 0.0


def mark(question: Question, answer: Any, given: float | None = None) -> Marked:
    """The marks of one answer, which may be anything at all. `given`: a tutor's marks of a written one."""
    share = min(max(_RULES[question.kind](question, answer), Fraction(0)), Fraction(1))
    if question.kind == "written":
        share = min(max(Fraction(str(given or 0)) / question.marks, Fraction(0)), Fraction(1))
    got = float(round(share * question.marks, 2))
    right = share == 1
    words = question.right_words if right else question.wrong_words
    words_cy = question.right_words_cy if right else question.wrong_words_cy
    return Marked(question.id, got, question.marks, words, words_cy)


def result(asked: Iterable[Question], answers: Mapping[str, Any], given: Mapping[str, float] | None = None) -> Result:
    """The marks of all that was asked. `answers`: question id → answer; what is missing gets 0.

    given    question id → a tutor's marks, of written ones.
    """
    judged = given or {}
    return Result(tuple(mark(one, answers.get(one.id), judged.get(one.id)) for one in asked))


def _single(question: Question, answer: Any) -> Fraction:
    return Fraction(isinstance(answer, str) and answer in question.right)


def _multiple(question: Question, answer: Any) -> Fraction:
    ticked, right = _ids(answer, question), set(question.right)
    if ticked is None:
        return Fraction(0)
    return Fraction(len(right & set(ticked)) - len(set(ticked) - right), len(right))


def _numeric(question: Question, answer: Any) -> Fraction:
    read = read_number(answer) if isinstance(answer, str) else None
    if read is None or abs(read.number - question.number) > question.tolerance:
        return Fraction(0)
    if read.unit:
        return Fraction(same_unit(read.unit, question.units))
    return Fraction(1, 2) if question.unit_needed else Fraction(1)


def _text(question: Question, answer: Any) -> Fraction:
    if not isinstance(answer, str) or len(answer) > LONGEST:
        return Fraction(0)
    how = {"case": question.case, "accents": question.accents}
    said = fold(answer, **how)
    return Fraction(any(_is(said, fold(word, **how), question.close) for word in question.accepted))


def _is(said: str, word: str, close: int) -> bool:
    if not said:
        return False
    # One wrong letter in "cat" is another word: short ones are spelt right, and one letter in four may be wrong.
    may = min(close, len(word) // LEAST_LETTERS)
    return said == word or (bool(may) and distance(said, word, may) <= may)


def _ordering(question: Question, answer: Any) -> Fraction:
    said = _ids(answer, question)
    if said is None or len(said) != len(question.right):
        return Fraction(0)
    place = {one: n for n, one in enumerate(said)}
    pairs = list(combinations(question.right, 2))
    kept = sum(place[one] < place[other] for one, other in pairs)
    return Fraction(2 * kept - len(pairs), len(pairs))


def _matching(question: Question, answer: Any) -> Fraction:
    if not isinstance(answer, Mapping):
        return Fraction(0)
    return Fraction(sum(answer.get(one) == one for one in question.right), len(question.right))


def _written(question: Question, answer: Any) -> Fraction:
    return Fraction(0)  # a tutor's to give


def _ids(answer: Any, question: Question) -> list[str] | None:
    """A list of ids of the question, each once; None for anything else."""
    if not isinstance(answer, list | tuple) or not all(isinstance(one, str) for one in answer):
        return None
    known = {item.id for item in question.items}
    return list(answer) if len(set(answer)) == len(answer) and set(answer) <= known else None


_RULES: dict[str, Callable[[Question, Any], Fraction]] = {
    "single": _single,
    "multiple": _multiple,
    "numeric": _numeric,
    "text": _text,
    "ordering": _ordering,
    "matching": _matching,
    "written": _written,
}
