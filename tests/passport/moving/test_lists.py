"""Every list of the new prison shows a person as the old one's did: rows in the clear come along and stand again."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.models import Role
from education.models import Goal
from passport.acts.carried_lists import apply_lists, gather_lists
from passport.acts.readiness import follow_readiness
from passport.models import (
    Application,
    Appointment,
    CaseNote,
    HandoverMeeting,
    LicenceStanding,
    PathwayState,
    PlanStanding,
    ReadinessItem,
    SupportNeed,
)
from tests.cast import NOW, UserFactory
from tests.plans import a_goal
from tests.two_prisons import LEEDS, Road

from .test_along import arrive

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = NOW.date()
# What lists, dashboards and counts are made of: each model's columns, without who changed a row.
SHOWN: dict[Any, tuple[str, ...]] = {
    PathwayState: ("pathway", "status"),
    PlanStanding: ("agreement", "goals_open", "steps_open", "next_target_on", "changed_at"),
    SupportNeed: ("id", "pathway", "restricted", "code", "owner", "status", "opened_at", "changed_at"),
    Appointment: ("id", "section", "on", "at", "minutes", "outside", "state", "day_one", "release_on"),
    Application: ("id", "kind", "state", "begun_on", "sent_on", "answered_on", "kept", "due_on", "changed_at"),
    LicenceStanding: ("starts_on", "ends_on", "conditions", "understood", "asks", "changed_at"),
    HandoverMeeting: ("id", "held_on", "drafted_at", "changed_at", "revision", "sealed", "planned_at"),
    ReadinessItem: ("code", "status", "owner", "revision", "due_on"),
    CaseNote: ("id", "type", "subtype", "sealed", "happened_at"),
    Goal: ("title", "target_on", "state"),
}


def shown() -> dict[str, list[Any]]:
    return {model.__name__: sorted(map(str, model.objects.values_list(*names))) for model, names in SHOWN.items()}


def everything(road: Road) -> None:
    """One row of each kind, for one person at Moorland."""
    him, by = road.person(), UserFactory(roles=[Role.CIAG_WORKER])
    passport, when = road.passports[0], {"changed_at": NOW}
    passport.pathways.filter(pathway="HEALTH").update(status="SUPPORT_REQUIRED")
    PlanStanding.objects.create(passport=passport, goals_open=2, steps_open=3, next_target_on=TODAY, **when)
    for code, restricted in (("DENTIST", False), ("", True)):
        SupportNeed.objects.create(
            passport=passport, pathway="HEALTH", restricted=restricted, code=code, opened_at=NOW, **when
        )
    Appointment.objects.create(
        passport=passport, section="APPOINTMENTS", on=TODAY, at=time(9, 30), day_one=True, release_on=TODAY, **when
    )
    late = {"begun_on": TODAY - timedelta(days=20), "due_on": TODAY - timedelta(days=2)}
    Application.objects.create(passport=passport, kind="BANK_ACCOUNT", state="SUBMITTED", sent_on=TODAY, **late, **when)
    LicenceStanding.objects.create(passport=passport, starts_on=TODAY, conditions=4, understood=3, asks=1, **when)
    HandoverMeeting.objects.create(
        passport=passport, held_on=TODAY, drafted_by=by, drafted_at=NOW, changed_by=by, sealed="a box", **when
    )
    CaseNote.objects.create(
        id=uuid4(), passport=passport, type="GEN", subtype="OSE", sealed="box", happened_at=NOW, written_at=NOW
    )
    follow_readiness(by="node:MDI", at=NOW)
    first = ReadinessItem.objects.filter(readiness__prisoner=him).order_by("place")[0]
    ReadinessItem.objects.filter(pk=first.pk).update(status="DONE", revision=1, changed_at=NOW)
    a_goal(him, by, "Get a book")


def test_every_kind_stands_in_the_lists_there_as_it_did_here(road: Road):
    everything(road)
    before = shown()
    assert all(before.values())
    road.send(road.passports[0].prisoner)
    arrive(road)
    with road.at(LEEDS):
        there = shown()
        for name, rows in before.items():
            assert there[name] == rows, name
        assert Application.objects.late(TODAY).count() == 1
        names = {row.changed_by.name for row in Application.objects.all() if row.changed_by}
        assert names == {"Moorland (HMP & YOI)"}
        assert isinstance(HandoverMeeting.objects.get().pk, UUID)


def test_what_was_changed_later_is_not_put_back(road: Road):
    everything(road)
    him = road.passports[0].prisoner
    old = gather_lists(him, NOW)
    later = NOW + timedelta(days=1)
    Application.objects.update(state="ACCEPTED", changed_at=later)
    LicenceStanding.objects.update(conditions=9, changed_at=later)
    HandoverMeeting.objects.update(revision=2, sealed="another")
    apply_lists(him, old, UserFactory(), later)
    assert Application.objects.get().state == "ACCEPTED"
    assert LicenceStanding.objects.get().conditions == 9
    assert HandoverMeeting.objects.get().sealed == "another"
