"""What tutors say to one who studies, and what is said back."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from education.acts.feedback import LONGEST, LONGEST_ANSWER
from education.models import Unit

from .courses import text


class FeedbackForm(forms.Form):
    """`units` are those of the course that it can be about."""

    about = forms.ChoiceField(label=_("About what?"), required=False)
    words = text(
        _("What you tell the person"),
        LONGEST,
        rows=4,
        help_text=_("Say what is good and what comes next. Short, plain words: they read it in their cell."),
        error_messages={"required": _("Write what you want to say")},
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **more: Any) -> None:
        super().__init__(*args, **more)
        self.units = {str(unit.pk): unit for unit in units}
        all_of_it = [("", _("The whole course"))]
        choices = [*all_of_it, *((pk, unit.title) for pk, unit in self.units.items())]
        self.fields["about"].choices = choices  # type: ignore[attr-defined]

    def unit(self) -> Unit | None:
        return self.units.get(self.cleaned_data["about"])


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=_("What do you want to say?"),
        help_text=_("A word or two will do."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 2, "data-maxlength": LONGEST_ANSWER}),
        error_messages={
            "required": _("Write some words first"),
            "max_length": _("You wrote too much. Use %(limit_value)d letters or less."),
        },
    )
