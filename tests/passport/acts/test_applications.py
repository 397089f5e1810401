"""Applications are written down, moved and kept; an accepted one settles its item."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from accounts.access import NotAllowed
from passport.acts import applications as acts
from passport.acts.readiness import follow_readiness
from passport.applications import AlreadyOpen, ChangedMeanwhile
from passport.models import Application, ReadinessItem, SectionVersion
from tests.cast import NOW, Cast
from tests.passport.applied import ACCOUNT, BIRTH, begin, move, row, two
from tests.told import Told


def item(code: str = "BANK_ACCOUNT") -> ReadinessItem:
    return ReadinessItem.objects.get(code=code, readiness__prisoner__number="A1234BC")


def test_words_lie_sealed_and_days_in_the_clear(told: Told, cast: Cast) -> None:
    two(told.passport, cast.practitioner)
    assert not [one for one in SectionVersion.objects.values_list("core", flat=True) if "quokka" in one]
    found = row()
    assert (found.kind, found.state, found.sent_on) == ("BANK_ACCOUNT", "ACCEPTED", localdate(NOW))
    record = acts.applications_of(passport=told.passport, by=cast.prisoner, at=NOW)
    assert record.application(str(ACCOUNT)).updates[1].words == "Sent to the quokka bank"  # type: ignore[union-attr]


def test_who_may_not(told: Told, cast: Cast) -> None:
    begin(told.passport, cast.practitioner)
    for by in (cast.cell_mate, cast.tutor, cast.officer_elsewhere, cast.agency_worker):
        with pytest.raises(NotAllowed):
            acts.applications_of(passport=told.passport, by=by, at=NOW)
    for by in (cast.prisoner, cast.cell_mate, cast.tutor, cast.officer_elsewhere, cast.agency_worker):
        with pytest.raises(NotAllowed):
            begin(told.passport, by, BIRTH, "PASSPORT")
        with pytest.raises(NotAllowed):
            move(by, "SUBMITTED", 1)
        with pytest.raises(NotAllowed):
            acts.keep_application(application=row(), kept="COLLECTED", on=localdate(NOW), seen=1, by=by, at=NOW)


def test_an_accepted_one_settles_its_item_and_what_is_taken_back_opens_it(told: Told, cast: Cast) -> None:
    follow_readiness(by="node:MDI", at=NOW)
    begin(told.passport, cast.practitioner)
    assert item().status == "IN_PROGRESS"
    move(cast.practitioner, "SUBMITTED", 1)
    move(cast.practitioner, "ACCEPTED", 2)
    assert (item().status, item("ID").status) == ("DONE", "NOT_STARTED")
    move(cast.practitioner, "SUBMITTED", 3)
    assert item().status == "IN_PROGRESS"


def test_what_staff_said_is_ready_stays_ready(told: Told, cast: Cast) -> None:
    follow_readiness(by="node:MDI", at=NOW)
    ReadinessItem.objects.filter(code="ID").update(status="DONE")
    begin(told.passport, cast.practitioner, BIRTH, "BIRTH_CERTIFICATE")
    assert item("ID").status == "DONE"


def test_kept_in_the_property(told: Told, cast: Cast) -> None:
    two(told.passport, cast.practitioner)
    assert row().due_on == localdate(NOW) + timedelta(days=14)
    turn = {"application": row(), "on": localdate(NOW), "by": cast.practitioner, "at": NOW}
    acts.keep_application(**turn, kept="IN_PROPERTY", seen=3)
    assert (row().kept, row().due_on) == ("IN_PROPERTY", None)


def test_the_same_again_writes_nothing_and_two_at_once_are_told(told: Told, cast: Cast) -> None:
    begin(told.passport, cast.practitioner)
    move(cast.practitioner, "SUBMITTED", 1)
    before = SectionVersion.objects.count()
    begin(told.passport, cast.practitioner)
    move(cast.practitioner, "SUBMITTED", 1)
    assert SectionVersion.objects.count() == before
    with pytest.raises(ChangedMeanwhile):
        move(cast.practitioner, "WITHDRAWN", 1)
    with pytest.raises(AlreadyOpen):
        begin(told.passport, cast.practitioner, BIRTH)
    with pytest.raises(acts.NoSuchKind):
        begin(told.passport, cast.practitioner, BIRTH, "CROWN")


def test_what_is_overdue(told: Told, cast: Cast) -> None:
    begin(told.passport, cast.practitioner)
    today = localdate(NOW)
    assert not Application.objects.late(today + timedelta(days=7)).exists()
    assert Application.objects.late(today + timedelta(days=8)).exists()


def test_rows_are_written_anew_from_the_section(told: Told, cast: Cast) -> None:
    follow_readiness(by="node:MDI", at=NOW)
    two(told.passport, cast.practitioner)
    Application.objects.all().delete()
    ReadinessItem.objects.update(status="NOT_STARTED")
    assert acts.stand_again(passport=told.passport, by=cast.practitioner, at=NOW) == 2
    assert (row().state, item().status, item("ID").status) == ("ACCEPTED", "DONE", "IN_PROGRESS")
