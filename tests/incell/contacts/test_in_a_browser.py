"""Contacts in Chromium, in the states that the journey's pictures do not show: errors, two people, what is stopped."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from incell.acts import vetting
from incell.models import Tie
from tests.browser import axe, follow, overflow
from tests.cast import Cast, SignIn
from tests.contacts import MUM, a_contact, a_restriction, a_tie, asked_for, clerk, protection

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Maximiliana-Theodosia Featherstonehaugh-Cholmondeley"


@pytest.fixture(autouse=True)
def the_day() -> None:
    """Sessions of a real browser run on the real clock."""


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (320, "cy")])
def test_every_state_is_accessible_and_fits(
    width: int, language: str, cast: Cast, sign_in: SignIn, new_page: Callable[..., Page], live_server: object
) -> None:
    gwen, petra, him = clerk(), protection(), cast.prisoner.prisoner
    him.alerts = ["SOR", "HA"]
    him.save()
    him.user.language = language
    him.user.save()
    known = a_contact(replace(MUM, last_name=LONG))
    banned = a_contact(replace(MUM, first_name="Pat"))
    tie = a_tie(him, known, gwen, may_visit=True, next_of_kin=True, emergency_contact=True)
    a_tie(cast.cell_mate.prisoner, known, gwen)
    a_restriction(petra, "BAN", contact=banned)
    a_restriction(petra, "CCTV", prisoner=him, contact=known)
    request, first = asked_for(him, SECOND_PHONE="07700 900123"), asked_for(cast.cell_mate.prisoner)
    vetting.approve(request=first, contact=known, given=MUM, reply="", staff_reason="", by=gwen, at=timezone.now())

    def sit(who: User) -> Page:
        cookies = sign_in(Client(), who).cookies.items()
        page = new_page(viewport={"width": width, "height": 900}, base_url=live_server.url, locale=language)
        page.context.add_cookies([{"name": name, "value": it.value, "url": live_server.url} for name, it in cookies])
        return page

    faults: list[str] = []

    def look(page: Page, name: str) -> None:
        assert page.locator("html").get_attribute("lang") == language
        if folder := os.environ.get("TG_PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{width}-{language}.png", full_page=True)
        faults.extend(f"{name}: {fault}" for fault in axe(page))
        if wide := overflow(page):
            faults.append(f"{name}: {wide} pixels too wide")

    office, desk, admin = sit(gwen), sit(petra), sit(cast.administrator)
    office.goto(f"/staff/requests/{request.pk}/vetting/")
    look(office, "vetting")
    office.locator("[name=first_name]").fill("")
    office.locator("[name=last_name]").fill("")
    office.locator("[name=phone]").fill("0909 8790123")
    follow(office.locator("main form button").first)
    look(office, "errors")
    for page, address, name in [
        (office, f"/staff/requests/{request.pk}/", "request"),
        (office, f"/staff/requests/{first.pk}/vetting/", "first"),
        (office, f"/staff/contacts/{known.pk}/", "contact"),
        (desk, f"/staff/contacts/{banned.pk}/", "banned"),
        (desk, f"/staff/contacts/of/{him.pk}/", "person"),
        (office, f"/staff/contacts/ties/{tie.pk}/", "tie"),
        (office, f"/staff/contacts/{known.pk}/merge/", "merge"),
        (office, "/staff/contacts/", "list"),
        (desk, f"/staff/contacts/{known.pk}/restrict/", "restrict"),
        (admin, "/staff/contacts/keys/", "keys"),
    ]:
        page.goto(address)
        look(page, name)
    office.goto(f"/staff/contacts/of/{him.pk}/")
    follow(office.locator("main form button").first)
    office.emulate_media(media="print")
    look(office, "paper")
    assert faults == []
    assert Tie.objects.count() == 2
