"""Applications in words, and what staff write of them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import day_field
from passport.acts.told import ToldRow
from passport.applications import Application as One
from passport.applications import built_in, kind_of
from passport.models import Application

Words = str | Promise
LONGEST = 500
State, Kept = Application.State, Application.Kept
MARKS = {
    State.BEING_MADE: "doing",
    State.SUBMITTED: "wait",
    State.ACCEPTED: "done",
    State.REJECTED: "stop",
    State.RETURNED_INELIGIBLE: "stop",
    State.RETURNED_INACCURATE: "stop",
    State.RETURNED_INCOMPLETE: "stop",
    State.WITHDRAWN: "none",
}
OF_A_BANK = {State.ACCEPTED: _("Account opened"), State.REJECTED: _("Account declined")}
OWN_STATES: dict[str, tuple[str, Words]] = {
    State.BEING_MADE: ("doing", _("Staff are writing it")),
    State.SUBMITTED: ("wait", _("It is sent. We wait for an answer")),
    State.ACCEPTED: ("done", _("The answer is yes")),
    State.REJECTED: ("stop", _("The answer is no")),
    State.RETURNED_INELIGIBLE: ("stop", _("It came back. You can not have it")),
    State.RETURNED_INACCURATE: ("stop", _("It came back. Something was wrong")),
    State.RETURNED_INCOMPLETE: ("stop", _("It came back. Something is missing")),
    State.WITHDRAWN: ("none", _("It was stopped")),
}
OWN_KEPT: dict[str, Words] = {
    Kept.NOWHERE: _("It is not here yet."),
    Kept.IN_PROPERTY: _("It is with your things. You get it when you leave."),
    Kept.COLLECTED: _("You have it."),
}
TOO_LONG = _("Use %(limit_value)d letters or fewer. You have %(show_value)d")
WHEN = [("late", _("Late")), ("all", _("All that are under way"))]
WHOSE = [("mine", _("My caseload")), ("all", _("The whole prison"))]


def kind_name(code: str, which: str = "name") -> str:
    """A kind of application in words, in the language of the page. which: "name", or "plain" for the person."""
    kind = kind_of(code)
    return kind.said(which, get_language() or "en") if kind else code


def state_name(kind: str, state: str) -> Words:
    """A state in words: a bank opens or declines an account."""
    of_a_bank = OF_A_BANK.get(State(state)) if kind == "BANK_ACCOUNT" else None
    return of_a_bank or State(state).label


def application_words() -> list[tuple[str, Words]]:
    """Every code of applications in words, for a page whose script shows one."""
    kinds = [(f"application-{kind.code}", kind_name(kind.code)) for kind in built_in()]
    codes = [(f"application-{code}", said) for of in (State, Kept) for code, said in of.choices if code]
    return [*kinds, *codes]


def _words(label: Any, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3, "data-maxlength": LONGEST})
    errors = {"max_length": TOO_LONG}
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=area, error_messages=errors, **more)


def as_words(before: Iterable[ToldRow]) -> str:
    """What was told, a line a question, as far as the field holds it."""
    return "\n".join(f"{row.question} {', '.join(row.lines)}" for row in before)[:LONGEST]


class BeginForm(forms.Form):
    """An application that is begun."""

    kind = forms.ChoiceField(
        label=_("What is applied for"),
        choices=lambda: [("", "–"), *((kind.code, kind_name(kind.code)) for kind in built_in())],
        error_messages={"required": _("Choose what is applied for"), "invalid_choice": _("Choose from the list")},
    )
    words = _words(_("In more words (if you like)"), help_text=_("The person reads this in the cell."))


class _DayForm(forms.Form):
    on = day_field(_("On which day?"), initial=localdate)


class MoveApplicationForm(_DayForm):
    """What became of it. Only where it can come to from here."""

    state = forms.ChoiceField(
        label=_("What became of it?"),
        error_messages={"required": _("Choose what became of it"), "invalid_choice": _("Choose from the list")},
    )
    words = _words(
        _("Why, or what is missing"), help_text=_("Wanted when it was rejected. The person reads this in the cell.")
    )
    field_order = ["state", "on", "words"]

    def __init__(self, data: Any = None, *, one: One, **more: Any) -> None:
        super().__init__(data, **more)
        choices = [(state.value, state_name(one.kind, state)) for state in one.states_next]
        self.fields["state"].choices = choices  # type: ignore[attr-defined]


class KeepForm(_DayForm):
    """Where what came of it is."""

    kept = forms.ChoiceField(
        label=_("Where is it now?"),
        choices=Kept.choices,
        required=False,
        error_messages={"invalid_choice": _("Choose from the list")},
    )
    field_order = ["kept", "on"]


class LateFilters(forms.Form):
    """What the list is narrowed to; whatever is no choice is the first one."""

    when = forms.ChoiceField(choices=WHEN, required=False)
    whose = forms.ChoiceField(choices=WHOSE, required=False)

    def said(self) -> dict[str, str]:
        self.full_clean()
        given = getattr(self, "cleaned_data", {})
        return {"when": given.get("when") or WHEN[0][0], "whose": given.get("whose") or WHOSE[0][0]}


def days_late(due_on: date | None, today: date) -> int:
    """How many days something is late; 0 for what is not."""
    return max(0, (today - due_on).days) if due_on else 0
