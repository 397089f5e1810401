"""The learner record as staff see it: the file as they send it in, what became of it, and how likely a pair is."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts.roll.faults import Fault
from education.acts.import_learning import Outcome
from education.linking import Evidence

MOST_BYTES = 20 << 20  # of one upload: some 30,000 courses
EVIDENCE = {
    Evidence.SAME: _("The same"),
    Evidence.NEARLY: _("Nearly the same"),
    Evidence.OTHER: _("Different"),
    Evidence.UNKNOWN: _("One side does not say"),
}
# The reader is pure and says its reasons in English; here they get their Welsh. {n} stands for a number.
REASONS = [
    gettext_noop("not an object"),
    gettext_noop("already in row {n}"),
    gettext_noop("before learningStartDate"),
    gettext_noop("not a prison number"),
    gettext_noop("not a prison id"),
    gettext_noop("missing"),
    gettext_noop("not a number between 0 and {n}"),
    gettext_noop("neither true nor false"),
    gettext_noop("not a unique learner number"),
    gettext_noop("not a text"),
    gettext_noop("longer than {n} characters"),
    gettext_noop("not a date (YYYY-MM-DD)"),
    gettext_noop("no such day"),
    gettext_noop("a year that cannot be"),
]
NUMBER = re.compile(r"(?<=row |and )\d+|(?<=than )\d+")


def reason_of(fault: Fault) -> str:
    """Why a row can't go in, in the reader's language."""
    found = NUMBER.search(fault.reason)
    known = NUMBER.sub("{n}", fault.reason)
    return gettext(known).replace("{n}", found[0]) if found and known in REASONS else gettext(fault.reason)


def likely_words(probability: float) -> str:
    """How likely a pair is one person, in words. A bare number would be taken for more than it is."""
    if probability >= 0.99:
        return gettext("Almost certainly the same person")
    if probability >= 0.9:
        return gettext("Very likely the same person")
    return gettext("Perhaps the same person") if probability < 0.75 else gettext("Likely the same person")


def outcome_words(outcome: Outcome, bad: int) -> str:
    """What became of a record, for the command and the page alike. `bad` rows could not be read."""
    return gettext(
        "Courses: added %(added)d, changed %(changed)d, unchanged %(unchanged)d, of nobody here %(left_out)d; "
        "people: newly linked by number %(linked)d, known before %(known)d, "
        "to confirm %(to_confirm)d, nobody here %(nobody)d; bad rows %(bad)d"
    ) % {**vars(outcome), "bad": bad}


class RecordFile(forms.Form):
    file = forms.FileField(
        label=_("The file"),
        help_text=_("A JSON file from the learner record, Curious: what people here learned before"),
        error_messages={"required": _("Choose a file"), "empty": _("This file is empty. Choose another one")},
        widget=forms.FileInput(attrs={"accept": ".json,application/json", "class": "govuk-file-upload"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("This file is too big. Send one of up to %(n)d MB") % {"n": MOST_BYTES >> 20})
        return file
