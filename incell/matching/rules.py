"""What vetting asks for, as a table: what blocks an approval, and what takes a second person.

Codes of restrictions: `<KIND>_<LEVEL>`, e.g. NONCON_PAIR. Source: the service's restrictions and alerts (VOCABULARY).
"""

from dataclasses import dataclass, field
from datetime import date

STOPS = frozenset({"BAN", "NONCON"})
LEVELS = ("CONTACT", "PAIR", "PRISONER")
# Alerts of the roll with which nobody new is approved by one person alone.
PROTECTED_ALERTS = frozenset({"PC1", "PC2", "PC3", "SOR", "SSHO", "XRF", "XTACT"})
ADULT = 18  # years


@dataclass(frozen=True)
class Facts:
    """What is known when a contact is vetted.

    restrictions   (level, kind) of each that is in force, over the contact, the pair and the person in prison.
    child          whether the contact is one; None while nobody has shown a date of birth.
    like_stopped   somebody new is asked for who looks like a known contact that may not be called or seen.
    official       the shorter way: only what stands between the two blocks it, and only looking like somebody who is
                   stopped takes two people: a firm's name is written down as easily as any.
    """

    restrictions: tuple[tuple[str, str], ...] = ()
    alerts: tuple[str, ...] = ()
    child: bool | None = None
    like_stopped: bool = False
    official: bool = False


@dataclass(frozen=True)
class Weighed:
    """blocked_by: codes, the strongest first; two: why a second person is needed, as codes."""

    blocked_by: tuple[str, ...] = field(default=())
    two: tuple[str, ...] = field(default=())


def weigh(facts: Facts) -> Weighed:
    """What these facts ask for."""
    stops = [(level, kind) for level, kind in facts.restrictions if kind in STOPS]
    like = ("LIKE_STOPPED",) if facts.like_stopped else ()
    if facts.official:
        return Weighed(_codes([each for each in stops if each[0] == "PAIR"]), like)
    two = _codes([(level, kind) for level, kind in facts.restrictions if _narrows(level, kind, facts)])
    alerts = tuple(f"ALERT_{code}" for code in sorted(PROTECTED_ALERTS & set(facts.alerts)))
    return Weighed(_codes(stops), two + alerts + like)


def _narrows(level: str, kind: str, facts: Facts) -> bool:
    if kind in STOPS:
        return False
    return facts.child is not False if kind == "CHILD" and level == "PRISONER" else True


def _codes(restrictions: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{kind}_{level}" for level, kind in sorted(restrictions)))


def is_child(born_on: date | None, says_child: bool, on: date) -> bool | None:
    """Whether somebody is under 18 that day. Said to be one counts; said to be none proves nothing (None)."""
    if born_on is not None:
        return (on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))) < ADULT
    return True if says_child else None
