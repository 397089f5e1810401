"""The way out: who may have what, and that exactly that opens."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.access import NotAllowed, give
from accounts.keys import signers_of
from accounts.models import Agency, AgencyKey, Role
from accounts.seal import Binding, Unreadable, open_section, verify_statement
from passport.acts import handover as way_out
from passport.acts.agreements import (
    AnotherWindow,
    NeedsAnotherPerson,
    approve_agreement,
    propose_agreement,
    refer,
    say_consent,
)
from passport.acts.erasing import erase_passport
from passport.acts.grants import grants_for
from passport.acts.handover import (
    MOST_HOLDERS,
    AlreadyTakenBack,
    TooManyHolders,
    follow_release_dates,
    hand_over,
    withdraw_handover,
)
from passport.acts.sections import envelope_of, open_passport, write_section
from passport.acts.words import write_my_words
from passport.models import Agreement, Handover, JournalEntry, Passport, SectionVersion, Wrap
from tests.cast import NOW, AgencyFactory, Cast, UserFactory
from tests.nodes import give_agency_key

WORDS = {"kind": "words", "text": "I want to be a joiner."}


@pytest.fixture
def passport(cast: Cast, node: object) -> Passport:
    return open_passport(prisoner=cast.prisoner.prisoner, by=cast.practitioner, at=NOW)


@pytest.fixture
def agency(cast: Cast) -> Agency:
    return AgencyFactory(name="Sheffield Probation", kind=Agency.Kind.PROBATION)


def agree(cast: Cast, agency: Agency, sections: list[str], basis: str = "STATUTORY", before: int = 84) -> Agreement:
    proposed = propose_agreement(
        agency=agency,
        purpose="Supervision after release",
        basis=basis,
        sections=sections,
        days_before=before,
        days_after=28,
        expires_on=date(2028, 1, 1),
        by=cast.administrator,
        at=NOW,
    )
    head = UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])
    return approve_agreement(agreement=proposed, by=head, at=NOW)


def handed(cast: Cast, passport: Passport, agency: Agency):
    return hand_over(passport=passport, agency=agency, by=cast.practitioner, at=NOW)


def test_what_was_granted_opens_and_nothing_else(cast, passport, agency, node):
    agree(cast, agency, ["MY_WORDS"])
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    key = give_agency_key(agency)
    for sec in ("MY_WORDS", "HEALTH_RESTRICTED"):
        write_section(passport=passport, sec=sec, data=WORDS, by=cast.practitioner, at=NOW)

    made = handed(cast, passport, agency)

    assert (made.opens_on, made.closes_on) == (date(2027, 2, 1), date(2027, 5, 24))
    token = verify_statement(made.token, "tg-handover+jws", signers_of("MDI"))
    assert [row["sec"] for row in token["sections"]] == ["IDENTITY", "MY_WORDS"]
    opened = [opens_with(version, key, node) for version in SectionVersion.objects.order_by("sec")]
    assert opened == ["HEALTH_RESTRICTED closed", "IDENTITY", "MY_WORDS"]


def opens_with(version: SectionVersion, key, node) -> str:
    binding = Binding(iss=version.iss, rec=str(version.rec), sec=version.sec, ver=version.ver)
    try:
        open_section(envelope_of(version), expected=binding, key=key, signers=signers_of("MDI"), at=NOW)
    except Unreadable as error:
        return f"{version.sec} closed" if error.fault == "reader" else f"{version.sec} {error.fault}"
    return version.sec


def test_wrapping_for_a_reader_leaves_the_sealed_core_as_it_was(cast, passport, agency):
    agree(cast, agency, ["MY_WORDS"])
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    give_agency_key(agency)
    version = write_section(passport=passport, sec="MY_WORDS", data=WORDS, by=cast.practitioner, at=NOW)
    before = version.core
    handed(cast, passport, agency)
    version.refresh_from_db()
    assert version.core == before
    assert version.wraps.count() == 2
    assert [head.revision for head in version.heads.order_by("revision")] == [0, 1]


def test_each_missing_condition_is_named(cast, passport, agency):
    refusals = []

    def attempt(at=NOW):
        with pytest.raises(Exception) as refused:  # noqa: PT011
            hand_over(passport=passport, agency=agency, by=cast.practitioner, at=at)
        refusals.append(refused.type.__name__)

    attempt()
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    attempt()
    agree(cast, agency, ["MY_WORDS"], basis="CONSENT", before=45)
    attempt()
    say_consent(passport=passport, agency=agency, said={"MY_WORDS": True}, by=cast.prisoner, at=NOW)
    attempt(NOW - timedelta(days=7))
    attempt(NOW + timedelta(days=100))
    attempt()
    give_agency_key(agency)
    handed(cast, passport, agency)
    attempt()
    passport.prisoner.release_on = None
    passport.prisoner.save()
    attempt()
    assert refusals == [
        "NoReferral",
        "NoAgreement",
        "NoConsent",
        "OutsideWindow",
        "OutsideWindow",
        "NoAgencyKey",
        "AlreadyHandedOver",
        "NoReleaseDate",
    ]


def test_only_who_works_with_the_person_hands_over(cast, passport, agency):
    for other in (cast.tutor, cast.officer_elsewhere, cast.administrator, cast.prisoner, cast.agency_worker):
        with pytest.raises(NotAllowed):
            hand_over(passport=passport, agency=agency, by=other, at=NOW)


def test_an_agreement_takes_two_people(cast, agency, node):
    proposed = agree(cast, agency, ["HEALTH"])
    assert proposed.approved_by_id != cast.administrator.pk
    other = propose_agreement(
        agency=agency,
        purpose="Again",
        basis="STATUTORY",
        sections=["HEALTH"],
        days_before=1,
        days_after=1,
        expires_on=date(2028, 1, 1),
        by=cast.administrator,
        at=NOW,
    )
    with pytest.raises(NeedsAnotherPerson):
        approve_agreement(agreement=other, by=cast.administrator, at=NOW)


def test_a_new_version_goes_to_who_holds_the_passport_under_a_new_list(cast, passport, agency, node):
    agree(cast, agency, ["MY_WORDS"])
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    key = give_agency_key(agency)
    made = handed(cast, passport, agency)
    write_my_words(passport=passport, text="My mum has a spare room.", by=cast.prisoner, at=NOW)
    made.refresh_from_db()
    listed = verify_statement(made.token, "tg-handover+jws", signers_of("MDI"))["sections"]
    assert {"MY_WORDS"} <= {row["sec"] for row in listed}
    version = SectionVersion.objects.get(sec="MY_WORDS")
    assert opens_with(version, key, node) == "MY_WORDS"
    assert made.revision == 2


def test_consent_taken_back_stops_the_next_version(cast, passport, agency, node):
    agree(cast, agency, ["MY_WORDS"], basis="CONSENT")
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    say_consent(passport=passport, agency=agency, said={"MY_WORDS": True}, by=cast.prisoner, at=NOW)
    key = give_agency_key(agency)
    write_my_words(passport=passport, text="First.", by=cast.prisoner, at=NOW)
    handed(cast, passport, agency)
    later = NOW + timedelta(days=1)
    say_consent(passport=passport, agency=agency, said={"MY_WORDS": False}, by=cast.prisoner, at=later)
    write_my_words(passport=passport, text="Second.", by=cast.prisoner, at=later)
    newest = SectionVersion.objects.get(sec="MY_WORDS", ver=2)
    assert opens_with(newest, key, node) == "MY_WORDS closed"


def test_withdrawn_wraps_are_gone_and_heads_say_so(cast, passport, agency, node):
    agree(cast, agency, ["MY_WORDS"])
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    key = give_agency_key(agency)
    made = handed(cast, passport, agency)
    withdraw_handover(handover=made, passport=passport, by=cast.practitioner, at=NOW)
    version = SectionVersion.objects.get(sec="IDENTITY")
    assert opens_with(version, key, node) == "IDENTITY closed"
    assert version.heads.count() == 3
    assert JournalEntry.objects.filter(kind="handover_withdrawn", lane="urgent").count() == 1
    again = handed(cast, passport, agency)
    assert (again.pk, again.revision) == (made.pk, 2)
    assert opens_with(version, key, node) == "IDENTITY"


def test_nothing_is_half_done_when_a_step_fails(cast, passport, agency, monkeypatch):
    agree(cast, agency, ["MY_WORDS"])
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    give_agency_key(agency)
    entries = JournalEntry.objects.count()

    def fails(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(way_out, "sign_statement", fails)
    with pytest.raises(OSError, match="disk full"):
        handed(cast, passport, agency)
    assert JournalEntry.objects.count() == entries
    assert SectionVersion.objects.get(sec="IDENTITY").wraps.count() == 1


def test_the_journal_names_what_travels_and_holds_no_words(cast, passport):
    write_section(passport=passport, sec="MY_WORDS", data=WORDS, by=cast.practitioner, at=NOW)
    bodies = [json.loads(entry.body) for entry in JournalEntry.objects.order_by("seq")]
    assert [entry.kind for entry in JournalEntry.objects.order_by("seq")] == [
        "archive_key",
        "archive_key",
        "section",
        "section",
    ]
    assert bodies[-1]["sec"] == "MY_WORDS"
    everything = json.dumps(bodies)
    assert "joiner" not in everything
    assert "A1234BC" not in everything


def test_a_handover_is_taken_back_once_and_from_keys_that_were_withdrawn_too(cast, passport, agency, node):
    agree(cast, agency, ["MY_WORDS"])
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    key = give_agency_key(agency)
    write_section(passport=passport, sec="MY_WORDS", data=WORDS, by=cast.practitioner, at=NOW)
    made = handed(cast, passport, agency)
    AgencyKey.objects.filter(kid=key.kid).update(withdrawn_at=NOW)
    withdraw_handover(handover=made, passport=passport, by=cast.practitioner, at=NOW)
    assert not Wrap.objects.filter(kid=key.kid).exists()
    entries = JournalEntry.objects.count()
    with pytest.raises(AlreadyTakenBack):
        withdraw_handover(handover=made, passport=passport, by=cast.practitioner, at=NOW)
    assert JournalEntry.objects.count() == entries


def test_a_day_begins_at_midnight_in_the_prison_not_in_greenwich(cast, passport, agency):
    """At half past midnight of 25 May 2027, British Summer Time, the last day (24 May) has passed."""
    agree(cast, agency, ["MY_WORDS"])
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    give_agency_key(agency)
    with pytest.raises(way_out.OutsideWindow):
        hand_over(passport=passport, agency=agency, by=cast.practitioner, at=datetime(2027, 5, 24, 23, 30, tzinfo=UTC))


def test_what_each_agency_may_have_is_worked_out_together(cast, passport, django_assert_num_queries):
    names = ["A", "B", "C", "D"]
    a, b, c, d = agencies = [AgencyFactory(name=name) for name in names]
    agree(cast, a, ["MY_WORDS"])
    agree(cast, b, ["MY_WORDS", "HEALTH"], basis="CONSENT")
    agree(cast, c, ["MY_WORDS"], basis="CONSENT")
    for agency in (a, b, c):
        refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    say_consent(passport=passport, agency=b, said={"HEALTH": True}, by=cast.prisoner, at=NOW)
    with django_assert_num_queries(3):
        found = grants_for(passport=passport, agencies=agencies, on=NOW.date())
    assert found[a.pk].sections == {"IDENTITY", "MY_WORDS"}
    assert (found[b.pk].sections, found[b.pk].unsaid) == ({"IDENTITY", "HEALTH"}, {"MY_WORDS"})
    assert [type(found[agency.pk]).__name__ for agency in (c, d)] == ["NoConsent", "NoReferral"]


def test_a_new_cover_sheet_goes_to_every_agency_that_holds_the_passport(cast, passport, agency, node):
    other = AgencyFactory(name="Northgate Advice")
    keys = {}
    for each in (agency, other):
        agree(cast, each, ["MY_WORDS"])
        refer(passport=passport, agency=each, by=cast.practitioner, at=NOW)
        keys[each.pk] = give_agency_key(each)
    first = handed(cast, passport, agency)
    passport.prisoner.release_on = date(2027, 4, 20)
    passport.prisoner.save()
    handed(cast, passport, other)
    write_my_words(passport=passport, text="My mum has a spare room.", by=cast.prisoner, at=NOW)
    first.refresh_from_db()
    listed = verify_statement(first.token, "tg-handover+jws", signers_of("MDI"))["sections"]
    assert {(row["sec"], row["ver"]) for row in listed} == {("IDENTITY", 2), ("MY_WORDS", 1)}
    assert (first.release_on, first.closes_on) == (date(2027, 4, 20), date(2027, 5, 18))
    cover = SectionVersion.objects.get(sec="IDENTITY", ver=2)
    assert [opens_with(cover, key, node) for key in keys.values()] == ["IDENTITY", "IDENTITY"]


def test_a_moved_release_date_moves_what_is_handed_over(cast, passport, agency, node):
    agree(cast, agency, ["MY_WORDS"])
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    key = give_agency_key(agency)
    made = handed(cast, passport, agency)
    assert follow_release_dates(by="node:MDI", at=NOW) == 0
    passport.prisoner.release_on = date(2027, 3, 8)
    passport.prisoner.save()
    assert follow_release_dates(by="node:MDI", at=NOW) == 1
    made.refresh_from_db()
    assert (made.release_on, made.opens_on) == (date(2027, 3, 8), date(2026, 12, 14))
    cover = SectionVersion.objects.of(passport.pk).filter(sec="IDENTITY").newest().get()
    assert (cover.ver, opens_with(cover, key, node)) == (2, "IDENTITY")
    assert follow_release_dates(by="node:MDI", at=NOW) == 0


def test_a_release_date_that_moved_before_an_erasure_stops_nobody(cast, passport, agency, node):
    agree(cast, agency, ["MY_WORDS"])
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    give_agency_key(agency)
    handed(cast, passport, agency)
    passport.prisoner.release_on = date(2027, 3, 8)
    passport.prisoner.save()
    erase_passport(passport=passport, by="command:erase", at=NOW)
    assert follow_release_dates(by="node:MDI", at=NOW) == 0


def test_a_cover_sheet_from_a_clock_that_ran_ahead_stops_nobody(cast, passport, agency, node):
    agree(cast, agency, ["MY_WORDS"])
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    give_agency_key(agency)
    other = open_passport(prisoner=cast.cell_mate.prisoner, by=cast.practitioner, at=NOW)
    give(cast.practitioner, ["work_with_prisoner"], other.prisoner)
    refer(passport=other, agency=agency, by=cast.practitioner, at=NOW)
    for one in (passport, other):
        handed(cast, one, agency)
        one.prisoner.release_on = date(2027, 3, 8)
        one.prisoner.save()
    ahead = NOW + timedelta(days=365)
    write_section(passport=passport, sec="IDENTITY", data={"kind": "identity"}, by="node:MDI", at=ahead)
    assert follow_release_dates(by="node:MDI", at=NOW) == 1
    assert Handover.objects.get(rec=other.pk).release_on == date(2027, 3, 8)


def test_two_agreements_with_one_agency_never_widen_each_others_days(cast, agency, node):
    agree(cast, agency, ["ACCOMMODATION"], before=84)
    with pytest.raises(AnotherWindow):
        agree(cast, agency, ["HEALTH_RESTRICTED"], before=7)
    agree(cast, agency, ["HEALTH"], before=84)


def test_an_eighth_agency_is_refused_by_name_and_no_reader_is_one_too_many(cast, passport, node):
    for number in range(MOST_HOLDERS + 1):
        one = AgencyFactory(name=f"Agency {number}")
        agree(cast, one, ["MY_WORDS"])
        refer(passport=passport, agency=one, by=cast.practitioner, at=NOW)
        for _ in range(3):
            give_agency_key(one)
        if number < MOST_HOLDERS:
            handed(cast, passport, one)
    with pytest.raises(TooManyHolders):
        handed(cast, passport, one)
    write_my_words(passport=passport, text="Room for everybody.", by=cast.prisoner, at=NOW)
    assert SectionVersion.objects.get(sec="MY_WORDS").wraps.count() == 1 + 2 * MOST_HOLDERS
