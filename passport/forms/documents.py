"""Documents in words: what they are, what is wrong with a file and its mend; and the form that takes one in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.days import day_field
from passport.acts.documents import Said
from passport.documents import DOCX, JPEG, PDF, PNG, Code, Reason

Words = Any  # a text that is translated when it is shown
CODES: dict[str, Words] = {
    Code.BIRTH_CERTIFICATE: _("Birth certificate"),
    Code.PASSPORT: _("Passport"),
    Code.DRIVING_LICENCE: _("Driving licence"),
    Code.CITIZEN_CARD: _("CitizenCard"),
    Code.BIOMETRIC_RESIDENCE_PERMIT: _("Biometric residence permit"),
    Code.MARRIAGE_CERTIFICATE: _("Marriage certificate"),
    Code.DIVORCE_CERTIFICATE: _("Divorce certificate"),
    Code.DEED_POLL_CERTIFICATE: _("Deed poll certificate"),
    Code.LICENCE_CONDITIONS: _("Licence conditions"),
    Code.CV_AND_COVERING_LETTER: _("CV and covering letter"),
    Code.DISCLOSURE_LETTER: _("Disclosure letter"),
    Code.CERTIFICATE: _("Certificate of a course"),
    Code.BANK_LETTER: _("Letter from a bank"),
    Code.HOUSING_LETTER: _("Letter about housing"),
    Code.OTHER: _("Another document"),
}
OWN_CODES: dict[str, Words] = {
    **CODES,
    Code.BIOMETRIC_RESIDENCE_PERMIT: _("Card that says you may stay here"),
    Code.DEED_POLL_CERTIFICATE: _("Paper about your new name"),
    Code.LICENCE_CONDITIONS: _("Rules to keep when you are out"),
    Code.CV_AND_COVERING_LETTER: _("Page for a job"),
    Code.DISCLOSURE_LETTER: _("Letter about your past"),
    Code.OTHER: _("Another paper"),
}
MEDIA: dict[str, str] = {PDF: "PDF", DOCX: "Word (DOCX)", JPEG: "JPEG", PNG: "PNG"}
REASONS: dict[str, Words] = {
    Reason.WRONG_PERSON: _("It belongs to another person"),
    Reason.WRONG_FILE: _("It is the wrong file, or can not be read"),
    Reason.OUT_OF_DATE: _("It is out of date"),
    Reason.TWICE: _("It is here twice"),
    Reason.PERSON_ASKED: _("The person asked for it"),
    Reason.NOT_NEEDED: _("It is not needed any more"),
}
FAULTS: dict[str, Words] = {
    "empty": _("The file is empty. Choose it again"),
    "too_big": _("The file has more than 10 MB. Scan it with fewer dots, or send it in parts"),
    "too_big_after": _("The file has more than 10 MB once it is made safe. Scan it with fewer dots"),
    "kind": _("This is no PDF, Word document (DOCX), JPEG or PNG, whatever its name says"),
    "old_word": _("This is a Word document of the old kind (DOC). Save it as DOCX or PDF"),
    "photo_kind": _("This is a picture of another kind. Save it as JPEG or PNG"),
    "damaged": _("The file is damaged or cut off. Copy or scan it again"),
    "two_in_one": _("The file is two kinds of file at once, as an attack is. Scan the paper again"),
    "encrypted": _("The file is locked with a password. Save it without one"),
    "script": _("The file holds a program (JavaScript or macros). Save it as PDF without one, or scan the paper"),
    "launch": _("The file opens something outside itself. Print it and scan the paper"),
    "embedded": _("The file holds another file. Take that out and send it by itself"),
    "form": _("The file is a form that sends itself. Print it to PDF and send that"),
    "media": _("The file holds sound or film. Print it to PDF and send that"),
    "template": _("The file fetches a template from elsewhere. Save it as PDF and send that"),
    "outside": _("The file fetches something from elsewhere. Save it as PDF and send that"),
    "too_many_pages": _("The file has more than 500 pages. Send it in parts"),
    "too_many_pixels": _("The picture is larger than 50 million dots. Scan it with fewer dots"),
    "too_much_work": _("Reading the file takes too long. Print it and scan the paper"),
    "twice": _("The very same file is there already"),
    "too_many": _("The person has 60 documents already. Delete one that is not needed"),
}


def code_name(code: str) -> Words:
    return CODES.get(code, code)


def media_name(media: str) -> str:
    return MEDIA.get(media, media)


def _day(label: Words) -> forms.DateField:
    return day_field(label, required=False)


class DocumentForm(forms.Form):
    """A file and what it is. The browser sends the file anew after an error; all the rest stays."""

    id = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("The form came without its number. Load the page again")
        ),
    )
    file = forms.FileField(
        label=_("The file"),
        help_text=_("PDF, Word (DOCX), JPEG or PNG, up to 10 MB. Where a picture was taken is removed."),
        allow_empty_file=True,  # the act says it in its own words
        error_messages={"required": _("Choose a file")},
        max_length=None,
    )
    code = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("", _("Choose what it is")), *CODES.items()],
        error_messages={"required": _("Choose what it is"), "invalid_choice": _("Choose what it is")},
    )
    title = forms.CharField(
        label=_("Words on it, if it needs any"),
        help_text=_("For example: tenancy offer, or forklift certificate. The person and agencies see this."),
        required=False,
        max_length=120,
        error_messages={"max_length": _("Write at most 120 characters")},
    )
    issued_on = _day(_("When was it issued? (if it says so)"))
    expires_on = _day(_("When does it end? (if it does)"))
    held_back = forms.BooleanField(
        label=_("The person may not open it in the cell"),
        help_text=_("They still see that it is there."),
        required=False,
    )
    restricted = forms.BooleanField(
        label=_("Only for readers of restricted answers"),
        help_text=_("For example about safety or health. It is sealed for fewer people."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("issued_on") and said.get("expires_on") and said["expires_on"] < said["issued_on"]:
            self.add_error("expires_on", _("It can not end before it was issued"))
        return said

    def said(self) -> Said:
        """What was said of the file. Only for a form that is valid."""
        data = self.cleaned_data
        return Said(
            id=data["id"],
            code=Code(data["code"]),
            title=" ".join(data["title"].split()),
            issued_on=data["issued_on"],
            expires_on=data["expires_on"],
            cell=not data["held_back"],
            restricted=data["restricted"],
        )


class DeleteForm(forms.Form):
    """Why a document is taken out."""

    reason = forms.ChoiceField(
        label=_("Why is it deleted?"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why"), "invalid_choice": _("Choose why")},
    )
