"""Numbers as people write them: 1/2, 2 1/2, 0.5, 0,5, 1,000, 1 000, £3.50, 500 g, 50%."""

import re
from dataclasses import dataclass
from fractions import Fraction

LONGEST = 60  # characters
_SIGNS = str.maketrans({"−": "-", "–": "-", "⁄": "/", "\u00a0": " ", "\u202f": " "})
_HALVES = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}
_NUMBER = re.compile(
    r"(?P<before>[£$€]?) ?(?P<sign>[+-]?) ?(?P<after_sign>[£$€]?) ?"
    r"(?:(?:(?P<whole>[0-9]{1,9}) )?(?P<top>[0-9]{1,9}) ?/ ?(?P<bottom>[0-9]{1,9})|(?P<plain>[0-9., ]*[0-9][0-9.,]*))"
    r" ?(?P<unit>[^0-9\s](?:.{0,30}[^\s])?)?"
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[, ][0-9]{3})+(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?")
_PLAIN = re.compile(r"[0-9]*[.,]?[0-9]+|[0-9]+[.,]?")


@dataclass(frozen=True)
class Number:
    number: Fraction
    unit: str = ""


def read_number(text: str) -> Number | None:
    """The number and unit that somebody wrote, or None.

    A comma before three digits groups thousands, any other is a point.
    """
    if len(text) > LONGEST:
        return None
    for sign, written in _HALVES.items():
        text = text.replace(sign, f" {written}")
    said = " ".join(text.translate(_SIGNS).split())
    found = _NUMBER.fullmatch(said)
    if found is None:
        return None
    number = _part(found)
    if number is None:
        return None
    unit = (found["before"] or found["after_sign"]) + (found["unit"] or "")
    return Number(-number if found["sign"] == "-" else number, unit)


def _part(found: re.Match[str]) -> Fraction | None:
    if found["top"]:
        if int(found["bottom"]) == 0:
            return None
        return int(found["whole"] or 0) + Fraction(int(found["top"]), int(found["bottom"]))
    plain = found["plain"].strip()
    if _GROUPED.fullmatch(plain):
        if plain.count(".") > 1:  # 1.000.000,5
            return Fraction(plain.replace(".", "").replace(",", "."))
        return Fraction(plain.replace(",", "").replace(" ", ""))
    if not _PLAIN.fullmatch(plain):
        return None
    return Fraction(plain.replace(",", ".").rstrip(".") or "0")


def same_unit(said: str, units: tuple[str, ...]) -> bool:
    """Whether this is one of the units; capitals, spaces and a full stop at the end don't count."""
    return _plain(said) in {_plain(unit) for unit in units}


def _plain(unit: str) -> str:
    return "".join(unit.casefold().split()).rstrip(".")
