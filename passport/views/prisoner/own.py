from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from passport.acts.reading import Reading, read_passport, who_wrote
from passport.acts.sections import Section
from passport.models import RESTRICTED, Passport, Pathway, PathwayState, is_restricted

from .person import passport_here
from .plain import STATUSES, name_of, person_of


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def own(request: Request) -> HttpResponse:
    """The person's own passport: each part in plain words, closed until it is asked for. Queries: 16."""
    passport = passport_here(request)
    if passport is None:
        return render(request, "passport/prisoner/own.html", {"passport": None})
    reading = read_passport(passport=passport, by=request.user, at=timezone.now(), why="own")
    parts, missing = _parts(passport, reading)
    return render(
        request,
        "passport/prisoner/own.html",
        {
            "passport": passport,
            "cover": _cover(reading["IDENTITY"]),
            "words": reading["MY_WORDS"],
            "untrusted": bool(reading.untrusted),
            "parts": parts,
            "missing": missing,
            "private": any(is_restricted(section.sec) and _has_rows(section) for section in reading.sections),
        },
    )


@never_cache
@door(Verb.OWN_PASSPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def private(request: Request) -> HttpResponse:
    """The restricted answers. A GET only warns that somebody may be looking; a POST shows them. Queries: 15."""
    passport = passport_here(request)
    if passport is None:
        return redirect("passport:own")
    if request.method != "POST":
        return render(request, "passport/prisoner/private.html", {"shown": False})
    reading = read_passport(passport=passport, by=request.user, at=timezone.now(), why="own")
    writers = who_wrote(passport=passport)
    sections = [section for section in reading.sections if is_restricted(section.sec) and _has_rows(section)]
    parts = [_answers(section, writers) for section in sections]
    return render(request, "passport/prisoner/private.html", {"shown": True, "parts": parts})


def _parts(passport: Passport, reading: Reading) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The pathways with answers to show, and those that nobody has asked about.

    A pathway whose answers are all restricted is in neither: its name beside a lock would say too much.
    """
    writers = who_wrote(passport=passport)
    started = passport.pathways.exclude(status=PathwayState.Status.NOT_STARTED)
    statuses = {state.pathway: STATUSES[state.status] for state in started}
    there: list[dict[str, Any]] = []
    missing: list[dict[str, Any]] = []
    for pathway in Pathway.values:
        section = reading[pathway]
        if section and _has_rows(section):
            there.append({**_answers(section, writers), "status": statuses.get(pathway)})
        elif not _has_rows(reading[pathway + RESTRICTED]):
            name = name_of(pathway)
            missing.append({"name": name.words, "icon": name.icon})
    return there, missing


def _has_rows(section: Section | None) -> bool:
    return bool(section and section.data.get("rows"))


def _answers(section: Section, writers: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """One part for the page: its plain name, the rows, the day, and who wrote it down."""
    name, data = name_of(section.sec), section.data
    said_at = parse_datetime(data.get("said_at", "")) or section.at
    return {
        "sec": section.sec,
        "name": name.words,
        "icon": name.icon,
        "rows": [{**row, "lines": _lines(row.get("answer"))} for row in data.get("rows", [])],
        "lang": data.get("lang", "en"),
        "said_at": said_at,
        "by": person_of(writers.get(section.sec, ())),
    }


def _lines(answer: Any) -> list[str]:
    return [line for line in (answer if isinstance(answer, list) else [answer]) if line]


def _cover(section: Section | None) -> dict[str, Any] | None:
    if section is None:
        return None
    days = {key: parse_date(section.data.get(key) or "") for key in ("date_of_birth", "release_on")}
    return {**section.data, **days}
