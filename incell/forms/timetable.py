"""The file of a timetable as staff send it in, and what was wrong with it in their language."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts.models.people import PRISON_NUMBER
from incell.timetables import MOST_BYTES, Fault, NotATimetable

# The reader is pure and says its reasons in English; here they get their Welsh.
REASONS = {
    "not_text": gettext_noop("the file is neither UTF-8 nor cp1252 text: save it as “CSV UTF-8”"),
    "not_csv": gettext_noop("the file is not CSV from line {n} on"),
    "not_json": gettext_noop("the file is cut off or not JSON from line {n} on"),
    "no_list": gettext_noop("the file has no list of appointments named “results”"),
    "too_big": gettext_noop("the file has more than {most} bytes: send it in parts"),
    "too_many": gettext_noop("the file has more than {most} rows: send it in parts"),
    "no_header": gettext_noop("the first line must name the columns: number, start, end, title, place, with"),
    "no_column": gettext_noop("the column is missing in the first line"),
    "column_twice": gettext_noop("the column stands twice in the first line"),
    "nobody_said": gettext_noop("the file does not say whom it is about: give the prison number too"),
    "two_people": gettext_noop("the file is about somebody else than the prison number given"),
    "number": gettext_noop("write the prison number like A1234BC"),
    "unknown": gettext_noop("nobody with this prison number is here"),
    "empty": gettext_noop("is empty"),
    "moment": gettext_noop("write day and hour like 2027-03-05 14:00 or 05/03/2027 14:00"),
    "no_such": gettext_noop("there is no such day or hour"),
    "gap": gettext_noop("the clocks leave this hour out: give one earlier or later"),
    "far": gettext_noop("is more than five years away"),
    "ends_early": gettext_noop("is before the start"),
    "too_long": gettext_noop("has more than {most} letters"),
    "twice": gettext_noop("the same person, start and title as in line {n}"),
    "columns": gettext_noop("has more columns than the first line"),
    "not_a_row": gettext_noop("is not an appointment"),
    "no_duration": gettext_noop("the duration can't be read, so it goes in without an end"),
    "part_only": gettext_noop("a page of the appointments is missing, so nothing is cancelled"),
    "not_sure": gettext_noop("a row's prison number can't be read, so nothing is cancelled"),
}


# Of a file that was read after it was sent in.
AFTERWARDS = {
    "not_allowed": gettext_noop("whoever sent it in may no longer bring timetables in"),
    "failed": gettext_noop("the file could not be read in any of several tries. Send it in again"),
}


def reason_of(fault: Fault | NotATimetable) -> str:
    """Why a row, or the whole file, can't go in, in the reader's language."""
    return gettext({**REASONS, **AFTERWARDS}[fault.code]).format(**dict(fault.numbers))


class TimetableForm(forms.Form):
    file = forms.FileField(
        label=_("The file"),
        help_text=_("A CSV of the prison’s timetable, or a JSON of one person’s appointments with probation"),
        error_messages={"required": _("Choose a file"), "empty": _("This file is empty. Choose another one")},
        widget=forms.FileInput(attrs={"accept": ".csv,.json,text/csv,application/json", "class": "govuk-file-upload"}),
    )
    number = forms.CharField(
        label=_("Prison number"),
        help_text=_("Only if the whole file is about one person and does not say so"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"}),
    )
    whole = forms.BooleanField(
        label=_("The file has everybody’s timetable"),
        help_text=_("What anybody had on its days and is not in the file is cancelled. Otherwise only for its people"),
        required=False,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("This file is too big. Send one of up to %(n)d MB") % {"n": MOST_BYTES >> 20})
        return file

    def clean_number(self) -> str:
        number = "".join(self.cleaned_data["number"].split()).upper()
        if number:
            try:
                PRISON_NUMBER(number)
            except ValidationError:
                raise ValidationError(_("A prison number looks like A1234BC")) from None
        return number
