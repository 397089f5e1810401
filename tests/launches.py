"""Packages that lie unpacked, and launches of them, for tests."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from accounts.keys import node_keys
from accounts.seal import seal_to
from education.acts.launching import key_of, open_activity
from education.acts.saving import TYP
from education.models import Enrolment, Launch, Package, Sco, Unit
from tests.cast import NOW, Cast
from tests.courses import a_course, a_unit, placed

ORIGIN = "http://testserver"


def a_package(
    unit: Unit | None, files: dict[str, str | bytes], starts: list[str], edition: str = "1.2", **more: Any
) -> Package:
    """A package with these files in CONTENT_FOLDER, and one activity for each path in `starts`."""
    folder = uuid4().hex
    for name, content in files.items():
        path = Path(settings.CONTENT_FOLDER) / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    package = Package.objects.create(
        prison_id="MDI",
        unit=unit,
        title="Kitchen safety",
        edition=edition,
        sha256=uuid4().hex * 2,
        folder=folder,
        files=len(files),
        bytes=1,
        imported_at=NOW,
    )
    for position, href in enumerate(starts):
        said = {"kind": Sco.Kind.SCO, "identifier": f"I{position}", "title": f"Part {position + 1}"} | more
        Sco.objects.create(package=package, position=position, href=href, **said)
    return package


def studying(
    cast: Cast, files: dict[str, str | bytes] | None = None, starts: tuple[str, ...] = ("index.html",), **more: Any
) -> tuple[Enrolment, Unit, Package]:
    """The prisoner of the cast has a place on a course with one package."""
    course = a_course()
    unit = a_unit(course, kind=Unit.Kind.PACKAGE)
    package = a_package(unit, files or {"index.html": "<p>Hello"}, list(starts), **more)
    return placed(course, cast.prisoner.prisoner), unit, package


def opened(cast: Cast, enrolment: Enrolment, package: Package, n: int = 0, **more: Any) -> Launch:
    """The n-th activity, opened by the prisoner on the cast's terminal."""
    said = {"by": cast.prisoner, "terminal": cast.terminal, "at": timezone.now(), "origin": ORIGIN} | more
    return open_activity(enrolment=enrolment.pk, sco=package.scos.all()[n].pk, **said)


def sealed(launch: Launch, number: int, cmi: dict[str, str], /, **more: Any) -> str:
    """One state as the page of the launch seals it."""
    said = {"v": 1, "key": key_of(launch.pk, "save"), "number": number, "seconds": 0, "finished": False, "cmi": cmi}
    aad = {"launch": str(launch.pk), "node": settings.NODE_NAME, "number": number, "v": 1}
    return seal_to(node_keys().read.public, TYP, aad, json.dumps(said | more).encode())
