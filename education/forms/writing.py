"""What staff fill in: a lesson, a file of it, the marks of a workbook."""

import re
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.acts.media import Words
from education.acts.works import LONGEST as LONGEST_WORDS
from education.acts.works import Marking
from education.acts.writing import LONGEST, LessonSaying
from education.forms.courses import number, text
from education.models import Lesson, Media, Unit

HELP = gettext_lazy("Markdown: # heading, - list, **strong**, | table |, ![](media:…) for a file of the course")
# What tutors say most. The person reads it in their cell, so the words are theirs.
PHRASES = {
    "well_done": gettext_lazy("Well done."),
    "clear": gettext_lazy("Your work is neat and clear."),
    "nearly": gettext_lazy("You are nearly there."),
    "check": gettext_lazy("Check your sums once more."),
    "show": gettext_lazy("Show how you got there."),
    "come": gettext_lazy("Come and see me. We can do it together."),
}


SHOWN = re.compile(r"!\[[^\]]*\]\(\s*media:([^)\s]*)")  # a file that a text shows


class LessonForm(forms.Form):
    """A lesson; of a workbook the marks too."""

    body = text(
        gettext_lazy("Text"),
        LONGEST,
        rows=16,
        help_text=HELP,
        error_messages={"required": gettext_lazy("Enter the text")},
    )
    body_cy = text(gettext_lazy("Text in Welsh"), LONGEST, rows=10, required=False, attrs={"lang": "cy"})
    out_of = number(
        gettext_lazy("Marks there are"), 500, help_text=gettext_lazy("Empty or 0: the tutor says if it is passed")
    )
    pass_mark = number(gettext_lazy("Pass mark, in percent"), 100)

    def __init__(self, *args: Any, unit: Unit, **more: Any) -> None:
        super().__init__(*args, **more)
        self.unit = unit
        if unit.kind != Unit.Kind.WORKBOOK:
            del self.fields["out_of"], self.fields["pass_mark"]

    def _only_files(self, name: str) -> str:
        """What the text shows must be there: else it would be left out without a word. Queries: 1, or none."""
        said: str = self.cleaned_data[name]
        named = list(dict.fromkeys(SHOWN.findall(said)))
        known = (
            {str(one) for one in Media.objects.filter(course=self.unit.course_id).values_list("pk", flat=True)}
            if named
            else set()
        )
        wrong = [one for one in named if one not in known]
        if wrong:
            words = _("This course has no file “%(name)s”. Take the line from “Pictures, sounds and films”")
            raise forms.ValidationError(words % {"name": wrong[0][:60]})
        return said

    def clean_body(self) -> str:
        return self._only_files("body")

    def clean_body_cy(self) -> str:
        return self._only_files("body_cy")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("out_of") and not said.get("pass_mark"):
            self.add_error("pass_mark", _("Enter the pass mark: without one every paper passes"))
        return said

    @classmethod
    def of(cls, lesson: Lesson | None, unit: Unit) -> "LessonForm":
        names = ("body", "body_cy", "out_of", "pass_mark")
        return cls(unit=unit, initial={name: getattr(lesson, name) for name in names} if lesson else {})

    def saying(self) -> LessonSaying:
        said = self.cleaned_data
        return LessonSaying(
            said["body"].replace("\r\n", "\n"),
            said["body_cy"].replace("\r\n", "\n"),
            said.get("out_of") or 0,
            said.get("pass_mark") or 0,
        )


class MediaForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Picture: PNG, JPEG, GIF, WebP. Sound: MP3, M4A, OGG, WAV. Film: MP4, WebM"),
        error_messages={"required": gettext_lazy("Choose a file")},
    )
    name = text(gettext_lazy("Name"), 80, error_messages={"required": gettext_lazy("Enter a name")})
    alt = text(
        gettext_lazy("What the picture shows"), 300, required=False, help_text=gettext_lazy("For who can't see it")
    )
    alt_cy = text(gettext_lazy("What the picture shows, in Welsh"), 300, required=False)
    transcript = text(
        gettext_lazy("What is said in the sound or film"),
        20_000,
        rows=5,
        required=False,
        help_text=gettext_lazy("For who can't hear it"),
    )
    captions = text(gettext_lazy("Captions of the film, WebVTT"), 50_000, rows=5, required=False)

    def words(self) -> Words:
        said = self.cleaned_data
        plain = {name: said[name].replace("\r\n", "\n") for name in ("alt", "alt_cy", "transcript", "captions")}
        return Words(name=said["name"], **plain)


class MediaWordsForm(MediaForm):
    """What is said beside a file that is there."""

    file = None  # type: ignore[assignment]

    @classmethod
    def of(cls, media: Media) -> "MediaWordsForm":
        return cls(initial={name: getattr(media, name) for name in Words.__dataclass_fields__})


class MarkForm(forms.Form):
    """`out_of` 0: there are no marks, and the tutor says if it is passed."""

    marks = forms.FloatField(
        label=gettext_lazy("Marks"),
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-4"}),
    )
    passed = forms.ChoiceField(
        label=gettext_lazy("Is it passed?"),
        choices=[("", gettext_lazy("Choose")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("Not yet"))],
        error_messages={"required": gettext_lazy("Say if it is passed")},
    )
    phrases = forms.MultipleChoiceField(
        label=gettext_lazy("Say this"),
        choices=list(PHRASES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = text(
        gettext_lazy("Your words to the person"),
        LONGEST_WORDS - 200,
        rows=4,
        required=False,
        help_text=gettext_lazy("Short and plain: what is good, what to do next"),
    )

    def __init__(self, *args: Any, out_of: int, **more: Any) -> None:
        super().__init__(*args, **more)
        wrong = _("Enter marks between 0 and %(most)d, like 7.5") % {"most": out_of}
        self.fields["marks"].error_messages |= {"required": wrong, "invalid": wrong}
        del self.fields["passed" if out_of else "marks"]
        self.out_of = out_of

    def clean_marks(self) -> float:
        marks = float(self.cleaned_data["marks"])
        if not 0 <= marks <= self.out_of:
            raise forms.ValidationError(self.fields["marks"].error_messages["invalid"])
        return marks

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("words") and not said.get("phrases") and not self.errors:
            self.add_error("words", _("Say something to the person, or choose a phrase"))
        return said

    def marking(self, language: str) -> Marking:
        """The marking, its phrases in the language of the one who reads them."""
        said = self.cleaned_data
        with translation.override(language):
            phrases = [str(PHRASES[code]) for code in said["phrases"]]
        words = " ".join([*phrases, said["words"]]).strip()
        return Marking(words, said.get("marks"), passed=said.get("passed") != "no")
