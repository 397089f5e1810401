"""The roll says who came and went; a question fetches what it did not bring."""

import json
from datetime import date, timedelta

import pytest

from accounts.acts.import_roll import import_roll
from accounts.models import NodeKey, Prison, Prisoner
from accounts.roll.pages import read
from incell.models import Request, State
from passport.acts.following import follow_moves
from passport.acts.leaving import LeftAlready, TooLateToUndo, release, undo_release
from passport.acts.readiness import follow_readiness
from passport.acts.sections import write_section
from passport.acts.wanting import AskedAlready, ask_for_record
from passport.models import Arrival, Passport, PlanStanding, ReadinessItem, Stay, Transfer, WantedRecord
from tests.cast import NOW, Cast
from tests.contacts import asked_for as ask
from tests.two_nodes import PRISON
from tests.two_prisons import LEEDS, NUMBER, Road

pytestmark = pytest.mark.django_db(transaction=True)


def row(prison: str, number: str = NUMBER, **more: object) -> dict[str, object]:
    said = {"prisonerNumber": number, "firstName": "MARLON", "lastName": "ASHDOWN", "dateOfBirth": "1990-04-17"}
    return said | {"prisonId": prison, "status": "ACTIVE IN", "legalStatus": "SENTENCED"} | more


def roll(prison: str, *rows: dict[str, object], at: object = NOW) -> None:
    found = read([json.dumps(list(rows)).encode()], prison=prison, on=date(2027, 3, 1))
    import_roll(prison=Prison.objects.get(pk=prison), roll=found, by=f"node:{prison}", at=at, allow_empty=True)  # type: ignore[arg-type]


def test_the_roll_alone_moves_a_record(road: Road):
    road.person()
    roll(PRISON, row("LEI"), row("MDI", "B1111BB"))
    road.round(PRISON)
    assert Transfer.objects.get().destination == LEEDS
    road.rounds(1)
    with road.at(LEEDS):
        roll(LEEDS, row("LEI", lastPrisonId="MDI"))
    road.rounds(2)
    assert road.state(PRISON) == "ARRIVED"
    assert road.passport_at(LEEDS).held_by == ""


def test_a_late_roll_does_not_bring_back_who_was_sent_by_hand(road: Road):
    road.send()
    roll(PRISON, row("MDI"))
    assert Prisoner.objects.get(number=NUMBER).left_at is not None


def test_on_the_way_nobody_knows_where_waits_until_the_other_prison_asks(road: Road):
    road.person()
    roll(PRISON, row("TRN"))
    road.round(PRISON)
    assert not Transfer.objects.exists()
    with road.at(LEEDS):
        roll(LEEDS, row("LEI", lastPrisonId="MDI"))
    road.rounds(4)
    assert road.passport_at(LEEDS).held_by == ""
    with road.at(LEEDS):
        assert WantedRecord.objects.get().answered_at is not None


def test_who_is_still_on_the_roll_is_not_sent_without_its_staff(road: Road):
    road.person()
    with road.at(LEEDS):
        here = road.comes(number=NUMBER)
        ask_for_record(prisoner=here, prison=Prison.objects.get(pk=PRISON), by="node:LEI", at=road.now)
        with pytest.raises(AskedAlready):
            ask_for_record(prisoner=here, prison=Prison.objects.get(pk=PRISON), by="node:LEI", at=road.now)
    road.rounds(2)
    wanted = WantedRecord.objects.get()
    assert (wanted.about, wanted.answered_at, wanted.unreadable) == (Prisoner.objects.get().pk, None, "")
    assert not Transfer.objects.exists()


def test_a_question_that_is_not_the_askers_own_stops_nothing(road: Road):
    road.person()
    with road.at(LEEDS):
        here = road.comes()
        asked = ask_for_record(prisoner=here, prison=Prison.objects.get(pk=PRISON), by="node:LEI", at=road.now)
        road.round(LEEDS)
    NodeKey.objects.filter(node=LEEDS, use="SIGN").update(node="LDS")  # Moorland does not know who signed it
    road.round(PRISON)
    wanted = WantedRecord.objects.get(pk=asked.pk)
    assert wanted.unreadable == "signer"
    assert not Transfer.objects.exists()


