"""Marks and words for the written answers of one attempt."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.acts.judging import LONGEST
from education.marking import Question

from .courses import text


class JudgeForm(forms.Form):
    """`marks-ID` and `words-ID` for each question that was answered in sentences."""

    def __init__(self, *args: Any, questions: Iterable[Question], **more: Any) -> None:
        super().__init__(*args, **more)
        self.questions = list(questions)
        for one in self.questions:
            wrong = _("Enter marks between 0 and %(most)d, like 7.5") % {"most": one.marks}
            errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
            widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-4"})
            label = _("Marks out of %(most)d") % {"most": one.marks}
            self.fields[f"marks-{one.id}"] = forms.FloatField(
                label=label, min_value=0, max_value=one.marks, widget=widget, error_messages=errors
            )
            self.fields[f"words-{one.id}"] = text(
                gettext_lazy("Your words to the person"), LONGEST, rows=2, required=False
            )

    def fields_of(self, question: str) -> tuple[Any, Any]:
        return self[f"marks-{question}"], self[f"words-{question}"]

    def marks(self) -> dict[str, float]:
        return {one.id: self.cleaned_data[f"marks-{one.id}"] for one in self.questions}

    def words(self) -> dict[str, str]:
        return {one.id: self.cleaned_data[f"words-{one.id}"] for one in self.questions}
