"""When a learning plan is reviewed: the service's windows by the time left to serve, and what an exemption adds. Pure.

Source: the Learning and Work Progress service (hmpps-education-and-work-plan-api), its rules of review dates.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

CLEAR = 7  # days between the last review and release: somebody's last week is busy
ARRIVED = 10  # days for the review after a transfer or a readmission


class Rule(StrEnum):
    """Which rule made a window."""

    READMISSION = "READMISSION"
    TRANSFER = "TRANSFER"
    UNDER_3_MONTHS = "UNDER_3_MONTHS"  # no review
    JUST_OVER_3_MONTHS = "JUST_OVER_3_MONTHS"  # up to 3 months and 7 days
    UP_TO_6_MONTHS = "UP_TO_6_MONTHS"
    UP_TO_12_MONTHS = "UP_TO_12_MONTHS"
    UP_TO_60_MONTHS = "UP_TO_60_MONTHS"
    OVER_60_MONTHS = "OVER_60_MONTHS"
    INDETERMINATE = "INDETERMINATE"
    REMAND = "REMAND"
    UNSENTENCED = "UNSENTENCED"


class Exemption(StrEnum):
    """Why a review could not be held. The names are the service's."""

    PRISONER_DRUG_OR_ALCOHOL_DEPENDENCY = "PRISONER_DRUG_OR_ALCOHOL_DEPENDENCY"
    PRISONER_OTHER_HEALTH_ISSUES = "PRISONER_OTHER_HEALTH_ISSUES"
    PRISONER_FAILED_TO_ENGAGE = "PRISONER_FAILED_TO_ENGAGE"
    PRISONER_ESCAPED_OR_ABSCONDED = "PRISONER_ESCAPED_OR_ABSCONDED"
    PRISONER_SAFETY_ISSUES = "PRISONER_SAFETY_ISSUES"
    PRISON_REGIME_CIRCUMSTANCES = "PRISON_REGIME_CIRCUMSTANCES"
    PRISON_STAFF_REDEPLOYMENT = "PRISON_STAFF_REDEPLOYMENT"
    PRISON_OPERATION_OR_SECURITY_ISSUE = "PRISON_OPERATION_OR_SECURITY_ISSUE"
    SECURITY_ISSUE_RISK_TO_STAFF = "SECURITY_ISSUE_RISK_TO_STAFF"
    SYSTEM_TECHNICAL_ISSUE = "SYSTEM_TECHNICAL_ISSUE"


EXCLUSION_DAYS, EXEMPTION_DAYS = 10, 5
ADDED = {  # days counted from the day on which the exemption ends
    Exemption.PRISONER_DRUG_OR_ALCOHOL_DEPENDENCY: EXCLUSION_DAYS,
    Exemption.PRISONER_OTHER_HEALTH_ISSUES: EXCLUSION_DAYS,
    Exemption.PRISONER_FAILED_TO_ENGAGE: EXEMPTION_DAYS,
    Exemption.PRISONER_ESCAPED_OR_ABSCONDED: EXEMPTION_DAYS,
    Exemption.PRISONER_SAFETY_ISSUES: EXCLUSION_DAYS,
    Exemption.PRISON_REGIME_CIRCUMSTANCES: EXCLUSION_DAYS,
    Exemption.PRISON_STAFF_REDEPLOYMENT: EXEMPTION_DAYS,
    Exemption.PRISON_OPERATION_OR_SECURITY_ISSUE: EXEMPTION_DAYS,
    Exemption.SECURITY_ISSUE_RISK_TO_STAFF: EXCLUSION_DAYS,
    Exemption.SYSTEM_TECHNICAL_ISSUE: EXEMPTION_DAYS,
}


@dataclass(frozen=True)
class Window:
    """The first and the last day on which the next review is held, both counted in."""

    rule: Rule
    from_on: date
    until_on: date


