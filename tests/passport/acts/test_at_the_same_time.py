"""What several do to one passport at the same moment."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Agency
from accounts.seal import verify_statement
from passport.acts import reports
from passport.acts.agreements import refer
from passport.acts.drafts import AlreadySubmitted, BegunAgain, ChangedMeanwhile, save_page
from passport.acts.handover import AlreadyHandedOver, AlreadyTakenBack, hand_over, withdraw_handover
from passport.acts.report_events import AlreadyRestarted, Why
from passport.acts.report_turns import restart_report, skip_parts
from passport.acts.words import write_my_words
from passport.models import Draft, Handover, Passport, Report, ReportPart, Wrap
from tests import reports as made
from tests.cast import Cast
from tests.nodes import give_agency_key

pytestmark = pytest.mark.django_db(transaction=True)
REFUSALS = (AlreadyHandedOver, AlreadyTakenBack, AlreadySubmitted, AlreadyRestarted, ChangedMeanwhile)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run all at one moment; the kind of refusal of each, or None."""
    ready, said = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        try:
            ready.wait()
            works[place]()
        except REFUSALS as refusal:
            said[place] = type(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.fixture
def agency(cast: Cast, node: object) -> Agency:
    """One that may have his words, his cover sheet and his health."""
    agency = made.agency()
    made.agree(cast, agency, days_before=3650, days_after=3650)
    refer(passport=made.his_passport(cast), agency=agency, by=cast.practitioner, at=timezone.now())
    give_agency_key(agency)
    return agency


def hand(cast: Cast, agency: Agency) -> None:
    hand_over(passport=Passport.objects.get(), agency=agency, by=cast.practitioner, at=timezone.now())


def listed(agency: Agency, node: Any) -> set[str]:
    handover = Handover.objects.get(agency=agency)
    said = verify_statement(handover.token, "tg-handover+jws", {node.sign.kid: node.sign.public})
    return {one["sec"] for one in said["sections"]}


def test_a_page_saved_while_the_report_is_submitted_is_refused_not_lost(
    cast: Cast, node: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = made.a_report(cast)
    made.complete(report, cast.practitioner)
    part, half_way = report.parts.get(), threading.Event()

    def slow(**more: Any) -> list[Handover]:
        half_way.set()
        time.sleep(0.5)  # seconds: the other waits for a lock meanwhile
        return []

    def save() -> None:
        half_way.wait(10)
        said = {"REGISTERED_WITH_GP": "NO"}
        save_page(
            part=ReportPart.objects.get(pk=part.pk),
            page_id="ABOUT",
            submitted=said,
            revision=part.revision,
            by=cast.practitioner,
            at=timezone.now(),
        )

    monkeypatch.setattr(reports, "renew_handovers", slow)
    submit = Report.objects.get(pk=report.pk)
    said = at_once(
        lambda: reports.submit_report(report=submit, by=cast.practitioner, at=timezone.now()),
        save,
    )
    assert said == [None, AlreadySubmitted]
    assert Draft.objects.count() == 0
    assert report.parts.get().status == Report.Status.SUBMITTED


def test_two_begin_a_report_again_and_one_does(cast: Cast, node: object) -> None:
    report = made.submitted(cast)
    told = {"why": Why("OTHER", "Much is new"), "by": cast.practitioner, "at": timezone.now()}
    said = at_once(*[lambda: restart_report(report=Report.objects.get(pk=report.pk), **told)] * 2)
    assert sorted(said, key=str) == sorted([None, AlreadyRestarted], key=str)
    assert Report.objects.count() == 2
    assert report.events.count() == 1


def test_a_report_is_submitted_or_begun_again_and_its_answers_are_there(cast: Cast, node: object) -> None:
    report = made.a_report(cast)
    made.complete(report, cast.practitioner)
    told = {"by": cast.practitioner, "at": timezone.now()}
    said = at_once(
        lambda: reports.submit_report(report=Report.objects.get(pk=report.pk), **told),
        lambda: restart_report(report=Report.objects.get(pk=report.pk), why=Why("RECALL_TO_PRISON"), **told),
    )
    assert said in ([None, None], [BegunAgain, None])
    report.refresh_from_db()
    assert report.restarted_at is not None
    assert bool(report.written) == (report.submitted_at is not None) != Draft.objects.exists()


def test_two_leave_a_pathway_out_and_one_is_told(cast: Cast, node: object) -> None:
    report = made.a_report(cast)
    told = {"seen": {"HEALTH": 0}, "why": Why("TRANSFER"), "by": cast.practitioner, "at": timezone.now()}
    said = at_once(*[lambda: skip_parts(report=report, **told)] * 2)
    assert sorted(said, key=str) == sorted([None, ChangedMeanwhile], key=str)
    assert report.events.count() == 1


def test_two_hand_overs_make_one(cast: Cast, agency: Agency) -> None:
    said = at_once(*[lambda: hand(cast, agency)] * 3)
    assert sorted(said, key=str) == sorted([None, AlreadyHandedOver, AlreadyHandedOver], key=str)
    assert Handover.objects.get(agency=agency).revision == 1


def test_a_report_submitted_while_it_is_handed_over_goes_along(cast: Cast, agency: Agency, node: Any) -> None:
    report = made.a_report(cast)
    made.complete(report, cast.practitioner)
    submit = Report.objects.get(pk=report.pk)
    said = at_once(
        lambda: reports.submit_report(report=submit, by=cast.practitioner, at=timezone.now()),
        lambda: hand(cast, agency),
    )
    assert said == [None, None]
    assert listed(agency, node) == {"IDENTITY", "HEALTH"}


def test_words_kept_while_it_is_taken_back_stay_here(cast: Cast, agency: Agency, node: Any) -> None:
    hand(cast, agency)
    handover, passport = Handover.objects.get(agency=agency), Passport.objects.get()
    said = at_once(
        lambda: withdraw_handover(handover=handover, passport=passport, by=cast.practitioner, at=timezone.now()),
        lambda: write_my_words(passport=passport, text="I can cook.", by=cast.prisoner, at=timezone.now()),
    )
    assert said == [None, None]
    assert not Wrap.objects.filter(kid__in=agency.keys.values("kid")).exists()
    assert Handover.objects.get(agency=agency).withdrawn_at is not None
