from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from passport.acts.grants import said_yes
from passport.models import Consent, shares_of
from tests.cast import Cast, SignIn
from tests.told import Told, agree

from .conftest import Says

PARTS = {"ACCOMMODATION", "MY_WORDS", "DRUGS_AND_ALCOHOL_RESTRICTED"}
ASKED = {"IDENTITY", *PARTS}


def shown(told: Told) -> dict[str, str]:
    """What the page sends along unseen."""
    found = shares_of(told.passport, timezone.localdate())
    return {"shown": next(share.shown for share in found if share.agency == told.asks)}


def test_a_yes_gives_what_is_asked_and_a_no_takes_it_back(at_terminal: Client, told: Told, says: Says) -> None:
    answer = at_terminal.post(f"/me/sharing/{told.asks.pk}/", {"share": "yes", **shown(told)}, follow=True)
    assert "You said yes to Steel City Homes." in says(answer)
    assert said_yes(passport=told.passport, agencies=[told.asks])[told.asks.pk] == ASKED
    at_terminal.post(f"/me/sharing/{told.asks.pk}/", {"share": "no", **shown(told)})
    assert said_yes(passport=told.passport, agencies=[told.asks])[told.asks.pk] == set()


def test_each_part_has_its_own_word(at_terminal: Client, told: Told, says: Says) -> None:
    words = {f"share-{sec}": "no" for sec in PARTS} | {"share-MY_WORDS": "yes"}
    answer = at_terminal.post(f"/me/sharing/{told.asks.pk}/", {**words, **shown(told)}, follow=True)
    assert "You said yes to some of it: Steel City Homes." in says(answer)
    assert said_yes(passport=told.passport, agencies=[told.asks])[told.asks.pk] == {"IDENTITY", "MY_WORDS"}
    assert "You said yes to: My words You said no to:" in says(answer)


def test_what_changed_since_the_page_was_shown_is_shown_again(
    at_terminal: Client, told: Told, cast: Cast, says: Says
) -> None:
    before = shown(told)
    agree(cast, told.passport, told.asks, "CONSENT", ["PLAN"])
    answer = at_terminal.post(f"/me/sharing/{told.asks.pk}/", {"share": "yes", **before}, follow=True)
    assert "What they ask for has just changed." in says(answer)
    assert not Consent.objects.exists()


@pytest.mark.parametrize("data", [{}, {"share-ACCOMMODATION": ""}, {"share-ACCOMMODATION": "perhaps"}])
def test_no_choice_is_an_error_at_its_place(at_terminal: Client, told: Told, says: Says, data: dict[str, str]) -> None:
    answer = at_terminal.post(f"/me/sharing/{told.asks.pk}/", data)
    assert answer.status_code == 200
    assert says(answer).count("Choose yes or no.") == 2 * len(PARTS)
    assert f'href="#share-{told.asks.pk}-MY_WORDS-yes"' in answer.content.decode()
    assert not Consent.objects.exists()


def test_nothing_is_asked_where_the_law_gives(at_terminal: Client, told: Told) -> None:
    assert at_terminal.post(f"/me/sharing/{told.must.pk}/", {"share": "no"}).status_code == 404
    assert at_terminal.post(f"/me/sharing/{uuid4()}/", {"share": "yes"}).status_code == 404


def test_nobody_answers_for_another(at_terminal: Client, told: Told, cast: Cast, sign_in: SignIn) -> None:
    sign_in(at_terminal, cast.cell_mate)
    assert at_terminal.post(f"/me/sharing/{told.asks.pk}/", {"share": "yes"}).status_code == 404
    assert not Consent.objects.exists()
