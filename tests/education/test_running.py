"""Packages run in Chromium: to their end, from where they stopped, one screen at a time, and reach nothing else."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, FrameLocator, Page, expect

from accounts.models import User
from deploy import engines
from education.models import Attempt, Enrolment, Progress
from tests.browser import FLAGS, axe, follow, overflow
from tests.cast import Cast, SignIn
from tests.courses import a_course, a_unit, placed
from tests.launches import a_package, studying

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = Path(__file__).parent / "pages"
SCO, HOSTILE = ((PAGES / name).read_text() for name in ("sco.html", "hostile.html"))
Sit = Callable[[User], Page]


@pytest.fixture
def sit(
    sign_in: SignIn, new_page: Callable[..., Page], live_server: Any, node: object, settings: Any, tmp_path: Path
) -> Sit:
    """Somebody's own browser, signed in."""
    settings.CONTENT_FOLDER = tmp_path

    def down(who: User) -> Page:
        cookies = sign_in(Client(), who).cookies.items()
        page = new_page(viewport={"width": 1280, "height": 900}, base_url=live_server.url)
        page.context.add_cookies([{"name": name, "value": it.value, "url": live_server.url} for name, it in cookies])
        return page

    return down


def package_of(page: Page) -> FrameLocator:
    return page.frame_locator("#package").frame_locator("#sco")


def open_it(page: Page, enrolment: Enrolment, words: str) -> FrameLocator:
    unit = enrolment.course.units.get()
    page.goto(f"/me/learning/package/{enrolment.pk}/{unit.pk}/")
    follow(page.get_by_role("button", name=words, exact=True).first)
    return package_of(page)


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("Your work is saved.", timeout=15_000)


def test_a_1_2_package_runs_to_its_end(sit: Sit, cast: Cast) -> None:
    cell = sit(cast.prisoner)
    enrolment, _unit, _package = studying(cast, {"index.html": SCO}, parameters="?from=menu")
    inside = open_it(cell, enrolment, "Begin")
    expect(inside.locator("#place")).to_have_text("start")
    inside.get_by_role("button", name="Page 2").click()
    saved(cell)
    assert Attempt.objects.get().location == "page 2"
    # the same launch, loaded again
    cell.reload()
    expect(inside.locator("#kept")).to_have_text("seen page 2")
    inside.get_by_role("button", name="Page 3").click()
    inside.get_by_label("Last words").check()
    follow(cell.get_by_role("button", name="Save and leave"))
    # what it said as it was closed is there
    inside = open_it(cell, enrolment, "Go on")
    expect(inside.locator("#place")).to_have_text("page 3")
    expect(inside.locator("#kept")).to_have_text("last words")
    inside.get_by_role("button", name="Finish").click()
    expect(cell.locator("#next")).to_be_visible()
    saved(cell)
    progress = Progress.objects.get()
    assert (progress.state, progress.score) == ("PASSED", 85)
    assert Attempt.objects.get().success == "passed"
    assert axe(cell) == []
    cell.set_viewport_size({"width": 320, "height": 800})
    assert overflow(cell) <= 0


def test_a_2004_package_of_two_parts_and_another_terminal(sit: Sit, cast: Cast, sign_in: SignIn) -> None:
    cell = sit(cast.prisoner)
    enrolment, unit, package = studying(cast, {"a.html": SCO, "b.html": SCO}, ("a.html", "b.html"), edition="2004-4")
    inside = open_it(cell, enrolment, "Part 1")
    inside.get_by_role("button", name="Finish").click()
    saved(cell)
    follow(cell.get_by_role("button", name="Go to the next part"))
    expect(inside.locator("#place")).to_have_text("start")
    inside.get_by_role("button", name="Page 2").click()
    saved(cell)
    elsewhere = sit(cast.prisoner)  # another browser: another screen
    there = open_it(elsewhere, enrolment, "Go on")
    expect(there.locator("#place")).to_have_text("page 2")
    # the first is told in plain words, and writes over nothing
    inside.get_by_role("button", name="Page 3").click()
    expect(cell.get_by_text("You opened a course on a new screen.")).to_be_visible(timeout=15_000)
    expect(cell.locator("#package")).to_have_count(0)
    assert Attempt.objects.get(sco=package.scos.all()[1]).location == "page 2"
    there.get_by_role("button", name="Finish").click()
    saved(elsewhere)
    assert [one.is_done for one in Attempt.objects.all()] == [True, True]
    assert Progress.objects.get().state == "PASSED"
    elsewhere.goto(f"/me/learning/package/{enrolment.pk}/{unit.pk}/")
    expect(elsewhere.locator("main")).to_contain_text("You have done 2 of 2 parts.")
    assert axe(elsewhere) == []


