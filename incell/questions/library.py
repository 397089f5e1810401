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
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in (".yml", ".yaml")}
    overlays = {name: found["stem"] for name in files if (found := _OVERLAY.fullmatch(name))}
    mains = sorted((name for name in files if name not in overlays), key=lambda name: not _is_generic(files[name]))
    if not mains:
        raise FileNotFoundError(f"no question sets in {folder}")
    faults = [_lost(name) for name, stem in overlays.items() if stem not in {Path(main).stem for main in mains}]
    sets: list[QuestionSet] = []
    generic = None
    for name in mains:
        beside = {other: files[other] for other, stem in overlays.items() if stem == Path(name).stem}
        try:
            one = parse(files[name], name=name, overlay=beside, generic=generic)
        except Broken as broken:
            faults += broken.faults
            continue
        if one.pathway:
            sets.append(one)
        else:
            generic = one
    faults += _twice(sets)
    if faults:
        raise Broken(faults)
    return sorted(sets, key=lambda one: (one.pathway, one.version))


def _is_generic(source: bytes) -> bool:
    return re.search(rb"^generic: *true", source, re.MULTILINE) is not None


def _lost(name: str) -> Fault:
    return Fault(
        code="lost_overlay",
        file=name,
        fault="There is no question set that it belongs to.",
        mend="Name it like its file, with .cy before .yml.",
    )


def _twice(sets: list[QuestionSet]) -> list[Fault]:
    seen: dict[tuple[str, int], str] = {}
    return [
        Fault(
            code="duplicate_set",
            file=one.name,
            fault=f"{other} already holds {one.pathway} version {one.version}.",
            mend="Keep one of the two files.",
        )
        for one in sets
        if (other := seen.setdefault((one.pathway, one.version), one.name)) != one.name
    ]


@lru_cache(maxsize=1)
def built_in() -> tuple[QuestionSet, ...]:
    """Our own seven question sets, for when no folder was given."""
    return tuple(replace(one, name=f"sets/{one.name}") for one in load(SETS))
