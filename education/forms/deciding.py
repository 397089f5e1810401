"""What tutors say to those who ask, and how they find people."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from education.acts.joining import LONGEST

STATES = [("", _("Asked to join")), ("WAITING", _("On the waiting list"))]


class AskingFilters(forms.Form):
    """Every field optional; what can't be understood counts as not said. Nothing in it is a person's name."""

    course = forms.UUIDField(required=False)
    state = forms.ChoiceField(required=False, choices=STATES)

    def said(self) -> dict[str, Any]:
        self.is_valid()
        said = {"course": None, "state": ""} | self.cleaned_data
        return said | {"course": str(said["course"] or "")}

    @staticmethod
    def query(said: dict[str, Any]) -> str:
        """The address's part after "?", what is not said left out."""
        return urlencode({name: value for name, value in said.items() if value})


class Why(forms.Form):
    """Words that the person reads."""

    reason = forms.CharField(
        label=_("What you tell the person"),
        help_text=_("Short, plain words. They read it in their cell. Wanted when you say no."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": LONGEST}),
        error_messages={"max_length": _("Use %(limit_value)d letters or fewer. You have %(show_value)d")},
    )


class Find(forms.Form):
    q = forms.CharField(required=False, max_length=80)
