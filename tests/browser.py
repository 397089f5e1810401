"""A real browser for tests marked `browser`: one Chromium a file, one page a test, and nothing wrong goes unseen.

    @pytest.mark.browser
    def test_home(page, live_server, faults):
        page.goto(f"{live_server.url}/gallery/cell/")
        assert axe(page) == []

`page`     a new page in a context of its own. The test fails when the page logged an error, a script threw, or the
           content security policy refused something; `faults.expect("404")` lets through what a test provokes.
`new_page` makes more pages: other viewports, no JavaScript, another language.
`follow(target)` clicks what leads to another page and waits until it stands there: a bare click does not.
`axe(page)` the violations of WCAG 2.2 AA, each as one readable line.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from deploy import engines

ASSETS = Path(__file__).resolve().parents[1] / "deploy" / "assets"
AXE = ASSETS / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# As root, offline: without these Chromium's own background requests pile up against a closed network.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
    console.error("CSP " + event.violatedDirective + " " + event.blockedURI))"""


@dataclass
class Faults:
    """What went wrong in the pages of one test."""

    seen: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, words: str) -> None:
        """Let through what contains these words."""
        self.expected.append(words)

    @property
    def left(self) -> list[str]:
        return [fault for fault in self.seen if not any(words in fault for words in self.expected)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, started once a file: while Playwright runs, its loop is in the way of other tests of this thread.

    Needs the built assets: `npm run build` in deploy/assets.
    """
    chromium = engines.browser()
    assert chromium, engines.BROWSER_MISSING
    assert (ASSETS / "dist" / "cell.css").exists(), "Build the assets: npm ci --ignore-scripts && npm run build"
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread; Django would refuse queries
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def faults() -> Iterator[Faults]:
    """Collects over the whole test and fails it at the end."""
    found = Faults()
    yield found
    assert not found.left, "\n".join(found.left)


@pytest.fixture
def new_page(browser: Browser, faults: Faults) -> Iterator[Callable[..., Page]]:
    """Make a page in a new context: `new_page(viewport={"width": 320, "height": 800}, java_script_enabled=False)`."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        context.add_init_script(VIOLATIONS)
        page = context.new_page()
        page.on("console", lambda said: faults.seen.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.seen.append(f"{page.url}: {error}"))
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page at 1280 x 900."""
    return new_page(viewport={"width": 1280, "height": 900})


def follow(target: Locator, key: str = "") -> None:
    """Click what leads to another page, or press `key` on it, and wait until that page has loaded."""
    with target.page.expect_navigation():
        target.press(key) if key else target.click()


def axe(page: Page, *, within: str = "html") -> list[str]:
    """Run axe-core on what the page shows once loaded; one line a violation: rule, place, reason. Empty is good."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    found = page.evaluate("([where, tags]) => axe.run(where, {runOnly: tags})", [within, WCAG])
    return [
        f"{rule['id']}: {place['html'][:160]} {place['failureSummary']}"
        for rule in found["violations"]
        for place in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window: anything but 0 makes a reader scroll sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
