"""Forms of the staff pages: the roll's filters, terminals, and people kept apart."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import NonAssociation, Prisoner, Terminal
from accounts.models.people import PRISON_NUMBER

WINDOWS = [
    ("", _("Any release date")),
    ("28", _("Next 4 weeks")),
    ("84", _("Next 12 weeks")),
    ("168", _("Next 24 weeks")),
    ("past", _("Release date has passed")),
    ("none", _("No release date")),
]
SORTS = {
    "name": ("last_name", "first_name", "number"),
    "release": ("release_on", "last_name", "first_name", "number"),
    "cell": ("cell", "last_name", "first_name", "number"),
}


class RollFilters(forms.Form):
    """Every field optional; what can't be understood counts as not said."""

    q = forms.CharField(required=False, max_length=80)
    window = forms.ChoiceField(required=False, choices=WINDOWS)
    mine = forms.BooleanField(required=False)
    sort = forms.ChoiceField(required=False, choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")])

    def said(self) -> dict[str, Any]:
        self.is_valid()
        return {"q": "", "window": "", "mine": False, "sort": ""} | self.cleaned_data


class RegisterTerminal(forms.ModelForm):
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[("", _("Choose what it is")), *Terminal.Kind.choices],
        error_messages={"required": _("Choose what it is"), "invalid_choice": _("Choose what it is")},
    )

    class Meta:
        model = Terminal
        fields = ["kind", "location"]
        labels = {"location": _("Where it is")}
        error_messages: ClassVar = {"location": {"required": _("Enter where it is, for example 2-3-030")}}
        widgets = {"location": forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"})}


class KeepApart(forms.Form):
    """`people` are those whom the user may know of: another prison's number is as unknown as none."""

    number = forms.CharField(
        label=_("Prison number of the other person"),
        help_text=_("Like A1234BC"),
        max_length=12,
        error_messages={"required": _("Enter a prison number, like A1234BC")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-10"}),
    )
    where = forms.ChoiceField(
        label=_("How far apart"),
        choices=NonAssociation.Where.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how far apart")},
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("For staff only. Up to 240 characters."),
        max_length=240,
        error_messages={"required": _("Enter why they are kept apart")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = people

    def clean_number(self) -> Prisoner:
        number = "".join(self.cleaned_data["number"].split()).upper()
        PRISON_NUMBER(number)
        found = self.people.filter(number=number).first()
        if found is None:
            raise ValidationError(_("Nobody here has this prison number"))
        return found
