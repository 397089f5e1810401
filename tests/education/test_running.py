"""Packages run in Chromium: to their end, from where they stopped, one screen at a time, and reach nothing else."""

import json
import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, FrameLocator, Page, expect

from accounts.models import Prison, User
from deploy import engines
from education.acts.packages import import_package
from education.models import Attempt, Course, Enrolment, Progress, Sco
from tests.browser import FLAGS, axe, follow, overflow
from tests.cast import Cast, SignIn
from tests.courses import a_course, a_unit, placed
from tests.launches import a_package, studying
from tests.packages import in_order, many, single, with_prerequisites, without_organisation

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


def brought_in(cast: Cast, content: bytes) -> Enrolment:
    """A package as it comes from its maker, imported, published, and studied by the prisoner."""
    prison, at = Prison.objects.get(pk="MDI"), timezone.now()
    by = "command:import_course"
    unit = import_package(file=BytesIO(content), name="course.zip", prison=prison, by=by, at=at).package.unit
    assert unit is not None
    Course.objects.filter(pk=unit.course_id).update(state=Course.State.PUBLISHED)
    return placed(unit.course, cast.prisoner.prisoner)


@pytest.mark.parametrize(
    ("make", "scored"), [(single, 1), (many, 3), (without_organisation, 2), (with_prerequisites, 2)]
)
def test_every_shape_of_package_runs_stops_and_ends(
    sit: Sit, cast: Cast, settings: Any, make: Callable[[], bytes], scored: int
) -> None:
    """What our builders make: each activity is begun, left, gone on with where it stopped, and finished."""
    settings.DISK_FLOOR_MIB = 0
    cell, enrolment = sit(cast.prisoner), brought_in(cast, make())
    cell.goto(f"/me/learning/package/{enrolment.pk}/{enrolment.course.units.get().pk}/")
    for sco in list(Sco.objects.exclude(kind=Sco.Kind.FOLDER)):
        go_on(cell)
        inside = package_of(cell)
        expect(inside.locator("h1")).to_be_visible()
        if sco.kind == Sco.Kind.SCO:
            inside.locator("#remember").click()
            saved(cell)
            follow(cell.get_by_role("button", name="Save and leave"))
            go_on(cell)
            expect(inside.locator("#place")).to_have_text("page-2")
            expect(inside.locator("#kept")).to_have_text("answers=1,2;seen=yes")
            inside.locator("#score").click()
            inside.locator("#finish").click()
            expect(cell.locator("#next")).to_be_visible()
            saved(cell)
        follow(cell.get_by_role("button", name="Save and leave"))
    expect(cell.locator("main")).to_contain_text("You have done it all")
    assert [(one.success, one.score) for one in Attempt.objects.exclude(score=None)] == [("passed", 85)] * scored
    assert (Progress.objects.get().state, Progress.objects.get().score) == ("PASSED", 85)


def go_on(cell: Page) -> None:
    follow(cell.get_by_role("button", name=re.compile("^(Begin|Go on)$")).first)


def test_a_package_leads_through_its_own_order(sit: Sit, cast: Cast, settings: Any) -> None:
    settings.DISK_FLOOR_MIB = 0
    cell, enrolment = sit(cast.prisoner), brought_in(cast, in_order())
    cell.goto(f"/me/learning/package/{enrolment.pk}/{enrolment.course.units.get().pk}/")
    main = cell.locator("main")
    expect(main.get_by_text("Not open yet")).to_have_count(2)
    expect(main.get_by_role("button", name="Cut")).to_have_count(0)
    assert axe(cell) == []
    cell.set_viewport_size({"width": 320, "height": 800})
    assert overflow(cell) <= 0
    go_on(cell)
    for title in ("Cut", "Show it"):
        package_of(cell).locator("#on").click()  # it asks to be led on, and is once its work is saved
        expect(cell.get_by_role("heading", name=title)).to_be_visible(timeout=15_000)
    package_of(cell).locator("#score").click()
    package_of(cell).locator("#on").click()  # there is nothing after it: back to the parts
    expect(main).to_contain_text("You have done it all", timeout=15_000)
    assert (Progress.objects.get().state, Progress.objects.get().score) == ("PASSED", 85)


