"""Contacts for the pictures: two papers ask for the same person; one is approved, the other waits with its evidence."""

from urllib.parse import urlsplit

from .journey import Journey
from .walkers import Walker

PAPER = "/staff/requests/paper/"
SISTER = {"FIRST_NAME": "Bethan", "LAST_NAME": "Pryce-Morgan", "PHONE": "0114 234 5678", "DATE_OF_BIRTH": "17/4/1990"}


def contacts_to_show(journey: Journey, clerk: Walker, protection: Walker, admin: Walker) -> dict[str, str]:
    """Paths for the pages of who vets contacts, by the names that pages.PAGES fills in."""
    numbers = [number for number, how in journey.estate.members.items() if "pin" in how]
    paths = {"vetted": _ask_for(clerk, numbers[1], SISTER)}
    _approve(clerk)
    paths["contact"] = _link(clerk, "/staff/contacts/")
    clerk.go(paths["contact"])
    paths["contacts_of"] = _link(clerk, "/staff/contacts/of/")
    paths["tie"] = _link(clerk, "/staff/contacts/ties/")
    paths["vetting"] = _ask_for(clerk, numbers[0], SISTER | {"FIRST_NAME": "Beth"})
    protection.go(f"{paths['contact']}restrict/")
    protection.page.get_by_label("What", exact=True).select_option("CCTV")
    protection.page.get_by_label("Why").fill("Asked for by the visits hall.")
    protection.press("Add the restriction")
    paths["end_restriction"] = _link(protection, "/staff/contacts/restrictions/")
    admin.go("/staff/contacts/keys/")
    admin.page.get_by_label("Which system is it for?").fill("PIN phones")
    admin.page.get_by_label("Phones: numbers that may be called").check()
    admin.press("Make a key")
    admin.go("/staff/contacts/keys/")
    paths["list_key"] = _link(admin, "/staff/contacts/keys/")
    return paths


def _ask_for(clerk: Walker, number: str, answers: dict[str, str]) -> str:
    """Type a paper in; the address of its vetting."""
    clerk.go(PAPER)
    clerk.page.get_by_label("Prison number").fill(number)
    clerk.page.get_by_label("What the paper asks for").select_option("ADD_SOCIAL_CONTACT")
    clerk.press("Go on")
    today = clerk.page.evaluate("new Date().toISOString()").split("T")[0]
    for box, value in zip(("year", "month", "day"), today.split("-"), strict=True):
        clerk.page.locator(f"#written-{box}").fill(value)
    for name, value in answers.items():
        clerk.page.locator(f"main [name={name}]").fill(value)
    clerk.page.locator("main [name=RELATIONSHIP][value=SIBLING]").check()
    clerk.page.locator("main [name=AGE][value=ADULT]").check()
    clerk.press("Enter this request")
    clerk.press("Vet this contact", role="link")
    return urlsplit(clerk.page.url).path


def _approve(clerk: Walker) -> None:
    clerk.page.get_by_label("Somebody new").check()
    clerk.page.get_by_label("What you tell the person").fill("You can call your sister now.")
    clerk.press("Approve")


def _link(walker: Walker, has: str) -> str:
    """Where the first link of the page leads that lies below an address."""
    return str(walker.page.locator(f"main a[href^='{has}']:not([href='{has}'])").first.get_attribute("href"))
