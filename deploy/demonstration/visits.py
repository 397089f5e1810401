"""A visit to every page of the product, as its own audience, with something to show on each."""

from collections.abc import Callable

from playwright.sync_api import Browser

from .contacts import contacts_to_show
from .journey import Journey
from .office import requests_to_show
from .pages import PAGES
from .papers import papers_to_show
from .planned import plan_to_show
from .readied import readied_to_show
from .studying import feedback_to_show, lessons_to_show
from .walkers import Walker, WentWrong

Look = Callable[[Walker, str, str], None]


def visit(journey: Journey, chromium: Browser, look: Look) -> None:
    """Go to every page of a journey that was made, as its own audience, in English and in Welsh.

    look     called on each page once it has what it fetches: (who is there, the picture's name, the language).
    Raises   WentWrong for a page that answers with an error.
    """
    journey.start_another_report()
    walkers = _walkers(journey, chromium)
    paths = _paths(journey, walkers)
    for audience, walker in walkers.items():
        for language in ("en", "cy"):
            walker.speak(language)
            for name, url_name, path in PAGES[audience]:
                answer = walker.page.goto(path.format(**paths))
                if answer is None or (answer.status >= 400 and name != "not-found"):
                    raise WentWrong(f"{url_name} answered {answer.status if answer else 'nothing'}")
                walker.settle()
                look(walker, f"{audience}-{name}", language)


def _walkers(journey: Journey, chromium: Browser) -> dict[str, Walker]:
    """Who goes to the pages of each audience, signed in where that audience is."""
    members = {
        "wing": "wing@mdi.example",
        "hub": "hub@mdi.example",
        "contacts": "contacts@mdi.example",
        "protection": "protection@mdi.example",
        "safer": "safer@mdi.example",
        "tutor": "tutor@mdi.example",
        "head": "head@mdi.example",
        "admin": "admin@mdi.example",
        "ciag": "ciag@mdi.example",
        "central": "admin@central.example",
        "directory": "directory@central.example",
    }
    return {
        "cell": journey.cell,
        "staff": journey.staff,
        **{audience: journey.member(email) for audience, email in members.items()},
        "agency": journey.worker,
        "lawyer": journey.lawyer,
        "outside": Walker(chromium, journey.prison),
        "agency-outside": Walker(chromium, journey.central),
    }


def _paths(journey: Journey, walkers: dict[str, Walker]) -> dict[str, str]:
    """What fills the paths of PAGES, of the things that the journey has made or that are made here to be shown."""
    cell, tutor, admin = walkers["cell"], walkers["tutor"], walkers["admin"]
    part = f"{journey.report_path}{journey.sets[0].pathway}/"
    paths = {
        "person": journey.person_path,
        "report": journey.report_path,
        "record": journey.record_path,
        "page": part,
        "check": f"{part}check/",
        "report_read": first_link(journey.staff, journey.person_path, "/as-submitted/"),
        "take_back": first_link(journey.staff, f"{journey.person_path}handovers/", "/take-back/"),
        "revoke": first_link(admin, "/staff/terminals/", "/revoke/"),
        "agreement": first_link(admin, "/staff/agreements/", "/staff/agreements/", but="/new/"),
        "agency": first_link(walkers["central"], "/staff/agencies/", "/staff/agencies/"),
    }
    paths |= plan_to_show(journey)
    papers_to_show(journey)
    paths |= readied_to_show(journey)
    paths |= requests_to_show(journey, walkers["hub"])
    paths["flag"] = first_link(walkers["safer"], "/staff/flags/", "/staff/flags/", but="?closed")
    paths |= contacts_to_show(journey, walkers["contacts"], walkers["protection"], admin)
    paths["own_request"] = ask_for_the_list(cell)
    paths["award_withdraw"] = _withdrawing(tutor, journey.person_path)
    return paths | journey.letter | _learning(cell, tutor)


def _learning(cell: Walker, tutor: Walker) -> dict[str, str]:
    """The demo's courses, its study group and its units."""
    courses = tutor.go("/staff/learning/?subject=MATHS").locator("#courses tbody a")
    course = str(courses.first.get_attribute("href"))
    groups, own_groups = "/staff/learning/groups/", "/me/learning/groups/"
    own_group = first_link(cell, own_groups, own_groups)
    return {
        "group": first_link(tutor, groups, groups, but=("/new/", "/posts/")),
        "own_group": own_group,
        "post_report": first_link(cell, own_group, "/report/"),
        "own_course": first_link(cell, "/me/learning/", "/me/learning/", but=("/groups/",)),
        "course": course,
        "learner": first_link(tutor, f"{course}class/", "/staff/learning/learner/"),
        "session": first_link(tutor, f"{course}sessions/", "/staff/learning/sessions/", but=("/register/",)),
        "register": first_link(tutor, f"{course}sessions/?over=yes", "/register/"),
        **lessons_to_show(cell, tutor),
        **feedback_to_show(cell, tutor),
    }


def _withdrawing(tutor: Walker, person: str) -> str:
    """Where the tutor withdraws an award of the demo's."""
    return first_link(tutor, f"{person}skills/", "/withdraw/")


def ask_for_the_list(cell: Walker) -> str:
    """Somebody in the cell asks for the list of contacts. Returns the path of the request."""
    cell.speak("en")
    cell.go("/me/ask/supply-contact-list/").locator("#SIZE-PLAIN").check(force=True)
    cell.press("Check what I wrote")
    cell.press("Yes, send it")
    cell.see("You will hear by")
    return str(cell.page.evaluate("location.pathname")).removesuffix("sent/")


def first_link(walker: Walker, page: str, has: str, *, but: str | tuple[str, ...] = ()) -> str:
    """Where the first link of a page's content leads whose address has these letters. Raises WentWrong."""
    links = walker.go(page).locator("main a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    never = (but,) if isinstance(but, str) else but
    found = next((one for one in links if has in one and one != page and not any(not_ in one for not_ in never)), None)
    if found is None:
        raise WentWrong(f"{page} leads nowhere like {has}")
    return str(found)
