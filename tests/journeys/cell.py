"""A cell's terminal in journeys: a real browser before a prison whose Wi-Fi can go."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from deploy.demonstration.processes import Instance
from tests.browser import axe, overflow
from tests.cast import PIN
from tests.journeys.test_killed import Driven

MARLON, TERRENCE = "A1234BC", "A5678DE"
SECRET = "Marmaduke"  # a friend of his: nobody else at the terminal may ever read the name
READY = "navigator.serviceWorker.ready.then((found) => found.active.state === 'activated')"
STORES = """async () => {
  const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const db = await asked(indexedDB.open("throughgate-offline"));
  const all = (name) => asked(db.transaction(name).objectStore(name).getAll());
  const pages = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const kept of await cache.keys()) pages.push(kept.url, await (await cache.match(kept)).text());
  }
  const found = [await all("acts"), await all("state"), pages, { ...localStorage }, { ...sessionStorage }];
  db.close();
  return JSON.stringify(found);
}"""
CONTACT = {"FIRST_NAME": SECRET, "LAST_NAME": "Featherstone", "PHONE": "0113 496 0999"}


class Cell:
    """A prison, its terminal's browser, and who sits there."""

    def __init__(self, prison: Instance, prison_itself: Driven, chromium: Browser) -> None:
        self.prison, self.ask, self.chromium = prison, prison_itself, chromium
        self.context: BrowserContext
        self.page: Page

    def new_terminal(self) -> None:
        """Another device, set up by staff; its worker is there."""
        self.context = self.chromium.new_context()
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.go("/terminal/")
        self.page.get_by_label("Code").fill(self.ask("terminal"))
        self.press("Set up")
        self.until(lambda: self.page.evaluate(READY))

    def go(self, path: str) -> None:
        self.page.goto(self.prison.url + path)

    def press(self, words: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).first.click()

    def sign_in(self, number: str, pin: str = PIN) -> None:
        self.go("/")
        self.page.locator('[name="number"]').fill(number)
        self.page.locator('[name="pin"]').fill(pin)
        with self.page.expect_navigation():
            self.page.locator("main form button[type=submit]").first.click()
        self.sees("Hel")  # Hello, Helo
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")
        self.until(lambda: '"ticket"' in self.page.evaluate(STORES))

    def stands_at(self, words: str) -> None:
        """As `sees`, of what is not hidden: a quiz's page holds all its steps."""
        expect(self.page.get_by_text(words)).to_be_visible()

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def can_be_used_by_everybody(self) -> None:
        """WCAG 2.2 AA by axe-core, and nothing to scroll sideways on a small screen."""
        assert axe(self.page) == []
        self.page.set_viewport_size({"width": 320, "height": 800})
        assert overflow(self.page) <= 0
        self.page.set_viewport_size({"width": 1280, "height": 800})

    def asks_the_library(self, words: str) -> None:
        """On the page that stands there without Wi-Fi."""
        self.go("/me/")
        self.page.get_by_role("link", name="Ask the library").click()
        self.page.get_by_label("A book", exact=True).check(force=True)
        self.page.get_by_label("Say what it is").fill(words)
        self.press("Send this")

    def asks_for_a_contact(self) -> None:
        self.page.get_by_role("link", name="Add someone to call").click()
        for name, value in CONTACT.items():
            self.page.locator(f'[name="{name}"]').fill(value)
        self.page.locator('input[name="RELATIONSHIP"][value="FRIEND"]').check(force=True)
        self.page.locator('input[name="AGE"][value="ADULT"]').check(force=True)
        self.press("Send this")

    @contextmanager
    def no_wifi(self) -> Iterator[None]:
        self.prison.web.kill()
        try:
            yield
        finally:
            self.prison.web.start()

    def arrives(self, **wanted: Any) -> dict[str, Any]:
        """The request that comes in with these facts, once."""
        found: list[dict[str, Any]] = []

        def came() -> bool:
            found[:] = [each for each in self.ask("requests") if wanted.items() <= each.items()]
            return bool(found)

        self.until(came)
        assert len(found) == 1
        return found[0]

    def until(self, holds: Any) -> None:
        ends = time.monotonic() + 15
        while not holds():
            assert time.monotonic() < ends, self.page.url + " " + self.page.inner_text("main")
            self.page.wait_for_timeout(100)

    def leave(self) -> None:
        self.context.close()
