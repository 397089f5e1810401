"""Forms of who looks after central. They check shapes; whether a statement is true is the act's to ask."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.directory import MAX_BYTES
from accounts.models import Agency, Role


class NewAgency(forms.Form):
    name = forms.CharField(
        label=_("Name of the agency"), max_length=120, error_messages={"required": _("Give the agency’s name")}
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Agency.Kind, error_messages={"required": _("Choose a kind of agency")}
    )


class Invitation(forms.Form):
    name = forms.CharField(
        label=_("Full name"), max_length=120, error_messages={"required": _("Give the worker’s name")}
    )
    username = forms.EmailField(
        label=_("Email address at the agency"),
        help_text=_("The worker signs in with it."),
        max_length=150,
        error_messages={
            "required": _("Give the worker’s email address"),
            "invalid": _("Give an email address like name@agency.org.uk"),
        },
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (Role.AGENCY_WORKER, Role.AGENCY_WORKER.label),
            (Role.AGENCY_LEAD, Role.AGENCY_LEAD.label),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role")},
    )


class SignedStatement(forms.Form):
    """A statement as a file or pasted: one of the two."""

    file = forms.FileField(label=_("The signed statement, as a file"), required=False)
    text = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("file") and said.get("text"):
            raise ValidationError(_("Choose a file or paste the statement, not both"))
        if not said.get("file") and not said.get("text") and not self.errors:
            raise ValidationError(_("Choose the file of the signed statement, or paste it"))
        if said.get("file"):
            said["text"] = self._read(said["file"])
        return said

    def _read(self, file: Any) -> str:
        if file.size > MAX_BYTES:
            raise ValidationError(_("This file is too large to be a statement"))
        try:
            return str(file.read().decode("ascii"))
        except UnicodeDecodeError as error:
            raise ValidationError(_("This file is not a directory statement")) from error
