"""Support needs in words, and what staff and the person say of them."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from passport.models import Pathway, SupportNeed
from passport.needs import built_in

Words = str | Promise
LONGEST = 1000  # characters of what is needed, and of an update
LONGEST_SAYS = 500  # of what the person says
Status, Owner, Says = SupportNeed.Status, SupportNeed.Owner, SupportNeed.Says
MARKS = {Status.NOT_STARTED: "none", Status.IN_PROGRESS: "doing", Status.MET: "done", Status.DECLINED: "stop"}
OWN_STATES: dict[str, tuple[str, Words]] = {
    Status.NOT_STARTED: ("none", _("Not begun yet")),
    Status.IN_PROGRESS: ("doing", _("You are getting help")),
    Status.MET: ("done", _("This is done")),
    Status.DECLINED: ("none", _("You said no to this")),
}
OWN_OWNERS: dict[str, Words] = {
    Owner.PRISON: _("Staff here will help you."),
    Owner.PROBATION: _("Probation will help you."),
    Owner.BOTH: _("Staff here and probation will help you."),
}
OWN_SAYS: dict[str, Words] = {
    Says.NOT_RIGHT: _("This is not right"),
    Says.STILL_NEEDED: _("I still need this"),
}
TOO_LONG = _("Use %(limit_value)d letters or fewer. You have %(show_value)d")


def name_of(code: str, which: str = "name") -> str:
    """A kind of need in words, in the language of the page. which: "name" for staff, "plain" for the person."""
    kind = built_in().kind(code)
    return kind.said(which, get_language() or "en") if kind else code


def need_words() -> list[tuple[str, Words]]:
    """Every code of needs in words, for a page whose script shows one."""
    kinds = [(f"need-{kind.code}", name_of(kind.code)) for kind in built_in().kinds]
    codes = [(f"need-{code}", said) for of in (Status, Owner, Says) for code, said in of.choices if code]
    return [*kinds, *codes]


def _kinds() -> list[Any]:
    """The catalogue as the groups of a list to choose from."""
    groups: dict[str, list[tuple[str, str]]] = {pathway: [] for pathway in Pathway.values}
    for kind in built_in().kinds:
        groups[kind.pathway].append((kind.code, name_of(kind.code)))
    return [("", "–"), *((str(Pathway(pathway).label), kinds) for pathway, kinds in groups.items())]


def _owner(**more: Any) -> forms.ChoiceField:
    needed = _("Choose who sees to it")
    return forms.ChoiceField(
        label=_("Who sees to it"),
        choices=Owner.choices,
        initial=Owner.PRISON,
        error_messages={"required": needed, "invalid_choice": needed},
        **more,
    )


def _text(label: Any, most: int = LONGEST, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3, "data-maxlength": most})
    errors = {"max_length": TOO_LONG} | more.pop("error_messages", {})
    return forms.CharField(label=label, required=False, max_length=most, widget=area, error_messages=errors, **more)


class NeedForm(forms.Form):
    """A need that staff write down themselves."""

    code = forms.ChoiceField(
        label=_("What is needed"),
        choices=_kinds,
        error_messages={"required": _("Choose what is needed"), "invalid_choice": _("Choose from the list")},
    )
    what = _text(_("In more words (if you like)"), help_text=_("The person reads this in the cell."))
    owner = _owner()
    restricted = forms.BooleanField(
        label=_("Keep it for those who may read restricted answers"),
        required=False,
        help_text=_("Needs that tell of abuse, gangs, threats or health are kept so in any case."),
    )


class SuggestionForm(forms.Form):
    """A yes to a need that an answer suggests."""

    what = _text(_("In more words (if you like)"), help_text=_("The person reads this in the cell."))
    owner = _owner()


class MoveNeedForm(forms.Form):
    """How far a need is, and what was done."""

    status = forms.ChoiceField(
        label=_("How far it is"),
        choices=Status.choices,
        error_messages={"required": _("Choose how far it is"), "invalid_choice": _("Choose how far it is")},
    )
    owner = _owner()
    words = _text(_("What was done (if you like)"), help_text=_("The person reads this in the cell."))


class SaysForm(forms.Form):
    """The person's own word on a need."""

    says = forms.ChoiceField(
        choices=list(OWN_SAYS.items()),
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
    words = _text(
        _("Do you want to say more?"),
        LONGEST_SAYS,
        help_text=_("You do not have to. Staff can read it."),
        error_messages={"max_length": _("You wrote too much. Use %(limit_value)d letters or less.")},
    )
