"""A person's no reaches an agency that holds the passport already."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from typing import Any

import pytest

from accounts.access import NotAllowed
from accounts.keys import signers_of
from accounts.models import Agency, AuditEntry, Role
from passport.acts.agreements import approve_agreement, end_agreement, propose_agreement
from passport.acts.consent import NotAsked, answer_agency
from passport.acts.grants import NoConsent, grant_for
from passport.acts.handover import hand_over
from passport.models import Handover, JournalEntry, Passport, Wrap, shares_of
from passport.statement import read_handover
from tests.cast import NOW, AgencyFactory, Cast, UserFactory
from tests.nodes import give_agency_key
from tests.told import Told, agree

ASKED = ["MY_WORDS", "DRUGS_AND_ALCOHOL_RESTRICTED"]


@pytest.fixture
def agency(told: Told) -> Agency:
    agency = AgencyFactory(name="Northgate Advice")
    give_agency_key(agency)
    return agency


def held(agency: Agency) -> set[str]:
    """The sections that the agency's keys open here."""
    kids = agency.keys.values_list("kid", flat=True)
    return set(Wrap.objects.filter(kid__in=kids).values_list("version__sec", flat=True))


def listed(handover: Handover) -> set[str]:
    body = handover.token.split(".")[1]
    statement = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return {section["sec"] for section in statement["sections"]}


def say(passport: Passport, agency: Agency, given: bool, by: Any) -> None:
    found = [share for share in shares_of(passport, NOW.date()) if share.agency == agency]
    words = dict.fromkeys(found[0].words if found else [], given)
    answer_agency(passport=passport, agency=agency, said=words, shown=found[0].shown if found else "", by=by, at=NOW)


def test_a_no_takes_the_whole_handover_back_where_only_a_yes_gave_it(told: Told, cast: Cast, agency: Agency) -> None:
    agree(cast, told.passport, agency, "CONSENT", ASKED)
    say(told.passport, agency, True, cast.prisoner)
    handover = hand_over(passport=told.passport, agency=agency, by=cast.practitioner, at=NOW)
    assert held(agency) == {"IDENTITY", *ASKED}
    say(told.passport, agency, False, cast.prisoner)
    assert held(agency) == set()
    handover.refresh_from_db()
    assert handover.withdrawn_at == NOW
    assert JournalEntry.objects.filter(kind="handover_withdrawn", lane="urgent").count() == 1
    assert AuditEntry.objects.get(verb="take_back_consent").who == str(cast.prisoner.pk)


def test_a_no_after_the_last_day_takes_the_keys_back_too(told: Told, cast: Cast, agency: Agency) -> None:
    agree(cast, told.passport, agency, "CONSENT", ASKED)
    say(told.passport, agency, True, cast.prisoner)
    handover = hand_over(passport=told.passport, agency=agency, by=cast.practitioner, at=NOW)
    Handover.objects.filter(pk=handover.pk).update(closes_on=NOW.date() - timedelta(days=1))
    before = JournalEntry.objects.filter(kind="head").count()
    say(told.passport, agency, False, cast.prisoner)
    assert held(agency) == set()
    assert JournalEntry.objects.filter(kind="head").count() == before + 1 + len(ASKED)


def test_what_the_law_gives_stays(told: Told, cast: Cast, agency: Agency) -> None:
    agree(cast, told.passport, agency, "STATUTORY", ["ACCOMMODATION"])
    agree(cast, told.passport, agency, "CONSENT", ["ACCOMMODATION", *ASKED])
    say(told.passport, agency, True, cast.prisoner)
    handover = hand_over(passport=told.passport, agency=agency, by=cast.practitioner, at=NOW)
    say(told.passport, agency, False, cast.prisoner)
    assert held(agency) == {"IDENTITY", "ACCOMMODATION"}
    handover.refresh_from_db()
    assert handover.withdrawn_at is None
    assert listed(handover) == {"IDENTITY", "ACCOMMODATION"}


def test_a_no_to_one_part_takes_that_part_back(told: Told, cast: Cast, agency: Agency) -> None:
    agree(cast, told.passport, agency, "CONSENT", ASKED)
    say(told.passport, agency, True, cast.prisoner)
    handover = hand_over(passport=told.passport, agency=agency, by=cast.practitioner, at=NOW)
    (share,) = [share for share in shares_of(told.passport, NOW.date()) if share.agency == agency]
    words = {"MY_WORDS": True, "DRUGS_AND_ALCOHOL_RESTRICTED": False}
    answer_agency(passport=told.passport, agency=agency, said=words, shown=share.shown, by=cast.prisoner, at=NOW)
    assert held(agency) == {"IDENTITY", "MY_WORDS"}
    handover.refresh_from_db()
    assert handover.withdrawn_at is None
    assert listed(handover) == {"IDENTITY", "MY_WORDS"}


