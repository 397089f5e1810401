"""A notice as staff write it."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import day_field
from accounts.models import Cohort
from incell.acts.notices import Saying
from incell.models import Notice

EVENING = time(20, 0)  # a notice without an hour is up until then


def _moment(on: date, clock: time) -> datetime:
    """The day and hour here as an aware moment. Raises ValidationError for an hour that the clocks leave out."""
    try:
        return from_current_timezone(datetime.combine(on, clock)).astimezone(timezone.get_default_timezone())
    except ValidationError:
        raise ValidationError(_("The clocks change then. Choose an hour earlier or later")) from None


def _day(**more: Any) -> forms.DateField:
    return day_field(**more)


def _hour(**more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}, format="%H:%M")
    return forms.TimeField(
        widget=widget,
        required=False,
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        error_messages={"invalid": _("Enter an hour, like 14:30")},
        **more,
    )


def _text(label: Any, most: int, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4, **more.pop("attrs", {})}) if most > 100 else None
    errors = {"max_length": _("Use %(limit_value)d letters or fewer. You have %(show_value)d")}
    errors |= more.pop("error_messages", {})
    return forms.CharField(label=label, max_length=most, error_messages=errors, widget=widget, **more)


class NoticeForm(forms.Form):
    """`wings` are those of the roll. `at` is the caller's clock: a notice without a beginning begins then."""

    urgent = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=[("", _("Not urgent: on the home page")), ("yes", _("Urgent: on every page, in red"))],
        required=False,
        error_messages={"invalid_choice": _("Choose how urgent it is")},
    )
    title = _text(_("Title"), 80, error_messages={"required": _("Enter a title")})
    body = _text(_("What it says"), 500, error_messages={"required": _("Enter what the notice says")})
    title_cy = _text(_("Title in Welsh"), 80, required=False, help_text=_("Without Welsh, people see the English"))
    body_cy = _text(_("What it says in Welsh"), 500, required=False, attrs={"lang": "cy"})
    wing = forms.ChoiceField(label=_("Wing"), required=False)
    cohort = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[("", _("Everybody")), *Cohort.choices],
        error_messages={"invalid_choice": _("Choose who it is for")},
    )
    from_on = _day(label=_("First day"), required=False, help_text=_("Empty: it goes up now"))
    from_time = _hour(label=_("First hour"))
    until_on = _day(label=_("Last day"), error_messages={"required": _("Enter the last day of the notice")})
    until_time = _hour(label=_("Last hour"), help_text=_("Empty: 8 in the evening"))

    def __init__(self, *args: Any, wings: Iterable[str], at: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.at = at
        self.fields["wing"].choices = [("", _("Every wing")), *((wing, wing) for wing in wings)]  # type: ignore[attr-defined]
        self.fields["wing"].error_messages["invalid_choice"] = _("There is no such wing on the roll")

    @classmethod
    def of(cls, notice: Notice, **more: Any) -> "NoticeForm":
        """The form filled with what a notice says."""
        begins, ends = timezone.localtime(notice.from_at), timezone.localtime(notice.until_at)
        initial = {name: getattr(notice, name) for name in ("title", "body", "title_cy", "body_cy", "wing", "cohort")}
        initial |= {"from_on": begins.date(), "from_time": begins.time(), "urgent": "yes" if notice.urgent else ""}
        return cls(initial=initial | {"until_on": ends.date(), "until_time": ends.time()}, **more)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("title_cy")) != bool(said.get("body_cy")):
            missing = "body_cy" if said.get("title_cy") else "title_cy"
            self.add_error(missing, _("Write both in Welsh, or neither"))
        self._put_moment("from", said)
        self._put_moment("until", said)
        return said

    def _put_moment(self, end: str, said: dict[str, Any]) -> None:
        if f"{end}_on" in self.errors or f"{end}_time" in self.errors:
            return
        on, clock = said.get(f"{end}_on"), said.get(f"{end}_time")
        if on is None and end == "from":
            if clock:
                self.add_error("from_on", _("Enter the first day too, or leave the hour empty"))
            said["from_at"] = self.at
        elif on is not None:
            try:
                said[f"{end}_at"] = _moment(on, clock or (time(0, 0) if end == "from" else EVENING))
            except ValidationError as gap:
                self.add_error(f"{end}_time", gap)

    def saying(self) -> Saying:
        """What a valid form says."""
        said = self.cleaned_data | {"urgent": bool(self.cleaned_data["urgent"])}
        return Saying(**{name: said[name] for name in Saying.__dataclass_fields__})
