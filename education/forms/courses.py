"""What staff fill in about a course and its units."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Cohort
from education.acts.courses import Saying
from education.acts.units import Content
from education.models import Course, Level, Pace, Subject, Unit


def text(label: Any, most: int, *, rows: int = 0, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "data-maxlength": most, **more.pop("attrs", {})}) if rows else None
    errors = {"max_length": _("Use %(limit_value)d letters or fewer. You have %(show_value)d")}
    errors |= more.pop("error_messages", {})
    return forms.CharField(label=label, max_length=most, error_messages=errors, widget=widget, **more)


def number(label: Any, most: int, *, least: int = 0, **more: Any) -> forms.IntegerField:
    wrong = _("Enter a whole number between %(least)d and %(most)d") % {"least": least, "most": most}
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"})
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, widget=widget, error_messages=errors, required=False, **more
    )


def choice(label: Any, choices: list[Any], wanted: Any, **more: Any) -> forms.ChoiceField:
    errors = {"required": wanted, "invalid_choice": wanted}
    return forms.ChoiceField(label=label, choices=choices, error_messages=errors, **more)


class CourseForm(forms.Form):
    """`wings` are those of the roll; `others` are courses that may come first."""

    title = text(_("Title"), 120, error_messages={"required": _("Enter a title")})
    summary = text(
        _("What people learn"), 500, rows=3, help_text=_("One or two short sentences. People read it in their cell.")
    )
    title_cy = text(_("Title in Welsh"), 120, required=False, help_text=_("Without Welsh, people see the English"))
    summary_cy = text(_("What people learn, in Welsh"), 500, rows=3, required=False, attrs={"lang": "cy"})
    subject = choice(_("Subject"), [("", _("Choose")), *Subject.choices], _("Choose a subject"))
    level = choice(_("Level"), [("", _("Choose")), *Level.choices], _("Choose a level"))
    language = choice(_("Language of the course"), list(settings.LANGUAGES), _("Choose a language"))
    hours = number(_("Guided learning, in hours"), 2_000)
    reading_age = number(_("Reading age, in years"), 25, least=4, help_text=_("Empty: nobody has measured it"))
    pace = choice(_("How it is taught"), Pace.choices, _("Choose how it is taught"))
    for_staff = choice(
        _("Who learns"), [("", _("People in prison")), ("yes", _("Staff"))], _("Choose who learns"), required=False
    )
    places = number(_("Places"), 10_000, help_text=_("Empty or 0: as many as ask"))
    cohorts = forms.MultipleChoiceField(
        label=_("Only for these groups"),
        help_text=_("None: for everybody"),
        choices=Cohort.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("There is no such group")},
    )
    wings = forms.MultipleChoiceField(
        label=_("Only for these wings"),
        help_text=_("None: for every wing"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("There is no such wing on the roll")},
    )
    only_language = choice(
        _("Only for people who read"), [("", _("Any language")), *settings.LANGUAGES], _("Choose a language")
    )
    needs = forms.MultipleChoiceField(
        label=_("Courses that come first"),
        help_text=_("None: it can be joined at once"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("One of these courses is not there any more. Choose again")},
    )

    def __init__(self, *args: Any, wings: Iterable[str], others: Iterable[tuple[UUID, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["summary"].error_messages["required"] = _("Enter what people learn")
        self.fields["only_language"].required = False
        self.fields["wings"].choices = [(wing, wing) for wing in wings]  # type: ignore[attr-defined]
        self.fields["needs"].choices = [(str(pk), title) for pk, title in others]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, course: Course, needs: Iterable[UUID], **more: Any) -> "CourseForm":
        """The form filled with what a course says."""
        said = {name: getattr(course, name) for name in Saying.__dataclass_fields__}
        said |= {"for_staff": "yes" if course.for_staff else "", "needs": [str(pk) for pk in needs]}
        return cls(initial=said, **more)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("title_cy")) != bool(said.get("summary_cy")):
            self.add_error("summary_cy" if said.get("title_cy") else "title_cy", _("Write both in Welsh, or neither"))
        if said.get("for_staff") and (said.get("cohorts") or said.get("wings")):
            self.add_error("for_staff", _("Groups and wings are of people in prison. Choose none for staff"))
        return said

    def saying(self) -> Saying:
        """What a valid form says."""
        said = self.cleaned_data | {"for_staff": bool(self.cleaned_data["for_staff"])}
        said |= {name: said[name] or 0 for name in ("hours", "places")}
        said |= {name: tuple(said[name]) for name in ("cohorts", "wings")}
        return Saying(**{name: said[name] for name in Saying.__dataclass_fields__})

    def needed(self) -> list[UUID]:
        return [UUID(pk) for pk in self.cleaned_data["needs"]]


class UnitForm(forms.Form):
    kind = choice(_("Kind"), [("", _("Choose")), *Unit.Kind.choices], _("Choose a kind"))
    title = text(_("Title"), 120, error_messages={"required": _("Enter a title")})
    title_cy = text(_("Title in Welsh"), 120, required=False, help_text=_("Without Welsh, people see the English"))
    minutes = number(_("How long it takes, in minutes"), 600, least=1)
    needed = choice(
        _("Is it needed to complete the course?"),
        [("yes", _("Yes")), ("", _("No, it is extra"))],
        _("Choose yes or no"),
        required=False,
    )

    @classmethod
    def of(cls, unit: Unit) -> "UnitForm":
        said = {name: getattr(unit, name) for name in Content.__dataclass_fields__}
        form = cls(initial=said | {"needed": "yes" if unit.needed else ""})
        del form.fields["kind"]
        return form

    def content(self, kind: str = "") -> Content:
        """What a valid form says; `kind` of a unit that has one."""
        said = self.cleaned_data
        kind = kind or said["kind"]
        return Content(kind, said["title"], said["title_cy"], said["minutes"], bool(said["needed"]))


def meant_for(course: Course) -> list[str]:
    """Whom a course is for, a line a bound, in staff's words."""
    if course.for_staff:
        return [str(_("Staff"))]
    found = []
    if course.cohorts:
        found.append(", ".join(str(dict(Cohort.choices).get(code, code)) for code in course.cohorts))
    if course.wings:
        found.append(gettext("Wings: %(wings)s") % {"wings": ", ".join(course.wings)})
    if course.only_language:
        named = dict(settings.LANGUAGES).get(course.only_language, course.only_language)
        found.append(gettext("Who reads %(language)s") % {"language": named})
    return found or [str(_("Everybody"))]
