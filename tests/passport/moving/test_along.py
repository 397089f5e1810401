"""What goes along beside the passport: contacts to vet again, open requests, learning, who is kept apart."""

from datetime import time, timedelta

import pytest
from django.apps import apps
from django.core import serializers
from django.db import transaction

from accounts.acts.apart import keep_apart
from accounts.acts.moving import staff_of
from accounts.models import ApartElsewhere, NonAssociation, Prison, Prisoner, Role
from deploy.demonstration.canaries import Canaries
from education.models import AdditionalNeed, Assessment, Goal, PastCourse
from incell.acts.contacts import Given
from incell.models import Request, RequestEvent, Restriction, State, Tie
from passport.acts.carriers import CARRIERS, LARGEST, _pieces
from passport.acts.readiness import follow_readiness
from passport.models import (
    Appointment,
    CarriedLink,
    CaseNote,
    CaseNoteAmendment,
    Consent,
    PathwayState,
    PersonalLink,
    ReadinessItem,
    Referral,
    SupportNeed,
)
from tests.cast import NOW, PrisonerFactory, UserFactory
from tests.contacts import a_contact, a_tie, clerk
from tests.contacts import asked_for as ask
from tests.courses import a_course, placed
from tests.plans import a_goal
from tests.two_prisons import LEEDS, NUMBER, Road

pytestmark = pytest.mark.django_db(transaction=True)


def arrive(road: Road) -> None:
    road.rounds(2)
    with road.at(LEEDS):
        road.comes()
    road.rounds(2)


def test_a_contact_is_vetted_again_before_anybody_is_called(road: Road):
    him, by = road.person(), clerk()
    a_tie(him, a_contact(), by, may_call=True, next_of_kin=True)
    Restriction.objects.create(
        prison_id="MDI",
        prisoner=him,
        kind="NONCON",
        reason="By order of the court",
        since_on=NOW.date(),
        made_at=NOW,
        made_by=by,
        contact=a_contact(Given(first_name="Rory", last_name="Badger")),
    )
    road.send(him)
    assert not Tie.objects.approved(NOW.date()).exists()  # the list of numbers at Moorland
    arrive(road)
    with road.at(LEEDS):
        assert not Tie.objects.exists()
        request = Request.objects.get(code="ADD_SOCIAL_CONTACT")
        assert (request.state, request.team, request.answers["PHONE"]) == (State.NEW, "CONTACTS", "+441142345678")
        told = request.events.get(verb=RequestEvent.Verb.SAID)
        assert "may_call, next_of_kin" in told.words
        assert told.audience == "STAFF_ONLY"
        kept = Restriction.objects.get()
        assert (kept.kind, kept.reason, kept.contact.name) == ("NONCON", "By order of the court", "Rory Badger")


def test_an_open_request_is_answered_there_and_closed_here_in_plain_words(road: Road):
    him = road.person()
    asked = ask(him, LAST_NAME="Ridley")
    road.send(him)
    asked.refresh_from_db()
    assert asked.state == State.WITHDRAWN
    assert asked.reply == "You moved to Leeds (HMP). They will answer you there."
    arrive(road)
    with road.at(LEEDS):
        there = Request.objects.get(pk=asked.pk)
        assert (there.state, there.prison_id, there.answers["LAST_NAME"]) == (State.NEW, LEEDS, "Ridley")
        assert there.due_on == asked.due_on


def test_learning_goes_along(road: Road):
    him, tutor = road.person(), UserFactory(roles=[Role.CIAG_WORKER, Role.TUTOR])
    a_goal(him, tutor, "Get a book", "Read it")
    placed(a_course(title="Kitchen maths"), him)
    Assessment.objects.create(prisoner=him, subject="ENGLISH", level="ENTRY_3", on=NOW.date(), at=NOW, by=tutor)
    AdditionalNeed.objects.create(
        prisoner=him, area="READING", strategies="Read it aloud.", source="PERSON", at=NOW, by=tutor
    )
    road.send(him)
    arrive(road)
    with road.at(LEEDS):
        goal = Goal.objects.get()
        assert [step.title for step in goal.steps.all()] == ["Get a book", "Read it"]
        assert (goal.made_by.name, goal.made_by.is_active) == ("Moorland (HMP & YOI)", False)
        past = PastCourse.objects.get()
        assert (past.course_name, past.establishment, past.status) == ("Kitchen maths", "MDI", "ON_A_BREAK")
        assert Assessment.objects.get().level == "ENTRY_3"
        assert AdditionalNeed.objects.get().strategies == "Read it aloud."


def test_where_things_stand_goes_along(road: Road):
    him = road.person()
    passport = road.passports[0]
    agency, _ = road.agency()
    by = UserFactory()
    Referral.objects.create(passport=passport, agency=agency, by=by, at=NOW)
    Consent.objects.create(passport=passport, agency=agency, section="SKILLS", given=True, said_at=NOW)
    passport.pathways.filter(pathway="HEALTH").update(status="SUPPORT_REQUIRED")
    SupportNeed.objects.create(
        passport=passport, pathway="HEALTH", code="DENTIST", status="IN_PROGRESS", opened_at=NOW, changed_at=NOW
    )
    Appointment.objects.create(passport=passport, section="APPOINTMENTS", on=NOW.date(), at=time(9, 30), changed_at=NOW)
    follow_readiness(by="node:MDI", at=NOW)
    first = ReadinessItem.objects.filter(readiness__prisoner=him).order_by("place")[0]
    ReadinessItem.objects.filter(pk=first.pk).update(status="DONE", revision=1, changed_at=NOW)
    road.send(him)
    arrive(road)
    with road.at(LEEDS):
        assert PathwayState.objects.get(pathway="HEALTH").status == "SUPPORT_REQUIRED"
        assert Consent.objects.get().agency_id == agency.pk
        assert Referral.objects.get().by.name == "Moorland (HMP & YOI)"
        assert ReadinessItem.objects.get(code=first.code).status == "DONE"
        assert (SupportNeed.objects.get().code, SupportNeed.objects.get().status) == ("DENTIST", "IN_PROGRESS")
        assert (Appointment.objects.get().at, Appointment.objects.get().changed_by.is_active) == (time(9, 30), False)


