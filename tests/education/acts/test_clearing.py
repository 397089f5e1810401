"""Launches long over and files of packages out of use go; what somebody may still need stays."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from accounts.models import AuditEntry, Prison
from education.acts import clearing
from education.acts.clearing import clear_packages, forget_launches
from education.acts.launching import NothingToOpen, begin, leave
from education.acts.packages import import_package
from education.models import Attempt, Course, Enrolment, Launch, Package, Unit
from tests.cast import Cast
from tests.launches import opened, studying
from tests.packages import single

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path) -> Iterator[Path]:
    with override_settings(CONTENT_FOLDER=tmp_path, DISK_FLOOR_MIB=0, PACKAGE_DAYS=30, LAUNCH_DAYS=10):
        yield tmp_path


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def old(package: Package, days: int = 31) -> Package:
    Package.objects.filter(pk=package.pk).update(imported_at=timezone.now() - days * DAY)
    package.refresh_from_db()
    return package


def cleared(now: datetime) -> int:
    return clear_packages(by="node:MDI", at=now)


def test_a_launch_long_over_is_forgotten(cast: Cast, node: object, now: datetime) -> None:
    enrolment, _unit, package = studying(cast)
    over = opened(cast, enrolment, package, at=now - 12 * DAY)
    begin(launch=over.pk, by=cast.prisoner, at=now - 12 * DAY)
    leave(launch=over.pk, by=cast.prisoner, at=now - 11 * DAY)
    opened(cast, enrolment, package, at=now - 10 * DAY - timedelta(hours=1))  # it ran out less than ten days ago
    running = opened(cast, enrolment, package, at=now)
    Launch.objects.exclude(pk__in=[over.pk, running.pk]).update(ended_at=None, ended="")
    assert forget_launches(at=now) == 1
    assert not Launch.objects.filter(pk=over.pk).exists()
    assert Launch.objects.count() == 2
    assert Attempt.objects.get().held_by is None
    assert forget_launches(at=now) == 0


def test_only_what_is_out_of_use_is_cleared(cast: Cast, shelf: Path, now: datetime) -> None:
    enrolment, unit, package = studying(cast)
    old(package)
    assert cleared(now) == 0  # its course goes on
    Unit.objects.filter(pk=unit.pk).update(retired_at=now - 29 * DAY)
    assert cleared(now) == 0  # not long enough
    Unit.objects.filter(pk=unit.pk).update(retired_at=now - 31 * DAY)
    attempt = Attempt.objects.create(
        enrolment=enrolment, sco=package.scos.get(), began_at=now - 40 * DAY, moved_at=now - 40 * DAY
    )
    assert cleared(now) == 0  # he has begun it and is on the course
    Enrolment.objects.update(state=Enrolment.State.COMPLETED)
    Attempt.objects.update(moved_at=now - 3 * DAY)
    assert cleared(now) == 0  # he has just looked at it again
    Attempt.objects.update(moved_at=now - 40 * DAY)
    assert cleared(now) == 1
    package.refresh_from_db()
    assert package.cleared_at == now
    assert sorted(path.name for path in shelf.rglob("*")) == [clearing.OUTGOING]
    assert AuditEntry.objects.filter(verb="clear_package").count() == 1
    assert Attempt.objects.get() == attempt  # what he did is his
    assert cleared(now) == 0
    with pytest.raises(NothingToOpen):
        opened(cast, Enrolment.objects.get(), package)


@pytest.mark.parametrize("where", ["in no course", "in a retired course"])
def test_what_nobody_has_begun_goes(cast: Cast, shelf: Path, now: datetime, where: str) -> None:
    _enrolment, unit, package = studying(cast)
    old(package)
    if where == "in no course":
        Package.objects.update(unit=None)
    else:
        Course.objects.filter(pk=unit.course_id).update(state=Course.State.RETIRED)
    assert cleared(now) == 1
    assert not (shelf / package.folder).exists()


def test_whenever_it_dies_nothing_half_is_left(cast: Cast, shelf: Path, now: datetime, monkeypatch: Any) -> None:
    _enrolment, _unit, package = studying(cast, {"index.html": "a", "more/page.html": "b"})
    old(package)
    Package.objects.update(unit=None)

    def die(*said: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:  # marked, and not yet moved
        patch.setattr("education.acts.clearing._remove_what_is_marked", die)
        with pytest.raises(KeyboardInterrupt):
            cleared(now)
    assert len(list((shelf / package.folder).rglob("*.html"))) == 2
    with monkeypatch.context() as patch:  # moved, and not yet removed
        patch.setattr("education.acts.clearing.shutil.rmtree", die)
        with pytest.raises(KeyboardInterrupt):
            cleared(now)
    assert not (shelf / package.folder).exists()
    assert cleared(now) == 0
    assert list(shelf.rglob("*.html")) == []


def test_the_same_file_brings_it_back(cast: Cast, shelf: Path, now: datetime) -> None:
    said: dict[str, Any] = {"name": "course.zip", "prison": Prison.objects.get(pk="MDI"), "by": cast.tutor, "at": now}
    package = old(import_package(file=BytesIO(single()), **said).package)
    Package.objects.update(unit=None)
    assert cleared(now) == 1
    assert not (shelf / package.folder).exists()
    again = import_package(file=BytesIO(single()), **said)
    assert (again.package, again.fresh) == (package, False)
    assert (shelf / package.folder / "index.html").is_file()
    assert Package.objects.get().cleared_at is None
    assert cleared(now) == 0
    assert (shelf / package.folder / "index.html").is_file()


def test_a_place_that_is_not_there_yet_has_room(settings: Any, tmp_path: Path) -> None:
    settings.CONTENT_FOLDER = tmp_path / "not" / "made"
    free, whole = clearing.room()
    assert 0 < free <= whole
