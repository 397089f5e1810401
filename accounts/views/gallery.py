"""Every component in its states, in each layout. Demo instances only; nothing here is anybody's."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from .door import public_door

LAYOUTS = ("cell", "staff", "agency")
DISPLAYS = ("tg-large", "tg-contrast", "tg-spaced")


class ExampleForm(forms.Form):
    """A plain Django form, to show what the form templates make of it."""

    surname = forms.CharField(
        label=_("Last name"),
        help_text=_("As it is on your ID"),
        error_messages={"required": _("Write your last name")},
    )
    email = forms.EmailField(
        label=_("Email"),
        widget=forms.EmailInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"invalid": _("Write an email address")},
    )
    words = forms.CharField(
        label=_("In your own words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=200,
        error_messages={"max_length": _("Use at most 200 letters")},
    )
    wing = forms.ChoiceField(
        label=_("Wing"),
        choices=[("", _("Choose a wing")), ("A", "A"), ("B", "B")],
        error_messages={"required": _("Choose a wing")},
    )
    home = forms.ChoiceField(
        label=_("Do you have a home to go to?"),
        choices=[("YES", _("Yes")), ("NO", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you have a home")},
    )
    needs = forms.MultipleChoiceField(
        label=_("What do you need?"),
        help_text=_("Choose all that you need"),
        choices=[("ID", _("ID")), ("BANK", _("A bank account")), ("WORK", _("Work"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what you need")},
    )
    paper = forms.FileField(label=_("A document"), error_messages={"required": _("Choose a document")})
    agree = forms.BooleanField(
        label=_("I have read this"), error_messages={"required": _("Say that you have read this")}
    )


@public_door  # shows no data, and only a demo has it
@require_safe
def gallery(request: HttpRequest, layout: str) -> HttpResponse:
    """One layout's gallery. `?display=tg-large` shows a way of reading, `?errors` the forms' errors. Queries: none."""
    if not settings.DEMO or layout not in LAYOUTS:
        raise Http404
    wanted = request.GET.getlist("display")
    return render(
        request,
        f"accounts/gallery/{layout}.html",
        {
            "layout": layout,
            "layouts": LAYOUTS,
            "display": " ".join(name for name in DISPLAYS if name in wanted),
            "show_navigation": True,
            "filled": ExampleForm(data={"email": "nobody", "words": "x" * 201} if "errors" in request.GET else None),
            **_examples(),
        },
    )


def _examples() -> dict[str, Any]:
    return {
        "at": datetime(2027, 3, 1, 14, 5, tzinfo=UTC),
        "release_on": date(2027, 3, 15),
        "pages": Paginator(range(240), 20).page(4),
        "answers": [
            {"value": "OWN", "label": _("A place of my own")},
            {"value": "FAMILY", "label": _("With family or friends"), "hint": _("They must agree first")},
            {"value": "NONE", "label": _("I have nowhere to go")},
        ],
        "wings": [("", _("All wings")), ("A", "A"), ("B", "B")],
        "people": [
            ("Morgan Hale", "A1234BC", "A-1-004", date(2027, 3, 15), "doing", _("In progress")),
            ("Rhys ap Gwilym", "A4321CB", "B-2-017", date(2027, 3, 19), "wait", _("Support needed")),
            ("Samira Oduya-Lindqvist", "A7777DD", "C-3-112", date(2027, 4, 2), "done", _("Done")),
        ],
    }
