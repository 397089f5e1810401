"""After a restore: people and their passports come back as rows, from what their sealed records say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.acts.moving import staff_of
from accounts.models import Prison, Prisoner
from accounts.seal import ReadingKey, Unreadable
from passport import journal
from passport.models import (
    Arrival,
    JoinedRecord,
    JournalEntry,
    Passport,
    Pathway,
    PathwayState,
    SectionVersion,
    Stay,
    Transfer,
)

from .carriers import PERSON, apply_all
from .holding import holders_of
from .sections import NoArchiveKey, keys_of, open_version
from .stays import begin_stay

COVER = "IDENTITY"
A_TIME = 500  # records that are looked at together


@dataclass
class Back:
    """people, passports: rows that were made; closed: records that nothing here opens (erased, or their key is lost);
    doubtful: of which a carried section did not open.
    """

    people: int = 0
    passports: int = 0
    closed: int = 0
    doubtful: list[UUID] = field(default_factory=list)


def bring_back(*, by: str, at: datetime) -> Back:
    """Give every record that is this prison's a person and a passport again. A second time finds nothing to do.

    by       who runs it at the machine, "command:sync". Each record in a transaction of its own.
    Queries  about 15 a record that lacks its passport, else 4 in all.
    """
    _settle(at)
    done, me = Back(), journal.own_name()
    covers = SectionVersion.objects.filter(sec=COVER, ver=1).exclude(rec__in=Passport.objects.values("pk"))
    recs = list(covers.exclude(rec__in=JoinedRecord.objects.values("rec")).values_list("rec", "iss"))
    for begin in range(0, len(recs), A_TIME):
        some = recs[begin : begin + A_TIME]
        moved = holders_of(rec for rec, _ in some)
        for rec, iss in some:
            if moved.get(rec, iss) == me:
                _bring_back(rec, done, by, at)
    return done


def _settle(at: datetime) -> None:
    """Transfers to this prison stand where its own journal left them, not where central's first words begin."""
    mine = JournalEntry.objects.filter(origin=journal.own_name())
    coming = {str(one.pk): one for one in Transfer.objects.open().filter(destination=journal.own_name())}
    for kind, state in (("arrived", Transfer.State.ARRIVED), ("transfer_returned", Transfer.State.RETURNED)):
        for entry in mine.filter(kind=kind) if coming else ():
            row = coming.get(journal.entry_of(entry).said["id"])
            if row is not None:
                Transfer.objects.filter(pk=row.pk).update(state=state, ended_at=entry.at)
                Arrival.objects.filter(transfer=row).update(accepted_at=entry.at)
                if state == Transfer.State.RETURNED:
                    Arrival.objects.filter(transfer=row).delete()


@transaction.atomic
def _bring_back(rec: UUID, done: Back, by: str, at: datetime) -> None:
    try:
        keys = keys_of(rec)
        said = _said(rec, keys, at)
    except (Unreadable, NoArchiveKey, KeyError, ValueError, TypeError):
        done.closed += 1
        return
    prisoner, new = _prisoner(said)
    done.people += new
    if Passport.objects.filter(prisoner=prisoner).exists():
        own = Passport.objects.get(prisoner=prisoner)
        JoinedRecord.objects.create(rec=rec, passport=own, came_from=journal.own_name(), at=at)
        return
    opened_at = SectionVersion.objects.of(rec).order_by("sealed_at").values_list("sealed_at", flat=True)[0]
    passport = Passport.objects.create(pk=rec, prisoner=prisoner, opened_at=opened_at)
    written = set(SectionVersion.objects.of(rec).values_list("sec", flat=True))
    PathwayState.objects.bulk_create(
        PathwayState(passport=passport, pathway=pathway, status=_status(pathway, written), updated_at=at)
        for pathway in Pathway
    )
    began = Stay.Began.RECEPTION
    begin_stay(prisoner=prisoner, began=began, at=at)
    if apply_all(prisoner=prisoner, passport=passport, keys=keys, of=staff_of(prisoner.prison), at=at):
        done.doubtful.append(rec)
    done.passports += 1
    audit.write(by=by, verb="bring_back_passport", what="passport.Passport", whom=rec, at=at)


def _said(rec: UUID, keys: Mapping[str, ReadingKey], at: datetime) -> dict[str, Any]:
    """What the newest cover sheet says, and the name as two where another prison has said it so."""
    newest = {row.sec: row for row in SectionVersion.objects.of(rec).newest().filter(sec__in=(COVER, PERSON))}
    cover = open_version(version=newest[COVER], keys=keys, at=at).data
    first, _, last = str(cover["name"]).rpartition(" ")
    said = {
        "number": cover["prison_number"],
        "first_name": (first or last)[:80],
        "last_name": last[:80],
        "date_of_birth": date.fromisoformat(cover["date_of_birth"]),
        "release_on": date.fromisoformat(cover["release_on"]) if cover["release_on"] else None,
        "release_kind": cover["release_kind"] or "",
        "prison": str(cover["prison"]),
    }
    if PERSON in newest:
        person = open_version(version=newest[PERSON], keys=keys, at=at).data
        if person["number"] == said["number"]:
            said |= {name: str(person[name])[:80] for name in ("first_name", "last_name")}
    return said


def _prisoner(said: dict[str, Any]) -> tuple[Prisoner, bool]:
    """Whoever has this number here, or a new row that the next roll brings up to date. Queries: 1-4."""
    name = said.pop("prison")
    prison, _ = Prison.objects.get_or_create(code=journal.own_name(), defaults={"name": name})
    return Prisoner.objects.get_or_create(
        number=said["number"], defaults={**said, "prison": prison, "status": "ACTIVE IN"}
    )


def _status(pathway: Pathway, written: set[str]) -> PathwayState.Status:
    """Where there are answers somebody has begun; how far, only the backup knew."""
    begun = {pathway.value, f"{pathway.value}_RESTRICTED"} & written
    return PathwayState.Status.IN_PROGRESS if begun else PathwayState.Status.NOT_STARTED
