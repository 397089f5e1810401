"""Forms of the three sign-ins. They check shapes only; whether a secret is right is the view's to ask."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import UserManager
from accounts.models.people import PRISON_NUMBER

PIN_SHAPE = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 6, "class": "govuk-input--width-10"}
CODE_SHAPE = {"autocomplete": "one-time-code", "class": "govuk-input--width-10"}


def pin_field(label: Any, **more: Any) -> forms.CharField:
    messages = {"max_length": _("A PIN has 6 numbers"), **more.pop("error_messages")}
    widget = forms.PasswordInput(attrs=PIN_SHAPE)
    return forms.CharField(label=label, widget=widget, max_length=6, error_messages=messages, **more)


class CellSignIn(forms.Form):
    number = forms.CharField(
        label=_("Your prison number"),
        help_text=_("Like A1234BC. It is on your ID card."),
        max_length=12,
        error_messages={
            "required": _("Type your number"),
            "max_length": _("A prison number looks like A1234BC"),
        },
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "govuk-input--width-10",
            }
        ),
    )
    pin = pin_field(_("Your PIN"), help_text=_("6 numbers"), error_messages={"required": _("Type your PIN")})

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not self.is_bound:  # whoever comes next types at once; after a mistake the focus is on what is wrong
            self.fields["number"].widget.attrs["autofocus"] = True

    def clean_number(self) -> str:
        number = UserManager.normalize("".join(self.cleaned_data["number"].split()))
        try:
            PRISON_NUMBER(number)
        except ValidationError:
            raise ValidationError(_("A prison number looks like A1234BC")) from None
        return number


class ChangePin(forms.Form):
    """`old` is asked only of those who did not come here straight from their first PIN."""

    old = pin_field(_("Your PIN now"), error_messages={"required": _("Type the PIN you have now")})
    new = pin_field(
        _("Your new PIN"),
        help_text=_("6 numbers. Not your date of birth. Not 123456."),
        error_messages={"required": _("Type a new PIN")},
    )
    again = pin_field(_("Your new PIN again"), error_messages={"required": _("Type your new PIN again")})

    def __init__(self, *args: Any, first: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if first:
            del self.fields["old"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("new") and said.get("again") and said["new"] != said["again"]:
            self.add_error("again", _("The two new PINs are not the same"))
        return said


class EnrolTerminal(forms.Form):
    code = forms.CharField(
        label=_("The code from the staff page"),
        help_text=_("Like ABCD-2345"),
        max_length=12,
        error_messages={"required": _("Type the code"), "max_length": _("The code looks like ABCD-2345")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-10"}),
    )


class MemberSignIn(forms.Form):
    """Staff and agency workers."""

    username = forms.EmailField(
        label=_("Email address"),
        max_length=150,
        error_messages={
            "required": _("Enter your email address"),
            "invalid": _("Enter an email address, like name@example.org"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "username", "class": "govuk-input--width-20"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        error_messages={"required": _("Enter your password")},
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "govuk-input--width-20"}),
    )


class Code(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("6 digits from your authenticator, or one of your recovery codes"),
        max_length=20,
        error_messages={"required": _("Enter the code")},
        widget=forms.TextInput(attrs={"inputmode": "text", **CODE_SHAPE}),
    )


class FirstCode(forms.Form):
    code = forms.CharField(
        label=_("The 6 digits that your authenticator shows now"),
        max_length=10,
        error_messages={"required": _("Enter the 6 digits")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", **CODE_SHAPE}),
    )


class ChangePassword(forms.Form):
    """`old` is asked only of those who did not come here straight from their first password."""

    old = forms.CharField(
        label=_("Your password now"),
        error_messages={"required": _("Enter the password that you have now")},
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "govuk-input--width-20"}),
    )
    new = forms.CharField(
        label=_("New password"),
        error_messages={"required": _("Enter a new password")},
        help_text=_("At least 12 characters. Three words together are good."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "govuk-input--width-20"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        error_messages={"required": _("Enter the new password again")},
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "govuk-input--width-20"}),
    )

    def __init__(self, *args: Any, first: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if first:
            del self.fields["old"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("new") and said.get("again") and said["new"] != said["again"]:
            self.add_error("again", _("The two passwords are not the same"))
        return said
