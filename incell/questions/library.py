"""Question sets out of a folder: the service's, or our own in `sets/`."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from .faults import Broken, Fault
from .reading import parse
from .shapes import QuestionSet

SETS = Path(__file__).with_name("sets")
_OVERLAY = re.compile(r"(?P<stem>.+)\.(?P<lang>[a-z]{2,3}|restricted)\.ya?ml")


def load(folder: Path) -> list[QuestionSet]:
    """Every question set in a folder (*.yml, *.yaml), by pathway and version.

    `x.cy.yml` and `x.restricted.yml` are overlays of `x.yml`; a file with `generic: true` gives version 1
    sets their shared pages.
    Raises   Broken with the faults of all files; FileNotFoundError when the folder has no question set.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix in (".yml", ".yaml"))
    mains = [path for path in files if not _OVERLAY.fullmatch(path.name)]
    if not mains:
        raise FileNotFoundError(f"no question sets in {folder}")
    faults = [
        Fault(
            code="lost_overlay",
            file=path.name,
            fault="There is no question set that it belongs to.",
            mend="Name it like its file, with .cy before .yml.",
        )
        for path in files
        if (found := _OVERLAY.fullmatch(path.name)) and found["stem"] not in {main.stem for main in mains}
    ]
    sets = _read(mains, files, None, faults)
    generic = next((one for one in sets if not one.pathway), None)
    if generic is not None:
        names = {one.name for one in sets if one.generic_version == generic.version}
        waiting = [path for path in mains if path.name in names]
        again = _read(waiting, files, generic, faults)
        sets = [next((new for new in again if new.name == one.name), one) for one in sets if one.pathway]
    seen: dict[tuple[str, int], str] = {}
    for one in sets:
        other = seen.setdefault((one.pathway, one.version), one.name)
        if other != one.name:
            faults.append(
                Fault(
                    code="duplicate_set",
                    file=one.name,
                    mend="Keep one of the two files.",
                    fault=f"{other} already holds {one.pathway} version {one.version}.",
                )
            )
    if faults:
        raise Broken(faults)
    return sorted(sets, key=lambda one: (one.pathway, one.version))


def _read(mains: list[Path], files: list[Path], generic: QuestionSet | None, faults: list[Fault]) -> list[QuestionSet]:
    sets = []
    for path in mains:
        overlays = {
            file.name: file.read_bytes()
            for file in files
            if (found := _OVERLAY.fullmatch(file.name)) and found["stem"] == path.stem
        }
        try:
            sets.append(parse(path.read_bytes(), name=path.name, overlay=overlays, generic=generic))
        except Broken as broken:
            faults += broken.faults
    return sets


@lru_cache(maxsize=1)
def built_in() -> tuple[QuestionSet, ...]:
    """Our own seven question sets, for when no folder was given."""
    return tuple(replace(one, name=f"sets/{one.name}") for one in load(SETS))
