"""Forms of case notes: a note, words added to one, and what the list is narrowed to."""

from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import day_field
from passport.acts.case_notes import LONGEST
from passport.casenotes import Kinds

WORDS_ERRORS = {
    "required": _("Write the note"),
    "max_length": _("Write 4,000 characters or fewer"),
}


Choices = list[tuple[str, list[tuple[str, str]]]]  # of each type its subtypes


def kind_choices(kinds: Kinds, *, sensitive: bool, writable: bool = False) -> Choices:
    """Types, and of each its subtypes, "RESET.ACCOM". Those that a reader may not have are left out."""
    return [
        (kind.name, [(f"{kind.code}.{code}", name) for code, name in kind.subtypes])
        for kind in kinds.types
        if (sensitive or not kind.sensitive) and (kind.writable or not writable)
    ]


class CaseNoteForm(forms.Form):
    """A note: what it is about, when it happened (London's day and time), the words."""

    note = forms.UUIDField(required=False)
    kind = forms.ChoiceField(
        error_messages={"required": _("Select what it is about"), "invalid_choice": _("Select what it is about")}
    )
    on = day_field(_("When it happened"), initial=timezone.localdate)
    at = forms.TimeField(required=False, error_messages={"invalid": _("Enter a time, like 14:30")})
    words = forms.CharField(max_length=LONGEST, error_messages=WORDS_ERRORS)

    def __init__(self, data: Any = None, *, kinds: Choices) -> None:
        super().__init__(data)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = kinds  # type: ignore[assignment]  # in groups

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "on" in said and "at" in said:
            when = datetime.combine(said["on"], said["at"] or time(0), timezone.get_current_timezone())
            if when > timezone.now():
                raise ValidationError({"on": _("This lies in the future: enter when it happened")})
            said["happened_at"] = when
        said["note"] = said.get("note") or uuid4()
        return said


class AmendForm(forms.Form):
    """Words that are added to a note."""

    amendment = forms.UUIDField(required=False)
    words = forms.CharField(max_length=LONGEST, error_messages=WORDS_ERRORS)

    def key(self) -> UUID:
        return self.cleaned_data["amendment"] or uuid4()


class NotesFilters(forms.Form):
    """What a list of notes is narrowed to; what is no choice counts as not said."""

    type = forms.CharField(required=False, max_length=25)
    since = day_field(required=False)
    until = day_field(required=False)

    def said(self) -> dict[str, Any]:
        self.full_clean()
        return {"type": "", "since": None, "until": None} | self.cleaned_data