def test_a_release_closes_and_a_recall_opens_with_history(road: Road):
    him = road.person()
    asked = ask(him, LAST_NAME="Ridley")
    passport = road.passports[0]
    PlanStanding.objects.create(
        passport=passport, agreement="AGREED", agreement_is_current=True, goals_open=2, changed_at=NOW
    )
    passport.pathways.filter(pathway="HEALTH").update(status="IN_PROGRESS")
    follow_readiness(by="node:MDI", at=NOW)
    ReadinessItem.objects.filter(readiness__prisoner=him).update(status="DONE")
    roll(PRISON, row("OUT", status="INACTIVE OUT"), at=road.now)
    follow_moves(by="node:MDI", at=road.now)
    asked.refresh_from_db()
    passport.refresh_from_db()
    assert (asked.state, asked.reply) == (State.WITHDRAWN, "You left prison.")
    assert passport.closed_at is not None
    stay = Stay.objects.get()
    assert stay.was_open["requests"] == 1
    assert (stay.was_open["pathways"], stay.was_open["goals"]) == (["HEALTH"], 2)
    road.later(days=90)
    roll(PRISON, row("MDI", legalStatus="RECALL", postRecallReleaseDate="2027-09-01"), at=road.now)
    follow_moves(by="node:MDI", at=road.now)
    passport.refresh_from_db()
    assert (passport.closed_at, passport.to_confirm_since) == (None, road.now)
    assert [stay.began for stay in Stay.objects.all()] == ["RECALL", "RECEPTION"]
    assert not PlanStanding.objects.get().agreement_is_current
    assert set(ReadinessItem.objects.filter(readiness__prisoner=him).values_list("status", flat=True)) == {
        "NOT_STARTED"
    }
    assert ReadinessItem.objects.filter(events__status="DONE").exists() or ReadinessItem.objects.exists()
    assert follow_moves(by="node:MDI", at=road.now) == 0
    write_section(passport=passport, sec="PLAN", data={"kind": "plan"}, by="node:MDI", at=road.now)


def test_a_release_is_undone_within_two_days(road: Road, cast: Cast):
    him = Prisoner.objects.get(number=NUMBER)
    asked = ask(him, LAST_NAME="Ridley")
    stay = release(prisoner=him, by=cast.administrator, at=NOW)
    with pytest.raises(LeftAlready):
        release(prisoner=him, by=cast.administrator, at=NOW)
    with pytest.raises(TooLateToUndo):
        undo_release(stay=stay, by=cast.administrator, at=NOW + timedelta(days=3))
    undo_release(stay=stay, by=cast.administrator, at=NOW + timedelta(days=1))
    him.refresh_from_db()
    asked.refresh_from_db()
    assert (him.left_at, him.gone_to, asked.state, asked.reply) == (None, "", State.NEW, "")
    with pytest.raises(TooLateToUndo):
        undo_release(stay=stay, by=cast.administrator, at=NOW + timedelta(days=1))
    assert Request.objects.count() == 1


def test_a_recall_to_another_prison_fetches_the_record(road: Road):
    him = road.person()
    release(prisoner=him, by="node:MDI", at=road.now)
    rec = Passport.objects.get().pk
    with road.at(LEEDS):
        roll(LEEDS, row("LEI", legalStatus="RECALL", lastPrisonId="MDI"))
    road.rounds(4)
    assert road.passport_at(LEEDS).pk == rec
    with road.at(LEEDS):
        assert Arrival.objects.get().accepted_at is not None
    assert road.passport_at(PRISON).held_by == LEEDS


def test_a_record_from_a_clock_that_ran_ahead_stops_nobody_elses_going(road: Road):
    ahead, _ = road.person(), road.person(number="B1111BB")
    passport = Passport.objects.get(prisoner=ahead)
    write_section(
        passport=passport, sec="IDENTITY", data={"kind": "identity"}, by="node:MDI", at=NOW + timedelta(days=365)
    )
    roll(PRISON, row("LEI"), row("LEI", "B1111BB"), row("MDI", "C2222CC"), row("MDI", "D3333DD"))
    road.round(PRISON)
    assert Transfer.objects.get().rec != passport.pk
