"""Needs and appointments, for whoever looks at their pages."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .journey import Journey
from .walkers import Walker, fill_day


def readied_to_show(journey: Journey) -> dict[str, str]:
    """Staff write a need down and book an appointment. Returns the paths of their pages."""
    staff, person = journey.staff, journey.person_path
    staff.speak("en")
    page = staff.go(f"{person}needs/new/")
    page.get_by_label("What is needed", exact=True).select_option("DEBTS")
    page.get_by_label("In more words (if you like)").fill("A fine of £80 from 2024")
    staff.press("Write it down")
    need = _last_link(staff, f"{person}needs/", "FINANCE_AND_ID")
    page = staff.go(f"{person}appointments/new/")
    page.get_by_label("With whom").select_option("HOUSING")
    page.get_by_label("Name of the person or office (if known)").fill("Northgate Housing")
    page.get_by_label("Where (address, room, phone or link)").fill("Visits hall, table 4")
    day = datetime.now(ZoneInfo("Europe/London")).date() + timedelta(days=3)
    fill_day(page, "On which day?", day)
    page.get_by_label("Time (if it is known)").fill("10:30")
    page.get_by_text("In this prison", exact=True).click()
    staff.press("Book it")
    appointment = _last_link(staff, f"{person}appointments/", "part-")
    staff.go(f"{person}licence/")
    staff.press("Save", "button")
    page = staff.go(f"{person}applications/")
    page.get_by_label("What is applied for").select_option("BANK_ACCOUNT")
    staff.press("Write it down")
    application = _last_link(staff, f"{person}applications/", "applications")
    return {
        "application": application,
        "need": need,
        "own_need": f"/me/needs/{need.rstrip('/').rpartition('/')[2]}/",
        "appointment": appointment,
    }


def _last_link(walker: Walker, page: str, table: str) -> str:
    links = walker.go(page).locator(f"table[id*='{table}'] a[href]")
    return str(links.last.get_attribute("href"))
