"""Loading question sets: all of a folder or nothing of it, every version kept."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts import audit
from incell import questions
from incell.models import QuestionSet

KEPT = ("pathway", "version", "name", "text", "overlays", "generic", "digest")


class NoQuestionSets(Exception):
    """The folder holds no question set (*.yml)."""


@dataclass(frozen=True)
class Loaded:
    """What became of one file: "new", or "unchanged"."""

    name: str
    pathway: str
    version: int
    outcome: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Files:
    """One question set with the texts it was read from, as they are kept."""

    parsed: questions.QuestionSet
    text: str
    overlays: dict[str, str]
    generic: str


def read_folder(folder: Path) -> list[Files]:
    """Parse every question set of a folder. Raises NoQuestionSets, questions.Broken with the faults of all files."""
    try:
        sets = questions.load(folder)
    except FileNotFoundError as error:
        raise NoQuestionSets(str(folder)) from error
    names = {one.name for one in sets}
    files = sorted(path for path in folder.iterdir() if path.suffix in (".yml", ".yaml"))
    overlays = {one.name: {path.name: path.read_text() for path in files if _overlays(path, one.name)} for one in sets}
    taken = names | {name for of_one in overlays.values() for name in of_one}
    shared = next((path.read_text() for path in files if path.name not in taken), "")
    return [
        Files(
            one,
            (folder / one.name).read_text(),
            overlays[one.name],
            shared if one.generic_version is not None else "",
        )
        for one in sets
    ]


def _overlays(path: Path, name: str) -> bool:
    return path.name != name and path.name.startswith(Path(name).stem + ".")


@transaction.atomic
def load_question_sets(*, folder: Path, by: str, at: datetime) -> list[Loaded]:
    """Put the question sets of a folder into force, the highest version of each pathway.

    A version before is retired, never changed or deleted: old answers are read under it.
    Queries  1 a set that is there unchanged, 6 one that is not. Raises as read_folder.
    """
    files = read_folder(folder)
    highest = {one.parsed.pathway: one.parsed.version for one in files}  # sorted by version: the last one stays
    loaded = []
    for one in files:
        current = one.parsed.version == highest[one.parsed.pathway]
        outcome = "new" if _keep(one, current=current, by=by, at=at) else "unchanged"
        loaded.append(Loaded(one.parsed.name, one.parsed.pathway, one.parsed.version, outcome, one.parsed.notes))
    return loaded


def _keep(one: Files, *, current: bool, by: str, at: datetime) -> bool:
    known = QuestionSet.objects.filter(digest=one.parsed.digest).first()
    in_force = known is not None and known.retired_at is None
    if known is not None and in_force == current and (known.overlays, known.generic) == (one.overlays, one.generic):
        return False
    if current:
        QuestionSet.objects.current().filter(pathway=one.parsed.pathway).update(retired_at=at)
    row, _ = QuestionSet.objects.update_or_create(
        digest=one.parsed.digest,
        defaults={
            "pathway": one.parsed.pathway,
            "version": one.parsed.version,
            "name": one.parsed.name,
            "text": one.text,
            "overlays": one.overlays,
            "generic": one.generic,
            "loaded_at": at,
            "retired_at": None if current else at,
        },
    )
    audit.write(by=by, verb="load_question_set", what="incell.QuestionSet", whom=row.pk, at=at)
    return True


@transaction.atomic
def keep_retired(*, said: Mapping[str, Any], at: datetime) -> QuestionSet:
    """Keep a version that another prison asked, so that its answers can be read here. It is not put into force.

    said     pathway, version, name, text, overlays, generic, digest; the digest has to be that of the text.
    Queries  1-2. Raises questions.Broken.
    """
    there = QuestionSet.objects.filter(digest=said["digest"]).first()
    if there is not None:
        return there
    one = _parse(said["name"], said["text"], tuple(sorted(said["overlays"].items())), said["generic"])
    if (one.digest, one.pathway, one.version) != (said["digest"], said["pathway"], said["version"]):
        raise questions.Broken([])
    row = QuestionSet(**{name: said[name] for name in KEPT}, loaded_at=at, retired_at=at)
    row.save(force_insert=True)
    return row


def parsed(row: QuestionSet) -> questions.QuestionSet:
    """The parsed set of a stored one, kept in memory. Queries: none."""
    return _parse(row.name, row.text, tuple(sorted(row.overlays.items())), row.generic)


@functools.lru_cache(maxsize=64)
def _parse(name: str, text: str, overlays: tuple[tuple[str, str], ...], generic: str) -> questions.QuestionSet:
    shared = questions.parse(generic, name="generic") if generic else None
    return questions.parse(text, name=name, overlay=dict(overlays), generic=shared)
