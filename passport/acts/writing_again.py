"""Two histories made one: what was written here since an old backup is written again behind what central has.

A person says so (sync/SPEC.md, section 10). First `set_aside`, then the copy from central, then `write_again`. Killed
in between, what lies aside is still there, and the next run goes on.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.models import AgencyKey
from accounts.seal import PublicReadingKey, read_object, unb64
from passport import journal
from passport.models import (
    SECTIONS,
    CarriedLetter,
    Handover,
    JournalEntry,
    JournalTip,
    Lane,
    Passport,
    SectionVersion,
    Wrap,
)

from .handover import renew_handovers
from .sections import CENTRAL, NoArchiveKey, RecordMoved, keys_of, open_version, sign_next_head, write_section

ASIDE = "ASIDE"  # in place of the destination: entries that are in no journal
MARK = "~"  # before a section's name: a version that is in no history
LANES = (Lane.BULK, Lane.URGENT)
MOVES = frozenset({"transfer", "transfer_cancelled", "arrived", "transfer_returned"})


class PeopleMoved(Exception):
    """Since the backup a record went or came: its statement fixes what would change. People have to undo that first."""


@dataclass
class Again:
    """What was written again. sealed: section versions; over: those of a section that central knows newer;
    handovers: that were first made since, and have to be made again; lost: of records that were closed meanwhile.
    """

    entries: int = 0
    sealed: int = 0
    over: int = 0
    handovers: int = 0
    lost: Counter[str] = field(default_factory=Counter)


def lies_aside() -> bool:
    """Whether an earlier run was killed before its end. Queries: 1."""
    return JournalEntry.objects.filter(origin=journal.own_name(), destination=ASIDE).exists()


@transaction.atomic
def set_aside(*, same: Mapping[str, int], by: str, at: datetime) -> int:
    """Take what was written after `same` out of the journal, and its section versions out of their history.

    same     lane → the last message that both have.
    Returns  how many entries lie aside. Queries: about 10, and 1 a version. Raises PeopleMoved.
    """
    me = journal.own_name()
    tips = {lane: journal.tip_of(me, CENTRAL, lane) for lane in LANES}
    for lane in LANES:
        own = JournalEntry.objects.filter(origin=me, destination=CENTRAL, lane=lane)
        if own.filter(seq__gt=same[lane], kind__in=MOVES).exists():
            raise PeopleMoved
        last = own.filter(seq=same[lane]).values_list("digest", flat=True).first() or journal.root(me, CENTRAL, lane)
        own.filter(seq__gt=same[lane]).update(destination=ASIDE)
        JournalTip.objects.filter(pk=tips[lane].pk).update(seq=same[lane], digest=last, acknowledged_seq=same[lane])
    aside = _aside()
    new = _new_records(aside)
    for row in aside:
        said = journal.entry_of(row).said
        if row.kind == "section" and said["rec"] not in new:
            held = SectionVersion.objects.filter(rec=said["rec"], sec=said["sec"], digest=said["dig"])
            held.update(sec=MARK + said["sec"])
        elif row.kind == "handover" and _statement(said)["rec"] not in new:
            # Central may have one of its own for the same agency: the copy brings it, or people make it again.
            Handover.objects.filter(pk=_statement(said)["id"], revision=1).delete()
    audit.write(by=by, verb="set_aside", what="passport.JournalTip", whom=me, at=at, why=f"entries={len(aside)}")
    return len(aside)


def write_again(*, by: str, at: datetime) -> Again:
    """Write what lies aside behind what is here now, each entry in a transaction of its own.

    Queries  about 5 an entry, 25 a section version.
    """
    done, touched, heads = Again(), set[UUID](), set[str]()
    for row in _aside():
        said = journal.entry_of(row).said
        with transaction.atomic():
            if row.kind == "section" and _marked(said) is not None:
                _seal_again(said, done, by, at)
                touched.add(UUID(said["rec"]))
            elif row.kind == "head":
                if said["dig"] not in heads:
                    _sign_again(said, at)
                heads.add(said["dig"])
            elif row.kind == "handover" and not _still_true(said):
                done.handovers += not Handover.objects.filter(pk=_statement(said)["id"]).exists()
            else:
                _append(row, said)
            row.delete()
        done.entries += 1
    for passport in Passport.objects.filter(pk__in=touched):
        with transaction.atomic():
            renew_handovers(passport=passport, secs=SECTIONS, by=by, at=at)
    return done


def _aside() -> list[JournalEntry]:
    """Bulk first, as a restore: urgent entries name what bulk brings."""
    rows = JournalEntry.objects.filter(origin=journal.own_name(), destination=ASIDE)
    return list(rows.order_by("lane", "seq"))


def _new_records(aside: list[JournalEntry]) -> set[str]:
    """Records that began since: central has nothing of them, and every entry may stay as it is."""
    return {journal.entry_of(row).said["rec"] for row in aside if row.kind == "archive_key"}


def _statement(said: Mapping[str, str]) -> dict[str, Any]:
    """What a handover's statement says: this prison's own."""
    return read_object(unb64(said["handover"].split(".")[1]))


def _still_true(said: Mapping[str, str]) -> bool:
    """Whether a handover stands as it was signed: every version that it names is in the history. Queries: 2."""
    statement = _statement(said)
    named = {(one["sec"], one["dig"]) for one in statement["sections"]}
    there = set(SectionVersion.objects.filter(rec=statement["rec"]).values_list("sec", "digest"))
    return named <= there and Handover.objects.filter(token=said["handover"]).exists()


def _append(row: JournalEntry, said: Mapping[str, Any]) -> None:
    """The same entry in a new place."""
    entry = journal.append(destination=CENTRAL, lane=Lane(row.lane), kind=row.kind, body=said, at=row.at)
    if row.kind == "letter":
        CarriedLetter.objects.filter(pk=said["id"]).update(seq=entry.seq)
    elif row.kind == "handover_withdrawn":
        Handover.objects.filter(pk=said["id"], withdrawn_at__isnull=True).update(withdrawn_at=row.at)


def _marked(said: Mapping[str, str]) -> SectionVersion | None:
    versions = SectionVersion.objects.filter(rec=said["rec"], sec=MARK + said["sec"], digest=said["dig"])
    return versions.first()


def _seal_again(said: Mapping[str, str], done: Again, by: str, at: datetime) -> None:
    """What a version says, as the next one of what is here now."""
    held = _marked(said)
    assert held is not None, "looked for in the same transaction"
    held.sec = said["sec"]  # of the row in memory alone: what it is bound to
    kids = Wrap.objects.filter(version=held, place__gt=0).values("kid")
    readers = [PublicReadingKey.from_jwk(key.jwk) for key in AgencyKey.objects.in_force().filter(kid__in=kids)]
    try:
        data = open_version(version=held, keys=keys_of(held.rec), at=at).data
        passport = Passport.objects.get(pk=held.rec)
        done.over += SectionVersion.objects.filter(rec=held.rec, sec=held.sec, ver__gte=held.ver).exists()
        write_section(passport=passport, sec=held.sec, data=data, by=by, at=at, readers=readers)
        done.sealed += 1
    except (NoArchiveKey, RecordMoved) as error:
        done.lost[type(error).__name__] += 1
    SectionVersion.objects.filter(pk=held.pk).delete()


def _sign_again(said: Mapping[str, str], at: datetime) -> None:
    """Who may open a version of before: its readers as they are now, in the next revision."""
    version = SectionVersion.objects.filter(rec=said["rec"], sec=said["sec"], digest=said["dig"]).first()
    kids = list(Wrap.objects.filter(version=version).values_list("kid", flat=True)) if version else []
    if version is not None and kids:
        sign_next_head(version=version, kids=kids, at=at)
