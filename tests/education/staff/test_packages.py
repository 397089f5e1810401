"""Course packages, as staff send them in."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import translation

from education import scorm
from education.forms import packages as forms
from education.models import Course, Package, Progress, Unit
from tests.cast import NOW, Cast, SignIn
from tests.courses import a_course, a_unit, placed
from tests.education.scorm.hostile import HOSTILE
from tests.packages import a_package, kept, many, single, without_organisation

pytestmark = pytest.mark.django_db
LIST = "/staff/learning/packages/"


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path) -> Iterator[Path]:
    with override_settings(CONTENT_FOLDER=tmp_path / "content", DISK_FLOOR_MIB=0):
        yield tmp_path / "content"


@pytest.fixture
def desk(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.tutor)


def send(desk: Client, content: bytes, to: str = LIST, **more: str) -> Any:
    return desk.post(to, {"file": SimpleUploadedFile("course.zip", content), **more}, follow=True)


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_what_was_found_is_shown(desk: Client) -> None:
    page = said(send(desk, many()))
    assert "The package is in. Look at what was found" in page
    for words in ("Work in a kitchen", "SCORM 2004, 4th edition", "Sharp knives", "lessons/test.html", "80 %"):
        assert words in page
    assert Course.objects.get().state == Course.State.DRAFT


def test_it_goes_where_it_is_wanted(desk: Client) -> None:
    course = a_course(state=Course.State.DRAFT, title="Cooking")
    unit = a_unit(course, kind=Unit.Kind.PACKAGE, title="Safety")
    page = said(desk.get(LIST))
    assert "A new unit of “Cooking”" in page
    send(desk, single(), into=f"unit:{unit.pk}")
    send(desk, many(), into=f"course:{course.pk}")
    assert [package.unit.course for package in Package.objects.all()] == [course, course]
    assert unit.package.title == "Kitchen safety"
    assert "Unit “Safety”" not in said(desk.get(LIST))


def test_a_course_leads_here_and_is_chosen(desk: Client) -> None:
    course = a_course(state=Course.State.DRAFT)
    address = f"{LIST}?into=course:{course.pk}"
    assert address in said(desk.get(f"/staff/learning/{course.pk}/"))
    assert f'value="course:{course.pk}" selected' in said(desk.get(address))


def test_a_place_that_is_gone_is_told(desk: Client) -> None:
    page = said(send(desk, single(), into=f"course:{a_course().pk}"))
    assert "This course is no draft any more" in page
    assert not Package.objects.exists()


def test_the_same_again_says_so(desk: Client) -> None:
    send(desk, single())
    assert "This package was here already" in said(send(desk, single()))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("traversal", "../evil.html: its path leads out of the package"),
        ("no manifest", "There is no imsmanifest.xml: export the course as SCORM 1.2 or SCORM 2004"),
        ("a page that is not there", "missing.html: the activity “Kitchen safety” starts this file, which is not in"),
        ("billion laughs", "imsmanifest.xml: defines entities of its own"),
    ],
)
def test_a_refusal_names_the_file_and_the_fault(kind: str, words: str, desk: Client) -> None:
    page = said(send(desk, HOSTILE[kind][0]()))
    assert words in page
    assert "Nothing was brought in" in page
    assert not Package.objects.exists()


def test_every_reason_has_its_words_here() -> None:
    assert forms.REASONS == scorm.REASONS


def test_nothing_and_too_much_are_told(desk: Client) -> None:
    assert "Choose a file" in said(desk.post(LIST))
    assert "This file is empty" in said(send(desk, b""))
    with override_settings(PACKAGE_MIB=0):
        assert "This file is too big" in said(send(desk, single()))


def test_what_is_larger_than_any_package_is_not_even_read(desk: Client, cast: Cast, sign_in: SignIn) -> None:
    large = bytes(11 << 20)
    assert "This is not a zip file" in said(send(desk, large))
    with override_settings(PACKAGE_MIB=1):
        assert send(desk, large).status_code == 400
    assert send(sign_in(Client(), cast.prisoner), large, to="/me/words/write/").status_code == 400


def test_a_newer_version(desk: Client, cast: Cast) -> None:
    send(desk, single())
    old = Package.objects.get()
    address = f"{LIST}{old.pk}/"
    assert "nobody had begun the old one" in said(send(desk, many(), to=address))
    newer = Package.objects.exclude(pk=old.pk).get()
    progress = {"enrolment": placed(newer.unit.course, cast.prisoner.prisoner), "unit": newer.unit}
    Progress.objects.create(began_at=NOW, moved_at=NOW, **progress)
    page = said(send(desk, without_organisation(), to=f"{LIST}{newer.pk}/"))
    assert "its unit is retired" in page
    assert "The manifest has no menu, so one was made" in page
    assert "This package is in no course any more" in said(send(desk, single("Other"), to=address))


def test_a_published_course_is_reopened_first(desk: Client) -> None:
    course = a_course()
    package = a_package(unit=a_unit(course, kind=Unit.Kind.PACKAGE))
    assert "reopen the course first" in said(desk.get(f"{LIST}{package.pk}/"))
    assert "Only a draft can change" in said(send(desk, single(), to=f"{LIST}{package.pk}/"))


def test_the_list_is_in_pages_and_asks_no_more_for_more(desk: Client, django_assert_max_num_queries: Any) -> None:
    course = a_course()
    for position in range(30):
        a_package(unit=a_unit(course, position, kind=Unit.Kind.PACKAGE), title=f"Package {position}")
    with django_assert_max_num_queries(10):
        page = said(desk.get(LIST))
    assert page.count("Package ") >= 25
    with django_assert_max_num_queries(10):
        desk.get(f"{LIST}{Package.objects.first().pk}/")


def call(*arguments: object, **options: object) -> tuple[str, str, str]:
    out, faults = StringIO(), StringIO()
    try:
        call_command("import_course", *map(str, arguments), prison="MDI", stdout=out, stderr=faults, **options)
    except CommandError as error:
        return out.getvalue(), faults.getvalue(), str(error)
    return out.getvalue(), faults.getvalue(), ""


def test_the_command_goes_on_after_a_refusal(cast: Cast, tmp_path: Path) -> None:
    good, other = kept(tmp_path, many(), "good.zip"), kept(tmp_path, without_organisation(), "other.zip")
    bad = kept(tmp_path, HOSTILE["a bomb"][0](), "bad.zip")
    out, faults, ended = call(good, bad, tmp_path / "gone.zip", other)
    assert "“Work in a kitchen”, SCORM 2004, 4th edition: activities 4, files 5" in out
    assert "note: the manifest has no menu" in out
    assert f"{bad}: bomb.bin: unpacks to more than 200 times its size" in faults
    assert "gone.zip: the file can't be read" in faults
    assert ended == "2 of 4 could not be imported"
    assert Package.objects.count() == 2
    assert set(Course.objects.values_list("made_by", flat=True)) == {None}


def test_the_command_twice_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    course = a_course(state=Course.State.DRAFT)
    file = kept(tmp_path, single())
    assert call(file, course=course.pk)[2] == ""
    out, faults, ended = call(file, course=course.pk)
    assert f"is here already, in course {course.pk}" in out
    assert (faults, ended) == ("", "")
    assert course.units.count() == 1


def test_the_command_says_what_it_does_not_know(cast: Cast, tmp_path: Path) -> None:
    file = kept(tmp_path, single())
    with pytest.raises(CommandError, match="prison XXX is not known"):
        call_command("import_course", str(file), prison="XXX")
    assert "has no course" in call(file, course=a_course("LEI").pk)[2]
    assert "is no draft" in call(file, course=a_course().pk)[1]


@pytest.mark.parametrize("code", scorm.REASONS)
def test_every_reason_is_said_in_welsh(code: str) -> None:
    about = {"n": 3, "most": 7, "said": "abc"}
    english = scorm.NotAPackage(code, "a.html", **about)
    with translation.override("cy"):
        welsh = forms.reason_of(english)
    assert welsh != str(english)
    assert [value for value in ("3", "7", "abc") if value in welsh] == [
        value for value in ("3", "7", "abc") if value in str(english)
    ]
