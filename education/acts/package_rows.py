"""The rows of a package: itself, and its menu."""

from datetime import datetime

from accounts import audit
from accounts.models import Prison, User
from education import scorm
from education.models import Package, Sco


def write(
    contents: scorm.Contents, place: scorm.Place, sha256: str, name: str, prison: Prison, by: User | str, at: datetime
) -> Package:
    """Queries: 3 for the rows, 3 for the audit line."""
    manifest = contents.manifest
    stem = scorm.printable(name.rpartition(".")[0] or name, 300)
    notes = [[note.code, dict(note.about)] for note in contents.notes]
    package = Package.objects.create(
        prison=prison,
        title=manifest.title or stem or manifest.items[0].title,
        edition=manifest.edition,
        sha256=sha256,
        folder=place.name,
        files=len(contents.files),
        bytes=contents.bytes,
        imported_by=by if isinstance(by, User) else None,
        imported_at=at,
        extra=manifest.extra | ({"notes": notes} if notes else {}),
    )
    save_menu(package, manifest.items)
    audit.write(by=by, verb="import_package", what="education.Package", whom=package.pk, at=at, why=sha256[:16])
    return package


def save_menu(package: Package, items: list[scorm.Item]) -> None:
    """The menu as rows, level by level, so that each parent is there before what is below it. Queries: 1 a level."""
    levels: list[list[Sco]] = []
    count = 0

    def add(item: scorm.Item, parent: Sco | None, depth: int) -> None:
        nonlocal count
        count += 1
        row = Sco(
            package=package,
            parent=parent,
            position=count,
            depth=depth,
            kind=item.kind,
            identifier=item.identifier,
            title=item.title,
            href=item.path,
            parameters=item.parameters,
            mastery_score=item.mastery_score,
            max_time=item.max_time,
            data_from_lms=item.data_from_lms,
            extra=item.extra,
        )
        if depth == len(levels):
            levels.append([])
        levels[depth].append(row)
        for one in item.children:
            add(one, row, depth + 1)

    for item in items:
        add(item, None, 0)
    for level in levels:
        Sco.objects.bulk_create(level)
