"""An agency's key: made by a worker in the browser, signed by the offline authority, published at central."""

from collections.abc import Iterable

from .estate import Estate, at_once
from .walkers import Member


def make(worker: Member) -> str:
    """Make the key the way the page leads, write the words down, type them again. Returns the key's id."""
    page = worker.go("/agency/key/")
    page.locator("[data-step=none] [data-make]").click()
    page.locator("#words li").nth(5).wait_for()
    words = [item.strip() for item in page.locator("#words li").all_inner_texts()]
    page.locator("#written").click()
    page.locator("#typed").fill(" ".join(words))
    page.locator("#confirm").click()
    page.locator("[data-step=made]").wait_for()
    worker.go("/agency/key/")
    return page.locator("[data-kid]").first.get_attribute("data-kid") or ""


def publish(estate: Estate, kids: Iterable[str]) -> None:
    """Ask for each key's statement, sign it offline, put it in force at central."""
    offline, central = estate.folder / "offline", estate.central

    def each(kid: str) -> None:
        request = central.manage("directory", "request", f"--agency-key={kid}")  # an id may begin with a hyphen
        statement = central.manage(
            "directory",
            "sign",
            *("--request", "-", "--authority", str(offline / "authority")),
            *("--passphrase-file", str(offline / "passphrase"), "--yes"),
            stdin=request,
        )
        central.manage("directory", "publish", "-", stdin=statement)

    at_once(each, kids)
