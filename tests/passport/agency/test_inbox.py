"""The inbox: who is coming, by release date; names only while it is unlocked."""

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import AuditEntry
from accounts.seal import ReadingKey
from passport.models import Answer
from tests.browser import axe, follow, overflow
from tests.handed_over import COVER

from .conftest import Central

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def key(central: Central, worker: Page) -> ReadingKey:
    return central.give_key(worker)


def names(page: Page) -> Locator:
    return page.locator("[data-handover] [data-fill=name]")


def test_names_stand_in_the_order_of_release_and_go_on_lock(central: Central, worker: Page, key: ReadingKey) -> None:
    for name, release in [("Ann Late", 20), ("Bert Soon", 2), ("Cy Middle", 9)]:
        central.hand_over(key, {"IDENTITY": COVER | {"name": name}}, days=(-1, release, 30))
    central.hand_over(key, {"IDENTITY": COVER | {"name": "Not Yet"}}, days=(1, 2, 30))
    central.go(worker, "/agency/")
    expect(worker.get_by_role("link", name="Bert Soon")).to_be_visible()
    expect(names(worker)).to_have_text(["Bert Soon", "Cy Middle", "Ann Late"])
    expect(worker.locator("main")).to_contain_text("17 April 1990")
    assert axe(worker) == []
    worker.get_by_role("button", name="Lock").click()
    expect(names(worker)).to_have_text(["Sealed"] * 3)
    assert "Bert" not in worker.content()
    assert axe(worker) == []
    worker.get_by_role("button", name="Open").click()
    expect(worker.get_by_role("link", name="Bert Soon")).to_be_visible()
    follow(worker.get_by_role("link", name="Bert Soon"))
    expect(worker.get_by_role("heading", level=1)).to_have_text("Bert Soon")
    follow(worker.get_by_role("link", name="Inbox").first)
    expect(worker.locator("tr", has_text="Bert Soon")).to_contain_text("Opened")
    assert Answer.objects.count() == 1
    assert AuditEntry.objects.filter(verb="open_covers").count() == 3


def test_the_server_writes_no_name(central: Central, key: ReadingKey, client, sign_in, cast) -> None:
    central.hand_over(key)
    body = sign_in(client, cast.agency_worker).get("/agency/").content.decode()
    assert "Sealed" in body
    assert "Marlon" not in body


def test_one_bad_cover_harms_no_other(central: Central, worker: Page, key: ReadingKey, hostile) -> None:
    first = central.hand_over(key, {"IDENTITY": COVER | {"name": "Ann Bad"}}, days=(-1, 2, 30))
    central.hand_over(key, {"IDENTITY": COVER | {"name": "Bert Good"}}, days=(-1, 5, 30))

    def break_first(said: dict) -> None:
        for found in said["handovers"]:
            if found["id"] == str(first.pk):
                found["sections"][0]["envelope"]["tag"] = "AAAAAAAAAAAAAAAAAAAAAA"

    hostile(worker, "**/covers/", break_first)
    central.go(worker, "/agency/")
    expect(worker.get_by_role("link", name="Bert Good")).to_be_visible()
    expect(worker.get_by_role("link", name="Cannot be trusted")).to_be_visible()


def test_fifty_a_page(central: Central, worker: Page, key: ReadingKey) -> None:
    for n in range(53):
        central.hand_over(key, {"IDENTITY": COVER | {"name": f"Person {n:02}"}}, days=(-1, n, 60))
    central.go(worker, "/agency/")
    expect(worker.get_by_role("link", name="Person 49")).to_be_visible()
    expect(names(worker)).to_have_count(50)
    worker.set_viewport_size({"width": 320, "height": 800})
    assert overflow(worker) == 0
    follow(worker.get_by_role("link", name="Next page"))
    expect(worker.get_by_role("link", name="Person 52")).to_be_visible()
    expect(names(worker)).to_have_text(["Person 50", "Person 51", "Person 52"])


def test_nobody_yet(central: Central, worker: Page) -> None:
    central.go(worker, "/agency/")
    expect(worker.get_by_role("heading", name="Nobody yet")).to_be_visible()
    expect(worker.locator("main").get_by_role("link", name="Your agency’s key")).to_be_visible()
    assert axe(worker) == []


def test_without_the_key_the_inbox_stays_sealed(central: Central, worker: Page) -> None:
    central.hand_over(central.give_listed_key())
    central.go(worker, "/agency/")
    expect(worker.locator("main")).to_contain_text("This browser does not have your agency’s key.")
    expect(names(worker)).to_have_text(["Sealed"])


def test_the_cost_of_a_page_does_not_grow(
    central: Central, key: ReadingKey, client, sign_in, cast, django_assert_max_num_queries
) -> None:
    for _ in range(8):
        central.hand_over(key, {"IDENTITY": COVER})
    sign_in(client, cast.agency_worker)
    with django_assert_max_num_queries(9):
        assert client.get("/agency/").status_code == 200
