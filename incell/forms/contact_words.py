"""Codes of contacts and their vetting, in words for staff: evidence, rules, numbers that are none, who somebody is."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import RISK_ROLES, Reach
from accounts.models import Alert
from accounts.roll.alerts import ALERTS, Readers
from incell.acts.known import Asked
from incell.matching import Evidence, NumberFault, spoken
from incell.models import Restriction

RELATIONSHIPS = {
    "PARTNER": gettext_lazy("Partner, wife or husband"),
    "PARENT": gettext_lazy("Mother or father"),
    "CHILD": gettext_lazy("Child"),
    "SIBLING": gettext_lazy("Brother or sister"),
    "FAMILY": gettext_lazy("Other family"),
    "FRIEND": gettext_lazy("Friend"),
}
OFFICIAL_ROLES = {
    "LAWYER": gettext_lazy("Lawyer"),
    "COURT": gettext_lazy("Court"),
    "OMBUDSMAN": gettext_lazy("Ombudsman"),
    "INSPECTOR": gettext_lazy("Inspector"),
    "PROBATION": gettext_lazy("Probation"),
    "SOCIAL_WORKER": gettext_lazy("Social worker"),
    "OTHER": gettext_lazy("Other"),
}
FAULTS = {
    NumberFault.NOT_A_NUMBER: gettext_lazy("This is not a phone number. Enter one like 0114 234 5678"),
    NumberFault.TWO_NUMBERS: gettext_lazy("These are two numbers. Enter each in its own box"),
    NumberFault.TOO_SHORT: gettext_lazy("This number is too short. Enter the whole of it, with its area code"),
    NumberFault.TOO_LONG: gettext_lazy("This number is too long. Check it digit by digit"),
    NumberFault.EMERGENCY: gettext_lazy("Emergency numbers are not put on a list"),
    NumberFault.PREMIUM: gettext_lazy("Premium-rate numbers are not allowed. Ask for another number"),
    NumberFault.UNKNOWN_COUNTRY: gettext_lazy("There is no country with this code. Enter one like +353 1 234 5678"),
}
PROTECTED = gettext_lazy(
    "Not changed yet: it takes two people, one of them of public protection. You have asked first. "
    "It is done when another person makes the same change within a week"
)
UNLIKE = gettext_lazy(
    "Somebody legal or official and somebody else are never one contact: calls to a legal contact are not recorded"
)
LEVELS = {
    "CONTACT": gettext_lazy("on the contact"),
    "PAIR": gettext_lazy("between these two"),
    "PRISONER": gettext_lazy("on the person in prison"),
}


def who_to_them(code: str) -> str:
    """Who a contact is to the person: the words of a code, or what was written."""
    return str(RELATIONSHIPS.get(code) or OFFICIAL_ROLES.get(code) or code)


def evidence(each: Evidence) -> str:
    """One thing that agrees, or doesn't, in words."""
    if each.code == "SAME_NUMBER":
        return _("same phone number, %(number)s") % {"number": spoken(each.value)}
    if each.code == "NEAR_NUMBER":
        return _("number almost the same, %(number)s") % {"number": spoken(each.value)}
    if each.code == "NAMES":
        return _("names %(n)s %% alike") % {"n": each.value}
    if each.code == "NAMES_SWAPPED":
        return _("first and last name swapped, %(n)s %% alike") % {"n": each.value}
    return str(_EVIDENCE[each.code])


_EVIDENCE = {
    "SAME_DAY": gettext_lazy("born on the same day"),
    "DAY_MONTH_SWAPPED": gettext_lazy("day and month of birth swapped"),
    "NEAR_DAY": gettext_lazy("one digit of the day of birth differs"),
    "OTHER_DAY": gettext_lazy("born on another day"),
    "AGE_AGREES": gettext_lazy("age agrees"),
    "OTHER_AGE": gettext_lazy("age does not agree"),
}


def compared(asked: Asked) -> list[str]:
    """By what known contacts were looked for, in words."""
    return [str(said) for said, there in _compared(asked) if there]


def not_compared(asked: Asked) -> list[str]:
    """By what they could not be looked for, since the request says nothing readable of it."""
    return [str(said) for said, there in _compared(asked) if not there]


def _compared(asked: Asked) -> list[tuple[Any, bool]]:
    named = bool(asked.first_name or asked.last_name)
    organisation = [(_("organisation"), True)] if asked.organisation else []
    born = _("age") if asked.born_on is None and asked.age is not None else _("date of birth")
    social = [] if asked.organisation else [(born, asked.born_on is not None or asked.age is not None)]
    return [(_("name"), named), *organisation, *social, (_("phone number"), bool(asked.numbers))]


def rule(code: str, reach: Reach) -> str:
    """A rule that blocks or takes two people, by its name. An alert is named to those only who may see it."""
    if code == "OTHERS_PROTECTED":
        return _("somebody else has this contact, and for them a new number takes two people")
    if code == "NUMBER_STOPPED":
        return _("a number is that of a known contact that is banned or under no contact")
    if code == "LIKE_STOPPED":
        return _("looks like a known contact that is banned or under no contact")
    if code.startswith("ALERT_"):
        alert = code.removeprefix("ALERT_")
        named = ALERTS[alert] == Readers.EVERYBODY or reach.roles & RISK_ROLES
        return _("alert: %(alert)s") % {"alert": Alert(alert).label} if named else _("an alert of public protection")
    kind, _under, level = code.rpartition("_")
    return _("%(restriction)s, %(level)s") % {"restriction": Restriction.Kind(kind).label, "level": LEVELS[level]}


def rules(codes: Iterable[str], reach: Reach) -> str:
    """Several rules in one line, each once."""
    return "; ".join(dict.fromkeys(rule(code, reach) for code in codes))


def choices(words: dict[str, Any], kept: str = "") -> list[tuple[str, Any]]:
    """For a select: an empty one first, and what a request wrote in its own words as it stands."""
    own = [(kept, kept)] if kept and kept not in words else []
    return [("", _("Choose")), *words.items(), *own]