def test_case_notes_go_along_in_their_boxes(road: Road):
    him = road.person()
    note = CaseNote.objects.create(
        passport=road.passports[0], type="GEN", subtype="OSE", sealed="box", happened_at=NOW, written_at=NOW
    )
    CaseNoteAmendment.objects.create(note=note, sealed="another box", written_at=NOW)
    road.send(him)
    arrive(road)
    with road.at(LEEDS):
        there = CaseNote.objects.get(pk=note.pk)
        assert (there.sealed, there.happened_at, there.by.name) == ("box", NOW, "Moorland (HMP & YOI)")
        assert there.amendments.get().sealed == "another box"


def test_two_who_are_kept_apart_meet_again_apart(road: Road):
    him = road.person()
    other = PrisonerFactory(number="A9999ZZ", first_name="Rory", last_name="Badger")
    officer = UserFactory(roles=[Role.SAFER_CUSTODY])
    keep_apart(one=him, other=other, where="WING", reason="A debt", by=officer, at=NOW)
    road.send(him)
    arrive(road)
    with road.at(LEEDS):
        assert ApartElsewhere.objects.get().number == "A9999ZZ"
        road.comes("A9999ZZ", first_name="Rory", last_name="Badger")
    road.rounds(1)
    with road.at(LEEDS):
        pair = NonAssociation.objects.get()
        assert ({pair.first.number, pair.second.number}, pair.where) == ({NUMBER, "A9999ZZ"}, "WING")
        assert not ApartElsewhere.objects.exists()


def test_what_comes_twice_is_there_once(road: Road):
    him, tutor = road.person(), UserFactory(roles=[Role.CIAG_WORKER])
    a_goal(him, tutor, "Get a book")
    a_tie(him, a_contact(), clerk(), may_call=True)
    ask(him, LAST_NAME="Ridley")
    gathered = {carrier.sec: carrier.gather(him, NOW) for carrier in CARRIERS}
    road.send(him)
    arrive(road)
    with road.at(LEEDS):
        there, of = Prisoner.objects.get(), staff_of(Prison.objects.get(pk="MDI"))
        before = [Request.objects.count(), Goal.objects.count()]
        with transaction.atomic():
            for carrier in CARRIERS:
                carrier.apply(there, gathered[carrier.sec], of, road.now)
        assert [Request.objects.count(), Goal.objects.count()] == before == [2, 1]


def test_central_learns_who_goes_where_and_nothing_of_whom(road: Road):
    him = road.person(first_name="Zebadiah", last_name="Quillworth")
    a_tie(him, a_contact(Given(first_name="Wrenna", last_name="Ridleyworth", numbers=("+441142345999",))), clerk())
    ask(him, LAST_NAME="Quokkasson")
    transfer = road.send(him)
    road.rounds(2)
    with road.at(LEEDS):
        road.comes(first_name="Zebadiah", last_name="Quillworth")
    road.rounds(2)
    words = [NUMBER, "Zebadiah", "Quillworth", "Wrenna", "Ridleyworth", "441142345999", "Quokkasson", "1990-04-17"]
    canaries = Canaries([*words, "I want to be a roofer", "Something that few"])
    with road.at_central():
        rows = "\n".join(serializers.serialize("json", model.objects.all()) for model in apps.get_models())
        assert str(transfer.rec) in rows
        assert list(canaries.search(rows.encode(), "central")) == []


def test_a_large_part_goes_in_pieces():
    rows = {"past": [{"words": "x" * 1000, "n": n} for n in range(1200)], "plan": [{"a": 1}]}
    pieces = list(_pieces(rows))
    assert len(pieces) == 3
    assert all(sum(len(str(row)) for found in piece["rows"].values() for row in found) <= LARGEST for piece in pieces)
    assert [row["n"] for piece in pieces for row in piece["rows"].get("past", [])] == list(range(1200))
    assert list(_pieces({"past": []})) == [{"kind": "carried", "rows": {}}]


def test_a_link_on_paper_is_closed_where_nobody_could_stop_it_any_more(road: Road):
    him = road.person()
    link, ends = "A" * 22, NOW + timedelta(days=92)
    PersonalLink.objects.create(
        pk=link, passport=road.passports[0], made_by=UserFactory(), made_at=NOW, expires_at=ends, parts=["PLAN"]
    )
    CarriedLink.objects.create(pk=link, prison="MDI", file="sealed", ticket="0" * 64, made_at=NOW, expires_at=ends)
    road.send(him)
    assert (PersonalLink.objects.get().closed_why, CarriedLink.objects.get().file) == ("MOVED", "")
