"""The words of what has to be ready, and what staff say of it. A code of a prison's own rules is shown as it stands."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from passport.models import Pathway, ReadinessItem

Words = str | Promise
Status = ReadinessItem.Status
NAMES: dict[str, Words] = {
    "ID": _("Proof of identity"),
    "BANK_ACCOUNT": _("Bank account"),
    "GP": _("Registered with a GP"),
    "PRESCRIPTION": _("Medicines and prescription to take along"),
    "HOUSING": _("Somewhere to live on the first night"),
    "BENEFITS": _("Benefits claim and a Jobcentre appointment"),
    "PHONE_AND_EMAIL": _("Phone and e-mail address"),
    "DAY_ONE_APPOINTMENT": _("First meeting with probation"),
    "CLOTHES_AND_TRAVEL": _("Clothes and travel"),
}
OWN_NAMES: dict[str, tuple[str, Words]] = {
    "ID": ("person", _("A card that shows who you are")),
    "BANK_ACCOUNT": ("money", _("A bank account")),
    "GP": ("health", _("A doctor")),
    "PRESCRIPTION": ("health", _("Your pills and medicine")),
    "HOUSING": ("house", _("A place to sleep")),
    "BENEFITS": ("money", _("Money to live on")),
    "PHONE_AND_EMAIL": ("message", _("A phone and e-mail")),
    "DAY_ONE_APPOINTMENT": ("calendar", _("Your first talk with probation")),
    "CLOTHES_AND_TRAVEL": ("door", _("Clothes, and your way home")),
}
OWN_STATES: dict[str, tuple[str, Words]] = {
    Status.NOT_STARTED: ("none", _("Not begun yet")),
    Status.IN_PROGRESS: ("doing", _("Staff work on this")),
    Status.DONE: ("done", _("Ready")),
    Status.NOT_NEEDED: ("none", _("You do not need this")),
    Status.DECLINED: ("none", _("You said no to this")),
    Status.CANNOT_BE_DONE: ("stop", _("This can not be done in time")),
}
MARKS = {
    Status.NOT_STARTED: "none",
    Status.IN_PROGRESS: "doing",
    Status.DONE: "done",
    Status.NOT_NEEDED: "none",
    Status.DECLINED: "stop",
    Status.CANNOT_BE_DONE: "stop",
}


def name_of(code: str) -> Words:
    return NAMES.get(code, code)


def ready_words() -> list[tuple[str, Words]]:
    """Every code of the list in words, for a page whose script shows one."""
    return [(f"ready-{code}", said) for code, said in NAMES.items()]


class MoveForm(forms.Form):
    """How far one thing is, and who sees to it."""

    status = forms.ChoiceField(choices=Status.choices, error_messages={"invalid_choice": _("Choose how far it is")})
    owner = forms.ChoiceField(
        choices=ReadinessItem.Owner.choices, error_messages={"invalid_choice": _("Choose who sees to it")}
    )
    revision = forms.IntegerField(min_value=0, max_value=10**6)


WHEN = [
    ("late", _("Late")),
    ("week", _("Due in 7 days")),
    ("month", _("Due in 28 days")),
    ("all", _("All that is open")),
]
WHOSE = [("mine", _("My caseload")), ("all", _("The whole prison"))]


class DueFilters(forms.Form):
    """What a list of work is narrowed to; whatever is no choice is the first one."""

    when = forms.ChoiceField(choices=WHEN, required=False)
    whose = forms.ChoiceField(choices=WHOSE, required=False)
    pathway = forms.ChoiceField(choices=[("", _("Every pathway")), *Pathway.choices], required=False)
    owner = forms.ChoiceField(choices=[("", _("Everybody")), *ReadinessItem.Owner.choices], required=False)

    def said(self) -> dict[str, Any]:
        self.full_clean()
        given = getattr(self, "cleaned_data", {})
        return {
            "when": given.get("when") or WHEN[0][0],
            "whose": given.get("whose") or WHOSE[0][0],
            "pathway": given.get("pathway") or "",
            "owner": given.get("owner") or "",
        }
