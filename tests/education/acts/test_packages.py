"""Bringing course packages in, and replacing them."""

import errno
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.test import override_settings

from accounts.access import NotAllowed, reach_of
from accounts.models import AuditEntry, Prison
from education import scorm
from education.acts import packages, placing, unpacking
from education.acts.courses import NotADraft
from education.acts.packages import Imported, import_package, replace_package
from education.models import Course, Package, Progress, Sco, Unit
from tests.cast import NOW, Cast
from tests.courses import a_course, a_unit, placed
from tests.education.scorm.hostile import HOSTILE
from tests.packages import many, single, without_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path) -> Iterator[Path]:
    with override_settings(CONTENT_FOLDER=tmp_path / "content", DISK_FLOOR_MIB=0):
        yield tmp_path / "content"


def imported(cast: Cast, content: bytes | None = None, name: str = "course.zip", **more: object) -> Imported:
    said = {"prison": Prison.objects.get(pk="MDI"), "by": cast.tutor, "at": NOW} | more
    return import_package(file=BytesIO(content or single()), name=name, **said)  # type: ignore[arg-type]


def a_draft(prison: str = "MDI") -> Course:
    return a_course(prison, state=Course.State.DRAFT)


def lying_there(shelf: Path) -> list[str]:
    """What lies in the folder, whole or half."""
    inside = [path.name for path in (shelf / ".incoming").glob("*")] if shelf.exists() else []
    return sorted([path.name for path in shelf.glob("[!.]*")] + inside)


def test_it_becomes_a_draft_course_of_one_unit(cast: Cast, shelf: Path, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        package = imported(cast).package
    course = Course.objects.get()
    assert (course.title, course.state, course.made_by) == ("Kitchen safety", "DRAFT", cast.tutor)
    assert (package.unit.course, package.unit.kind, package.unit.title) == (course, "PACKAGE", "Kitchen safety")
    assert (package.edition, package.files, package.imported_by) == ("1.2", 3, cast.tutor)
    assert sorted(path.name for path in (shelf / package.folder).iterdir()) == [
        "imsmanifest.xml",
        "index.html",
        "run.js",
    ]
    assert lying_there(shelf) == [package.folder]
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"import_package", "add_package"}


def test_the_menu_is_kept_with_its_folders(cast: Cast) -> None:
    package = imported(cast, many()).package
    menu = list(package.scos.values_list("position", "depth", "kind", "title", "href", "parent__title"))
    assert menu == [
        (1, 0, "ASSET", "Welcome", "welcome.html", None),
        (2, 0, "FOLDER", "Before you cook", "", None),
        (3, 1, "SCO", "Clean hands", "lessons/lesson.html", "Before you cook"),
        (4, 1, "SCO", "Sharp knives", "lessons/lesson.html", "Before you cook"),
        (5, 0, "SCO", "Test", "lessons/test.html", None),
    ]
    assert package.extra["sequencing"]["controlMode"]["flow"] == "true"


def test_a_package_without_a_title_has_its_files(cast: Cast) -> None:
    package = imported(cast, without_organisation(), name="Barista skills.zip").package
    assert package.title == "Barista skills"
    assert package.extra["notes"] == [["no_organisation", {}]]


def test_the_same_zip_is_there_once(cast: Cast, shelf: Path) -> None:
    first = imported(cast)
    again = imported(cast)
    assert (first.fresh, again.fresh) == (True, False)
    assert first.package == again.package
    assert (Course.objects.count(), Unit.objects.count()) == (1, 1)
    assert lying_there(shelf) == [first.package.folder]


def test_the_same_zip_in_another_prison_is_its_own(cast: Cast) -> None:
    imported(cast)
    elsewhere = imported(cast, prison=Prison.objects.get(pk="LEI"), by="command:import_course")
    assert elsewhere.fresh
    assert elsewhere.package.unit.course.prison_id == "LEI"


def test_files_that_were_lost_come_back(cast: Cast, shelf: Path) -> None:
    package = imported(cast).package
    (shelf / package.folder).rename(shelf.parent / "lost")
    assert not imported(cast).fresh
    assert (shelf / package.folder / "index.html").exists()


def test_it_goes_into_a_draft_behind_the_last_unit(cast: Cast) -> None:
    course = a_draft()
    a_unit(course, 4)
    package = imported(cast, course=course).package
    assert (package.unit.course, package.unit.position) == (course, 5)
    course.refresh_from_db()
    assert course.revision == 1


def test_it_goes_into_an_empty_unit(cast: Cast) -> None:
    unit = a_unit(a_draft(), kind=Unit.Kind.PACKAGE)
    assert imported(cast, unit=unit).package.unit == unit
    with pytest.raises(placing.HoldsAnother):
        imported(cast, many(), unit=unit)


def test_a_unit_of_another_kind_takes_none(cast: Cast, shelf: Path) -> None:
    with pytest.raises(placing.HoldsAnother):
        imported(cast, unit=a_unit(a_draft()))
    assert lying_there(shelf) == []
    assert not Package.objects.exists()


def test_only_a_draft_takes_one(cast: Cast, shelf: Path) -> None:
    with pytest.raises(NotADraft):
        imported(cast, course=a_course())
    assert lying_there(shelf) == []
    assert not Package.objects.exists()