@pytest.fixture
def outside() -> Any:
    """A server of somebody else's, which notes who comes."""
    came: list[str] = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    server.came = came  # type: ignore[attr-defined]
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def terminal(sign_in: SignIn, browser: Browser, cast: Cast, live_server: Any, tmp_path: Path) -> Iterator[Page]:
    """The prisoner at a browser that keeps things between pages, as a terminal's does and a private window doesn't."""
    chromium = str(engines.browser())
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=chromium, args=FLAGS, base_url=live_server.url
    )
    cookies = sign_in(Client(), cast.prisoner).cookies.items()
    context.add_cookies([{"name": name, "value": it.value, "url": live_server.url} for name, it in cookies])
    yield context.pages[0]
    context.close()


def test_a_hostile_package_gets_nowhere(
    terminal: Page, cast: Cast, node: object, live_server: Any, outside: Any, settings: Any, tmp_path: Path
) -> None:
    settings.CONTENT_FOLDER = tmp_path
    course = a_course()
    enrolment = placed(course, cast.prisoner.prisoner)
    query = f"?portal={live_server.url}&outside=http://127.0.0.1:{outside.server_port}"
    files: dict[str, str | bytes] = {"bad.html": HOSTILE, "worker.js": "postMessage('ran')"}
    units = [a_unit(course, position, kind="PACKAGE") for position in (1, 2)]
    for unit in units:
        a_package(unit, files, ["bad.html"], parameters=query)
    terminal.goto("/me/learning/")
    terminal.evaluate("localStorage.setItem('mark', 'of the portal')")
    for unit in units:
        terminal.goto(f"/me/learning/package/{enrolment.pk}/{unit.pk}/")
        follow(terminal.get_by_role("button", name="Begin", exact=True))
        done = package_of(terminal).locator("#done")
        expect(done).to_contain_text("own cookie", timeout=60_000)
        was_refused(json.loads(done.inner_text()))
        expect(done).to_have_count(0)  # it led its own frame away, and that ended nowhere
        assert "/me/learning/launch/" in terminal.url
    assert outside.came == []
    assert len(terminal.context.pages) == 1
    assert terminal.evaluate("localStorage.getItem('mark')") == "of the portal"
    assert not [one for one in terminal.context.cookies() if one["name"] in ("mark", "far")]
    terminal.goto("/me/learning/")
    expect(terminal.get_by_role("button", name="Sign out").first).to_be_visible()  # its form ended no session


def was_refused(found: dict[str, str]) -> None:
    """Nothing of the portal, nothing of the package before, no way out.

    A browser that gives frames of other sites no storage at all refuses it here too: nothing depends on it.
    """
    assert found["cookies"] == ""
    assert found["storage"] in ("null", "refused SecurityError")
    for way in ("top", "top storage", "lead the top away", "lead the wrapper away", "service worker"):
        assert found[way] == "refused SecurityError", way
    for way in ("fetch portal", "fetch with cookies", "fetch outside"):
        assert found[way] == "refused TypeError", way
    for way in ("picture of the portal", "picture outside", "socket", "popup", "worker"):
        assert found[way] == "refused", way
