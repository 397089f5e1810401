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

    Queries  1 a kind that is there unchanged, 4 one that is not. Raises as catalogue.load.
    """
    found = list(catalogue.built_in()) if folder is None else catalogue.load(folder)
    loaded = [LoadedKind(kind.code, kind.version, _keep(kind, source, by=by, at=at)) for kind, source in found]
    gone = RequestKind.objects.current().exclude(code__in=[kind.code for kind, _ in found])
    for row in gone:
        row.retired_at = at
        row.save(update_fields=["retired_at"])
        audit.write(by=by, verb="retire_kind", what="incell.RequestKind", whom=row.pk, at=at)
        loaded.append(LoadedKind(row.code, row.version, "retired"))
    return loaded


def _keep(kind: Kind, source: Source, *, by: str, at: datetime) -> str:
    known = RequestKind.objects.filter(digest=source.digest).first()
    if known is not None and known.retired_at is None:
        return "unchanged"
    RequestKind.objects.current().filter(code=kind.code).update(retired_at=at)
    if known is not None:
        known.retired_at = None
        known.save(update_fields=["retired_at"])
    row = known or RequestKind.objects.create(
        code=kind.code,
        version=kind.version,
        head=dict(source.head),
        text=source.text,
        overlays=dict(source.overlays),
        digest=source.digest,
        loaded_at=at,
    )
    audit.write(by=by, verb="load_kind", what="incell.RequestKind", whom=row.pk, at=at)
    return "new"


def kind_of(row: RequestKind, lang: str = "en") -> Kind:
    """What a stored kind says, in a language. Kept in memory. Queries: none."""
    return _parse(row.digest, json.dumps(row.head), row.text, json.dumps(row.overlays), lang)


@functools.lru_cache(maxsize=256)
def _parse(digest: str, head: str, text: str, overlays: str, lang: str) -> Kind:
    return catalogue.parse_kind(Source(json.loads(head), text, json.loads(overlays))).told(lang)
