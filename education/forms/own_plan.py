"""What a person in the cell writes of their own plan and of what helps them, in words a nine-year-old reads."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from education.acts import goals, helping
from education.acts.goals import Saying, StepSaying
from education.forms.plain import Words
from education.models import AdditionalNeed, Assessment, Goal, Step

Area = AdditionalNeed.Area
AREAS: dict[str, Words] = {
    Area.READING: _("Reading and writing"),
    Area.NUMBERS: _("Numbers"),
    Area.ATTENTION: _("To keep my mind on it"),
    Area.MEMORY: _("To keep it in my head"),
    Area.SPEECH: _("Talking"),
    Area.HEARING: _("Hearing"),
    Area.SIGHT: _("Seeing"),
    Area.ANXIETY: _("When I worry"),
    Area.OTHER: _("Something else"),
}
SUBJECTS: dict[str, Words] = {
    Assessment.Subject.ENGLISH: _("English"),
    Assessment.Subject.MATHS: _("Maths"),
    Assessment.Subject.DIGITAL: _("Using computers"),
}
STEPS: dict[str, tuple[str, Words]] = {
    Step.State.NOT_STARTED: ("none", _("Not begun yet")),
    Step.State.ACTIVE: ("doing", _("You have begun")),
    Step.State.COMPLETE: ("done", _("Done")),
}
OVER: dict[str, tuple[str, Words]] = {
    Goal.State.COMPLETED: ("done", _("You did it")),
    Goal.State.ARCHIVED: ("none", _("Not now")),
}
WHEN: dict[str, tuple[Words, int]] = {  # days
    "month": (_("In a month"), 30),
    "quarter": (_("In three months"), 91),
    "half": (_("In half a year"), 182),
    "year": (_("In a year"), 365),
}
TOO_MUCH = _("You wrote too much. Use %(limit_value)d letters or less.")


def _line(label: Any, needed: Any = None, **more: Any) -> forms.CharField:
    errors = {"max_length": TOO_MUCH} | ({"required": needed} if needed else {})
    return forms.CharField(label=label, required=bool(needed), max_length=goals.LONGEST, error_messages=errors, **more)


def _words(label: Any, needed: Any, most: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4, "data-maxlength": most})
    errors = {"max_length": TOO_MUCH, "required": needed}
    return forms.CharField(label=label, max_length=most, widget=widget, error_messages=errors)


def _choose(label: Any, choices: Any, needed: Any) -> forms.ChoiceField:
    errors = {"required": needed, "invalid_choice": needed}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=errors)


class OwnNeed(forms.Form):
    area = _choose(_("What is it about?"), list(AREAS.items()), _("Choose what it is about"))
    words = _words(_("What helps you?"), _("Write what helps you"), helping.LONGEST)


class OwnGoal(forms.Form):
    title = _line(_("What do you want to do?"), _("Write what you want to do"))
    when = _choose(_("When do you want to do it by?"), [(k, v[0]) for k, v in WHEN.items()], _("Choose a time"))
    first = _line(_("What will you do first?"), _("Write what you will do first"))
    second = _line(_("And then?"), help_text=_("You can leave this empty."))
    third = _line(_("And after that?"), help_text=_("You can leave this empty."))

    def saying(self, today: date) -> Saying:
        """What is said, once the form is valid."""
        said = self.cleaned_data
        steps = [StepSaying(said[name]) for name in ("first", "second", "third") if said[name]]
        return Saying(said["title"], today + timedelta(days=WHEN[said["when"]][1]), steps)


class InTheWay(forms.Form):
    words = _words(_("What got in the way?"), _("Write some words first"), goals.LONGEST_WORDS)
