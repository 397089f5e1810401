"""Awards as Open Badges: issue, list, check. Pure: no Django, no database, no clock. See SPEC.md."""

from .addresses import Issuer, NotABase
from .checking import Answer, Keys, Word, check, read_list
from .credential import Achievement, Award, Shown, TooLong, issue
from .signature import IssuerKey, PublicIssuerKey, kid_of
from .status import SIGN_AGAIN, SIZE, StatusList
from .status import make as make_list

__all__ = [
    "SIGN_AGAIN",
    "SIZE",
    "Achievement",
    "Answer",
    "Award",
    "Issuer",
    "IssuerKey",
    "Keys",
    "NotABase",
    "PublicIssuerKey",
    "Shown",
    "StatusList",
    "TooLong",
    "Word",
    "check",
    "issue",
    "kid_of",
    "make_list",
    "read_list",
]
