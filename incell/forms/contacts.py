"""Forms for who vets contacts: the decision on a request, flags, numbers, restrictions, and the list's keys."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import day_field
from accounts.models import Prisoner
from accounts.models.people import PRISON_NUMBER
from incell.acts.contacts import FLAGS, PRIVILEGED, Given
from incell.acts.deciding import LONGEST
from incell.acts.known import Asked
from incell.matching import BadNumber, read_number, spoken
from incell.models import ListKey, Restriction, Tie

from .contact_words import FAULTS, OFFICIAL_ROLES, RELATIONSHIPS, choices

NEW = "NEW"
FLAG_WORDS = [
    ("may_call", _("May be called")),
    ("may_visit", _("May visit")),
    ("next_of_kin", _("Next of kin")),
    ("emergency_contact", _("To be told in an emergency")),
]
SHORT = {"class": "govuk-input--width-10", "autocomplete": "off"}
LONG = {"class": "govuk-input--width-20", "autocomplete": "off"}


def text(label: Any, most: int, **more: Any) -> forms.CharField:
    """One line that no browser completes."""
    widget = forms.TextInput(attrs={"spellcheck": "false", **more.pop("attrs", LONG)})
    errors = {"max_length": _("Use %(limit_value)d letters or fewer"), **more.pop("error_messages", {})}
    return forms.CharField(label=label, max_length=most, widget=widget, error_messages=errors, **more)


def day(label: Any, **more: Any) -> forms.DateField:
    return day_field(label, **more)


class Number(forms.CharField):
    """A phone number, cleaned to E.164, "" where none is given."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "tel", **LONG}), max_length=60, **more)

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        try:
            return read_number(written) if written else ""
        except BadNumber as bad:
            raise ValidationError(FAULTS[bad.fault]) from None


