"""An information-sharing agreement, as it is proposed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import day_field
from accounts.models import Agency
from passport.acts.agreements import MOST_DAYS
from passport.models import PATHWAY_SECTIONS, SECTIONS, Agreement, is_restricted

from .naming import section_name

DAYS = {"class": "govuk-input--width-4", "inputmode": "numeric"}
NOT_DAYS = {
    code: _("Enter a number of days, from 0 to 3650") for code in ("required", "invalid", "min_value", "max_value")
}


class AgreementForm(forms.Form):
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label=_("Agency"),
        empty_label=_("Choose an agency"),
        error_messages={"required": _("Choose an agency"), "invalid_choice": _("Choose an agency")},
    )
    purpose = forms.CharField(
        max_length=240,
        label=_("What is it for?"),
        help_text=_("For example: supervision after release"),
        error_messages={"required": _("Enter what it is for")},
    )
    basis = forms.ChoiceField(
        choices=Agreement.Basis.choices,
        widget=forms.RadioSelect,
        label=_("What does it rest on?"),
        help_text=_("With consent, the person is asked in the cell. A statutory duty is shown, not asked."),
        error_messages={"required": _("Select what it rests on"), "invalid_choice": _("Select what it rests on")},
    )
    sections = forms.MultipleChoiceField(
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        label=_("What may the agency have?"),
        help_text=_("The cover sheet, with name, date of birth and release date, always goes along."),
        error_messages={"required": _("Select at least one part"), "invalid_choice": _("Select at least one part")},
    )
    days_before = forms.IntegerField(
        min_value=0,
        max_value=MOST_DAYS,
        label=_("How many days before release may they open it?"),
        widget=forms.TextInput(attrs=DAYS),
        error_messages=NOT_DAYS,
    )
    days_after = forms.IntegerField(
        min_value=0,
        max_value=MOST_DAYS,
        label=_("How many days after release may they still open it?"),
        widget=forms.TextInput(attrs=DAYS),
        error_messages=NOT_DAYS,
    )
    onward = forms.ChoiceField(
        choices=Agreement.Onward.choices,
        widget=forms.RadioSelect,
        initial=Agreement.Onward.NO,
        label=_("May the agency pass it on?"),
        help_text=_("The agency reads this rule beside the record, and the person reads it in the cell."),
        error_messages={"required": _("Select the rule"), "invalid_choice": _("Select the rule")},
    )
    expires_on = day_field(_("When does the agreement end?"))

    def __init__(self, *args: Any, renews: Agreement | None = None, **more: Any) -> None:
        """renews: the version whose next one is proposed; its agency stays, the rest stands in the boxes at first."""
        if renews is not None:
            same = ("purpose", "basis", "sections", "days_before", "days_after", "onward")
            more["initial"] = {name: getattr(renews, name) for name in same}
        super().__init__(*args, **more)
        if renews is not None:
            del self.fields["agency"]
        else:
            self.fields["agency"].queryset = Agency.objects.all()  # type: ignore[attr-defined]
        self.fields["sections"].choices = _grouped()  # type: ignore[attr-defined]


def _grouped() -> list[tuple[Any, list[tuple[str, str]]]]:
    def named(secs: list[str]) -> list[tuple[str, str]]:
        return [(sec, section_name(sec)) for sec in secs]

    rest = [sec for sec in SECTIONS if sec not in (*PATHWAY_SECTIONS, "IDENTITY") and not is_restricted(sec)]

    return [
        (_("Pathways"), named([sec for sec in PATHWAY_SECTIONS if not is_restricted(sec)])),
        (_("The rest of the passport"), named(rest)),
        (_("Restricted answers: only where the law asks for it"), named([s for s in SECTIONS if is_restricted(s)])),
    ]
