"""What a person in the cell fills in. Every word of an error is for a nine-year-old reader."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Display
from passport.acts.words import LONGEST, tidy


class WordsField(forms.CharField):
    """Long text as it is kept: tidied before it is counted, so that a new line counts once."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        return tidy(str(value or ""))


class WordsForm(forms.Form):
    """The person's statement. Says how many letters are too many."""

    words = WordsField(error_messages={"required": _("Write some words first.")}, strip=False)

    def clean_words(self) -> str:
        words = self.cleaned_data["words"]
        over = len(words) - LONGEST
        if over > 0:
            raise forms.ValidationError(
                ngettext(
                    "You have %(n)d letter too many. Take it out.",
                    "You have %(n)d letters too many. Take some out.",
                    over,
                )
                % {"n": over}
            )
        return words


class ShareForm(forms.Form):
    """Yes or no to one agency: part by part ("share-HEALTH"), or one word to all of it ("share")."""

    CHOICES = (("yes", _("Yes, they can have it")), ("no", _("No, they can not have it")))

    shown = forms.CharField(max_length=16, required=False)
    share = forms.ChoiceField(
        choices=CHOICES, required=False, error_messages={"invalid_choice": _("Choose yes or no.")}
    )

    def __init__(self, data: Any, asked: Iterable[str]) -> None:
        super().__init__(data)
        self.asked = list(asked)
        wrong = {"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")}
        to_all = bool(data.get("share"))
        for sec in self.asked:
            self.fields[f"share-{sec}"] = forms.ChoiceField(
                choices=self.CHOICES, required=not to_all, error_messages=wrong
            )

    def said(self) -> dict[str, bool]:
        """Section → yes or no."""
        to_all = self.cleaned_data["share"]
        return {sec: (to_all or self.cleaned_data[f"share-{sec}"]) == "yes" for sec in self.asked}


class DisplayForm(forms.Form):
    """What makes a page easier to read. Nothing chosen is the plain look."""

    display = forms.MultipleChoiceField(
        choices=Display.choices,
        required=False,
        error_messages={"invalid_choice": _("Choose from the list."), "invalid_list": _("Choose from the list.")},
    )
