"""The file of a course package as staff send it in, where it goes, and what was wrong with it in their language."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from education.models import Course, Package, Unit
from education.scorm import NotAPackage

MIB = 1 << 20

# The reader is pure and says its reasons in English; here they get their Welsh.
REASONS = {
    "not_a_zip": gettext_noop("this is not a zip file: export the course again as a SCORM package"),
    "truncated": gettext_noop("the zip file is cut off: copy or download it again"),
    "damaged": gettext_noop("the zip file is damaged: copy or download it again"),
    "zip_too_big": gettext_noop("the file has more than {most} MB: send it in parts"),
    "too_many_files": gettext_noop("the package has more than {most} files"),
    "too_big": gettext_noop("the package has more than {most} MB when it is unpacked"),
    "file_too_big": gettext_noop("the file has more than {most} MB when it is unpacked"),
    "bomb": gettext_noop("unpacks to more than {most} times its size, as a zip bomb does"),
    "overlap": gettext_noop("lies over another file in the zip, as in a zip bomb"),
    "size": gettext_noop("is not as long as the zip says"),
    "crc": gettext_noop("is damaged: its check sum is wrong. Copy or download the package again"),
    "encrypted": gettext_noop("is locked with a password: export the course again without one"),
    "method": gettext_noop("is packed in a way that is not known here: zip it again in the usual way"),
    "name_empty": gettext_noop("a file in the zip has no name"),
    "name_control": gettext_noop("the name of a file has a letter that no name may have"),
    "name_long": gettext_noop("the path of a file is longer than {most} letters"),
    "name_encoding": gettext_noop("the name of a file is not written in UTF-8 as the zip says"),
    "traversal": gettext_noop("its path leads out of the package with “..”"),
    "absolute": gettext_noop("its path begins at the top of a disk"),
    "drive": gettext_noop("its path has a colon, as a drive letter has"),
    "backslash": gettext_noop("its path has a backslash: zip the course again with another program"),
    "reserved": gettext_noop("Windows cannot have a file of this name: rename it in the course"),
    "too_deep": gettext_noop("lies more than {most} folders deep"),
    "link": gettext_noop("is a link to another file"),
    "device": gettext_noop("is a device and not a file"),
    "twice": gettext_noop("is there twice"),
    "clash": gettext_noop("has the same name as “{said}” on many computers: rename one of them"),
    "file_and_folder": gettext_noop("is a file and a folder at once"),
    "nested": gettext_noop("is a zip that holds another zip or unpacks to far more than its size"),
    "no_manifest": gettext_noop("there is no imsmanifest.xml: export the course as SCORM 1.2 or SCORM 2004"),
    "zip_in_zip": gettext_noop("there is no imsmanifest.xml, but a zip: unpack this file and send “{said}”"),
    "other_standard": gettext_noop("this is another kind of package ({said}): export it as SCORM 1.2 or SCORM 2004"),
    "misplaced": gettext_noop("must lie at the top of the zip, or in the one folder that holds everything else"),
    "manifest_too_big": gettext_noop("the manifest has more than {most} MB"),
    "encoding": gettext_noop("is not written in {said} as it says: save it as UTF-8"),
    "encoding_unknown": gettext_noop("says that it is written in {said}, which is not known here: save it as UTF-8"),
    "entities": gettext_noop("defines entities of its own, as an attack does: take the DOCTYPE out"),
    "not_xml": gettext_noop("is not well-formed XML at line {n}"),
    "not_a_manifest": gettext_noop("is XML, but not the manifest of a package: its first element is “{said}”"),
    "nested_too_deep": gettext_noop("has more than {most} elements inside each other"),
    "too_many_elements": gettext_noop("has more than {most} elements"),
    "too_many_items": gettext_noop("lists more than {most} activities"),
    "items_too_deep": gettext_noop("has activities more than {most} steps deep"),
    "too_many_rules": gettext_noop("has more rules for its activities than can be followed here: export it with fewer"),
    "nothing_to_start": gettext_noop("names nothing that can be started"),
    "dangling": gettext_noop("the activity “{said}” names a resource that the manifest does not have"),
    "no_href": gettext_noop("the activity “{said}” names a resource that says no file to start"),
    "leaves": gettext_noop("the activity “{said}” starts something outside the package, which has no network here"),
    "absent": gettext_noop("the activity “{said}” starts this file, which is not in the package"),
    "not_there": gettext_noop("the manifest names files that are not in the package: {n}"),
    "left_out": gettext_noop("files that only the maker’s computer needs were left out: {n}"),
    "no_organisation": gettext_noop("the manifest has no menu, so one was made of what can be started"),
    "bad_score": gettext_noop("the pass mark “{said}” can't be read, so there is none"),
    "folder_off": gettext_noop("everything lay in one folder, which was taken off"),
}


def reason_of(fault: NotAPackage) -> str:
    """Why a package can't come in, in the reader's language: the file, the fault, the mend."""
    said = gettext(REASONS[fault.code]).format(**fault.about)
    return f"{fault.file}: {said}" if fault.file else capfirst(said)


def notes_of(package: Package) -> list[str]:
    """What was odd about a package that came in, in the reader's language."""
    return [capfirst(gettext(REASONS[code]).format(**about)) for code, about in package.extra.get("notes", [])]


class NewerForm(forms.Form):
    """A newer version of a package that is here."""

    file = forms.FileField(
        label=_("The package, as a zip file"),
        help_text=_("SCORM 1.2 or SCORM 2004, as Articulate, iSpring, Adapt, eXeLearning and others export it"),
        error_messages={"required": _("Choose a file"), "empty": _("This file is empty. Choose another one")},
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip", "class": "govuk-file-upload"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.PACKAGE_MIB * MIB:
            raise ValidationError(_("This file is too big. Send one of up to %(n)d MB") % {"n": settings.PACKAGE_MIB})
        return file


class PackageForm(NewerForm):
    """`drafts` and `empty` are the courses and the units of draft courses that may take a package."""

    into = forms.ChoiceField(
        label=_("Where it goes"),
        error_messages={
            "invalid_choice": _("This course is no draft any more, or the unit has a package. Choose again")
        },
        required=False,
    )

    def __init__(self, *args: Any, drafts: Iterable[Course] = (), empty: Iterable[Unit] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.places: dict[str, tuple[Course | None, Unit | None]] = {"": (None, None)}
        names = [("", gettext("A new draft course"))]
        for unit in empty:
            self.places[f"unit:{unit.pk}"] = None, unit
            said = gettext("Unit “%(unit)s” of “%(course)s”") % {"unit": unit.title, "course": unit.course.title}
            names.append((f"unit:{unit.pk}", said))
        for course in drafts:
            self.places[f"course:{course.pk}"] = course, None
            names.append((f"course:{course.pk}", gettext("A new unit of “%(course)s”") % {"course": course.title}))
        into = self.fields["into"]
        assert isinstance(into, forms.ChoiceField)
        into.choices = names

    def place(self) -> tuple[Course | None, Unit | None]:
        """The course or the unit that was chosen; neither for a new draft course."""
        return self.places[self.cleaned_data["into"]]
