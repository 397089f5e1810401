"""What is chosen for a release pack."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from passport.acts.packing import Why
from passport.pack import PackPart

PARTS: dict[str, Any] = {
    PackPart.APPOINTMENTS: _("Appointments"),
    PackPart.CONTACTS: _("People to call"),
    PackPart.LICENCE: _("Licence conditions"),
    PackPart.DOCUMENTS: _("Documents that are held"),
    PackPart.PLAN: _("The plan"),
    PackPart.SKILLS: _("Skills, with a code to check"),
}
WHYS: dict[str, Any] = {
    Why.RELEASE: _("Release"),
    Why.EARLY_RELEASE: _("Early release or home detention curfew"),
    Why.COURT: _("Release at a court"),
    Why.TEMPORARY: _("Release on temporary licence"),
    Why.TOGETHER: _("To look through it with the person"),
}


class PackForm(forms.Form):
    """Which parts, why, in which language and how large."""

    parts = forms.MultipleChoiceField(
        choices=list(PARTS.items()),
        error_messages={"required": _("Choose at least one part"), "invalid_choice": _("Choose from the list")},
    )
    why = forms.ChoiceField(
        choices=list(WHYS.items()),
        error_messages={"required": _("Choose why you print it"), "invalid_choice": _("Choose why you print it")},
    )
    language = forms.ChoiceField(
        choices=[("en", _("English")), ("cy", _("Welsh"))],
        error_messages={"required": _("Choose a language"), "invalid_choice": _("Choose a language")},
    )
    large = forms.BooleanField(required=False)
