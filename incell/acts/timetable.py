"""Bringing people's timetables up to date with what the prison's office and probation say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import Prison, Prisoner, User
from incell.models import TimetableEntry
from incell.timetables import Entry, Fault, Read

BATCH = 100  # people a query
SAID = ("title", "place", "with_whom", "starts_at", "ends_at")


@dataclass
class Loaded:
    """How many entries were added, changed, unchanged and cancelled. `faults`: rows that could not go in."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    cancelled: int = 0
    faults: list[Fault] = field(default_factory=list)
    _new: list[TimetableEntry] = field(default_factory=list, repr=False)
    _known: list[TimetableEntry] = field(default_factory=list, repr=False)


@transaction.atomic
def import_timetable(
    *, prison: Prison, source: str, read: Read, by: User | str, at: datetime, whole: bool = False
) -> Loaded:
    """Make what `source` says of a prison's people what the file says.

    What the file no longer names is cancelled, never deleted: of the people whom it names (`whole`: of everybody
    here), from today on, within the days that the file covers. Whoever has a row that can't be read keeps what was
    there, and so does everybody while a row's person can't be read.
    source     a TimetableEntry.Source.
    Writes     entries, and one audit line when anything changed. Queries: about 14, and 2 for each BATCH of people.
    Raises     NotAllowed, unless `by` names a command.
    """
    if isinstance(by, User) and prison.pk not in access.require(by, Verb.IMPORT_TIMETABLE).prisons:
        raise NotAllowed(Verb.IMPORT_TIMETABLE.value)
    Prison.objects.select_for_update(no_key=True).get(pk=prison.pk)  # two imports at once take turns
    loaded = Loaded(faults=list(read.faults))
    rows = _by_person(read.entries)
    for people in _batches(prison, read, whole):
        _load(loaded, people, rows, source, read, at)
    nowhere = [entry for entries in rows.values() for entry in entries]  # the batches took the others out
    loaded.faults += [Fault(entry.line, "number", "unknown") for entry in nowhere]
    loaded.faults.sort(key=lambda fault: fault.line)
    TimetableEntry.objects.bulk_create(loaded._new, batch_size=500)
    TimetableEntry.objects.bulk_update(loaded._known, [*SAID, "cancelled_at", "loaded_at"], batch_size=100)
    if loaded._new or loaded._known:
        why = f"added={loaded.added} changed={loaded.changed} cancelled={loaded.cancelled}"
        audit.write(by=by, verb="import_timetable", what="accounts.Prison", whom=prison.pk, at=at, why=why)
    return loaded


def _by_person(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.number, []).append(entry)
    return found


def _batches(prison: Prison, read: Read, whole: bool) -> Iterator[list[Prisoner]]:
    """The people whom the import is about, as far as they are here. Queries: 1 a batch."""
    here = Prisoner.objects.filter(prison=prison).here()
    numbers = sorted(here.values_list("number", flat=True)) if whole else sorted(read.people)
    for start in range(0, len(numbers), BATCH):
        yield list(here.filter(number__in=numbers[start : start + BATCH]))


def _load(
    loaded: Loaded, people: list[Prisoner], rows: dict[str, list[Entry]], source: str, read: Read, at: datetime
) -> None:
    """One batch of people; takes their rows out of `rows`. Queries: 1."""
    theirs = {person.pk: rows.pop(person.number, []) for person in people}
    keys = {entry.key for entries in theirs.values() for entry in entries}
    begins, ends = _covered(read, at)
    known = TimetableEntry.objects.filter(prisoner__in=people, source=source)
    known = known.filter(Q(key__in=keys) | Q(starts_at__gte=begins, starts_at__lt=ends, cancelled_at__isnull=True))
    before = {(entry.prisoner_id, entry.key): entry for entry in known}
    for person in people:
        for said in theirs[person.pk]:
            _keep(loaded, before.pop((person.pk, said.key), None), person, said, source, at)
    keeps = {person.pk for person in people if person.number in read.unread}
    for entry in before.values():
        gone = entry.cancelled_at is None and begins <= entry.starts_at < ends
        if gone and read.sure and entry.prisoner_id not in keeps:
            entry.cancelled_at = entry.loaded_at = at
            loaded.cancelled += 1
            loaded._known.append(entry)


def _covered(read: Read, at: datetime) -> tuple[datetime, datetime]:
    """From when until when the absence of an entry means that it is off: today on, within the file's days."""
    today = timezone.localdate(at)
    first = max(read.first_on or today, today)
    after = read.last_on + timedelta(days=1) if read.last_on else today + timedelta(days=10 * 366)
    return timezone.make_aware(datetime.combine(first, time())), timezone.make_aware(datetime.combine(after, time()))


def _keep(
    loaded: Loaded, entry: TimetableEntry | None, person: Prisoner, said: Entry, source: str, at: datetime
) -> None:
    if entry is None:
        values = {name: getattr(said, name) for name in SAID}
        off = at if said.cancelled else None
        new = TimetableEntry(prisoner=person, source=source, key=said.key, loaded_at=at, cancelled_at=off, **values)
        loaded._new.append(new)
        loaded.added += 1
        return
    same = all(getattr(entry, name) == getattr(said, name) for name in SAID)
    if same and (entry.cancelled_at is not None) == said.cancelled:
        loaded.unchanged += 1
        return
    for name in SAID:
        setattr(entry, name, getattr(said, name))
    entry.cancelled_at = (entry.cancelled_at or at) if said.cancelled else None
    entry.loaded_at = at
    loaded.changed += 1
    loaded._known.append(entry)
