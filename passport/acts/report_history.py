"""A report that is over, as it was submitted or left: under the words of its own version of the questions."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts import access, audit
from accounts.access import Verb
from accounts.keys import signers_of
from accounts.models import User
from accounts.seal import Unreadable
from passport.models import RESTRICTED, Pathway, Report, ReportPart, SectionVersion, is_restricted

from .drafts import Answers, open_drafts
from .reading import READ
from .sections import NoArchiveKey, Section, keys_of, open_version


class StillOpen(Exception):
    """This report is being filled in: there is nothing to read of it yet."""


@dataclass(frozen=True)
class PartRead:
    """One pathway of a report.

    part      None where the report came from another prison: its sections say all.
    section, restricted   what was submitted, opened. untrusted: something of it does not open, or is not here.
    left      answers that were saved and not submitted; None where there are none, or for who may not write reports.
    withheld  something is there that this reader may not see.
    """

    pathway: Pathway
    part: ReportPart | None
    section: Section | None
    restricted: Section | None
    untrusted: bool
    left: Answers | None
    withheld: bool

    @property
    def version(self) -> int | None:
        """The version of the questions."""
        if self.part is not None:
            return self.part.question_set.version
        found = self.section or self.restricted
        stamp = found.data.get("questions") if found else None
        return stamp["version"] if stamp else None


@transaction.atomic
def read_report(*, report: Report, by: User, at: datetime, why: str) -> list[PartRead]:
    """Open a report that is over, pathway by pathway, and write down that the passport was read.

    why      a code, as read_passport takes it.
    Queries  about 12, however many versions there are. Raises NotAllowed, StillOpen.
    """
    if report.is_open:
        raise StillOpen
    passport = report.passport
    reach = access.require(by, Verb.READ_PASSPORT, passport.prisoner)
    restricted = access.can(by, reach, Verb.READ_RESTRICTED, passport.prisoner)
    writes = access.can(by, reach, Verb.WRITE_REPORT, passport.prisoner)
    found = _Opened(report, by, at, restricted, writes)
    parts = {part.pathway: part for part in report.parts.select_related("question_set").prefetch_related("drafts")}
    pathways = [one for one in Pathway if one in parts or {one.value, one.value + RESTRICTED} & set(report.written)]
    told = [found.part(pathway, parts.get(pathway)) for pathway in pathways]
    audit.write(by=by, verb=READ, what="passport.Passport", whom=passport.pk, at=at, why=why)
    return told


class _Opened:
    """The versions of one report, opened one by one for one reader."""

    def __init__(self, report: Report, by: User, at: datetime, restricted: bool, writes: bool) -> None:
        self.report, self.by, self.at, self.restricted, self.writes = report, by, at, restricted, writes
        self.keys = keys_of(report.passport_id)
        wanted = Q(pk__in=())
        for sec, ver in report.written.items():
            wanted |= Q(sec=sec, ver=ver)
        rows = SectionVersion.objects.of(report.passport_id).filter(wanted).prefetch_related("wraps")
        self.rows = {row.sec: row for row in rows}
        self.signers = {iss: signers_of(iss) for iss in {row.iss for row in self.rows.values()}}

    def part(self, pathway: Pathway, part: ReportPart | None) -> PartRead:
        """What this reader may see of one pathway."""
        names = [sec for sec in (pathway.value, pathway.value + RESTRICTED) if sec in self.report.written]
        may = [sec for sec in names if self.restricted or not is_restricted(sec)]
        sections = {sec: self.section(sec) for sec in may}
        drafts = bool(part and part.drafts.all())
        left = self.left(part) if part and drafts and self.writes else None
        return PartRead(
            pathway,
            part,
            sections.get(pathway.value),
            sections.get(pathway.value + RESTRICTED),
            any(one is None for one in sections.values()),
            left,
            len(may) < len(names) or (drafts and (left is None or left.withheld)),
        )

    def section(self, sec: str) -> Section | None:
        row = self.rows.get(sec)
        try:
            if row is None:
                raise ValueError("missing")
            opened = open_version(version=row, keys=self.keys, at=self.at, signers=self.signers[row.iss])
        except (Unreadable, NoArchiveKey, ValueError):
            audit.write(
                by=self.by,
                verb="find_untrusted",
                what="passport.Passport",
                whom=self.report.passport_id,
                at=self.at,
                why=f"{sec} {self.report.written[sec]}",
            )
            return None
        return Section(sec, row.ver, opened.issued_at, opened.data)

    def left(self, part: ReportPart) -> Answers | None:
        try:
            return open_drafts(part, self.keys, restricted=self.restricted)
        except (Unreadable, KeyError):
            return None
