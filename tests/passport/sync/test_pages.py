"""The pages of the line in Chromium, in every state of a line: nothing inaccessible, nothing too wide."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from passport.models import JournalEntry, JournalTip, Lane, Peer
from tests.browser import axe, overflow
from tests.cast import NOW, Cast, SignIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = [320, 1280]


@pytest.fixture(params=WIDTHS)
def page(request, new_page: Callable[..., Page], live_server, cast: Cast, sign_in: SignIn) -> Page:
    client = sign_in(Client(), cast.administrator)
    page = new_page(viewport={"width": request.param, "height": 900}, base_url=live_server.url)
    page.context.add_cookies(
        [{"name": name, "value": m.value, "url": live_server.url} for name, m in client.cookies.items()]
    )
    return page


def fine(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()
    assert axe(page) == []
    assert overflow(page) == 0


def test_the_prisons_page(page: Page) -> None:
    page.goto("/staff/line/")
    fine(page, "No contact yet")
    peer = Peer.objects.create(
        node="CENTRAL", last_contact_at=NOW, next_try_at=NOW, fault="refused", fault_on="MDI urgent", fault_seq=7
    )
    tip = JournalTip.objects.create(origin="MDI", destination="CENTRAL", lane=Lane.URGENT, seq=9, acknowledged_seq=6)
    JournalEntry.objects.create(
        origin="CENTRAL", destination="MDI", lane=Lane.URGENT, seq=1, kind="next_year", at=NOW, body="{}", kept=True
    )
    page.reload()
    fine(page, "Central refused message 7")
    expect(page.get_by_text("3 of them urgent")).to_be_visible()
    expect(page.get_by_text("Update this prison")).to_be_visible()
    JournalTip.objects.filter(pk=tip.pk).update(forked_at=NOW)
    Peer.objects.filter(pk=peer.pk).update(fault="", kinds=["section"])
    page.reload()
    fine(page, "Central needs an update")


def test_centrals_page(page: Page, settings) -> None:
    settings.ROOT_URLCONF, settings.NODE_NAME = "deploy.urls.central", "CENTRAL"
    page.goto("/central/lines/")
    fine(page, "No prison yet")
    Peer.objects.create(node="LEI", last_contact_at=NOW, fault="refused", fault_on="LEI bulk", fault_seq=12)
    Peer.objects.create(node="MDI", last_contact_at=NOW)
    page.reload()
    fine(page, "message 12")
