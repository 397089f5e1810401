"""Appointments are booked, moved and ended; restricted details are sealed apart; day one follows the release date."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from accounts.access import NotAllowed, give
from accounts.models import Prisoner, Role, User
from passport.acts import appointments as acts
from passport.acts.handover import hand_over
from passport.acts.readiness import follow_readiness
from passport.appointments import ChangedMeanwhile
from passport.models import Appointment, ReadinessItem, SectionVersion, Wrap
from tests.cast import NOW, AgencyFactory, Cast, UserFactory
from tests.nodes import give_agency_key
from tests.passport.met import CLINIC, PROBATION, RELEASE, SECRET, TALK, book, row, three
from tests.told import Told, agree


@pytest.fixture
def keyless(cast: Cast) -> User:
    made = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    give(made, ["work_with_prisoner"], cast.prisoner.prisoner)
    return made


def move(by: User, on: date, pk: object = PROBATION, seen: int = 1, anyway: bool = False, time: str = "14:00") -> None:
    one = row(pk)  # type: ignore[arg-type]
    slot = replace(acts.slot_of(one), on=on.isoformat(), at=time)
    acts.move(appointment=one, slot=slot, seen=seen, by=by, at=NOW, anyway=anyway)


def end(by: User, state: str, pk: object = PROBATION, seen: int = 1, days: int = 0, why: str = "") -> None:
    at = NOW + timedelta(days=days)
    acts.end(appointment=row(pk), state=state, why=why, seen=seen, by=by, at=at)  # type: ignore[arg-type]


def item() -> ReadinessItem:
    return ReadinessItem.objects.get(code="DAY_ONE_APPOINTMENT", readiness__prisoner__number="A1234BC")


def test_words_lie_sealed(told: Told, cast: Cast) -> None:
    three(told.passport, cast.practitioner)
    assert (row(CLINIC).section, row().section) == ("HEALTH_RESTRICTED", "APPOINTMENTS")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            said = repr(cursor.fetchall())
            assert "quokka" not in said, table
            assert "MENTAL_HEALTH" not in said, table


def test_who_reads_what(told: Told, cast: Cast, keyless: User) -> None:
    three(told.passport, cast.practitioner)
    for by in (cast.practitioner, cast.prisoner):
        diary = acts.diary_of(passport=told.passport, by=by, at=NOW)
        assert diary.appointment(str(CLINIC)).details.where == SECRET  # type: ignore[union-attr]
    diary = acts.diary_of(passport=told.passport, by=keyless, at=NOW)
    assert SECRET not in repr(diary)
    assert diary.appointment(str(CLINIC)).slot.at == "09:15"  # type: ignore[union-attr]
    for by in (cast.cell_mate, cast.tutor, cast.officer_elsewhere, cast.agency_worker):
        with pytest.raises(NotAllowed):
            acts.diary_of(passport=told.passport, by=by, at=NOW)


def test_who_writes(told: Told, cast: Cast, keyless: User) -> None:
    three(told.passport, cast.practitioner)
    for by in (cast.prisoner, cast.cell_mate, cast.tutor, cast.officer_elsewhere, cast.agency_worker):
        with pytest.raises(NotAllowed):
            book(told.passport, by)
        with pytest.raises(NotAllowed):
            move(by, RELEASE)
        with pytest.raises(NotAllowed):
            end(by, "CANCELLED")
    with pytest.raises(NotAllowed):
        end(keyless, "CANCELLED", CLINIC)


def test_agencies_get_a_day_and_no_place_of_what_is_restricted(told: Told, cast: Cast) -> None:
    agency = AgencyFactory()
    agree(cast, told.passport, agency, "STATUTORY", ["APPOINTMENTS", "ACCOMMODATION"])
    key = give_agency_key(agency)
    hand_over(passport=told.passport, agency=agency, by=cast.practitioner, at=NOW)
    three(told.passport, cast.practitioner)
    readers = {wrap.version.sec for wrap in Wrap.objects.filter(kid=key.kid).select_related("version")}
    assert "APPOINTMENTS" in readers
    assert "HEALTH_RESTRICTED" not in readers


def test_answers_stay_beside_the_details(told: Told, cast: Cast) -> None:
    three(told.passport, cast.practitioner)
    versions = SectionVersion.objects.of(told.passport.pk).filter(sec="HEALTH_RESTRICTED")
    assert versions.count() == 2
    move(cast.practitioner, RELEASE + timedelta(days=8), CLINIC)
    end(cast.practitioner, "CANCELLED", CLINIC, 2, why="Quokkas are shut")
    one = acts.diary_of(passport=told.passport, by=cast.practitioner, at=NOW).appointment(str(CLINIC))
    assert one is not None
    assert (one.details.where, one.why, one.state) == (SECRET, "Quokkas are shut", "CANCELLED")


def test_the_same_again_writes_nothing(told: Told, cast: Cast) -> None:
    three(told.passport, cast.practitioner)
    before = SectionVersion.objects.count()
    three(told.passport, cast.practitioner)
    move(cast.practitioner, RELEASE)
    assert SectionVersion.objects.count() == before


def test_what_is_over_is_not_booked(told: Told, cast: Cast) -> None:
    for on, time in ((NOW.date() - timedelta(days=1), "14:00"), (NOW.date(), "09:00")):
        with pytest.raises(acts.InThePast):
            book(told.passport, cast.practitioner, on=on, time=time)
    assert not Appointment.objects.exists()


def test_a_clash_and_a_day_that_does_not_fit_ask_first(told: Told, cast: Cast) -> None:
    three(told.passport, cast.practitioner)
    with pytest.raises(acts.Doubts) as clash:
        book(told.passport, cast.practitioner, TALK.__class__(int=99), "BANK", RELEASE, "14:15")
    assert [one.id for one in clash.value.clashes] == [str(PROBATION)]
    with pytest.raises(acts.Doubts) as early:
        move(cast.practitioner, RELEASE - timedelta(days=1))
    assert early.value.misplaced
    move(cast.practitioner, RELEASE - timedelta(days=1), anyway=True)
    assert row().on == RELEASE - timedelta(days=1)


def test_two_at_once(told: Told, cast: Cast) -> None:
    three(told.passport, cast.practitioner)
    move(cast.practitioner, RELEASE + timedelta(days=1))
    with pytest.raises(ChangedMeanwhile):
        end(cast.practitioner, "CANCELLED")
    assert row().state == "PLANNED"


def test_nobody_came_before_it_began(told: Told, cast: Cast) -> None:
    three(told.passport, cast.practitioner)
    with pytest.raises(acts.NotYet):
        end(cast.practitioner, "ATTENDED")
    end(cast.practitioner, "DID_NOT_ATTEND", days=60)
    assert row().state == "DID_NOT_ATTEND"


def test_day_one_settles_its_item_and_opens_it_again(told: Told, cast: Cast) -> None:
    follow_readiness(by="node:MDI", at=NOW)
    book(told.passport, cast.practitioner, TALK, "HOUSING")
    assert item().status == "NOT_STARTED"
    book(told.passport, cast.practitioner, time="16:00")
    assert (item().status, item().changed_by) == ("DONE", cast.practitioner)
    end(cast.practitioner, "CANCELLED")
    assert item().status == "IN_PROGRESS"
    end(cast.practitioner, "PLANNED", seen=2)
    assert item().status == "DONE"


def test_what_staff_said_of_the_item_stays(told: Told, cast: Cast) -> None:
    follow_readiness(by="node:MDI", at=NOW)
    ReadinessItem.objects.filter(code="DAY_ONE_APPOINTMENT").update(status="NOT_NEEDED")
    book(told.passport, cast.practitioner)
    assert item().status == "NOT_NEEDED"


def test_day_one_follows_the_release_date(
    told: Told, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    follow_readiness(by="node:MDI", at=NOW)
    book(told.passport, cast.practitioner)
    with django_assert_num_queries(3):  # with the savepoint's two
        assert acts.follow_appointments(by="node:MDI", at=NOW) == 0
    Prisoner.objects.filter(pk=told.person.pk).update(release_on=RELEASE + timedelta(days=28))
    assert acts.follow_appointments(by="node:MDI", at=NOW) == 1
    assert (item().status, row().day_one) == ("IN_PROGRESS", False)
    assert list(Appointment.objects.misplaced()) == [row()]
    Prisoner.objects.filter(pk=told.person.pk).update(release_on=RELEASE)
    assert acts.follow_appointments(by="node:MDI", at=NOW) == 1
    assert (item().status, row().day_one) == ("DONE", True)
    assert acts.follow_appointments(by="node:MDI", at=NOW) == 0
    Prisoner.objects.filter(pk=told.person.pk).update(release_on=None)
    assert acts.follow_appointments(by="node:MDI", at=NOW) == 1
    assert not row().day_one


def test_rows_are_written_anew_from_the_sections(told: Told, cast: Cast) -> None:
    three(told.passport, cast.practitioner)
    Appointment.objects.all().delete()
    assert acts.stand_again(passport=told.passport, by=cast.practitioner, at=NOW) == 3
    assert (row().day_one, row(CLINIC).section, row(TALK).outside) == (True, "HEALTH_RESTRICTED", False)


def test_any_appointment_can_be_kept_for_fewer(told: Told, cast: Cast) -> None:
    book(told.passport, cast.practitioner, TALK, "FAMILY", restricted=True)
    assert row(TALK).section == "CHILDREN_FAMILIES_AND_COMMUNITY_RESTRICTED"


def test_no_such_kind(told: Told, cast: Cast) -> None:
    with pytest.raises(acts.NoSuchKind):
        book(told.passport, cast.practitioner, kind="WIZARD")
