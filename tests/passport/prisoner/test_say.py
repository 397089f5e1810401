from uuid import uuid4

import pytest
from django.test import Client

from passport.acts.grants import said_yes
from passport.models import Consent
from tests.cast import Cast, SignIn
from tests.told import Told

from .conftest import Says

ASKED = {"IDENTITY", "ACCOMMODATION", "MY_WORDS", "DRUGS_AND_ALCOHOL_RESTRICTED"}


def test_a_yes_gives_what_is_asked_and_a_no_takes_it_back(at_terminal: Client, told: Told, says: Says) -> None:
    answer = at_terminal.post(f"/me/sharing/{told.asks.pk}/", {"share": "yes"}, follow=True)
    assert "You said yes to Steel City Homes." in says(answer)
    assert said_yes(passport=told.passport, agencies=[told.asks])[told.asks.pk] == ASKED
    at_terminal.post(f"/me/sharing/{told.asks.pk}/", {"share": "no"})
    assert said_yes(passport=told.passport, agencies=[told.asks])[told.asks.pk] == set()


@pytest.mark.parametrize("data", [{}, {"share": ""}, {"share": "perhaps"}])
def test_no_choice_is_an_error_at_its_place(at_terminal: Client, told: Told, says: Says, data: dict[str, str]) -> None:
    answer = at_terminal.post(f"/me/sharing/{told.asks.pk}/", data)
    assert answer.status_code == 200
    assert says(answer).count("Choose yes or no.") == 2
    assert f'href="#share-{told.asks.pk}-yes"' in answer.content.decode()
    assert not Consent.objects.exists()


def test_nothing_is_asked_where_the_law_gives(at_terminal: Client, told: Told) -> None:
    assert at_terminal.post(f"/me/sharing/{told.must.pk}/", {"share": "no"}).status_code == 404
    assert at_terminal.post(f"/me/sharing/{uuid4()}/", {"share": "yes"}).status_code == 404


def test_nobody_answers_for_another(at_terminal: Client, told: Told, cast: Cast, sign_in: SignIn) -> None:
    sign_in(at_terminal, cast.cell_mate)
    assert at_terminal.post(f"/me/sharing/{told.asks.pk}/", {"share": "yes"}).status_code == 404
    assert not Consent.objects.exists()
