"""What a person has told once: offered again where it is asked, to confirm or change, with its day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts import access, audit
from accounts.access import Verb
from accounts.models import User
from accounts.seal import Unreadable
from incell import questions
from passport import rights
from passport.models import Passport, ReportPart, SectionVersion, is_restricted
from passport.rights import read_same

from .reading import READ
from .sections import NoArchiveKey, keys_of, open_version

MOST_ROWS = 40


@dataclass(frozen=True)
class Before:
    """answers: question id → value, as `questions.check` keeps it; said_at: question id → when it was said."""

    answers: Mapping[str, Any]
    said_at: Mapping[str, datetime]

    @property
    def last(self) -> datetime | None:
        """When the newest of it was said."""
        return max(self.said_at.values(), default=None)


@lru_cache(maxsize=1)
def same_questions() -> Mapping[str, tuple[str, ...]]:
    """The file that comes along. Raises coded.HasFaults, OSError."""
    return read_same((Path(rights.__file__).parent / "same.yml").read_text())


@transaction.atomic
def told_before(*, part: ReportPart, page: questions.Page, by: User, at: datetime) -> Before:
    """What the person's record says already to the questions of one page, as far as this reader may see it.

    An answer that this version of the questions would not take is left out. Opening it is written down as a reading.
    Queries  8, and 3 a section; 1 where nothing was written before. Raises NotAllowed.
    """
    passport = part.report.passport
    reach = access.require(by, Verb.WRITE_REPORT, passport.prisoner)
    wanted = {question.id: _asked_as(part.pathway, question.id) for question in page.walk()}
    pathways = {one.split(".")[0] for names in wanted.values() for one in names}
    secs = {sec for pathway in pathways for sec in (pathway, f"{pathway}_RESTRICTED")}
    if not access.can(by, reach, Verb.READ_RESTRICTED, passport.prisoner):
        secs = {sec for sec in secs if not is_restricted(sec)}
    versions = list(SectionVersion.objects.of(passport.pk).filter(sec__in=secs).newest().prefetch_related("wraps"))
    if not versions:
        return Before({}, {})
    known = _known(versions, at, passport.pk)
    found, said_at = _offered(page, wanted, known)
    if found:
        audit.write(by=by, verb=READ, what="passport.Passport", whom=passport.pk, at=at, why="report")
    return Before(found, said_at)


@dataclass(frozen=True)
class ToldRow:
    """One thing that stands in a section: in the words of the question and of the answer, and when it was said."""

    question: str
    lines: tuple[str, ...]
    said_at: datetime


@transaction.atomic
def told_in(*, passport: Passport, pathway: str, by: User, at: datetime) -> list[ToldRow]:
    """What the person has told of one pathway, as far as this reader may see it; that it was read is written down.

    At most forty rows. Queries: 8, and 3 a section; 2 where nothing was told. Raises NotAllowed.
    """
    reach = access.require(by, Verb.WRITE_PLAN, passport.prisoner)
    secs = [pathway, f"{pathway}_RESTRICTED"]
    if not access.can(by, reach, Verb.READ_RESTRICTED, passport.prisoner):
        secs = secs[:1]
    versions = SectionVersion.objects.of(passport.pk).filter(sec__in=secs).newest().prefetch_related("wraps")
    keys = keys_of(passport.pk)
    found: list[ToldRow] = []
    for version in versions.order_by("sec"):
        try:
            data = open_version(version=version, keys=keys, at=at).data
        except (Unreadable, NoArchiveKey):
            continue
        said_at = parse_datetime(str(data.get("said_at", ""))) or version.sealed_at
        found += [row for one in data.get("rows", []) if (row := _row_of(one, said_at)).lines]
    if found:
        audit.write(by=by, verb=READ, what="passport.Passport", whom=passport.pk, at=at, why="plan")
    return found[:MOST_ROWS]


def _row_of(row: Mapping[str, Any], said_at: datetime) -> ToldRow:
    answer = row.get("answer") or ()
    lines = (answer,) if isinstance(answer, str) else tuple(str(line) for line in answer)
    return ToldRow(str(row.get("question", "")), lines, said_at)


def _asked_as(pathway: str, question: str) -> tuple[str, ...]:
    """The names under which this may have been told, its own first."""
    own = f"{pathway}.{question}"
    return (own, *same_questions().get(own, ()))


def _known(versions: list[SectionVersion], at: datetime, rec: Any) -> dict[str, tuple[Any, datetime]]:
    """Every answer of these versions: "PATHWAY.KEY" → (value, when it was said)."""
    keys = keys_of(rec)
    known: dict[str, tuple[Any, datetime]] = {}
    for version in versions:
        try:
            data = open_version(version=version, keys=keys, at=at).data
        except (Unreadable, NoArchiveKey):
            continue  # the page of the passport says that it can't be trusted; here it is as if it was never told
        said_at = parse_datetime(str(data.get("said_at", ""))) or version.sealed_at
        pathway = version.sec.removesuffix("_RESTRICTED")
        known |= {f"{pathway}.{key}": (value, said_at) for key, value in dict(data.get("answers") or {}).items()}
    return known


def _offered(
    page: questions.Page, wanted: Mapping[str, tuple[str, ...]], known: Mapping[str, tuple[Any, datetime]]
) -> tuple[dict[str, Any], dict[str, datetime]]:
    given: dict[str, Any] = {}
    when: dict[str, datetime] = {}
    for question in page.walk():
        name = next((one for one in wanted[question.id] if one in known), None)
        if name is None:
            continue
        given[question.id], when[question.id] = known[name]
        for option in question.options:
            key = questions.free_text_key(question.id, option.id)
            if option.free_text and f"{name.split('.')[0]}.{key}" in known:
                given[key] = known[f"{name.split('.')[0]}.{key}"][0]
    kept = questions.check(page, given)
    answers = {key: value for key, value in kept.answers.items() if key.split("/")[0] not in kept.errors}
    return answers, {key: moment for key, moment in when.items() if key in answers}
