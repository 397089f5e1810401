"""The agency's pages of letters cost the same however many there are, and show one agency's own alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from passport.models import CarriedLetter
from tests.cast import NOW, Cast, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(cast: Cast, sign_in: SignIn, settings: Any) -> Client:
    settings.ROOT_URLCONF = "deploy.urls.central"
    settings.NODE_NAME = "CENTRAL"
    return sign_in(Client(), cast.agency_worker)


def add(cast: Cast, how_many: int, **other: Any) -> list[CarriedLetter]:
    agency = other.pop("agency", cast.agency_worker.agency)
    rows = [
        CarriedLetter(prison="MDI", agency=agency, boxes="{}", made_at=NOW + timedelta(minutes=n), **other)
        for n in range(how_many)
    ]
    return CarriedLetter.objects.bulk_create(rows)


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_a_full_page_costs_as_much_as_one_letter(agency: Client, cast: Cast) -> None:
    (one,) = add(cast, 1)
    few = [queries(agency, path) for path in ("/agency/letters/", f"/agency/letters/{one.pk}/")]
    add(cast, 120)
    assert [queries(agency, path) for path in ("/agency/letters/", f"/agency/letters/{one.pk}/")] == few
    assert max(few) <= 10
    page = agency.get("/agency/letters/?page=3").content.decode()
    assert page.count("/agency/letters/") > 21


def test_the_inbox_says_that_letters_wait(agency: Client, cast: Cast) -> None:
    assert "new-letters" not in agency.get("/agency/").content.decode()
    add(cast, 2)
    add(cast, 1, opened_at=NOW)
    assert "2 letters are not opened yet" in agency.get("/agency/").content.decode()


def test_others_and_closed_ones_are_not_listed(agency: Client, cast: Cast) -> None:
    add(cast, 1, agency=cast.other_agency_worker.agency)
    add(cast, 1, closed_at=NOW)
    assert "No letters" in agency.get("/agency/letters/").content.decode()
    for row in CarriedLetter.objects.all():
        assert agency.get(f"/agency/letters/{row.pk}/").status_code == 404
        assert agency.post(f"/agency/letters/{row.pk}/sealed/").status_code == 404
