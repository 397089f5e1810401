"""What a person said at one prison, at the next: shown, kept for what was handed over, and no yes to other terms."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from accounts.access import give
from accounts.models import Agency, AgencyKey, Audience, Prison, Prisoner, Role, User
from passport.acts.consent import answer_agency
from passport.acts.grants import NoConsent, grant_for
from passport.acts.handover import hand_over
from passport.acts.moving import start_transfer
from passport.models import Agreement, Consent, Handover, Passport, Referral, Wrap, shares_of
from passport.models.shares import Share
from passport.models.waiting import with_waiting
from passport.views.prisoner.sharing import _card
from tests.cast import NOW, UserFactory
from tests.two_nodes import CENTRAL, PRISON
from tests.two_prisons import LEEDS, NUMBER, Road

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = {"IDENTITY", "MY_WORDS"}


@pytest.fixture
def agency(road: Road) -> Agency:
    """One agency, known to all three by the same id and key."""
    made, key = road.agency()
    for node in (LEEDS, CENTRAL):
        with road.at(node):
            Agency.objects.get_or_create(pk=made.pk, defaults={"name": made.name, "kind": made.kind})
            AgencyKey.objects.create(kid=key.kid, agency_id=made.pk, jwk=key.jwk(), statement="signed", made_at=NOW)
    return made


def agreed(agency: Agency, road: Road, purpose: str) -> Agreement:
    """An agreement of the prison where the test is, made before anything was said anywhere."""
    by = UserFactory(prison=None)
    return Agreement.objects.create(
        agency_id=agency.pk,
        purpose=purpose,
        basis=Agreement.Basis.CONSENT,
        sections=sorted(ASKED),
        days_before=365,
        days_after=28,
        expires_on=date(2099, 1, 1),
        proposed_by=by,
        proposed_at=NOW - timedelta(days=9),
        approved_by=UserFactory(prison=None),
        approved_at=NOW - timedelta(days=9),
        asks_since=NOW - timedelta(days=9),
    )


def in_the_cell(person: Prisoner) -> User:
    if person.user is None:
        person.user = UserFactory(username=person.number, audience=Audience.PRISONER, prison=person.prison)
        person.save(update_fields=["user"])
    return person.user


def share_of(passport: Passport, agency: Agency, road: Road) -> Share:
    (share,) = (one for one in shares_of(passport, localdate(road.now)) if one.agency.pk == agency.pk)
    return share


def say(passport: Passport, agency: Agency, given: bool, road: Road) -> None:
    share = share_of(passport, agency, road)
    answer_agency(
        passport=passport,
        agency=share.agency,
        said=dict.fromkeys(share.words, given),
        shown=share.shown,
        by=in_the_cell(passport.prisoner),
        at=road.now,
    )


def yes_at_moorland(road: Road, agency: Agency) -> Passport:
    road.person()
    passport = road.passports[-1]
    agreed(agency, road, "Supervision")
    Referral.objects.create(passport=passport, agency=agency, by=UserFactory(), at=NOW)
    say(passport, agency, True, road)
    return passport


def to_leeds(road: Road) -> None:
    road.send(Prisoner.objects.get(number=NUMBER))
    road.rounds(2)
    with road.at(LEEDS):
        road.comes()
    road.rounds(2)


def is_asked(road: Road) -> bool:
    (person,) = with_waiting(Prisoner.objects.filter(number=NUMBER), localdate(road.now))
    return bool(person.is_asked)  # type: ignore[attr-defined]


def test_a_yes_to_one_prison_is_none_to_the_next_and_they_are_asked_anew(road: Road, agency: Agency):
    yes_at_moorland(road, agency)
    assert not is_asked(road)
    to_leeds(road)
    with road.at(LEEDS):
        passport = road.passport_at(LEEDS)
        agreed(agency, road, "Something else altogether")
        with pytest.raises(NoConsent):
            grant_for(passport=passport, agency=agency, on=localdate(road.now))
        share = share_of(passport, agency, road)
        assert (share.words, share.again, share.moved) == ({"MY_WORDS": None}, True, True)
        assert {(one.section, one.given, one.carried) for one in share.before} == {(sec, True, True) for sec in ASKED}
        assert is_asked(road)
        say(passport, agency, True, road)
        assert grant_for(passport=passport, agency=agency, on=localdate(road.now)).sections == ASKED
        assert not is_asked(road)
        assert share_of(passport, agency, road).again is False


def test_the_cell_shows_the_old_answer_and_where_it_was_said(road: Road, agency: Agency):
    yes_at_moorland(road, agency)
    to_leeds(road)
    with road.at(LEEDS):
        agreed(agency, road, "Something else altogether")
        share = share_of(road.passport_at(LEEDS), agency, road)
        page = render_to_string("passport/prisoner/parts/share.html", {"card": _card(share, None)})
        assert "You are in a new prison now. So we ask you once more." in page
        old = page.split("What you said, and when")[1]
        assert "In the prison you were in before" in old
        assert "You said yes to:" in old


def test_a_yes_that_was_carried_away_and_back_is_one_that_was_said_here(road: Road, agency: Agency):
    passport = yes_at_moorland(road, agency)
    to_leeds(road)
    with road.at(LEEDS):
        there = Prisoner.objects.get(number=NUMBER)
        start_transfer(prisoner=there, to=Prison.objects.get(pk=PRISON), by="node:LEI", at=road.now)
    road.rounds(2)
    Prisoner.objects.filter(number=NUMBER).update(left_at=None)
    road.rounds(2)
    passport = Passport.objects.get(pk=passport.pk)
    assert passport.held_by == ""
    assert list(Consent.objects.values_list("carried", flat=True)) == [False, False]
    assert grant_for(passport=passport, agency=agency, on=localdate(road.now)).sections == ASKED


def wraps_of(key: str) -> set[str]:
    return set(Wrap.objects.filter(kid=key).values_list("version__sec", flat=True))


@pytest.mark.parametrize(("at_leeds", "agrees"), [(False, False), (True, False), (True, True)])
def test_a_no_destroys_at_central_what_opens_it(road: Road, agency: Agency, at_leeds: bool, agrees: bool):
    passport = yes_at_moorland(road, agency)
    worker = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    give(worker, ["work_with_prisoner"], passport.prisoner)
    hand_over(passport=passport, agency=agency, by=worker, at=road.now)
    key = AgencyKey.objects.get().kid
    road.rounds(1)
    with road.at_central():
        assert wraps_of(key) == ASKED
    if at_leeds:
        to_leeds(road)
        with road.at_central():
            assert wraps_of(key) == ASKED  # what the agency holds it keeps
    where = LEEDS if at_leeds else PRISON
    with road.at(where):
        if agrees:
            agreed(agency, road, "Something else altogether")
        there = Passport.objects.get(prisoner__number=NUMBER)
        assert share_of(there, agency, road).handover is not None
        say(there, agency, False, road)
        assert wraps_of(key) == set()
    road.rounds(1)
    with road.at_central():
        assert wraps_of(key) == set()
        assert Handover.objects.get().withdrawn_at is not None
