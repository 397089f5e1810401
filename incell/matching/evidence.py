"""One person asked for beside one who is known: what agrees, what speaks against it, and how strong that is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from .names import alike
from .numbers import nearly

Key = TypeVar("Key")
LIKELY, STRONG = (
    30,
    60,
)  # of 100: from LIKELY on a match is shown, from STRONG on it counts against saying "somebody new"
SHOWN = 10
ALIKE = 70.0  # names below this are no evidence
NAMESAKE = 90  # percents: spelt otherwise, shortened, one half of a double name
NAMED = ("NAMES", "NAMES_SWAPPED")
SAME_NUMBER, NEAR_NUMBER, SAME_NAME, SAME_DAY, NEAR_DAY, AGE, OTHER_DAY, OTHER_AGE = 60, 15, 35, 30, 20, 10, -25, -15
AGE_SLACK = 1  # years: people are often wrong by one


@dataclass(frozen=True)
class Named:
    """Somebody as a request or a known contact says. `age` in years was right on `age_on`."""

    first: str = ""
    last: str = ""
    phones: frozenset[str] = frozenset()  # E.164
    born_on: date | None = None
    age: int | None = None
    age_on: date | None = None


@dataclass(frozen=True)
class Evidence:
    """One thing that agrees or doesn't. code: see `compare`; value: a number (E.164) or percents, else ""."""

    code: str
    value: str = ""


@dataclass(frozen=True)
class Match(Generic[Key]):
    key: Key
    score: int  # 0 to 100
    evidence: tuple[Evidence, ...] = field(default=())

    @property
    def is_strong(self) -> bool:
        return self.score >= STRONG

    @property
    def is_namesake(self) -> bool:
        """The same name, or as good as the same, whatever else speaks against it."""
        return any(each.code in NAMED and int(each.value) >= NAMESAKE for each in self.evidence)

    def says(self, code: str) -> bool:
        return any(each.code == code for each in self.evidence)


def compare(asked: Named, known: Named, key: Key) -> Match[Key]:
    """What agrees between two, and how strongly.

    Codes    SAME_NUMBER, NEAR_NUMBER (value: the known one's number); NAMES, NAMES_SWAPPED (value: percents);
             SAME_DAY, DAY_MONTH_SWAPPED, NEAR_DAY (one digit), OTHER_DAY; AGE_AGREES, OTHER_AGE.
    """
    found: list[tuple[int, Evidence]] = [*_numbers(asked, known), *_names(asked, known), *_birth(asked, known)]
    score = max(0, min(100, sum(points for points, _ in found)))
    return Match(key, score, tuple(evidence for _, evidence in found))


def ranked(
    asked: Named, known: Iterable[tuple[Key, Named]], most: int = SHOWN, least: int = LIKELY
) -> list[Match[Key]]:
    """Those that score `least` or more, best first, at most `most`."""
    matches = [compare(asked, one, key) for key, one in known]
    return sorted((each for each in matches if each.score >= least), key=lambda each: -each.score)[:most]


def _numbers(asked: Named, known: Named) -> Iterable[tuple[int, Evidence]]:
    if both := sorted(asked.phones & known.phones):
        return [(SAME_NUMBER, Evidence("SAME_NUMBER", both[0]))]
    near = sorted(other for other in known.phones if any(nearly(one, other) for one in asked.phones))
    return [(NEAR_NUMBER, Evidence("NEAR_NUMBER", near[0]))] if near else []


def _names(asked: Named, known: Named) -> Iterable[tuple[int, Evidence]]:
    percents, swapped = alike(asked.first, asked.last, known.first, known.last)
    if percents < ALIKE:
        return []
    points = round(SAME_NAME * (percents - BASE) / (100 - BASE))
    return [(points, Evidence("NAMES_SWAPPED" if swapped else "NAMES", str(int(percents))))]


BASE = 40.0  # names this alike are worth nothing


def _birth(asked: Named, known: Named) -> Iterable[tuple[int, Evidence]]:
    if asked.born_on is not None and known.born_on is not None:
        return [_days(asked.born_on, known.born_on)]
    one, other = _born(asked), _born(known)
    if one is None or other is None:
        return []
    apart = max(one[0], other[0]) - min(one[1], other[1])
    if apart.days <= AGE_SLACK * 366:
        return [(AGE, Evidence("AGE_AGREES"))]
    return [(OTHER_AGE, Evidence("OTHER_AGE"))]


def _days(one: date, other: date) -> tuple[int, Evidence]:
    if one == other:
        return SAME_DAY, Evidence("SAME_DAY")
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return NEAR_DAY, Evidence("DAY_MONTH_SWAPPED")
    if sum(a != b for a, b in zip(f"{one:%d%m%Y}", f"{other:%d%m%Y}", strict=True)) == 1:
        return NEAR_DAY, Evidence("NEAR_DAY")
    return OTHER_DAY, Evidence("OTHER_DAY")


def _born(named: Named) -> tuple[date, date] | None:
    """The first and the last day on which somebody of this age may be born; None if neither day nor age is known."""
    if named.born_on is not None:
        return named.born_on, named.born_on
    if named.age is None or named.age_on is None:
        return None
    return _years_before(named.age_on, named.age + 1), _years_before(named.age_on, named.age)


def _years_before(on: date, years: int) -> date:
    year = max(1, on.year - years)
    last = 28 if (on.month, on.day) == (2, 29) else on.day
    return date(year, on.month, last)