class Words(forms.Form):
    """What is told to the person, and what stays with staff."""

    reply = forms.CharField(
        label=_("What you tell the person"),
        help_text=_("Short, plain words. They read it in their cell. Wanted when you decline."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Use 1,000 letters or fewer")},
    )
    staff_reason = forms.CharField(
        label=_("Why, for staff only"),
        help_text=_("Never shown in the cell."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Use 1,000 letters or fewer")},
    )

    def needs_reply(self) -> bool:
        """Whether a reply is there, as declining wants it; says so where it is not."""
        if not self.is_valid():
            return False
        if self.cleaned_data["reply"]:
            return True
        self.add_error("reply", _("Tell the person why, in plain words"))
        return False


class Approve(Words):
    """The decision on a social contact: who it is, what they may do. `known`: ids of the candidates that were found."""

    who = forms.ChoiceField(
        label=_("Who is it?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Say whether it is a known contact or somebody new"),
            "invalid_choice": _("This is none of the contacts that were found. Choose again"),
        },
    )
    first_name = text(_("First name"), 80, required=False)
    last_name = text(_("Last name"), 80, required=False)
    relationship = forms.ChoiceField(
        label=_("Who they are to the person"), error_messages={"required": _("Choose who they are to the person")}
    )
    born_on = day(_("Date of birth"), required=False)
    phone = Number(label=_("Phone number"), required=False)
    second_phone = Number(label=_("One more number"), required=False)
    flags = forms.MultipleChoiceField(
        label=_("What they may do"), choices=FLAG_WORDS, widget=forms.CheckboxSelectMultiple, required=False
    )
    field_order = (
        "who", "first_name", "last_name", "organisation", "relationship", "born_on", "phone", "second_phone", "flags",
        "privileged", "reply", "staff_reason",
    )  # fmt: skip
    roles = RELATIONSHIPS
    official = False

    def __init__(self, *args: Any, asked: Asked, known: list[tuple[str, str]], **more: Any) -> None:
        """`asked` fills the boxes where nothing was posted; what cannot be read stays to be put right."""
        more["initial"] = self.first_values(asked, known)
        super().__init__(*args, **more)
        self.asked = asked
        self.fields["who"].choices = [*known, (NEW, _("Somebody new"))]  # type: ignore[attr-defined]
        self.fields["relationship"].choices = choices(self.roles, asked.relationship)  # type: ignore[attr-defined]

    def first_values(self, asked: Asked, known: list[tuple[str, str]]) -> dict[str, Any]:
        numbers = [
            *(spoken(number) for number in asked.numbers),
            *(written for written, _fault in asked.unread),
            "",
            "",
        ]
        return {
            "who": NEW if not known else None,
            "first_name": asked.first_name,
            "last_name": asked.last_name,
            "relationship": asked.relationship,
            "born_on": asked.born_on,
            "phone": numbers[0],
            "second_phone": numbers[1],
            "flags": ["may_call"],
        }

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not any(said.get(name) for name in ("first_name", "last_name", "organisation")):
            self.add_error("last_name", _("Enter a name"))
        no_number = not any(said.get(name) or name in self.errors for name in ("phone", "second_phone"))
        if "may_call" in said.get("flags", ()) and no_number:
            self.add_error("phone", _("Somebody who may be called needs a number"))
        return said

    def given(self) -> Given:
        """What is approved, of a valid form."""
        said = self.cleaned_data
        flags = {name: name in said["flags"] for name in FLAGS}
        return Given(
            first_name=said["first_name"],
            last_name=said["last_name"],
            organisation=said.get("organisation", ""),
            relationship=said["relationship"],
            numbers=tuple(number for number in (said["phone"], said["second_phone"]) if number),
            born_on=said.get("born_on"),
            age=self.asked.age if said.get("born_on") is None else None,
            age_on=self.asked.asked_on if said.get("born_on") is None and self.asked.age is not None else None,
            address=self.asked.address,
            official=self.official,
            privileged=bool(said.get("privileged")),
            **flags,
        )


class ApproveOfficial(Approve):
    """The shorter way of an official contact."""

    organisation = text(_("Organisation"), 120, required=False)
    privileged = forms.BooleanField(
        label=_("Legal: calls are not recorded, letters are not read"),
        help_text=_("Rule 39: lawyers, courts, the ombudsman and inspectors."),
        required=False,
    )
    roles = OFFICIAL_ROLES
    official = True

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["born_on"]

    def first_values(self, asked: Asked, known: list[tuple[str, str]]) -> dict[str, Any]:
        more = {"organisation": asked.organisation, "privileged": asked.relationship in PRIVILEGED}
        return super().first_values(asked, known) | more


class Remove(Words):
    """Which contacts to take off the list of who asked."""

    ties = forms.ModelMultipleChoiceField(
        Tie.objects.none(),
        label=_("Whom to take off the list"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose whom to take off the list"),
            "invalid_choice": _("This contact is not on the list. Choose again"),
            "invalid_pk_value": _("This contact is not on the list. Choose again"),
        },
    )
    field_order = ("ties", "reply", "staff_reason")

    def __init__(self, *args: Any, listed: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["ties"]
        field.queryset = listed
        field.label_from_instance = lambda tie: tie.contact.name


class Flags(forms.Form):
    flags = forms.MultipleChoiceField(
        label=_("What they may do"), choices=FLAG_WORDS, widget=forms.CheckboxSelectMultiple, required=False
    )


class OneNumber(forms.Form):
    number = Number(label=_("Add a number"), error_messages={"required": _("Enter a phone number, like 0114 234 5678")})


class PrisonNumber(forms.CharField):
    """The prison number of somebody among `people`, cleaned to the Prisoner; None where it may be empty."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=12, widget=forms.TextInput(attrs={"spellcheck": "false", **SHORT}), **more)
        self.people: Any = Prisoner.objects.none()

    def clean(self, value: Any) -> Any:
        number = "".join(super().clean(value).split()).upper()
        if not number:
            return None
        PRISON_NUMBER(number)
        found = self.people.filter(number=number).first()
        if found is None:
            raise ValidationError(_("Nobody here has this prison number"))
        return found


class Restrict(forms.Form):
    """A restriction. `people`: with them, a restriction on a contact may be between it and one of them alone."""

    kind = forms.ChoiceField(
        label=_("What"),
        choices=[("", _("Choose")), *Restriction.Kind.choices],
        error_messages={"required": _("Choose a restriction"), "invalid_choice": _("Choose a restriction")},
    )
    number = PrisonNumber(
        label=_("Only with one person here"),
        help_text=_("Their prison number, like A1234BC. Empty: with everybody."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("For staff only. Up to 240 characters."),
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Enter why"), "max_length": _("Use %(limit_value)d letters or fewer")},
    )
    since_on = day(_("From"))
    until_on = day(_("Until"), required=False, help_text=_("The last day. Empty: until it is ended."))

    def __init__(self, *args: Any, people: Any = None, today: date, **more: Any) -> None:
        more["initial"] = {"since_on": today}
        super().__init__(*args, **more)
        self.today = today
        if people is None:
            del self.fields["number"]
        else:
            self.fields["number"].people = people  # type: ignore[attr-defined]

    def clean_until_on(self) -> date | None:
        until = self.cleaned_data["until_on"]
        if until is not None and until < max(self.cleaned_data.get("since_on") or self.today, self.today):
            raise ValidationError(_("The last day lies before the first, or has gone"))
        return until


class NewListKey(forms.Form):
    name = text(_("Which system is it for?"), 80, error_messages={"required": _("Enter the system’s name")})
    scope = forms.ChoiceField(
        label=_("What may it read?"),
        choices=ListKey.Scope.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it may read"), "invalid_choice": _("Choose what it may read")},
    )


class Search(forms.Form):
    q = forms.CharField(required=False, max_length=80)
