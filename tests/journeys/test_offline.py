"""No Wi-Fi in the cell: the listening socket really goes away, and comes back. One prison, real Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from deploy.demonstration.processes import Instance, running
from deploy.demonstration.walkers import browser
from tests.cast import PIN
from tests.conftest import own_database
from tests.journeys.cell import MARLON, SECRET, STORES, TERRENCE, Cell
from tests.journeys.test_killed import Driven

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Instance, Driven, Browser]]:
    folder: Path = tmp_path_factory.mktemp("cell")
    with own_database() as database, running() as processes, browser() as chromium:
        prison = processes.add(Instance("prison", folder, node="MDI", database=database))
        prison.prepare()
        itself = Driven(prison, "tests.journeys.cell_driver")
        itself("begin", [MARLON, "Marlon", "Ashdown"], [TERRENCE, "Terrence", "Okafor"])
        prison.web.start()
        yield prison, itself, chromium


@pytest.fixture
def cell(estate: tuple[Instance, Driven, Browser]) -> Iterator[Cell]:
    cell = Cell(*estate)
    cell.ask("answer_all")  # so that no limit of another test is in the way
    cell.new_terminal()
    yield cell
    cell.leave()


def test_a_request_is_written_without_wifi_and_sent_once_under_its_writer(cell: Cell) -> None:
    cell.sign_in(MARLON)
    with cell.no_wifi():
        cell.go("/me/")
        cell.sees("There is no Wi-Fi")
        cell.can_be_used_by_everybody()
        cell.asks_for_a_contact()
        cell.sees("Kept on this terminal")
        cell.sees("Add someone to call")
        cell.can_be_used_by_everybody()
        cell.go("/me/")
        cell.press("Sign out")
        cell.sees("You are signed out")
        finds_nothing_of_him(cell)
        cell.page.go_back()
        finds_nothing_of_him(cell)
        cell.go("/me/")
        cell.sees("There is no Wi-Fi")
        assert cell.page.get_by_role("link", name="Add someone to call").count() == 0
    cell.sign_in(TERRENCE)
    finds_nothing_of_him(cell)
    request = cell.arrives(kind="ADD_SOCIAL_CONTACT")
    assert SECRET in request["words"]
    assert (request["who"], request["how"], request["clock"], request["sane"]) == (MARLON, "OFFLINE", False, True)
    cell.go("/me/")
    finds_nothing_of_him(cell)
    cell.page.wait_for_timeout(500)
    assert len([each for each in cell.ask("requests") if each["kind"] == "ADD_SOCIAL_CONTACT"]) == 1


def finds_nothing_of_him(cell: Cell) -> None:
    kept = cell.page.content() + cell.page.evaluate(STORES)
    for hidden in (SECRET, "Featherstone", "0113 496 0999", "Marlon", "Ashdown", MARLON):
        assert hidden not in kept, hidden


def test_what_was_open_when_the_wifi_went_goes_first_and_the_rest_in_order(cell: Cell) -> None:
    cell.sign_in(MARLON)
    cell.go("/me/ask/library/")
    with cell.no_wifi():
        cell.page.get_by_label("A book", exact=True).check(force=True)
        cell.page.get_by_label("Say what it is").fill("Treasure Island")
        cell.press("Check what I wrote")
        cell.sees("Kept on this terminal")
        cell.asks_the_library("Kidnapped")
        cell.sees("Kept on this terminal")
    cell.go("/me/")
    first, second = cell.arrives(words=book("Treasure Island")), cell.arrives(words=book("Kidnapped"))
    every = cell.ask("requests")
    assert every.index(first) < every.index(second)
    assert first["how"] == second["how"] == "OFFLINE"


def test_a_welsh_speaker_writes_in_welsh(cell: Cell) -> None:
    cell.sign_in(TERRENCE)
    cell.press("Cymraeg")
    cell.sees("Helo")
    cell.until(lambda: "/offline/book/cy.json" in cell.page.evaluate(STORES))
    with cell.no_wifi():
        cell.go("/me/ask/property/")
        assert cell.page.locator("html").get_attribute("lang") == "cy"
        cell.can_be_used_by_everybody()
        cell.go("/me/ask/")
        cell.sees("Does dim Wi-Fi")
        cell.press("Allgofnodi")
        cell.sees("Rydych chi wedi allgofnodi")
        cell.can_be_used_by_everybody()
    cell.sign_in(TERRENCE)
    cell.press("English")


def book(words: str) -> str:
    return f"What do you want? A book\nSay what it is: {words}"


def test_a_new_pin_meanwhile_means_that_its_writer_looks_again(cell: Cell) -> None:
    cell.sign_in(MARLON)
    with cell.no_wifi():
        cell.asks_the_library("Catriona")
        cell.go("/me/")
        cell.press("Sign out")
    cell.ask("new_pin", MARLON, PIN[::-1])
    cell.go("/")
    cell.until(lambda: ["HELD", "pin_changed"] in cell.ask("queued"))
    cell.sign_in(MARLON, PIN[::-1])
    cell.sees("You wrote this with no Wi-Fi. Look at it again.")
    with cell.page.expect_navigation():
        cell.page.get_by_role("link", name="See why").click()
    with cell.page.expect_navigation():
        cell.page.get_by_role("main").get_by_role("list").get_by_role("link").first.click()
    cell.sees("You got a new PIN since you wrote it")
    assert cell.page.get_by_label("Say what it is").input_value() == "Catriona"
    cell.press("Send this")
    cell.arrives(words=book("Catriona"), who=MARLON)
    cell.ask("new_pin", MARLON, PIN)  # for the next test


def test_a_revoked_terminal_keeps_what_it_has_and_says_so(cell: Cell) -> None:
    cell.sign_in(TERRENCE)
    with cell.no_wifi():
        cell.asks_the_library("The Master of Ballantrae")
    cell.ask("revoke")
    cell.go("/")
    expect(cell.page.locator('[data-waits="revoked"]')).to_be_visible()
    assert cell.page.locator('[data-waits="revoked"] [data-many]').inner_text() == "1"
    assert "Ballantrae" not in cell.page.evaluate(STORES)
    assert not [each for each in cell.ask("requests") if "Ballantrae" in each["words"]]


def test_a_wrong_clock_is_said_to_staff(cell: Cell) -> None:
    cell.sign_in(TERRENCE)
    with cell.no_wifi():
        jump(cell, hours=-3)
        cell.asks_the_library("Weir of Hermiston")
    cell.go("/")
    request = cell.arrives(words=book("Weir of Hermiston"))
    assert (request["who"], request["clock"], request["sane"]) == (TERRENCE, True, True)


def jump(cell: Cell, *, hours: int) -> None:
    """The terminal's clock is put forward or back, for its worker too."""
    for worker in cell.context.service_workers:
        worker.evaluate(f"(() => {{ const now = Date.now; Date.now = () => now() + {hours * 3_600_000}; }})()")


