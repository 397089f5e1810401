"""A worker reads one person's record, and answers."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import AuditEntry
from accounts.seal import ReadingKey
from passport.models import Answer
from tests.browser import axe

from .conftest import Central

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def key(central: Central, worker: Page) -> ReadingKey:
    return central.give_key(worker)


def test_the_record_opens_in_the_page(central: Central, worker: Page, key: ReadingKey) -> None:
    handover = central.hand_over(key)
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.get_by_role("heading", level=1)).to_have_text("Marlon Ashdown")
    main = worker.locator("main")
    for words in ("A1234BC", "Tuesday 17 April 1990", "Living with a friend", "<b>Furniture</b>", "near my mum"):
        expect(main).to_contain_text(words)
    expect(main).to_contain_text("No stairs\nplease", use_inner_text=True)
    expect(main).to_contain_text("Handed over by Moorland (HMP & YOI) on")
    expect(main.get_by_role("heading", name="Not shared with your agency")).to_be_visible()
    expect(main.locator("li", has_text="Drugs and alcohol")).to_be_visible()
    assert axe(worker) == []
    assert AuditEntry.objects.filter(verb="open_handover").count() == 1
    assert Answer.objects.get().kind == "OPENED"
