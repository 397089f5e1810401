"""A court lets somebody go: said by staff, told to who holds the passport, closed by the roll, taken back."""

import json
from datetime import date, timedelta

import pytest

from accounts.access import NotAllowed
from accounts.acts.import_roll import import_roll
from accounts.keys import signers_of
from accounts.models import AuditEntry, Prison, Prisoner, Role
from accounts.roll.pages import read
from accounts.seal import open_section, verify_statement
from passport.acts.agreements import refer
from passport.acts.court import (
    NothingToTakeBack,
    gather_court_pack,
    release_at_court,
    take_back_court_release,
)
from passport.acts.following import follow_moves
from passport.acts.handover import follow_release_dates, hand_over
from passport.acts.leaving import LeftAlready, TooLateToUndo
from passport.acts.sections import binding_of, envelope_of, open_passport
from passport.models import CourtRelease, Handover, Passport, SectionVersion, Stay
from tests.cast import NOW, AgencyFactory, Cast, UserFactory
from tests.nodes import give_agency_key
from tests.passport.acts.test_at_the_same_time import at_once
from tests.passport.acts.test_handover import agree
from tests.passport.needed import write

TODAY = NOW.date()
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def him(cast: Cast) -> Prisoner:
    """On remand: nobody knows when he leaves."""
    person = cast.prisoner.prisoner
    person.legal_status, person.release_on, person.release_kind = "REMAND", None, ""
    person.save()
    return person


@pytest.fixture
def on_duty(cast: Cast):
    """A practitioner who does not work with him."""
    return UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER], name="Dee Duty")


def said(him: Prisoner, by, at=NOW) -> CourtRelease:
    return release_at_court(prisoner=him, by=by, at=at)


def roll(*numbers: str, at=NOW, **more: object) -> None:
    rows = [
        {"prisonerNumber": number, "firstName": "MARLON", "lastName": "ASHDOWN", "dateOfBirth": "1990-04-17"}
        | {"prisonId": "MDI", "status": "ACTIVE IN", "legalStatus": "REMAND"}
        | more
        for number in numbers
    ]
    found = read([json.dumps(rows).encode()], prison="MDI", on=TODAY)
    import_roll(prison=Prison.objects.get(pk="MDI"), roll=found, by="node:MDI", at=at, allow_empty=True)
    follow_moves(by="node:MDI", at=at)


def test_it_is_said_by_who_does_not_work_with_him_and_nothing_is_closed(him, on_duty, node):
    made = said(him, on_duty)
    him.refresh_from_db()
    assert (him.left_at, made.on, made.stay.ended_at) == (None, TODAY, None)
    assert made.left_open[:2] == ["ID", "BANK_ACCOUNT"]  # the list was begun by it
    assert said(him, on_duty, LATER) == made
    assert AuditEntry.objects.filter(verb="release_at_court").count() == 1


@pytest.mark.parametrize("role", [Role.KEY_WORKER, Role.WING_OFFICER, Role.PRISON_ADMINISTRATOR])
def test_another_role_does_not_say_it(him, node, role):
    with pytest.raises(NotAllowed):
        said(him, UserFactory(roles=[role]))
    assert not CourtRelease.objects.exists()


def test_somebody_of_another_prison_does_not_say_it(him, cast, node):
    with pytest.raises(NotAllowed):
        said(him, cast.officer_elsewhere)


def cover(passport: Passport, key) -> dict:
    version = SectionVersion.objects.of(passport.pk).filter(sec="IDENTITY").newest().get()
    opened = open_section(
        envelope_of(version), expected=binding_of(version), key=key, signers=signers_of("MDI"), at=LATER
    )
    return opened.data


@pytest.fixture
def shared(him, cast, node):
    """An agency that may have his passport, and its key."""
    passport = open_passport(prisoner=him, by=cast.practitioner, at=NOW)
    agency = AgencyFactory(name="Sheffield Probation")
    agree(cast, agency, ["MY_WORDS", "PLAN"])
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    return passport, agency, give_agency_key(agency)


def test_without_a_date_the_day_of_the_court_opens_the_window(him, cast, on_duty, shared):
    passport, agency, key = shared
    said(him, on_duty)
    fresh = Passport.objects.select_related("prisoner__prison").get(pk=passport.pk)
    made = hand_over(passport=fresh, agency=agency, by=cast.practitioner, at=NOW)
    assert (made.release_on, made.closes_on) == (TODAY, TODAY + timedelta(days=28))
    data = cover(passport, key)
    assert (data["release_on"], data["court_on"]) == (TODAY.isoformat(), TODAY.isoformat())
    assert "HOUSING" in data["left_open"]
    assert follow_release_dates(by="node:MDI", at=LATER) == 0