def test_a_full_terminal_gives_the_words_back(cell: Cell) -> None:
    cell.sign_in(TERRENCE)
    with cell.no_wifi():
        cell.go("/me/")
        disk(cell, full=True)
        cell.asks_the_library("St Ives")
        cell.sees("We could not keep this")
        cell.sees("Press your cell bell")
        expect(cell.page.get_by_label("Say what it is")).to_have_value("St Ives")
        expect(cell.page.get_by_label("A book", exact=True)).to_be_checked()
        disk(cell, full=False)
        cell.press("Send this")
        cell.sees("Kept on this terminal")
    cell.go("/me/")
    cell.arrives(words=book("St Ives"), who=TERRENCE)


def disk(cell: Cell, *, full: bool) -> None:
    """The browser takes no more acts, and says so as it does when its quota is used up; or takes them again."""
    for worker in cell.context.service_workers:
        worker.evaluate(
            """(full) => {
              const store = IDBObjectStore.prototype;
              store.really ??= store.put;
              store.put = function (...given) {
                if (full && this.name === "acts") throw new DOMException("no room", "QuotaExceededError");
                return this.really(...given);
              };
            }""",
            full,
        )


def test_half_a_quiz_without_wifi_arrives_once(cell: Cell) -> None:
    """The line falls in the middle, the terminal is closed and opened again, and then the line is back."""
    quiz = cell.ask("quiz", MARLON)
    cell.sign_in(MARLON)
    cell.go(quiz)
    cell.press("Begin")
    cell.page.locator("#answer-single-c").check(force=True)
    cell.page.get_by_role("button", name="Keep it and go on").click()
    cell.stands_at("Step 2 of 6")
    look = cell.page.url.removeprefix(cell.prison.url).rsplit("/", 2)[0] + "/check/"
    cell.until(lambda: cell.ask("answered")["given"] == {"single": "c"})
    with cell.no_wifi():
        cell.page.locator("#answer-multiple-a").check(force=True)
        cell.page.locator("#answer-multiple-b").check(force=True)
        cell.page.get_by_role("button", name="Keep it and go on").click()
        cell.sees("There is no Wi-Fi. We keep your answer here")
        cell.can_be_used_by_everybody()
        cell.page.get_by_label("How much is half a kilogram?").fill("500 g")
        cell.page.get_by_role("button", name="Keep it and go on").click()
        cell.stands_at("Step 4 of 6")
        cell.page.get_by_role("link", name="The one before").click()
        cell.page.get_by_label("How much is half a kilogram?").fill("501 g")  # thought better of it
        cell.page.get_by_role("button", name="Keep it and go on").click()
        cell.stands_at("Step 4 of 6")
        stores = cell.page.evaluate(STORES)
        assert "501 g" not in stores
        assert "half a kilogram" not in stores
        assert stores.count('"box"') == 2
        cell.page.close()
        cell.page = cell.context.new_page()
        cell.go("/me/")
        cell.sees("There is no Wi-Fi")
    cell.go(look)  # what lies here is sent first: nobody hands in less than was answered
    cell.sees("3 questions have no answer yet")
    wanted = {"single": "c", "multiple": ["a", "b"], "numeric": "501 g"}
    cell.until(lambda: cell.ask("answered")["given"] == wanted)
    cell.until(lambda: cell.page.evaluate(STORES).count('"box"') == 0)
    assert cell.ask("answered")["lines"] == 3
    cell.go(quiz)
    cell.press("Go on with it")
    cell.stands_at("Step 4 of 6")


