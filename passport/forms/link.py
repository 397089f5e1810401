"""What is chosen for a personal link: by the person in plain words, by staff with the person beside them."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from passport.acts.carrying import PARTS

Words = str | Promise
HINTS: dict[str, Words] = {
    "PLAN": _("What you want to do, and how far it is"),
    "CONTACTS": _("Names and phone numbers"),
    "SKILLS": _("The names of your awards"),
    "MY_WORDS": _("What you wrote about you"),
}


class PartsForm(forms.Form):
    """Which parts to take; none is an answer too."""

    parts = forms.MultipleChoiceField(
        required=False,
        choices=lambda: [(code, title) for code, (title, _tell) in PARTS.items()],
        error_messages={"invalid_choice": _("Choose from the list.")},
    )

    def items(self, chosen: list[str]) -> list[dict[str, Any]]:
        """The boxes of the page, ticked as they were sent or chosen before."""
        ticked = self.data.getlist("parts") if self.is_bound else chosen  # type: ignore[attr-defined]
        return [
            {"value": code, "label": title, "hint": HINTS.get(code, ""), "checked": code in ticked}
            for code, (title, _tell) in PARTS.items()
        ]


class PrintForm(PartsForm):
    """What staff print, and in which language."""

    language = forms.ChoiceField(choices=[("en", _("English")), ("cy", _("Welsh"))], required=False)
    asked = forms.BooleanField(required=False)
