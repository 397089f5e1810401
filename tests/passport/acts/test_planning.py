"""A plan is written by both sides, version by version, sealed."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.access import NotAllowed
from accounts.models import AuditEntry
from passport.acts import planning as acts
from passport.acts.erasing import erase_passport
from passport.acts.handover import hand_over
from passport.acts.sections import open_passport
from passport.models import Handover, PlanStanding, SectionVersion, Wrap
from passport.plan import GoalWords, Plan, StepWords
from tests.cast import NOW, AgencyFactory, Cast
from tests.nodes import give_agency_key
from tests.told import Told, agree

HOME = GoalWords("Find a quokka room", "ACCOMMODATION", "2027-04-26")


def put(told: Told, by: Any, goal: str = "g", words: GoalWords = HOME, seen: int = 0) -> Plan:
    return acts.write_goal(passport=told.passport, goal_id=goal, words=words, seen=seen, by=by, at=NOW)


def test_both_sides_write_and_every_version_is_kept(told: Told, cast: Cast) -> None:
    put(told, cast.practitioner)
    put(told, cast.prisoner, words=GoalWords("Live with my mum"), seen=1)
    acts.write_step(
        passport=told.passport,
        goal_id="g",
        step_id="s",
        words=StepWords("Write to mum", "PERSON"),
        seen=0,
        by=cast.prisoner,
        at=NOW,
    )
    history = acts.history_of(passport=told.passport, by=cast.practitioner, at=NOW)
    assert [(one.ver, [change.what for change in one.differences]) for one in history] == [
        (3, ["STEP_ADDED"]),
        (2, ["GOAL_WORDS", "GOAL_DATE"]),
        (1, ["GOAL_ADDED"]),
    ]
    assert history[-1].plan.goals[0].title == "Find a quokka room"


def test_the_words_lie_sealed(told: Told, cast: Cast) -> None:
    put(told, cast.practitioner)
    version = SectionVersion.objects.get(sec="PLAN")
    assert "quokka" not in version.core
    standing = PlanStanding.objects.get()
    assert (standing.goals_open, standing.steps_open, str(standing.next_target_on)) == (1, 0, "2027-04-26")
    assert not standing.changed_by_person


def test_who_may_not(told: Told, cast: Cast) -> None:
    for by in (cast.cell_mate, cast.tutor, cast.officer_elsewhere, cast.agency_worker, cast.administrator):
        with pytest.raises(NotAllowed):
            put(told, by)
    plan = put(told, cast.practitioner)
    for by in (cast.cell_mate, cast.tutor, cast.officer_elsewhere, cast.agency_worker):
        with pytest.raises(NotAllowed):
            acts.plan_of(passport=told.passport, by=by, at=NOW)
        with pytest.raises(NotAllowed):
            acts.history_of(passport=told.passport, by=by, at=NOW)
    with pytest.raises(NotAllowed):  # staff can't agree for somebody
        acts.agree_plan(
            passport=told.passport, yes=True, words="", shown=plan.fingerprint, by=cast.practitioner, at=NOW
        )
    with pytest.raises(NotAllowed):  # nor a person sign for the prison
        acts.sign_plan(passport=told.passport, shown=plan.fingerprint, by=cast.prisoner, at=NOW)
    with pytest.raises(NotAllowed):
        acts.note_no_answer(passport=told.passport, words="", shown=plan.fingerprint, by=cast.prisoner, at=NOW)


def test_what_changes_nothing_writes_nothing(told: Told, cast: Cast) -> None:
    put(told, cast.prisoner)
    before = AuditEntry.objects.count()
    put(told, cast.prisoner)
    assert SectionVersion.objects.filter(sec="PLAN").count() == 1
    assert AuditEntry.objects.count() == before


def test_disagreed_changed_and_agreed_and_signed(told: Told, cast: Cast) -> None:
    plan = put(told, cast.practitioner)
    acts.agree_plan(
        passport=told.passport, yes=False, words="A flat, not a room", shown=plan.fingerprint, by=cast.prisoner, at=NOW
    )
    standing = PlanStanding.objects.get()
    assert (standing.agreement, standing.agreement_is_current) == ("DO_NOT_AGREE", True)
    plan = put(told, cast.practitioner, words=GoalWords("Find a flat"), seen=1)
    standing.refresh_from_db()
    assert not standing.agreement_is_current
    plan = acts.agree_plan(passport=told.passport, yes=True, words="", shown=plan.fingerprint, by=cast.prisoner, at=NOW)
    plan = acts.sign_plan(passport=told.passport, shown=plan.fingerprint, by=cast.practitioner, at=NOW)
    standing.refresh_from_db()
    assert (standing.agreement, standing.agreement_is_current, standing.signed_is_current) == (
        "UPDATED_AGREED",
        True,
        True,
    )
    assert plan.staff.by == "RESETTLEMENT_PRACTITIONER"
    verbs = AuditEntry.objects.filter(whom=str(told.passport.pk)).values_list("verb", flat=True)
    assert {"disagree_with_plan", "agree_plan", "sign_plan", "write_goal"} <= set(verbs)


def test_an_agency_that_holds_the_plan_gets_each_new_version(told: Told, cast: Cast) -> None:
    agency = AgencyFactory(name="Northgate Advice")
    key = give_agency_key(agency)
    put(told, cast.practitioner)
    agree(cast, told.passport, agency, "STATUTORY", ["PLAN"])
    hand_over(passport=told.passport, agency=agency, by=cast.practitioner, at=NOW)
    revision = Handover.objects.get(agency=agency).revision
    put(told, cast.prisoner, words=GoalWords("Find a flat"), seen=1)
    newest = SectionVersion.objects.filter(sec="PLAN").order_by("-ver").first()
    assert Wrap.objects.filter(version=newest, kid=key.kid).exists()
    assert Handover.objects.get(agency=agency).revision == revision + 1


def test_history_is_paged(told: Told, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "MOST_VERSIONS", 2)
    for number in range(5):
        put(told, cast.prisoner, goal=f"g{number}", words=GoalWords(f"Goal {number}"))
    first = acts.history_of(passport=told.passport, by=cast.prisoner, at=NOW)
    second = acts.history_of(passport=told.passport, by=cast.prisoner, at=NOW, before=first[-1].ver)
    assert [one.ver for one in first + second] == [5, 4, 3, 2]
    assert [change.goal for change in second[-1].differences] == ["Goal 1"]


def test_a_plan_whose_keys_are_destroyed_says_so(told: Told, cast: Cast) -> None:
    put(told, cast.prisoner)
    erase_passport(passport=told.passport, by="command:erase", at=NOW + timedelta(days=1))
    with pytest.raises(acts.ErasedPlan):
        acts.plan_of(passport=told.passport, by=cast.practitioner, at=NOW)
    with pytest.raises(acts.ErasedPlan):
        put(told, cast.practitioner, goal="h")


@pytest.mark.django_db(transaction=True)
def test_two_at_one_moment_make_two_versions_and_lose_nothing(cast: Cast, node: object) -> None:
    passport = open_passport(prisoner=cast.prisoner.prisoner, by=cast.practitioner, at=NOW)
    ready = threading.Barrier(2)

    def write(goal: str, by: Any) -> None:
        try:
            ready.wait()
            acts.write_goal(passport=passport, goal_id=goal, words=GoalWords(goal), seen=0, by=by, at=NOW)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=write, args=("mine", cast.prisoner)),
        threading.Thread(target=write, args=("theirs", cast.practitioner)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    plan = acts.plan_of(passport=passport, by=cast.prisoner, at=NOW)
    assert {goal.title for goal in plan.goals} == {"mine", "theirs"}
    assert list(SectionVersion.objects.filter(sec="PLAN").values_list("ver", flat=True).order_by("ver")) == [1, 2]