LAUNCHES = """async () => {
  const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const db = await asked(indexedDB.open("throughgate-offline"));
  const found = await asked(db.transaction("packages").objectStore("packages").getAll());
  db.close();
  return JSON.stringify(found);
}"""


def test_what_a_package_keeps_without_wifi_arrives_once(cell: Cell) -> None:
    """The line falls twice under a running package, the second time the terminal is closed; another one goes on."""
    package = cell.ask("package", MARLON)
    cell.sign_in(MARLON)
    cell.go(package)
    cell.press("Begin")
    inside = cell.page.frame_locator("#package").frame_locator("#sco")
    said = cell.page.locator("#saved")
    inside.get_by_role("button", name="Remember").click()
    expect(said).to_have_text("Your work is saved.", timeout=15_000)
    before = cell.ask("kept")
    assert (before["location"], before["score"]) == ("page-2", None)
    with cell.no_wifi():
        inside.get_by_role("button", name="Score").click()
        expect(said).to_have_text("There is no Wi-Fi. Your work is safe here. We will send it soon.", timeout=15_000)
        cell.can_be_used_by_everybody()
        assert "answers=" not in cell.page.evaluate(LAUNCHES)
        assert cell.page.evaluate(LAUNCHES).count('"box"') == 1
    expect(said).to_have_text("Your work is saved.", timeout=45_000)  # the page tries again by itself
    after = cell.ask("kept")
    assert (after["score"], after["revision"]) == (85, before["revision"] + 1)
    with cell.no_wifi():
        inside.get_by_role("button", name="Finish").click()
        expect(said).to_have_text("There is no Wi-Fi. Your work is safe here. We will send it soon.", timeout=15_000)
        cell.press("Save and leave")
        cell.sees("There is no Wi-Fi")
        assert "not sent" not in cell.page.inner_text("main")
        cell.page.close()
        cell.page = cell.context.new_page()
    cell.go(package)
    cell.sees("You have done it all")
    cell.until(lambda: cell.ask("kept")["state"] == "PASSED")
    cell.until(lambda: cell.page.evaluate(LAUNCHES) == "[]")
    assert cell.ask("kept")["revision"] == after["revision"] + 1
    cell.leave()
    cell.new_terminal()
    cell.sign_in(MARLON)
    cell.go(package)
    cell.sees("You have done it all")
    cell.press("Kitchen safety")
    inside = cell.page.frame_locator("#package").frame_locator("#sco")
    expect(inside.locator("#place")).to_have_text("page-2")
    expect(inside.locator("#kept")).to_have_text("answers=1,2;seen=yes")
