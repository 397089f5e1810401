"""The licence in words, and what staff and the person write of it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import day_field
from passport.licence import Condition, Kind, Licence, Says, Standard, built_in

Words = str | Promise
LONGEST_LEGAL, LONGEST_PLAIN, LONGEST_SAYS = 1000, 500, 500
KINDS: dict[str, Words] = {
    Kind.STANDARD: _("Standard"),
    Kind.ADDITIONAL: _("Additional"),
    Kind.BESPOKE: _("Bespoke"),
}
SAYS: dict[str, tuple[str, Words]] = {
    Says.UNDERSTANDS: ("done", _("The person says: I understand")),
    Says.ASKS: ("wait", _("The person wants to ask")),
}
OWN_SAYS: dict[str, tuple[str, Words]] = {
    Says.UNDERSTANDS: ("done", _("I understand")),
    Says.ASKS: ("wait", _("I want to ask")),
}
TOO_LONG = _("Use %(limit_value)d letters or fewer. You have %(show_value)d")


def licence_words() -> list[tuple[str, Words]]:
    """Every code of a licence in words, for a page whose script shows one."""
    return [
        *((f"licence-{code}", said) for code, said in KINDS.items()),
        *((f"licence-{c}", s[1]) for c, s in SAYS.items()),
    ]


def words_of(one: Condition, which: str) -> str:
    """The words of a condition in the language of the page. which: "legal" or "plain"."""
    return one.said(which, get_language() or "en")


def _day(label: Any) -> forms.DateField:
    return day_field(label, required=False)


class LicenceForm(forms.Form):
    """The days, and which standard conditions there are."""

    starts_on = _day(_("First day of the licence"))
    ends_on = _day(_("Last day of the licence"))
    standard = forms.MultipleChoiceField(
        label=_("Standard conditions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(one.code, _legal(one)) for one in built_in()],
        error_messages={"invalid_choice": _("Choose from the list")},
    )

    def __init__(self, data: Any = None, *, licence: Licence, release_on: date | None, **more: Any) -> None:
        there = [one.code for one in licence.in_force if one.kind == Kind.STANDARD]
        every = [one.code for one in built_in()]
        starts = licence.starts_on or (release_on.isoformat() if release_on and not licence.rev else "")
        given = {"starts_on": starts, "ends_on": licence.ends_on, "standard": there if licence.rev else every}
        super().__init__(data, initial=given, **more)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        starts, ends = said.get("starts_on"), said.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day is not before the first"))
        return said

    def chosen(self) -> list[Standard]:
        """The standard conditions that were chosen, once the form is valid."""
        return [one for one in built_in() if one.code in self.cleaned_data["standard"]]


def _legal(one: Standard) -> str:
    return one.legal_cy if (get_language() or "en").startswith("cy") else one.legal


class ConditionForm(forms.Form):
    """An additional or bespoke condition, in legal and in plain words."""

    kind = forms.ChoiceField(
        label=_("What kind of condition"),
        choices=[(code, said) for code, said in KINDS.items() if code != Kind.STANDARD],
        error_messages={"required": _("Choose which kind"), "invalid_choice": _("Choose which kind")},
    )
    legal = forms.CharField(
        label=_("As the licence says it"),
        max_length=LONGEST_LEGAL,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": LONGEST_LEGAL}),
        error_messages={"required": _("Write what the licence says"), "max_length": TOO_LONG},
    )
    plain = forms.CharField(
        label=_("In plain words"),
        max_length=LONGEST_PLAIN,
        widget=forms.Textarea(attrs={"rows": 2, "data-maxlength": LONGEST_PLAIN}),
        help_text=_("Short words, short sentences: the person reads or hears this in the cell."),
        error_messages={"required": _("Write it in plain words too"), "max_length": TOO_LONG},
    )

    def __init__(self, data: Any = None, *, one: Condition | None = None, **more: Any) -> None:
        given = {"kind": one.kind, "legal": one.legal, "plain": one.plain} if one else None
        super().__init__(data, initial=given, **more)


class SaysForm(forms.Form):
    """The person's word on one condition."""

    says = forms.ChoiceField(
        choices=[(code, said[1]) for code, said in OWN_SAYS.items()],
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
    words = forms.CharField(
        label=_("What do you want to ask?"),
        required=False,
        max_length=LONGEST_SAYS,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": LONGEST_SAYS}),
        error_messages={"max_length": _("You wrote too much. Use %(limit_value)d letters or less.")},
        help_text=_("You do not have to. Staff can read it."),
    )
