"""What of packages is no longer needed: launches long over, and files of packages that are out of use.

The rows of a package and of what somebody did in it stay; only its files go. The same zip brings them back.
"""

import contextlib
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models, transaction

from accounts import audit
from education.models import Attempt, Course, Enrolment, Launch, Package

OUTGOING = ".outgoing"
AT_ONCE = 500  # launches in one go
FEW = 5  # packages in one go: removing thousands of files takes a while


def forget_launches(*, at: datetime) -> int:
    """Delete launches that were over LAUNCH_DAYS ago; returns how many. Their hosts answer nothing since they ended.

    What a terminal still keeps of one can then be taken in no more: the days are far more than a terminal stays away.
    Queries: 1, about 4 when there are any.
    """
    before = at - timedelta(days=settings.LAUNCH_DAYS)
    over = models.Q(ended_at__lte=before) | models.Q(expires_at__lte=before)
    old = list(Launch.objects.filter(over).order_by("opened_at").values_list("pk", flat=True)[:AT_ONCE])
    if old:
        with transaction.atomic():
            Attempt.objects.filter(held_by__in=old).update(held_by=None)
            Launch.objects.filter(pk__in=old).delete()
    return len(old)


def clear_packages(*, by: str, at: datetime) -> int:
    """Take away the files of packages that are out of use, and have been for PACKAGE_DAYS; returns of how many.

    Out of use is one that is in no unit, or whose unit or course is retired, while nobody who has begun it is still on
    the course. Marked first, in a transaction; the folder then leaves with one rename and is removed beside the others,
    so that a package lies there whole or not at all, whenever the process dies: the next call goes on.
    Queries: 2, about 8 a package.
    """
    cleared = 0
    for pk in list(_out_of_use(at).order_by("imported_at").values_list("pk", flat=True)[:FEW]):
        with transaction.atomic():
            held = Package.objects.select_for_update(of=("self",)).get(pk=pk)
            if not _out_of_use(at).filter(pk=pk).exists():
                continue
            held.cleared_at = at
            held.save(update_fields=["cleared_at"])
            audit.write(by=by, verb="clear_package", what="education.Package", whom=pk, at=at)
        cleared += 1
    with contextlib.suppress(OSError):  # a folder that can't be written now is tried again
        _remove_what_is_marked()
    return cleared


def _out_of_use(at: datetime) -> models.QuerySet[Package]:
    before = at - timedelta(days=settings.PACKAGE_DAYS)
    nowhere = models.Q(unit=None)
    retired = models.Q(unit__retired_at__lte=before) | models.Q(unit__course__state=Course.State.RETIRED)
    begun = Attempt.objects.filter(sco__package=models.OuterRef("pk"))
    needed = begun.filter(models.Q(enrolment__state=Enrolment.State.PLACED) | models.Q(moved_at__gt=before))
    there = Package.objects.filter(cleared_at=None, imported_at__lte=before)
    return there.filter(nowhere | retired).exclude(models.Exists(needed))


def _remove_what_is_marked() -> None:
    root = Path(settings.CONTENT_FOLDER)
    outgoing = root / OUTGOING
    if not root.is_dir():
        return
    lying = {one.name for one in os.scandir(root) if one.is_dir()}
    marked = Package.objects.exclude(cleared_at=None).values_list("pk", "folder")
    for pk in [pk for pk, folder in marked if folder in lying][:FEW]:
        with transaction.atomic():
            held = Package.objects.select_for_update(of=("self",)).get(pk=pk)
            if held.cleared_at is not None and (root / held.folder).is_dir():  # else it was brought in again meanwhile
                outgoing.mkdir(exist_ok=True)
                (root / held.folder).rename(outgoing / held.folder)
    for folder in sorted(outgoing.glob("*")):
        shutil.rmtree(folder, ignore_errors=True)


def room() -> tuple[int, int]:
    """Bytes that are free where packages lie, and bytes of the whole disk. Queries: none."""
    folder = Path(settings.CONTENT_FOLDER)
    while not folder.exists():
        folder = folder.parent
    found = shutil.disk_usage(folder)
    return found.free, found.total
