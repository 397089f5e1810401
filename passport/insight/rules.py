"""The rules of `rules.yml`: read and checked, and held against what is known of one person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from passport import coded

MOST_DAYS, MOST_TIMES = 730, 100


@dataclass(frozen=True)
class Rule:
    code: str
    days: int
    times: int = 1


@dataclass(frozen=True)
class Rules:
    version: int
    rules: tuple[Rule, ...]

    def of(self, code: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.code == code), None)


@dataclass(frozen=True)
class Facts:
    """What is known of one person on one day. Days, and nothing that anybody said.

    contact_on   when staff last worked with the person; None: never.
    missed       counselling appointments that were not kept. dropped: courses left before their end.
    address_open whether somewhere to live is still to be found. flagged: own words that the person flagged.
    health       health care asked for. lost: people taken off the contact list, or forbidden.
    outside      whether anybody may be called or may visit.
    """

    on: date
    received_on: date | None = None
    release_on: date | None = None
    contact_on: date | None = None
    missed: tuple[date, ...] = ()
    dropped: tuple[date, ...] = ()
    address_open: bool = False
    flagged: tuple[date, ...] = ()
    health: tuple[date, ...] = ()
    lost: tuple[date, ...] = ()
    outside: bool = True


@dataclass(frozen=True)
class Found:
    """One rule that holds, and why. evidence: the days that it rests on, newest first. mark: the same reason has the
    same mark, so that who said "not right" is not asked again about it."""

    code: str
    evidence: tuple[date, ...]
    mark: str


def read_rules(text: str) -> Rules:
    """Read a file of rules. Raises coded.HasFaults, naming every fault."""
    version, rows = RULES.read(text)
    return Rules(version, tuple(Rule(**row) for row in rows))


def judge(rules: Rules, facts: Facts) -> list[Found]:
    """The rules that hold for one person on one day, in the file's order."""
    found = ((rule, FACTS[rule.code](rule, facts)) for rule in rules.rules)
    return [Found(rule.code, why[0], why[1]) for rule, why in found if why is not None]


Why = tuple[tuple[date, ...], str] | None


def _no_contact(rule: Rule, facts: Facts) -> Why:
    last = max((day for day in (facts.contact_on, facts.received_on) if day is not None), default=None)
    if last is None or (facts.on - last).days < rule.days:
        return None
    return (last,), last.isoformat()


def _no_address(rule: Rule, facts: Facts) -> Why:
    if facts.release_on is None or not facts.address_open:
        return None
    if not 0 <= (facts.release_on - facts.on).days <= rule.days:
        return None
    return (facts.release_on,), facts.release_on.isoformat()


def _nobody_outside(rule: Rule, facts: Facts) -> Why:
    if facts.outside or facts.received_on is None or (facts.on - facts.received_on).days < rule.days:
        return None
    return (facts.received_on,), facts.received_on.isoformat()


def _happened(which: Callable[[Facts], tuple[date, ...]]) -> Callable[[Rule, Facts], Why]:
    """A rule on how often something happened within its days."""

    def holds(rule: Rule, facts: Facts) -> Why:
        since = facts.on - timedelta(days=rule.days)
        days = tuple(sorted((day for day in which(facts) if since < day <= facts.on), reverse=True))
        return (days, days[0].isoformat()) if len(days) >= rule.times else None

    return holds


FACTS: dict[str, Callable[[Rule, Facts], Why]] = {
    "NO_CONTACT": _no_contact,
    "MISSED_COUNSELLING": _happened(lambda facts: facts.missed),
    "COURSE_DROPPED": _happened(lambda facts: facts.dropped),
    "NO_ADDRESS": _no_address,
    "OWN_WORDS_FLAGGED": _happened(lambda facts: facts.flagged),
    "HEALTH_ASKED": _happened(lambda facts: facts.health),
    "FAMILY_LOST": _happened(lambda facts: facts.lost),
    "NOBODY_OUTSIDE": _nobody_outside,
}


def _faults_of(row: coded.Row) -> Iterator[str]:
    yield from coded.choice_faults(row, "code", tuple(FACTS))
    yield from coded.number_faults(row, "days", 1, MOST_DAYS)
    yield from coded.number_faults(row, "times", 1, MOST_TIMES)


# A prison may leave every rule out.
RULES = coded.Rows(
    "rules", one="rule", least=0, most=len(FACTS), needed=("code", "days"), may=("times",), faults_of=_faults_of
)