def test_staff_who_learn_run_packages_too(sit: Sit, cast: Cast) -> None:
    _his, unit, _package = studying(cast, {"index.html": SCO})
    at = timezone.now()
    said = {"state": "PLACED", "asked_at": at, "placed_at": at, "stood_at": at}
    Enrolment.objects.create(course=unit.course, prison_id="MDI", learner=cast.practitioner, **said)
    office = sit(cast.practitioner)
    office.goto("/staff/learn/")
    follow(office.get_by_role("link", name=unit.title))
    assert axe(office) == []
    follow(office.get_by_role("button", name="Begin"))
    inside = package_of(office)
    inside.get_by_role("button", name="Page 2").click()
    saved(office)
    assert axe(office) == []
    follow(office.get_by_role("button", name="Save and leave"))
    follow(office.get_by_role("button", name="Go on"))
    expect(inside.locator("#place")).to_have_text("page 2")
    inside.get_by_role("button", name="Finish").click()
    saved(office)
    assert Progress.objects.get(enrolment__learner=cast.practitioner).state == "PASSED"


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
    downloads: list[str] = []
    terminal.on("download", lambda one: downloads.append(one.url))
    for unit in units:
        terminal.goto(f"/me/learning/package/{enrolment.pk}/{unit.pk}/")
        follow(terminal.get_by_role("button", name="Begin", exact=True))
        done = package_of(terminal).locator("#done")
        expect(done).to_contain_text("own cookie", timeout=60_000)
        was_refused(json.loads(done.inner_text()))
        expect(done).to_have_count(0)  # it led its own frame away, and that ended nowhere
        assert "/me/learning/launch/" in terminal.url
        assert "forged" not in str(list(Attempt.objects.values_list("cmi", flat=True)))
        expect(terminal.locator("#stopped")).to_be_hidden()
    assert outside.came == downloads == []
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
    for way in ("top", "top storage", "lead the top away", "lead the wrapper away", "service worker", "domain"):
        assert found[way] == "refused SecurityError", way
    for way in ("fetch portal", "fetch with cookies", "fetch outside"):
        assert found[way] == "refused TypeError", way
    for way in ("write the clipboard", "read the clipboard"):
        assert found[way] == "refused NotAllowedError", way
    for way in (
        "picture of the portal",
        "picture outside",
        "socket",
        "popup",
        "worker",
        "shared worker",
        "event source",
    ):
        assert found[way] == "refused", way
    assert found["object"] == "refused"


def test_a_package_keeps_nobody_signed_in_who_is_not_there(sit: Sit, cast: Cast) -> None:
    """It may say that somebody presses keys; after a while without a real press that counts no more."""
    cell = sit(cast.prisoner)
    cell.add_init_script(
        "skipped = 0; const now = performance.now.bind(performance); performance.now = () => now() + skipped"
    )
    enrolment, _unit, _package = studying(cast, {"index.html": SCO})
    inside = open_it(cell, enrolment, "Begin")
    expect(inside.locator("#place")).to_have_text("start")
    # all of it by the page's own clock: to evaluate something counts as a press
    cell.evaluate(
        """signs = 0;
        document.addEventListener('pointerdown', () => { signs += 1; });
        setTimeout(() => { signs = 0; skipped = 16 * 60000; }, 7000);
        setTimeout(() => { seen = signs; }, 10000);"""
    )
    sco = next(frame for frame in cell.frames if "index.html" in frame.url)
    sco.evaluate("setTimeout(() => dispatchEvent(new Event('keydown')), 8000)")
    cell.wait_for_timeout(11_000)
    assert cell.evaluate("seen") == 0
    cell.evaluate("signs = 0")
    inside.get_by_role("button", name="Page 2").click()
    cell.wait_for_timeout(6_000)
    assert cell.evaluate("signs") > 0
