"""Filters over lists of courses: they stand in the address, and hold nobody's name."""

from typing import Any
from urllib.parse import urlencode

from django import forms

from education.models import Course, Level, Subject


class CourseFilters(forms.Form):
    """Every field optional; what can't be understood counts as not said."""

    state = forms.ChoiceField(required=False, choices=Course.State.choices)
    subject = forms.ChoiceField(required=False, choices=Subject.choices)
    level = forms.ChoiceField(required=False, choices=Level.choices)

    def said(self) -> dict[str, str]:
        self.is_valid()
        return dict.fromkeys(self.fields, "") | self.cleaned_data

    def asked(self, *names: str) -> dict[str, Any]:
        """These filters as the lookups of a queryset."""
        said = self.said()
        return {name: said[name] for name in names if said[name]}

    @staticmethod
    def query(said: dict[str, str]) -> str:
        """The address's part after "?", what is not said left out."""
        return urlencode({name: value for name, value in said.items() if value})