def test_who_may_not(cast: Cast, shelf: Path) -> None:
    for member in (cast.practitioner, cast.administrator):
        with pytest.raises(NotAllowed):
            imported(cast, by=member)
    with pytest.raises(NotAllowed):
        imported(cast, prison=Prison.objects.get(pk="LEI"))
    with pytest.raises(NotAllowed):
        imported(cast, course=a_draft("LEI"))
    assert lying_there(shelf) == []


@pytest.mark.parametrize("kind", ["one byte wrong", "a bomb", "traversal", "no manifest", "billion laughs"])
def test_what_is_refused_leaves_nothing(kind: str, cast: Cast, shelf: Path) -> None:
    made, code, _ = HOSTILE[kind]
    with pytest.raises(scorm.NotAPackage) as refused:
        imported(cast, made())
    assert refused.value.code == code
    assert lying_there(shelf) == []
    assert [held.objects.count() for held in (Package, Course, AuditEntry)] == [0, 0, 0]


def test_a_full_disk_leaves_nothing(cast: Cast, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*said: object, **more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(scorm.Place, "settle", full)
    with pytest.raises(unpacking.FilesCannotBeKept, match="No space left"):
        imported(cast)
    assert lying_there(shelf) == []
    assert not Package.objects.exists()


@override_settings(DISK_FLOOR_MIB=1 << 40)
def test_it_does_not_begin_without_room(cast: Cast, shelf: Path) -> None:
    with pytest.raises(unpacking.NoRoomOnDisk):
        imported(cast)
    assert lying_there(shelf) == []


KILLED = """
import os, sys
from pathlib import Path
from education import scorm
with scorm.incoming(Path(sys.argv[1])) as place:
    (place.folder / "half.html").write_text("half")
    if sys.argv[2] == "settled":
        place.settle()
    print(place.name, flush=True)
    os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("when", ["unpacking", "settled"])
def test_what_a_killed_import_left_is_swept_by_the_next(when: str, cast: Cast, shelf: Path) -> None:
    shelf.mkdir()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(shelf), when], capture_output=True, text=True, check=False
    )
    name = killed.stdout.strip()
    assert killed.returncode == -9
    assert name in lying_there(shelf)
    package = imported(cast).package
    assert lying_there(shelf) == [package.folder]


def test_a_package_whose_import_died_after_its_rows_stays(cast: Cast, shelf: Path) -> None:
    package = imported(cast).package
    (shelf / ".incoming" / f"{package.folder}.lock").touch()
    imported(cast, many())
    assert package.folder in lying_there(shelf)


def test_what_another_import_is_writing_is_not_swept(cast: Cast, shelf: Path) -> None:
    shelf.mkdir()
    with scorm.incoming(shelf) as place:
        imported(cast)
        assert place.folder.is_dir()


def test_a_newer_version_takes_the_place_that_nobody_has_begun(cast: Cast) -> None:
    old = imported(cast).package
    newer = replace_package(package=old, file=BytesIO(many()), name="new.zip", by=cast.tutor, at=NOW)
    old.refresh_from_db()
    assert newer.retired is None
    assert old.unit is None
    assert Unit.objects.get().package == newer.package


def test_what_somebody_has_begun_stays_and_a_new_unit_takes_its_place(cast: Cast) -> None:
    old = imported(cast).package
    unit = old.unit
    enrolment = placed(unit.course, cast.prisoner.prisoner)
    Progress.objects.create(enrolment=enrolment, unit=unit, began_at=NOW, moved_at=NOW)
    newer = replace_package(package=old, file=BytesIO(many()), name="new.zip", by=cast.tutor, at=NOW)
    unit.refresh_from_db()
    assert newer.retired == unit
    assert (unit.retired_at, unit.package) == (NOW, old)
    stands_in = newer.package.unit
    assert (stands_in.position, stands_in.title, stands_in.retired_at) == (unit.position, unit.title, None)


def test_it_is_not_replaced_by_what_is_here_or_where_it_is_no_draft(cast: Cast, shelf: Path) -> None:
    old = imported(cast).package
    other = imported(cast, many()).package

    def replaced(content: bytes) -> None:
        replace_package(package=old, file=BytesIO(content), name="new.zip", by=cast.tutor, at=NOW)

    with pytest.raises(packages.SamePackage):
        replaced(single())
    with pytest.raises(packages.SamePackage):
        replaced(many())
    Course.objects.update(state=Course.State.PUBLISHED)
    with pytest.raises(NotADraft):
        replaced(without_organisation())
    Unit.objects.filter(pk=old.unit_id).update(retired_at=NOW)
    with pytest.raises(packages.InNoCourse):
        replaced(without_organisation())
    assert lying_there(shelf) == sorted([old.folder, other.folder])


def test_a_person_sees_the_packages_of_the_courses_that_they_see(cast: Cast) -> None:
    package = imported(cast).package
    reach = reach_of(cast.prisoner)
    assert not Package.objects.visible_to(reach).exists()
    Course.objects.update(state=Course.State.PUBLISHED)
    assert Package.objects.visible_to(reach).get() == package
    assert Sco.objects.get().package == package
