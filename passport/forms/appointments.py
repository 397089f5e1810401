"""Appointments in words, and what staff write of them."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import day_field
from passport.appointments import Appointment as Meeting
from passport.appointments import Details, Slot, State, built_in, kind_of
from passport.models import Appointment

Words = str | Promise
FARTHEST = timedelta(days=731)
LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240)
MARKS = {State.PLANNED: "doing", State.CANCELLED: "stop", State.ATTENDED: "done", State.DID_NOT_ATTEND: "stop"}
OWN_STATES: dict[str, tuple[str, Words]] = {
    State.PLANNED: ("doing", _("You will go")),
    State.CANCELLED: ("stop", _("This is off")),
    State.ATTENDED: ("done", _("You went")),
    State.DID_NOT_ATTEND: ("none", _("You did not go")),
}
HAPPENED: dict[str, Words] = {
    "BOOKED": _("Booked"),
    "MOVED": _("Moved"),
    "CHANGED": _("Details changed"),
    **dict(Appointment.State.choices),
}
TOO_LONG = _("Use %(limit_value)d letters or fewer. You have %(show_value)d")


def kind_name(code: str, which: str = "name") -> str:
    """A kind of appointment in words, in the language of the page. which: "name" for staff, "plain" for the person."""
    kind = kind_of(code)
    return kind.said(which, get_language() or "en") if kind else code


def appointment_words() -> list[tuple[str, Words]]:
    """Every code of appointments in words, for a page whose script shows one."""
    kinds = [(f"meeting-{kind.code}", kind_name(kind.code)) for kind in built_in()]
    return [*kinds, *((f"meeting-{state}", words) for state, words in Appointment.State.choices)]


def _line(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=most, error_messages={"max_length": TOO_LONG}, **more
    )


class SlotForm(forms.Form):
    """When, how long, and whether outside."""

    on = day_field(_("On which day?"))
    time = forms.TimeField(
        label=_("Time (if it is known)"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}, format="%H:%M"),
        error_messages={"invalid": _("Enter a time, like 10:30")},
    )
    minutes = forms.TypedChoiceField(
        label=_("How long, in minutes"),
        choices=[(length, str(length)) for length in LENGTHS],
        initial=30,
        coerce=int,
        error_messages={"required": _("Choose how long it is"), "invalid_choice": _("Choose how long it is")},
    )
    outside = forms.ChoiceField(
        label=_("Where is the person then?"),
        choices=[("yes", _("Outside, after release")), ("no", _("In this prison"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where"), "invalid_choice": _("Choose where")},
    )
    anyway = forms.BooleanField(label=_("It is right all the same"), required=False)

    def __init__(
        self, data: Any = None, *, one: Meeting | None = None, release_on: date | None = None, **more: Any
    ) -> None:
        """release_on: from that day on the person is outside; where it is known, it says so unless staff do."""
        given = {"outside": "date", **more.pop("initial", {})}
        self.release_on = release_on
        if one is not None:
            slot = one.slot
            given = {
                "on": slot.on,
                "time": slot.at,
                "minutes": slot.minutes,
                "outside": "yes" if slot.outside else "no",
            }
        super().__init__(data, initial=given, **more)
        if release_on:
            words = _("As the release date says: in this prison before %(day)s, outside from then on")
            first = ("date", words % {"day": date_format(release_on, gettext("j M Y"))})
            where = self.fields["outside"]
            where.choices = [first, *where.choices]  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if abs(on - localdate()) > FARTHEST:
            raise forms.ValidationError(_("Enter a day within two years"))
        return on

    def slot(self) -> Slot:
        """What is said, once the form is valid."""
        said = self.cleaned_data
        clock = said["time"].strftime("%H:%M") if said["time"] else ""
        outside = said["outside"] == "yes"
        if said["outside"] == "date" and self.release_on:
            outside = said["on"] >= self.release_on
        return Slot(said["on"].isoformat(), clock, said["minutes"], outside)


class BookForm(SlotForm):
    """An appointment as staff write it."""

    kind = forms.ChoiceField(
        label=_("With whom"),
        choices=lambda: [("", "–"), *((kind.code, kind_name(kind.code)) for kind in built_in())],
        error_messages={"required": _("Choose with whom"), "invalid_choice": _("Choose from the list")},
    )
    who = _line(_("Name of the person or office (if known)"), 120)
    where = _line(_("Where (address, room, phone or link)"), 300)
    note = _line(
        _("What the person should know"),
        500,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": 500}),
        help_text=_("The person reads this in the cell."),
    )
    restricted = forms.BooleanField(
        label=_("Keep whom and where for those who may read restricted answers"),
        required=False,
        help_text=_("Appointments that tell of health, drugs, alcohol or abuse are kept so in any case."),
    )
    field_order = ["kind", "who", "where", "on", "time", "minutes", "outside", "note", "restricted", "anyway"]

    def __init__(self, data: Any = None, *, again: Meeting | None = None, **more: Any) -> None:
        """again: an earlier one, whose whom and where may still hold; never its day."""
        told = again.details if again else Details()
        super().__init__(data, initial={"kind": told.kind, "who": told.who, "where": told.where}, **more)

    def details(self) -> Details:
        said = self.cleaned_data
        return Details(said["kind"], said["who"], said["where"], said["note"])


class EndForm(forms.Form):
    """How one ended; `why` of one that is cancelled."""

    state = forms.ChoiceField(choices=Appointment.State.choices)
    why = _line(_("Why is it cancelled? (The person reads this.)"), 300)
