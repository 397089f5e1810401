"""Loading the kinds of request: all of a folder or nothing of it, every version kept."""

import functools
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from accounts import audit
from incell import catalogue
from incell.catalogue import Kind, Source
from incell.models import RequestKind


@dataclass(frozen=True)
class LoadedKind:
    """What became of one kind: "new", "unchanged" or "retired"."""

    code: str
    version: int
    outcome: str


@transaction.atomic
def load_kinds(*, folder: Path | None = None, by: str, at: datetime) -> list[LoadedKind]:
    """Put the kinds of a folder into force, without one those that come with Throughgate; retire all others.

    Queries  2; 3 more where a kind is not there unchanged, and 1 for each of those; 2 for each that is retired.
    Raises as catalogue.load.
    """
    found = list(catalogue.built_in()) if folder is None else catalogue.load(folder)
    known = RequestKind.objects.in_bulk([source.digest for _, source in found], field_name="digest")
    here = {digest for digest, row in known.items() if row.retired_at is None}
    fresh = [(kind, source) for kind, source in found if source.digest not in here]
    if fresh:
        _put_into_force(fresh, known, by=by, at=at)
    loaded = [
        LoadedKind(kind.code, kind.version, "unchanged" if source.digest in here else "new") for kind, source in found
    ]
    gone = RequestKind.objects.current().exclude(code__in=[kind.code for kind, _ in found])
    for row in gone:
        row.retired_at = at
        row.save(update_fields=["retired_at"])
        audit.write(by=by, verb="retire_kind", what="incell.RequestKind", whom=row.pk, at=at)
        loaded.append(LoadedKind(row.code, row.version, "retired"))
    return loaded


def _put_into_force(kinds: list[tuple[Kind, Source]], known: dict[str, RequestKind], *, by: str, at: datetime) -> None:
    """Each in the place of the one of its code; `known` are the rows that were in force once, by digest."""
    RequestKind.objects.current().filter(code__in=[kind.code for kind, _ in kinds]).update(retired_at=at)
    again = [known[source.digest].pk for _, source in kinds if source.digest in known]
    RequestKind.objects.filter(pk__in=again).update(retired_at=None)
    made = RequestKind.objects.bulk_create(
        RequestKind(
            code=kind.code,
            version=kind.version,
            head=dict(source.head),
            text=source.text,
            overlays=dict(source.overlays),
            digest=source.digest,
            loaded_at=at,
        )
        for kind, source in kinds
        if source.digest not in known
    )
    for whom in [*again, *(row.pk for row in made)]:
        audit.write(by=by, verb="load_kind", what="incell.RequestKind", whom=whom, at=at)


def kind_of(row: RequestKind, lang: str = "en") -> Kind:
    """What a stored kind says, in a language. Kept in memory. Queries: none."""
    return _parse(row.digest, json.dumps(row.head), row.text, json.dumps(row.overlays), lang)


@functools.lru_cache(maxsize=256)
def _parse(digest: str, head: str, text: str, overlays: str, lang: str) -> Kind:
    return catalogue.parse_kind(Source(json.loads(head), text, json.loads(overlays))).told(lang)
