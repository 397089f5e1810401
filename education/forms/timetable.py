"""What tutors fill in about when a course meets, and about who was there."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import day_field
from accounts.models import User
from education.acts.timetabling import LONGEST_ROOM, LONGEST_WORDS, Slot
from education.models import Attendance, Session

from .courses import choice, text

DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]
HOURS = ["%H:%M", "%H.%M", "%H:%M:%S"]
SAY_HOUR = _("Enter a time, like 14:30")


def _day(label: Any, **more: Any) -> forms.DateField:
    return day_field(label, **more)


def _hour(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}, format="%H:%M")
    errors = {"invalid": SAY_HOUR, "required": SAY_HOUR}
    return forms.TimeField(label=label, widget=widget, input_formats=HOURS, error_messages=errors)


class SlotForm(forms.Form):
    """A day, its hours, a room and a tutor; `tutors` are those of the prison."""

    on = _day(_("On which day?"))
    starts = _hour(_("From"))
    ends = _hour(_("To"))
    room = text(_("Room"), LONGEST_ROOM, error_messages={"required": _("Enter the room")})
    tutor = choice(_("Tutor"), [], _("Choose a tutor"))

    def __init__(self, *args: Any, tutors: Iterable[User], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["tutor"].choices = [(str(one.pk), one.name) for one in tutors]  # type: ignore[attr-defined]

    def slot(self) -> Slot:
        """What a valid form says."""
        said = self.cleaned_data
        return Slot(said["on"], said["starts"], said["ends"], said["room"], UUID(said["tutor"]))


class SessionsForm(SlotForm):
    """One session, or one a week."""

    until = _day(_("Every week until"), required=False, help_text=_("Empty: only once"))
    but = forms.CharField(
        label=_("But not on"),
        required=False,
        max_length=500,
        help_text=_("Days without a class, like 2027-05-03, with commas between them"),
    )

    def clean_but(self) -> list[date]:
        return [_read_day(said) for said in re.split(r"[,;\s]+", self.cleaned_data["but"]) if said]


def _read_day(said: str) -> date:
    for form in DAYS:
        try:
            return datetime.strptime(said, form).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
    raise forms.ValidationError(_("“%(said)s” is no day. Write it like 2027-05-03"), params={"said": said[:20]})


class MoveForm(SlotForm):
    """Another day, hours, room or tutor for a session, or words why it is not on. `revision` as it was shown."""

    why = text(
        _("What you tell the learners"),
        LONGEST_WORDS,
        rows=2,
        required=False,
        help_text=_("Short, plain words. They read it in their cell. Wanted when it is not on."),
    )
    rest = forms.BooleanField(label=_("Also all later ones of this series"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, session: Session, **more: Any) -> "MoveForm":
        here, there = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        said = {"on": here.date(), "starts": here.time(), "ends": there.time(), "room": session.room}
        said |= {"tutor": str(session.tutor_id), "revision": session.revision}
        return cls(initial=said, **more)


CODES = [("", _("Not marked")), *Attendance.Code.choices]


def read_register(data: Any, enrolments: Iterable[UUID]) -> tuple[dict[UUID, str], dict[UUID, int | None]]:
    """What a sent register says: enrolment → code, and enrolment → the row that it was shown with.

    With `rest` everybody who is not marked on it was there. What can't be understood counts as not said.
    """
    codes: dict[UUID, str] = {}
    seen: dict[UUID, int | None] = {}
    for pk in enrolments:
        said = data.get(f"code-{pk}", "")
        shown = data.get(f"seen-{pk}", "")
        seen[pk] = int(shown) if shown.isdecimal() and len(shown) < 19 else None
        if said in Attendance.Code.values:
            codes[pk] = said
        elif "rest" in data and not said:
            codes[pk] = Attendance.Code.ATTENDED
    return codes, seen
