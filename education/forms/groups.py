"""What is said of study groups and in them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models.people import PRISON_NUMBER
from education.acts.groups import LONGEST_NAME
from education.acts.posting import LONGEST, LONGEST_REASON
from education.models import Course, Group, Report

READING = [
    (Group.Reading.BEFORE, _("Before the others see it: by staff, or by the mentor where the filter saw nothing")),
    (Group.Reading.AFTER, _("Afterwards: posts are seen at once, but for those that the filter holds back")),
]
MUTES = [("1", _("1 day")), ("3", _("3 days")), ("7", _("7 days")), ("28", _("28 days"))]


class GroupForm(forms.Form):
    """A new group, or what is changed in one: then `course` is left out and `mentor` chosen among its members."""

    course = forms.ModelChoiceField(
        Course.objects.none(),
        label=_("Course"),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose the course")},
    )
    name = forms.CharField(
        label=_("Name of the group"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Give the group a name")},
    )
    reading = forms.ChoiceField(
        label=_("When is a post read?"), choices=READING, widget=forms.RadioSelect, initial=Group.Reading.BEFORE
    )
    mentor = forms.ChoiceField(label=_("Mentor"), required=False)

    def __init__(self, *args: Any, courses: Any = None, members: list[tuple[str, str]] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if members is None:
            del self.fields["mentor"]
            self.fields["course"].queryset = courses  # type: ignore[attr-defined]
        else:
            del self.fields["course"]
            self.fields["mentor"].choices = [("", _("Nobody")), *members]  # type: ignore[attr-defined]


class PutIn(forms.Form):
    number = forms.CharField(
        label=_("Prison number"),
        help_text=_("For example A1234BC"),
        max_length=7,
        validators=[PRISON_NUMBER],
        error_messages={"required": _("Enter the prison number"), "max_length": _("A prison number has 7 characters")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        """A number is taken as it is written, with spaces around it and in small letters."""
        super().__init__(data and {"number": str(data.get("number", "")).strip().upper()})


class Hide(forms.Form):
    reason = forms.CharField(
        label=_("Why is it not shown?"),
        help_text=_("The writer reads this. Say it in plain words."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "data-maxlength": LONGEST_REASON}),
        error_messages={"required": _("Say why it is not shown")},
    )


class Write(forms.Form):
    """A post or an answer, in the cell."""

    words = forms.CharField(
        label=_("What do you want to say?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-maxlength": LONGEST}),
        error_messages={
            "required": _("Write something first."),
            "max_length": _("You wrote too much. Use %(limit_value)d letters or less."),
        },
    )
    reply_to = forms.UUIDField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ReportForm(forms.Form):
    why = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Report.Why,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick one."), "invalid_choice": _("Pick one.")},
    )
