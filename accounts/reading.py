"""How hard some words are to read: a hint to who writes them, never a gate. Pure.

English by the Flesch-Kincaid grade (Kincaid and others, 1975), syllables counted as groups of vowels; Welsh by LIX
(Björnsson, 1968): words a sentence, and the share of words with more than six letters.
"""

import re
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
VOWELS = re.compile(r"[aeiouy]+")
EASY, FAIR = 4.0, 7.0  # Flesch-Kincaid grades: a nine-year-old's, and what half of the readers give up at
EASY_LIX, FAIR_LIX = 35.0, 45.0
FIRST_GRADE = 5  # a grade's reader is so many years older than its number


@dataclass(frozen=True)
class Reading:
    """How hard something is. `level`: "easy", "fair" or "hard"; `long_words`: those worth another word.

    `words_a_sentence`: of the longest. `age`: the reader's, in years, of English; 0 of Welsh, which has no such table.
    """

    level: str
    words_a_sentence: int
    long_words: tuple[str, ...]
    age: int = 0


def reading(words: str) -> Reading:
    """Judge English. A line is a sentence, whether or not it has a full stop."""
    sentences = _sentences(words)
    every = [word for sentence in sentences for word in sentence]
    if not every:
        return Reading("easy", 0, ())
    grade = 0.39 * len(every) / len(sentences) + 11.8 * sum(map(_syllables, every)) / len(every) - 15.59
    long_words = tuple(dict.fromkeys(word for word in every if _syllables(word) > 2))[:6]
    level = "easy" if grade <= EASY else "fair" if grade <= FAIR else "hard"
    return Reading(level, max(map(len, sentences)), long_words, max(FIRST_GRADE, round(grade) + FIRST_GRADE))


def reading_of_welsh(words: str) -> Reading:
    """Judge Welsh."""
    sentences = _sentences(words)
    every = [word for sentence in sentences for word in sentence]
    if not every:
        return Reading("easy", 0, ())
    long = [word for word in every if len(word) > 6]
    lix = len(every) / len(sentences) + 100 * len(long) / len(every)
    level = "easy" if lix <= EASY_LIX else "fair" if lix <= FAIR_LIX else "hard"
    return Reading(level, max(map(len, sentences)), tuple(dict.fromkeys(word for word in long if len(word) > 9))[:6])


def _sentences(words: str) -> list[list[str]]:
    found = [WORD.findall(sentence) for sentence in re.split(r"[.!?\n:]+", words)]
    return [sentence for sentence in found if sentence]


def _syllables(word: str) -> int:
    plain = word.lower()
    groups = len(VOWELS.findall(plain))
    silent = plain.endswith("e") and not plain.endswith("le") and groups > 1
    return max(groups - silent, 1)
