from datetime import date

from django.test import Client

from passport.acts.agreements import end_agreement, say_consent
from passport.models import Agreement
from tests.cast import NOW, AgencyFactory, Cast
from tests.told import Told, agree

from .conftest import Says

SHARING = "/me/sharing/"


def card(said: str, agency: str, until: str = "") -> str:
    """The words of one agency's card."""
    after = said.split(agency, 1)[1]
    return after.split(until, 1)[0] if until else after


def test_what_the_law_gives_is_shown_not_asked(at_terminal: Client, says: Says) -> None:
    said = card(says(at_terminal.get(SHARING)), "Sheffield Probation", until="Steel City Homes")
    assert "They get this. It is the law." in said
    assert "Where you will live" in said
    assert "Your health and what is private in it" in said
    assert "What it is for: Planning supervision after release" in said
    assert "Yes, they can have it" not in said


def test_what_rests_on_a_yes_is_asked(at_terminal: Client, says: Says) -> None:
    said = card(says(at_terminal.get(SHARING)), "Steel City Homes")
    assert "They ask for this" in said
    assert "My words" in said
    assert "Drugs and drink: what is private in it" in said
    assert "You have not said yet" in said
    assert "Yes, they can have it" in said
    assert "no one can take back what they have read" in said


def test_shows_the_newest_answer(at_terminal: Client, told: Told, cast: Cast, says: Says) -> None:
    for given in (True, False):
        said = dict.fromkeys(["IDENTITY", "ACCOMMODATION", "MY_WORDS", "DRUGS_AND_ALCOHOL_RESTRICTED"], given)
        say_consent(passport=told.passport, agency=told.asks, said=said, by=cast.prisoner, at=NOW)
    page = says(at_terminal.get(SHARING)).split("What you said, and when")[0]
    assert "You said no Monday 1 March 2027" in page
    assert "You said yes" not in page


def test_a_yes_to_less_than_is_asked_now_is_asked_again(
    at_terminal: Client, told: Told, cast: Cast, says: Says
) -> None:
    say_consent(passport=told.passport, agency=told.asks, said={"MY_WORDS": True}, by=cast.prisoner, at=NOW)
    assert "You have not said yet" in says(at_terminal.get(SHARING))


def test_what_the_law_gives_already_is_not_asked_for(at_terminal: Client, told: Told, cast: Cast, says: Says) -> None:
    agree(cast, told.passport, told.must, "CONSENT", ["ACCOMMODATION", "MY_WORDS"])
    said = card(says(at_terminal.get(SHARING)), "Sheffield Probation", until="Steel City Homes")
    _, asked = said.split("They ask for this")
    assert "My words" in asked
    assert "Where you will live" not in asked


def test_says_since_when_and_until_when_it_can_be_opened(at_terminal: Client, says: Says) -> None:
    said = says(at_terminal.get(SHARING))
    assert "They can open it from Monday 1 February 2027." in said


def test_an_ended_or_old_agreement_asks_for_nothing(at_terminal: Client, told: Told, cast: Cast, says: Says) -> None:
    end_agreement(agreement=Agreement.objects.get(agency=told.asks), by=cast.administrator, at=NOW)
    Agreement.objects.filter(agency=told.must).update(expires_on=date(2027, 3, 2))
    said = says(at_terminal.get(SHARING))
    assert "Steel City Homes" not in said
    assert "They ask for this" not in said
    assert "They get this" not in said


def test_who_holds_it_is_shown_when_the_agreement_has_ended(at_terminal: Client, told: Told, says: Says) -> None:
    Agreement.objects.filter(agency=told.must).update(expires_on=date(2027, 3, 2))
    assert "They can open it from Monday 1 February 2027." in card(
        says(at_terminal.get(SHARING)), "Sheffield Probation", until="Steel City Homes"
    )


def test_an_agency_that_the_person_is_not_to_meet_is_not_shown(
    at_terminal: Client, told: Told, cast: Cast, says: Says
) -> None:
    stranger = AgencyFactory(name="Unasked Limited")
    agree(cast, told.passport, stranger, "CONSENT", ["MY_WORDS"])
    told.passport.referrals.filter(agency=stranger).update(ended_at=NOW)
    assert "Unasked" not in says(at_terminal.get(SHARING))


def test_a_newcomer_sees_nobody(newcomer: Client, says: Says) -> None:
    assert "No one can have it yet" in says(newcomer.get(SHARING))
