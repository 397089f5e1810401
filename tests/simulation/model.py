"""What the world knows by itself."""

from dataclasses import dataclass, field


class Broken(AssertionError):
    """Something that must hold does not."""


@dataclass
class Model:
    """What the world knows by itself, to hold the nodes against. Filled by who acts, never read from central.

    secret     words that central must not hold.
    erased     records whose erasure is committed → prison, person.
    excused    lanes (origin, destination, lane) whose histories a restore has made two.
    lost       lanes whose receiver was put back: until the next contact the sender knows of more than it has.
    answers    answer → (prison, words) as a worker sent it; letters: letter → words.
    moved      prisons between which a record went; restored: nodes that were put back; recovered: prisons that
               took their journal back since.
    """

    secret: set[str] = field(default_factory=set)
    erased: dict[str, tuple[str, str]] = field(default_factory=dict)
    excused: set[tuple[str, str, str]] = field(default_factory=set)
    lost: set[tuple[str, str, str]] = field(default_factory=set)
    answers: dict[str, tuple[str, str]] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    restored: set[str] = field(default_factory=set)
    recovered: set[str] = field(default_factory=set)
