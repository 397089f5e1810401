from datetime import timedelta
from typing import Any

import pytest

from accounts.access import NotAllowed
from accounts.models import AuditEntry, Prison
from incell import timetables
from incell.acts.timetable import Loaded, import_timetable
from incell.models import TimetableEntry
from tests.cast import NOW, Cast, PrisonerFactory

HEAD = "number,start,end,title\n"
GYM = "A1234BC,2027-03-05 14:00,15:30,Gym\n"
CLASS = "A1234BC,2027-03-05 09:00,,Class\n"
MATES = "A5678DE,2027-03-05 14:00,15:30,Gym\n"
ELSEWHEN = "A1234BC,2027-03-08 14:00,,Dentist\n"


def load(rows: str, *, by: Any = "command:test", days: int = 0, **more: Any) -> Loaded:
    at = NOW + timedelta(days=days)
    read = timetables.read_table((HEAD + rows).encode(), on=at.date())
    prison = Prison.objects.get(pk="MDI")
    return import_timetable(prison=prison, source="PRISON", read=read, by=by, at=at, **more)


def counts(loaded: Loaded) -> tuple[int, int, int, int]:
    return loaded.added, loaded.changed, loaded.unchanged, loaded.cancelled


def off() -> set[str]:
    return {entry.title for entry in TimetableEntry.objects.filter(cancelled_at__isnull=False)}


def test_again_changes_nothing(cast: Cast) -> None:
    assert counts(load(GYM + CLASS + MATES)) == (3, 0, 0, 0)
    lines, before = AuditEntry.objects.count(), list(TimetableEntry.objects.values())
    assert counts(load(GYM + CLASS + MATES, days=1)) == (0, 0, 3, 0)
    assert (AuditEntry.objects.count(), list(TimetableEntry.objects.values())) == (lines, before)


def test_what_is_said_otherwise_is_changed(cast: Cast) -> None:
    load(GYM)
    assert counts(load(GYM.replace("15:30", "16:00"))) == (0, 1, 0, 0)
    assert TimetableEntry.objects.get().ends_at.hour == 16


def test_what_vanished_is_cancelled_and_comes_back(cast: Cast) -> None:
    load(GYM + CLASS)
    assert counts(load(GYM)) == (0, 0, 1, 1)
    assert off() == {"Class"}
    assert counts(load(GYM)) == (0, 0, 1, 0)
    assert counts(load(GYM + CLASS)) == (0, 1, 1, 0)
    assert off() == set()


def test_nothing_outside_the_files_days_or_people_is_cancelled(cast: Cast) -> None:
    load(GYM + MATES + ELSEWHEN)
    load(CLASS)
    assert off() == {"Gym"}
    assert TimetableEntry.objects.get(prisoner=cast.cell_mate.prisoner).cancelled_at is None


def test_the_whole_timetable_cancels_for_everybody(cast: Cast) -> None:
    load(GYM + MATES)
    load(GYM, whole=True)
    assert TimetableEntry.objects.get(prisoner=cast.cell_mate.prisoner).cancelled_at is not None


def test_what_is_past_stays_as_it_was(cast: Cast) -> None:
    load(GYM + CLASS)
    assert counts(load(GYM, days=5)) == (0, 0, 1, 0)


def test_a_bad_row_keeps_what_its_person_had(cast: Cast) -> None:
    load(GYM + CLASS + MATES)
    loaded = load(GYM + "A1234BC,nonsense,,Class\n")
    assert (len(loaded.faults), loaded.cancelled) == (1, 0)
    assert load("A5678DE,2027-03-05 10:00,,Class\nA1,2027-03-05 14:00,,Gym\n").cancelled == 0


def test_somebody_who_is_not_here(cast: Cast) -> None:
    PrisonerFactory(number="A7777ZZ", prison=cast.officer_elsewhere.prison)
    cast.cell_mate.prisoner.left_at = NOW
    cast.cell_mate.prisoner.save()
    loaded = load(GYM + GYM.replace("A1234BC", "A7777ZZ") + MATES)
    assert [str(fault) for fault in loaded.faults] == [
        f"line {line}: number: nobody with this prison number is here" for line in (3, 4)
    ]
    assert loaded.added == 1


def test_probation_and_the_prison_do_not_touch_each_other(cast: Cast) -> None:
    load(GYM)
    read = timetables.read_appointments(b"[]", at=NOW, number="A1234BC")
    prison = Prison.objects.get(pk="MDI")
    loaded = import_timetable(prison=prison, source="PROBATION", read=read, by="command:test", at=NOW)
    assert (loaded.cancelled, off()) == (0, set())


def test_probations_list_is_the_whole_of_what_is_to_come(cast: Cast) -> None:
    content = b'[{"dateTime": "2027-06-01T10:00:00Z", "description": "Meeting"}]'
    prison = Prison.objects.get(pk="MDI")
    for said, expected in ((content, set()), (b"[]", {"Meeting"})):
        read = timetables.read_appointments(said, at=NOW, number="A1234BC")
        import_timetable(prison=prison, source="PROBATION", read=read, by="command:test", at=NOW)
        assert off() == expected


def test_who_may(cast: Cast) -> None:
    assert load(GYM, by=cast.administrator).added == 1
    for by in (cast.practitioner, cast.officer_elsewhere, cast.prisoner):
        with pytest.raises(NotAllowed):
            load(GYM, by=by)


def test_costs_queries_by_the_batch(cast: Cast, django_assert_max_num_queries) -> None:
    people = [PrisonerFactory() for _ in range(60)]
    rows = "".join(f"{person.number},2027-03-05 {hour}:00,,Class\n" for person in people for hour in range(9, 17))
    with django_assert_max_num_queries(18):
        assert load(rows).added == 480
    with django_assert_max_num_queries(8):
        load(rows)
