"""Requests for the pictures: two papers typed in, one taken and flagged, one answered."""

from urllib.parse import urlsplit

from .journey import Journey
from .walkers import Walker

PAPER = "/staff/requests/paper/"


def requests_to_show(journey: Journey, hub: Walker) -> dict[str, str]:
    """Paths for the pages of staff who handle requests, by the names that pages.PAGES fills in."""
    numbers = [number for number, how in journey.estate.members.items() if "pin" in how]
    paths: dict[str, str] = {}
    paths["asked"] = _enter(hub, numbers[0], paths)
    _flag(hub)
    paths["done"] = _take(hub)
    paths["answered"] = _enter(hub, numbers[1], paths)
    _decline(hub)
    return paths


def _enter(hub: Walker, number: str, paths: dict[str, str]) -> str:
    hub.go(PAPER)
    hub.page.get_by_label("Prison number").fill(number)
    hub.page.get_by_label("What the paper asks for").select_option("EMERGENCY_PHONE_CREDIT")
    hub.press("Go on")
    paths["paper"] = _path(hub)
    today = hub.page.evaluate("new Date().toISOString()").split("T")[0]
    for box, value in zip(("year", "month", "day"), today.split("-"), strict=True):
        hub.page.locator(f"#written-{box}").fill(value)
    hub.page.locator("main input[type=radio]").first.check()
    hub.page.locator("main textarea").first.fill("I am scared of the new people on the wing and must call home.")
    hub.press("Enter this request")
    return _path(hub)


def _flag(hub: Walker) -> None:
    hub.follow(hub.page.locator(".tg-banner button").first)


def _take(hub: Walker) -> str:
    hub.go("/staff/requests/")
    hub.page.locator("main tbody input[type=checkbox]").first.check()
    hub.press("Take those chosen")
    return _path(hub)


def _decline(hub: Walker) -> None:
    hub.page.locator("main input[name=state][value=DECLINED]").check()
    hub.page.locator("main textarea[name=reply]").fill("You have credit left. Ask again when it is used up.")
    hub.press("See what the person will read")
    hub.press("Send this answer")


def _path(hub: Walker) -> str:
    return urlsplit(hub.page.url).path
