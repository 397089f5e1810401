"""Catching numbers, addresses and words, however they are written."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import yaml

SHORTEST = 7  # digits: a local number without its area
GAP = 3  # characters that may stand between two digits of one number


class Kind(StrEnum):
    NUMBER = "NUMBER"  # a number that somebody could call or write to
    ADDRESS = "ADDRESS"  # e-mail, web address or postcode
    WORD = "WORD"


@dataclass(frozen=True)
class Catch:
    """What was seen. `about` is the list of words.yml it stands on, or ""; the words themselves are not kept."""

    kind: Kind
    about: str = ""


ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
WELSH = ["dim", "un", "dau", "tri", "pedwar", "pump", "chwech", "saith", "wyth", "naw"]
SPOKEN = {word: str(digit) for words in (ENGLISH, WELSH) for digit, word in enumerate(words)}
TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
SPOKEN |= {word: str(number) for number, word in enumerate(TEENS, 10)}
SPOKEN |= {
    word: str(n)
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
SPOKEN |= {"hundred": "00"}
SPOKEN |= {"oh": "0", "nought": "0", "dwy": "2", "tair": "3", "pedair": "4"}
BETWEEN = frozenset({"dash", "dot", "hyphen", "slash", "space", "stroke"})  # said, and not written, between figures
TIMES = {"double": 2, "triple": 3, "treble": 3}
LOOKALIKES = str.maketrans({"o": "0", "l": "1", "i": "1", "z": "2", "s": "5", "b": "8"})
# Letters of other alphabets that look like ours, in lower case: Cyrillic, then Greek.
ALIKE = str.maketrans("авезѕіјкӏмнорԛгстуѵԝхһԁѡαβγεηικνορτυχω", "abe3sijklmhopqrctyvwxhdwabyenikvoptuxw")
DECIMAL = re.compile(r"[0-9]+[.,][0-9]+")
DIALLED = range(10, 14)  # digits of a whole number to call, with or without its country
BEGINS = ("0", "44")
ROUND = frozenset("oli")  # letters that are taken for figures even where no figure stands with them
ADDRESS = re.compile(
    r"\w[\w.+-]*\s*(?:@|\(at\)|\[at\])\s*\w[\w-]*\s*(?:\.|\(dot\)|\[dot\]| dot )\s*\w{2,}"
    r"|\b(?:https?:|www\.)\S+|\b[\w-]{2,}\.(?:com|co\.uk|org|net|me|io|uk|cymru|wales)\b",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)


def caught(words: str) -> list[Catch]:
    """What a post holds that a person must look at; [] is nothing. Each kind and list once, in a fixed order."""
    plain = _plain(words)
    found = []
    if any(len(run) >= SHORTEST and figures * 5 >= len(run) * 2 for run, figures in _runs(plain)):
        found.append(Catch(Kind.NUMBER))
    if ADDRESS.search(plain) or POSTCODE.search(plain):
        found.append(Catch(Kind.ADDRESS))
    found += [Catch(Kind.WORD, about) for about, shape in _lists().items() if shape.search(plain)]
    return found


def spread(posts: Sequence[str]) -> bool:
    """Whether the last of one writer's posts, the oldest first, ends a number to call that those before it began.

    Only what begins as a number to call does counts, since figures alone are what many courses are about.
    """
    digits, parts = "", 0
    for words in reversed(posts):
        runs = _runs(DECIMAL.sub(" ", _plain(words)))
        figures = "".join(run for run, sure in runs if sure)
        if not figures and not parts:
            return False
        digits, parts = figures + digits, parts + bool(figures)
        if parts > 1 and len(digits) in DIALLED and digits.startswith(BEGINS):
            return True
    return False


def _plain(words: str) -> str:
    """Without case, accents, invisible characters and forms of letters that only look different."""
    composed = unicodedata.normalize("NFKD", words).casefold().translate(ALIKE)
    return "".join(c for c in composed if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")


def _runs(plain: str) -> list[tuple[str, int]]:
    """Runs of digits that stand near each other, and how many of each are figures or their names, not lookalikes."""
    runs, run, figures, ended, times = [], "", 0, 0, 1
    for piece in re.finditer(r"\w+", plain):
        if piece[0] in TIMES:
            times, ended = TIMES[piece[0]], piece.end()
            continue
        if piece[0] in BETWEEN and run:
            ended = piece.end()
            continue
        said, sure = _digits(piece[0])
        if not said or piece.start() - ended > GAP:
            runs.append((run, figures))
            run, figures = "", 0
        run, figures = run + said * times, figures + sure * times
        times, ended = 1, piece.end()
    return [*runs, (run, figures)]


def _digits(piece: str) -> tuple[str, int]:
    """The digits that one piece may stand for, "" when it is a word, and how many of them are sure."""
    if piece in SPOKEN:
        return SPOKEN[piece], len(SPOKEN[piece])
    figures = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in piece.replace("_", ""))
    sure = sum(c.isdigit() for c in figures)
    if sure >= SHORTEST:  # whatever letters stand between them
        return "".join(c for c in figures if c.isdigit()), sure
    swapped = figures.translate(LOOKALIKES)
    if not swapped.isdigit() or (not sure and not set(figures) <= ROUND):
        return "", 0
    return swapped, sure


@cache
def _lists() -> dict[str, re.Pattern[str]]:
    """The lists of words.yml as expressions, read once."""
    said = yaml.safe_load(resources.files(__package__).joinpath("words.yml").read_text(encoding="utf-8"))
    return {about: re.compile("|".join(_shape(word) for word in words)) for about, words in said.items()}


def _shape(word: str) -> str:
    inner = r"\W+".join(re.escape(part) for part in _plain(word.rstrip("*")).split())
    return rf"\b{inner}" + ("" if word.endswith("*") else r"\b")
