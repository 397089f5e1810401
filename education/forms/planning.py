"""What staff write who plan somebody's learning: how far they are, what helps, goals and steps, reviews."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import day_field
from education.acts import goals, helping, reviewing
from education.acts.goals import Saying, StepSaying
from education.models import AdditionalNeed, Assessment, Goal, Level, Review, Step

ROWS = 3  # steps that a new goal offers


def _day(**more: Any) -> forms.DateField:
    return day_field(**more)


def _words(label: Any, most: int, needed: Any = None, **more: Any) -> forms.CharField:
    """A text of up to `most` characters; `needed` is what is said when it is missing."""
    errors = {"max_length": _("Use %(limit_value)d letters or fewer. You have %(show_value)d")}
    widget = forms.Textarea(attrs={"rows": 4, "data-maxlength": most})
    if needed:
        errors["required"] = needed
    return forms.CharField(
        label=label, max_length=most, required=bool(needed), widget=widget, error_messages=errors, **more
    )


def _choice(label: Any, choices: Any, needed: Any, **more: Any) -> forms.ChoiceField:
    errors = {"required": needed, "invalid_choice": needed}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=errors, **more)


class AssessForm(forms.Form):
    subject = _choice(_("What was assessed?"), Assessment.Subject.choices, _("Choose what was assessed"))
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[("", "–"), *Level.choices],
        error_messages={"required": _("Choose a level"), "invalid_choice": _("Choose a level")},
    )
    on = _day(label=_("On which day?"))


class NeedForm(forms.Form):
    area = _choice(_("What is it about?"), AdditionalNeed.Area.choices, _("Choose what it is about"))
    strategies = _words(
        _("What helps?"),
        helping.LONGEST,
        _("Write what helps"),
        help_text=_("In plain words: the person reads it too. Write what to do, never a diagnosis"),
    )
    source = _choice(_("Where is it from?"), AdditionalNeed.Source.choices, _("Choose where it is from"))


class GoalForm(forms.Form):
    """A goal with rows of steps: `step_1`, `state_1`, `pk_1` and so on. `goal` None for a new one."""

    title = forms.CharField(
        label=_("Goal"),
        max_length=goals.LONGEST,
        help_text=_("In the person’s own words, if you can"),
        error_messages={
            "required": _("Write what the goal is"),
            "max_length": _("Use %(limit_value)d letters or fewer. You have %(show_value)d"),
        },
    )
    target_on = _day(label=_("By which day?"))

    def __init__(self, data: Mapping[str, Any] | None, *, goal: Goal | None, steps: list[Step]) -> None:
        sent = sum(name.startswith("step_") for name in data) if data else 0
        count = min(max(len(steps) + 2 if goal else ROWS, sent), goals.MOST_STEPS)
        super().__init__(data, initial={"title": goal.title, "target_on": goal.target_on} if goal else None)
        for number in range(1, count + 1):
            step = steps[number - 1] if number <= len(steps) else None
            too_long = {"max_length": _("Use %(limit_value)d letters or fewer. You have %(show_value)d")}
            self.fields[f"step_{number}"] = forms.CharField(
                label=_("Step %(n)d") % {"n": number},
                required=False,
                max_length=goals.LONGEST,
                initial=step.title if step else "",
                error_messages=too_long,
            )
            self.fields[f"state_{number}"] = forms.ChoiceField(
                label=_("How far step %(n)d is") % {"n": number},
                choices=Step.State.choices,
                required=False,
                initial=step.state if step else Step.State.NOT_STARTED,
                error_messages={"invalid_choice": _("Choose how far this step is")},
            )
            self.fields[f"pk_{number}"] = forms.IntegerField(
                required=False, initial=step.pk if step else None, widget=forms.HiddenInput
            )
        self.count = count

    def rows(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"step_{n}"], self[f"state_{n}"], self[f"pk_{n}"]) for n in range(1, self.count + 1)]

    def saying(self) -> Saying:
        """What is said, once the form is valid. Empty rows are no steps."""
        said = self.cleaned_data
        steps = [
            StepSaying(said[f"step_{n}"], said[f"state_{n}"] or Step.State.NOT_STARTED, said[f"pk_{n}"])
            for n in range(1, self.count + 1)
            if said[f"step_{n}"].strip()
        ]
        return Saying(said["title"], said["target_on"], steps)


class ArchiveForm(forms.Form):
    why = _choice(_("Why is it archived?"), Goal.Archived.choices, _("Choose why it is archived"))
    words = _words(_("More about it"), goals.LONGEST_WORDS)


class ReviewForm(forms.Form):
    said = _words(
        _("What was said?"),
        reviewing.LONGEST,
        _("Write what was said"),
        help_text=_("What went well, what got in the way. The person reads it too"),
    )
    changed = _words(_("What has changed?"), reviewing.LONGEST)


class ExemptForm(forms.Form):
    why = _choice(_("Why can it not be held?"), Review.Exemption.choices, _("Choose why it can not be held"))


LISTS = [
    ("overdue", _("Overdue")),
    ("due", _("Due now")),
    ("to_come", _("To come")),
    ("exempt", _("Exempt")),
]


def which_list(said: str) -> str:
    """The list of reviews that an address asks for; the first for anything else."""
    return said if said in dict(LISTS) else LISTS[0][0]


def days_late(until_on: date, today: date) -> int:
    return max((today - until_on).days, 0)
