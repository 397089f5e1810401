"""What staff say about holds, copies and disposal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import day_field
from passport.models import ExportPart, LegalHold


class HoldForm(forms.Form):
    """A legal hold."""

    why = forms.ChoiceField(
        choices=LegalHold.Why.choices,
        widget=forms.RadioSelect,
        label=_("Why must the record be kept?"),
        error_messages={"required": _("Select why it must be kept"), "invalid_choice": _("Select why it must be kept")},
    )
    reference = forms.CharField(
        max_length=60,
        required=False,
        label=_("Reference of the case (if any)"),
        help_text=_("A number, no words about the person"),
    )
    review_on = day_field(
        _("When will somebody look again?"), help_text=_("It does not end by itself. For example 27 3 2027")
    )


class WhyForm(forms.Form):
    """Why somebody who does not work with the person reads the passport. The person sees it in the cell."""

    WHYS = (
        ("support", _("To support the person: key work, a session, an appointment")),
        ("safety", _("To keep the person or somebody else safe")),
        ("asked", _("The person asked for it")),
        ("check", _("To check the work: a complaint, an inspection, a handover")),
    )
    why = forms.ChoiceField(
        choices=WHYS,
        widget=forms.RadioSelect,
        label=_("Why do you read this passport?"),
        help_text=_("You do not work with this person. They see that somebody in your role read it, and why."),
        error_messages={"required": _("Select why you read it"), "invalid_choice": _("Select why you read it")},
    )


class CopyForm(forms.Form):
    """A copy that the person asked for."""

    asked_on = day_field(
        _("When did the person ask?"), help_text=_("The copy is due one month later. For example 27 3 2027")
    )


class PieceForm(forms.Form):
    """Whether one piece is given out."""

    part = forms.IntegerField(min_value=1)
    decision = forms.ChoiceField(
        choices=ExportPart.Decision.choices, error_messages={"invalid_choice": _("Choose from the list.")}
    )


class KeepForm(forms.Form):
    """Not yet."""

    until = day_field(_("Keep it until"))