def test_a_yes_to_other_terms_gives_nothing_until_it_is_said_again(told: Told, cast: Cast, agency: Agency) -> None:
    before = agree(cast, told.passport, agency, "CONSENT", ["MY_WORDS"])
    say(told.passport, agency, True, cast.prisoner)
    later = NOW + timedelta(hours=1)
    new = propose_agreement(
        agency=agency,
        purpose=before.purpose,
        basis=before.basis,
        sections=["MY_WORDS"],
        days_before=before.days_before,
        days_after=before.days_after,
        expires_on=before.expires_on,
        onward="SAME_PURPOSE",
        replaces=before,
        by=cast.administrator,
        at=later,
    )
    chief = UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])
    approve_agreement(agreement=new, by=chief, at=later)
    with pytest.raises(NoConsent):
        grant_for(passport=told.passport, agency=agency, on=NOW.date())
    (share,) = [share for share in shares_of(told.passport, NOW.date()) if share.agency == agency]
    assert (share.words, share.again) == ({"MY_WORDS": None}, True)
    words = {"MY_WORDS": True}
    answer_agency(passport=told.passport, agency=agency, said=words, shown=share.shown, by=cast.prisoner, at=later)
    grant = grant_for(passport=told.passport, agency=agency, on=NOW.date())
    assert (grant.sections, grant.onward) == ({"IDENTITY", "MY_WORDS"}, "SAME_PURPOSE")


def test_the_strictest_rule_for_passing_on_is_signed(told: Told, cast: Cast, agency: Agency) -> None:
    loose = agree(cast, told.passport, agency, "STATUTORY", ["ACCOMMODATION"])
    strict = agree(cast, told.passport, agency, "STATUTORY", ["MY_WORDS"])
    for one, rule in ((loose, "SAME_PURPOSE"), (strict, "ASK")):
        type(one).objects.filter(pk=one.pk).update(onward=rule)
    handover = hand_over(passport=told.passport, agency=agency, by=cast.practitioner, at=NOW)
    said = read_handover(handover.token, signers=signers_of("MDI"))
    assert said.onward == "ASK"


def test_others_keep_what_they_hold(told: Told, cast: Cast, agency: Agency) -> None:
    other = AgencyFactory(name="Another")
    give_agency_key(other)
    for each in (agency, other):
        agree(cast, told.passport, each, "CONSENT", ASKED)
        say(told.passport, each, True, cast.prisoner)
        hand_over(passport=told.passport, agency=each, by=cast.practitioner, at=NOW)
    say(told.passport, agency, False, cast.prisoner)
    assert held(other) == {"IDENTITY", *ASKED}


def test_a_yes_opens_nothing_by_itself(told: Told, cast: Cast, agency: Agency) -> None:
    agree(cast, told.passport, agency, "CONSENT", ASKED)
    say(told.passport, agency, True, cast.prisoner)
    assert held(agency) == set()
    assert {share.said for share in shares_of(told.passport, NOW.date()) if share.agency == agency} == {True}


def test_only_the_person_answers_and_only_where_asked(told: Told, cast: Cast, agency: Agency) -> None:
    with pytest.raises(NotAsked):
        say(told.passport, agency, True, cast.prisoner)
    agree(cast, told.passport, agency, "CONSENT", ASKED)
    for other in (cast.cell_mate, cast.practitioner):
        with pytest.raises(NotAllowed):
            say(told.passport, agency, True, other)


def test_a_no_reaches_what_is_held_under_an_agreement_that_has_ended(told: Told, cast: Cast, agency: Agency) -> None:
    ended = agree(cast, told.passport, agency, "CONSENT", ASKED)
    say(told.passport, agency, True, cast.prisoner)
    handover = hand_over(passport=told.passport, agency=agency, by=cast.practitioner, at=NOW)
    end_agreement(agreement=ended, by=cast.administrator, at=NOW)
    (share,) = [share for share in shares_of(told.passport, NOW.date()) if share.agency == agency]
    assert (share.handover, share.said) == (handover, True)
    say(told.passport, agency, False, cast.prisoner)
    assert held(agency) == set()
    handover.refresh_from_db()
    assert handover.withdrawn_at == NOW


def test_a_no_reaches_what_was_given_beside_what_the_law_gives(told: Told, cast: Cast, agency: Agency) -> None:
    agree(cast, told.passport, agency, "STATUTORY", ["ACCOMMODATION"])
    ended = agree(cast, told.passport, agency, "CONSENT", ASKED)
    say(told.passport, agency, True, cast.prisoner)
    hand_over(passport=told.passport, agency=agency, by=cast.practitioner, at=NOW)
    end_agreement(agreement=ended, by=cast.administrator, at=NOW)
    say(told.passport, agency, False, cast.prisoner)
    assert held(agency) == {"IDENTITY", "ACCOMMODATION"}