def test_who_holds_the_passport_is_told_and_told_again_when_it_was_not_so(cast, on_duty, node):
    him = cast.prisoner.prisoner
    passport = open_passport(prisoner=him, by=cast.practitioner, at=NOW)
    agency = AgencyFactory(name="Sheffield Probation")
    agree(cast, agency, ["MY_WORDS"])
    refer(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    key = give_agency_key(agency)
    hand_over(passport=passport, agency=agency, by=cast.practitioner, at=NOW)
    made = said(him, on_duty)
    pack = gather_court_pack(release=made, by=on_duty, at=NOW)
    assert [one.agency for one in pack.told] == [agency]
    assert cover(passport, key)["court_on"] == TODAY.isoformat()
    handover = Handover.objects.get(agency=agency)
    assert handover.release_on == TODAY
    assert verify_statement(handover.token, "tg-handover+jws", signers_of("MDI"))["release_on"] == TODAY.isoformat()

    take_back_court_release(prisoner=him, by=on_duty, at=LATER)
    assert "court_on" not in cover(passport, key)
    assert cover(passport, key)["release_on"] == "2027-04-26"
    assert follow_release_dates(by="node:MDI", at=LATER) == 1
    assert Handover.objects.get(agency=agency).release_on == date(2027, 4, 26)
    assert follow_release_dates(by="node:MDI", at=LATER) == 0


def test_the_roll_closes_the_record_also_where_it_does_not_say_where_he_is(him, cast, on_duty, node):
    passport = open_passport(prisoner=him, by=cast.practitioner, at=NOW)
    said(him, on_duty)
    roll(him.number)
    passport.refresh_from_db()
    assert passport.closed_at is None
    roll("B1111BB", at=LATER)
    passport.refresh_from_db()
    him.refresh_from_db()
    assert (passport.closed_at, him.left_at, him.gone_to) == (LATER, LATER, "OUT")
    assert Stay.objects.get(prisoner=him).ended == Stay.Ended.RELEASED


def test_without_a_word_of_a_court_who_is_gone_nobody_knows_where_is_not_closed(him, cast, node):
    passport = open_passport(prisoner=him, by=cast.practitioner, at=NOW)
    roll("B1111BB", at=LATER)
    passport.refresh_from_db()
    assert passport.closed_at is None


def test_where_the_roll_was_first_it_can_still_be_said(him, on_duty, node):
    roll("B1111BB", status="INACTIVE OUT", at=NOW)
    him.refresh_from_db()
    made = said(him, on_duty, LATER)
    pack = gather_court_pack(release=made, by=on_duty, at=LATER)
    assert [item.code for item in pack.to_see_to][:2] == ["ID", "GP"]  # what is needed at once comes first


def test_long_after_it_is_refused(him, on_duty, node):
    said(him, on_duty)
    roll("B1111BB", at=LATER)
    much_later = LATER + timedelta(days=3)
    with pytest.raises(TooLateToUndo):
        take_back_court_release(prisoner=him, by=on_duty, at=much_later)
    CourtRelease.objects.all().delete()
    with pytest.raises(LeftAlready):
        said(him, on_duty, much_later)


def test_taken_back_by_staff_the_time_here_goes_on(him, cast, on_duty, node):
    passport = open_passport(prisoner=him, by=cast.practitioner, at=NOW)
    said(him, on_duty)
    roll("B1111BB", at=LATER)
    take_back_court_release(prisoner=him, by=on_duty, at=LATER + timedelta(hours=1))
    him.refresh_from_db()
    passport.refresh_from_db()
    assert (him.left_at, passport.closed_at, passport.court_on) == (None, None, None)
    assert Stay.objects.get(prisoner=him).ended_at is None
    assert CourtRelease.objects.get().taken_back_by == on_duty
    with pytest.raises(NothingToTakeBack):
        take_back_court_release(prisoner=him, by=on_duty, at=LATER + timedelta(hours=1))


def test_back_on_the_roll_the_same_time_goes_on_and_nothing_begins_anew(him, cast, on_duty, node):
    passport = open_passport(prisoner=him, by=cast.practitioner, at=NOW)
    said(him, on_duty)
    roll("B1111BB", at=LATER)
    roll(him.number, "B1111BB", at=LATER + timedelta(days=1))
    passport.refresh_from_db()
    assert (passport.closed_at, passport.to_confirm_since, passport.court_on) == (None, None, None)
    assert Stay.objects.get(prisoner=him).ended_at is None
    assert AuditEntry.objects.filter(verb="take_back_court_release", who="node:MDI").count() == 1


@pytest.mark.parametrize(("days", "status"), [(5, "REMAND"), (1, "RECALL")])
def test_who_comes_back_later_or_recalled_begins_a_new_time(him, cast, on_duty, node, days, status):
    passport = open_passport(prisoner=him, by=cast.practitioner, at=NOW)
    said(him, on_duty)
    roll("B1111BB", at=LATER)
    roll(him.number, at=LATER + timedelta(days=days), legalStatus=status)
    passport.refresh_from_db()
    assert (passport.closed_at, passport.court_on) == (None, None)
    assert Stay.objects.filter(prisoner=him).count() == 2
    assert not CourtRelease.objects.standing().exists()


def test_words_on_medicine_are_for_readers_of_restricted_answers(him, cast, on_duty, node):
    passport = open_passport(prisoner=him, by=cast.practitioner, at=NOW)
    write(passport, cast.practitioner, code="MEDICINE", what="Two blue pills at night")
    made = said(him, on_duty)
    mine = gather_court_pack(release=made, by=cast.practitioner, at=NOW)
    theirs = gather_court_pack(release=made, by=on_duty, at=NOW)
    assert (mine.medicine, mine.medicine_kept) == (("Two blue pills at night",), False)
    assert (theirs.medicine, theirs.medicine_kept) == ((), True)
    assert AuditEntry.objects.filter(verb="read_passport", why="court", who=str(on_duty.pk)).exists()


@pytest.mark.django_db(transaction=True)
def test_two_say_it_at_one_moment(him, cast, on_duty, node):
    open_passport(prisoner=him, by=cast.practitioner, at=NOW)
    at_once(lambda: said(him, on_duty), lambda: said(him, cast.practitioner))
    assert CourtRelease.objects.count() == 1
    assert AuditEntry.objects.filter(verb="release_at_court").count() == 1
