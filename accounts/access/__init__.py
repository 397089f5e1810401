"""Who may. Roles give verbs, guardian gives objects, and what is not given is refused.

The table of verbs (verbs), how far somebody sees (reach), what is given on one person (given), and people by what they
may (people).
"""

from .given import caseload, give, give_many, holds, take_back, take_back_many
from .people import alerts_for, readers_of_restricted, workers_of
from .reach import NOBODY, IsHistory, NotAllowed, Reach, can, reach_of, require, require_own
from .verbs import AUDIENCE_OF_ROLE, AUDIENCE_OF_VERB, RISK_ROLES, VERBS, Verb

__all__ = [
    "AUDIENCE_OF_ROLE",
    "AUDIENCE_OF_VERB",
    "NOBODY",
    "RISK_ROLES",
    "VERBS",
    "IsHistory",
    "NotAllowed",
    "Reach",
    "Verb",
    "alerts_for",
    "can",
    "caseload",
    "give",
    "give_many",
    "holds",
    "reach_of",
    "readers_of_restricted",
    "require",
    "require_own",
    "take_back",
    "take_back_many",
    "workers_of",
]
