"""Forms for people who come and go."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import day_field
from accounts.models import Prison, Prisoner
from accounts.models.people import PRISON_NUMBER

CHOOSE = _("Choose the prison")


def _prison() -> forms.ModelChoiceField:
    errors = {"required": CHOOSE, "invalid_choice": CHOOSE}
    return forms.ModelChoiceField(
        queryset=Prison.objects.none(), label=_("Which prison"), empty_label=CHOOSE, error_messages=errors
    )


class SendForm(forms.Form):
    """`prisons` are those that a record can go to."""

    prison = _prison()
    expected_on = day_field(
        _("When are they expected there?"), help_text=_("You can leave this empty."), required=False
    )

    def __init__(self, *args: Any, prisons: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["prison"].queryset = prisons  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """Which prison is asked for a record."""

    prison = _prison()

    def __init__(self, *args: Any, prisons: Any, **more: Any) -> None:
        super().__init__(*args, **{"prefix": "ask", **more})
        self.fields["prison"].queryset = prisons  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """The other number. `people` are those whom the user may know of: another's is as unknown as none."""

    number = forms.CharField(
        label=_("The other prison number"),
        help_text=_("Like A1234BC. It is given up: this page’s number goes on."),
        max_length=12,
        error_messages={"required": _("Enter a prison number, like A1234BC")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-10"}),
    )
    why = forms.CharField(
        label=_("How do you know that they are one person?"),
        help_text=_("For staff only. Up to 240 characters."),
        max_length=240,
        error_messages={"required": _("Write how you know it")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = people

    def clean_number(self) -> Prisoner:
        number = "".join(self.cleaned_data["number"].split()).upper()
        PRISON_NUMBER(number)
        found: Prisoner | None = self.people.filter(number=number).first()
        if found is None:
            raise ValidationError(_("Nobody at this prison has, or had, this prison number"))
        return found
