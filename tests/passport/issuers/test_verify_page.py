"""From paper to the word: the code is read back from the printed page, and the page at central checks it by itself."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from accounts.keys import NodeKeys
from accounts.seal import unb64
from accounts.templatetags.house import dated
from education.acts.withdrawing import confirm_withdrawal, propose_withdrawal
from education.badges import Issuer, issue, make_list
from education.badges.signature import sign
from education.models import Award
from passport.acts.issuers import announce_issuers
from passport.models import PublishedKey, PublishedList
from tests.awards import a_skill, a_tutor
from tests.browser import Faults, axe, overflow
from tests.cast import Cast, SignIn
from tests.education.badges.craft import AWARDED, ISSUER, KEY
from tests.paper import Paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def award(live_server: Any, node: NodeKeys, cast: Cast, settings: Any) -> Award:
    """Given here, told to central; both are one database in this test."""
    settings.VERIFY_URL = live_server.url
    made = a_skill(cast.prisoner.prisoner, by=cast.tutor, at=timezone.now())
    announce_issuers(at=timezone.now())
    return made


def scanned(desk: Client, award: Award, tmp_path: Path) -> str:
    """What a phone reads from the sheet as a printer makes it."""
    there = reverse("education:awards_printed", args=[award.prisoner_id], urlconf="deploy.urls.prison")
    return Paper(desk.post(there).content).code(tmp_path)


def word(page: Page, told: str) -> None:
    page.locator(f"#answer[data-said={told}]").wait_for()
    assert page.locator(f"[data-word={told}]").is_visible()


def test_a_printed_award_is_checked_where_no_server_sees_it(
    award: Award,
    cast: Cast,
    sign_in: SignIn,
    settings: Any,
    new_page: Callable[..., Page],
    faults: Faults,
    tmp_path: Path,
) -> None:
    faults.expect("Failed to load resource")  # a list that is not there
    link = scanned(sign_in(Client(), cast.tutor), award, tmp_path)
    assert link == f"{settings.VERIFY_URL}/verify/#{award.credential}"

    settings.ROOT_URLCONF = "deploy.urls.central"
    page = new_page(viewport={"width": 320, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    page.goto(link)
    word(page, "VALID")
    assert page.locator("#award").get_by_text("Marlon Ashdown").is_visible()
    assert page.locator("#award").get_by_text("Quite confident").is_visible()
    assert "#" not in page.evaluate("location.href")
    assert axe(page) == []
    assert overflow(page) == 0
    _head, body, signature = award.credential.split(".")
    assert asked
    assert not [one for one in asked if "#" not in one and (body in one or signature in one)]
    assert "Marlon" not in " ".join(asked)

    at = award.credential.index(".") + 40
    other = "A" if award.credential[at] != "A" else "B"
    page.fill("#pasted", award.credential[:at] + other + award.credential[at + 1 :])
    page.get_by_role("button", name="Check it").click()
    word(page, "ALTERED")
    assert not page.locator("#award").inner_text()

    tutor = a_tutor()
    proposal = propose_withdrawal(award=award.pk, reason="MISTAKE", by=cast.tutor, at=timezone.now())
    confirm_withdrawal(withdrawal=proposal.pk, by=tutor, at=timezone.now())
    announce_issuers(at=timezone.now())
    page = new_page()
    page.goto(link)
    word(page, "WITHDRAWN")

    PublishedList.objects.all().delete()
    page = new_page()
    page.goto(link)
    word(page, "NOT_CHECKED")
    PublishedKey.objects.all().delete()
    page = new_page()
    page.goto(link)
    word(page, "WRONG_ISSUER")


def test_one_file_checks_without_a_line(
    award: Award, cast: Cast, settings: Any, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    settings.ROOT_URLCONF = "deploy.urls.central"
    (tmp_path / "check.html").write_bytes(Client().get("/verify/offline/").content)
    assert f"before this day: {dated(timezone.localdate())}" in (tmp_path / "check.html").read_text()
    page = new_page(viewport={"width": 320, "height": 800}, offline=True)
    page.goto((tmp_path / "check.html").as_uri())

    def said(text: str) -> str:
        page.fill("#pasted", text)
        page.get_by_role("button", name="Check it").click()
        page.locator("#answer[data-said]").wait_for()
        found = page.locator("#answer").get_attribute("data-said") or ""
        page.evaluate("delete document.getElementById('answer').dataset.said")
        return found

    assert said(f"{settings.VERIFY_URL}/verify/#{award.credential}") == "VALID"
    assert page.get_by_text("Marlon Ashdown").is_visible()
    assert axe(page) == []
    assert overflow(page) == 0
    assert said(award.credential[:-9]) == "ALTERED"
    assert not page.get_by_text("Marlon Ashdown").is_visible()
    PublishedList.objects.all().delete()
    (tmp_path / "check.html").write_bytes(Client().get("/verify/offline/").content)
    page.reload()
    assert said(award.credential) == "NOT_CHECKED"


def test_only_an_issuers_own_addresses_are_asked(award: Award, settings: Any, new_page: Callable[..., Page]) -> None:
    """Somebody has put a key and a list on another address of this site, and an award that names it."""
    settings.ROOT_URLCONF = "deploy.urls.central"
    named = Issuer(settings.VERIFY_URL, ISSUER.id, "Forgers")
    elsewhere, at = f"{named.base}/issuers/../elsewhere", timezone.now()

    def moved(token: str, typ: str) -> str:
        said = unb64(token.split(".")[1]).replace(named.address.encode(), elsewhere.encode())
        return sign(said, kid=f"{elsewhere}/keys/{KEY.public.thumbprint}", typ=typ, key=KEY)

    listed = moved(make_list([], number=1, issuer=named, key=KEY, at=at), "vc+jwt")
    forged = moved(issue(replace(AWARDED, at=at), issuer=named, key=KEY), "JWT")
    page = new_page()
    page.route("**/elsewhere/keys/*", lambda route: route.fulfill(json=KEY.public.jwk()))
    page.route("**/elsewhere/status/*", lambda route: route.fulfill(body=listed))
    page.goto(f"{settings.VERIFY_URL}/verify/#{forged}")
    word(page, "WRONG_ISSUER")


@pytest.mark.parametrize("text", ["%zz", "%", "a" * 1_000_000, "<img src=x onerror=alert(1)>", "..", "a.b.c"])
def test_whatever_stands_behind_the_hash_is_answered(
    text: str, live_server: Any, settings: Any, new_page: Callable[..., Page]
) -> None:
    settings.ROOT_URLCONF = "deploy.urls.central"
    page = new_page()
    page.goto(f"{live_server.url}/verify/#{text}")
    word(page, "ALTERED")