def next_window(
    *, on: date, release_on: date | None, legal_status: str, arrived: Rule | None = None
) -> tuple[Rule, Window | None]:
    """The rule that counts and the window of the next review, None where none is due.

    on            the day of the review (or first plan) just held, or of the arrival.
    legal_status  as the roll has it: REMAND, UNSENTENCED, INDETERMINATE_SENTENCE, SENTENCED, RECALL …
    arrived       Rule.TRANSFER or Rule.READMISSION when the person has just come.
    A sentenced person without a release date that counts, or with one that has passed, is treated as unsentenced:
    the plan goes on being looked at, and a date that comes later sets the next window.
    """
    rule = arrived or _rule(on, release_on, legal_status)
    if rule == Rule.UNDER_3_MONTHS:
        return rule, None
    if rule in (Rule.TRANSFER, Rule.READMISSION):
        return rule, Window(rule, on, on + timedelta(days=ARRIVED))
    first, last = MONTHS[rule]
    until = months_after(on, last)
    if rule == Rule.JUST_OVER_3_MONTHS:
        assert release_on is not None
        until = release_on - timedelta(days=CLEAR)
    return rule, Window(rule, months_after(on, first), until)


MONTHS = {  # after the last review
    Rule.JUST_OVER_3_MONTHS: (1, 3),
    Rule.UP_TO_6_MONTHS: (1, 3),
    Rule.UP_TO_12_MONTHS: (2, 3),
    Rule.REMAND: (2, 3),
    Rule.UNSENTENCED: (2, 3),
    Rule.UP_TO_60_MONTHS: (4, 6),
    Rule.OVER_60_MONTHS: (10, 12),
    Rule.INDETERMINATE: (10, 12),
}


def after_exemption(*, until_on: date, why: Exemption, on: date) -> date:
    """The last day of a review whose exemption ends on a day: the days are added to that day, and never shorten it.

    So exempting and clearing again and again puts nothing off for ever.
    """
    return max(until_on, on + timedelta(days=ADDED[why]))


def after_move(*, held: Window | None, new: Window | None, release_on: date | None, on: date) -> Window | None:
    """The window when a release date or a sentence has changed on a day, some time after what it counts from.

    held   as it was; new: what `next_window` says now.
    Nobody becomes late by a change: days that have passed end ARRIVED days from `on`, or CLEAR days before release.
    Who was late already stays so. None for somebody who leaves within CLEAR days. Ours: the service says nothing here.
    """
    leaves = release_on if release_on is not None and release_on >= on else None
    if new is None or (leaves and leaves < on + timedelta(days=CLEAR)):
        return None
    if new.until_on >= on:
        return new
    if held is not None and held.until_on < on:
        return Window(new.rule, min(new.from_on, held.until_on), held.until_on)
    until = on + timedelta(days=ARRIVED)
    return Window(new.rule, min(new.from_on, on), min(until, leaves - timedelta(days=CLEAR)) if leaves else until)


def months_after(day: date, months: int) -> date:
    """The same day of the month some months later, or that month's last."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _rule(on: date, release_on: date | None, legal_status: str) -> Rule:
    if legal_status == "REMAND":
        return Rule.REMAND
    if legal_status == "INDETERMINATE_SENTENCE" and release_on is None:
        return Rule.INDETERMINATE
    if release_on is None or release_on < on or legal_status in _UNSENTENCED:
        return Rule.UNSENTENCED
    if release_on < months_after(on, 3):
        return Rule.UNDER_3_MONTHS
    if release_on <= months_after(on, 3) + timedelta(days=CLEAR):
        return Rule.JUST_OVER_3_MONTHS
    for months, rule in ((6, Rule.UP_TO_6_MONTHS), (12, Rule.UP_TO_12_MONTHS), (60, Rule.UP_TO_60_MONTHS)):
        if release_on <= months_after(on, months):
            return rule
    return Rule.OVER_60_MONTHS


_UNSENTENCED = frozenset({"CONVICTED_UNSENTENCED", "UNSENTENCED", "IMMIGRATION_DETAINEE", "CIVIL_PRISONER"})
