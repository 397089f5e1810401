"""The rules of early sight in words: for staff, with the reason; for the person, plain."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from passport.models import Prompt

Words = str | Promise
State = Prompt.State


@dataclass(frozen=True)
class RuleWords:
    """title: what it means to staff; why: the reason, with %(n)d its number; plain: what the person reads."""

    title: Words
    why: Words
    plain: Words
    number: str = "days"


RULES: dict[str, RuleWords] = {
    "NO_CONTACT": RuleWords(
        _("Nobody has been in touch"),
        ngettext_lazy(
            "No report, plan, answer or handover for %(n)d day or more. The last was on:",
            "No report, plan, answer or handover for %(n)d days or more. The last was on:",
            "n",
        ),
        _("No one has worked with you for some weeks."),
    ),
    "MISSED_COUNSELLING": RuleWords(
        _("Sessions were missed"),
        ngettext_lazy(
            "Missed %(n)d time or more without a reason that counts, on:",
            "Missed %(n)d times or more without a reason that counts, on:",
            "n",
        ),
        _("You did not go to a class or a talk two times."),
        "times",
    ),
    "COURSE_DROPPED": RuleWords(
        _("A course was dropped"),
        ngettext_lazy("Left within the last %(n)d day, on:", "Left within the last %(n)d days, on:", "n"),
        _("You left a course before it was done."),
    ),
    "NO_ADDRESS": RuleWords(
        _("Release is near and there is no address"),
        ngettext_lazy(
            "Somewhere to live is still open %(n)d day or less before release, on:",
            "Somewhere to live is still open %(n)d days or less before release, on:",
            "n",
        ),
        _("You leave soon and have no place to live yet."),
    ),
    "OWN_WORDS_FLAGGED": RuleWords(
        _("The person flagged their own words"),
        ngettext_lazy(
            "Flagged to safer custody within the last %(n)d day, on:",
            "Flagged to safer custody within the last %(n)d days, on:",
            "n",
        ),
        _("You said that you are not safe or not well."),
    ),
    "HEALTH_ASKED": RuleWords(
        _("Health care was asked for again and again"),
        ngettext_lazy("Asked for %(n)d time or more, on:", "Asked for %(n)d times or more, on:", "n"),
        _("You asked to see health care many times."),
        "times",
    ),
    "FAMILY_LOST": RuleWords(
        _("Somebody outside was lost"),
        ngettext_lazy(
            "Taken off the contact list, or contact forbidden, within the last %(n)d day, on:",
            "Taken off the contact list, or contact forbidden, within the last %(n)d days, on:",
            "n",
        ),
        _("You lost touch with someone outside."),
    ),
    "NOBODY_OUTSIDE": RuleWords(
        _("Nobody outside may call or visit"),
        ngettext_lazy(
            "No approved contact %(n)d day or more after reception, on:",
            "No approved contact %(n)d days or more after reception, on:",
            "n",
        ),
        _("There is no one you can call or who can visit."),
    ),
}
MARKS = {State.OPEN: "wait", State.SNOOZED: "none", State.SETTLED: "done", State.NOT_RIGHT: "stop", State.OVER: "none"}


def words_of(prompt: Prompt) -> dict[str, Any]:
    """A prompt for a page: {"prompt", "title", "why", "days", "mark"}."""
    words = RULES[prompt.rule]
    number = getattr(prompt, words.number)
    days = [date.fromisoformat(day) for day in prompt.evidence]
    why = str(words.why % {"n": number})
    return {"prompt": prompt, "title": words.title, "why": why, "days": days, "mark": MARKS[State(prompt.state)]}


class PromptForm(forms.Form):
    """What somebody says to a prompt."""

    prompt = forms.UUIDField()
    revision = forms.IntegerField(min_value=0, max_value=10**6)
    state = forms.ChoiceField(
        choices=[pair for pair in State.choices if pair[0] != State.OVER],
        error_messages={"invalid_choice": _("Choose from the list."), "required": _("Choose from the list.")},
    )
    later = forms.IntegerField(min_value=1, max_value=90, required=False)
