"""Forms of the caseload: whom cases go to, what a list of them is narrowed to, and how many a worker takes on."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.cases import MOST_CASES, MOST_HOURS

from .staff import WINDOWS

NOBODY, GIVE_BACK = "none", "back"


class WhoseFilters(forms.Form):
    """What the list of allocations is narrowed to; what can't be understood counts as not said."""

    of = forms.CharField(required=False, max_length=36)
    window = forms.ChoiceField(required=False, choices=WINDOWS)

    def said(self) -> dict[str, Any]:
        self.full_clean()
        given = {"of": "", "window": ""} | self.cleaned_data
        try:
            return {**given, "of": str(UUID(given["of"]))}
        except ValueError:
            return {**given, "of": NOBODY}


class MoveCases(forms.Form):
    """To whom, and of whom as the page showed it: `one` is person:worker, or person: for nobody."""

    to = forms.ChoiceField(
        label=_("Who works with them from now on"),
        error_messages={"required": _("Choose who works with them"), "invalid_choice": _("Choose who works with them")},
    )
    sure = forms.BooleanField(required=False)

    def __init__(self, *args: Any, workers: Iterable[User], **more: Any) -> None:
        super().__init__(*args, **more)
        self.workers = {str(worker.pk): worker for worker in workers}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*self.workers.items(), (GIVE_BACK, _("Nobody: give them back"))]

    def chosen(self) -> User | None:
        return self.workers.get(self.cleaned_data["to"])


class SetCapacity(forms.Form):
    """A number of people, or hours a week."""

    cases = forms.IntegerField(
        label=_("How many people"),
        required=False,
        min_value=0,
        max_value=MOST_CASES,
        error_messages={"invalid": _("Enter a whole number of people, like 40")},
    )
    hours = forms.DecimalField(
        label=_("Or hours a week"),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        max_digits=3,
        decimal_places=1,
        error_messages={"invalid": _("Enter hours a week, like 22.5")},
    )
    revision = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        both = [said.get(name) is not None for name in ("cases", "hours")]
        if not self.errors and sum(both) != 1:
            raise ValidationError({"cases": _("Enter a number of people or hours a week, one of the two")})
        return said
