"""`./deploy/demo --screenshots DIR`: the gallery and every page, phone and desktop wide, in English and Welsh.

A journey is made first, so that the pages have something to show. `PAGES` names every page by its url name; a test
fails for one that is missing.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserFault

from .answers import PlainAnswerer
from .estate import build
from .journey import Journey
from .processes import CommandFailed, DidNotBecomeReady, running
from .steps import Steps
from .walkers import NoBrowser, Walker, WentWrong, browser

STEPS = ("code", "secret", "set_up")
WIDTHS = {"phone": 390, "desktop": 1280}  # CSS pixels
README = {"cell-home", "staff-person", "agency-record"}  # what the README shows, at desktop width, in English

# Where each audience goes, as (name of the picture, url name, path). {person} {report} … are filled from the journey.
PAGES: dict[str, list[tuple[str, str, str]]] = {
    "cell": [
        ("home", "passport:home", "/me/"),
        ("own", "passport:own", "/me/passport/"),
        ("private", "passport:private", "/me/passport/private/"),
        ("words", "passport:words", "/me/words/"),
        ("words-write", "passport:words_write", "/me/words/write/"),
        ("readers", "passport:readers", "/me/readers/"),
        ("sharing", "passport:sharing", "/me/sharing/"),
        ("help", "passport:help", "/me/help/"),
        ("display", "passport:display", "/me/display/"),
        ("pin", "accounts:prisoner_secret", "/me/pin/"),
    ],
    "staff": [
        ("home", "passport:staff_home", "/staff/"),
        ("people", "accounts:people", "/staff/people/"),
        ("person", "passport:person", "{person}"),
        ("read", "passport:read", "{person}passport/"),
        ("handovers", "passport:handovers", "{person}handovers/"),
        ("report", "passport:report", "{report}"),
        ("report-page", "passport:report_page", "{page}"),
        ("report-check", "passport:report_check", "{check}"),
        ("take-back", "passport:handover_withdraw", "{take_back}"),
    ],
    "wing": [
        ("pin", "accounts:pin", "{person}pin/"),
        ("apart", "accounts:apart", "{person}apart/"),
    ],
    "admin": [
        ("terminals", "accounts:terminals", "/staff/terminals/"),
        ("terminal-revoke", "accounts:revoke_terminal", "{revoke}"),
        ("agreements", "passport:agreements", "/staff/agreements/"),
        ("agreement", "passport:agreement", "{agreement}"),
        ("agreement-new", "passport:agreement_new", "/staff/agreements/new/"),
        ("line", "passport:line", "/staff/line/"),
    ],
    "agency": [
        ("inbox", "passport:inbox", "/agency/"),
        ("record", "passport:record", "{record}"),
        ("key", "passport:agency_key", "/agency/key/"),
    ],
    "central": [
        ("home", "passport:central_home", "/staff/"),
        ("agencies", "passport:agencies", "/staff/agencies/"),
        ("agency", "passport:agency", "{agency}"),
        ("lines", "passport:lines", "/central/lines/"),
    ],
    "directory": [("directory", "passport:directory", "/staff/directory/")],
    "agency-outside": [("sign-in", "accounts:agency_sign_in", "/agency/sign-in/")],
    "outside": [
        ("no-terminal", "accounts:prisoner_sign_in", "/"),
        ("enrol", "accounts:enrol_terminal", "/terminal/"),
        ("staff-sign-in", "accounts:staff_sign_in", "/staff/sign-in/"),
        ("not-found", "", "/staff/nothing-here/"),
        *((f"gallery-{layout}", "gallery", f"/gallery/{layout}/") for layout in ("cell", "staff", "agency")),
    ],
}


# Urls without a page of their own, or whose page another picture shows.
POSTED = "answers a form only"
IN_A_SIGN_IN = "a step of a sign-in that the journey goes through"
FOR_SCRIPTS = "JSON for the page's script, or for another node"
NOT_PICTURED = {
    **dict.fromkeys(("accounts:take_case", "accounts:give_up_case", "accounts:renew_code"), POSTED),
    **dict.fromkeys(("passport:report_start", "passport:say", "set_language", "sign_out"), POSTED),
    **dict.fromkeys((f"accounts:{who}_{step}" for who in ("staff", "agency") for step in STEPS), IN_A_SIGN_IN),
    **dict.fromkeys(("passport:answers", "passport:covers", "passport:sealed", "passport:exchange"), FOR_SCRIPTS),
    **dict.fromkeys(("passport:offered_key", "passport:key_backup", "passport:key_request"), FOR_SCRIPTS),
    **dict.fromkeys(("health_live", "health_ready", "metrics"), FOR_SCRIPTS),
    "passport:report_part": "sends on to the page of questions that comes next",
    "passport:report_submit": "asks once more, in the words of the report's own page",
    "passport:words_check": "the words of the page before, asked once more",
    "accounts:end_apart": "needs two people who are kept apart; the list is pictured",
}


@dataclass
class Camera:
    """Takes each page at both widths and in both languages; a page that answers with an error stops the run."""

    folder: Path
    readme: Path
    taken: int = 0

    def take(self, walker: Walker, audience: str, pages: list[tuple[str, str, str]], **filled: str) -> None:
        for language in ("en", "cy"):
            walker.speak(language)
            for name, url_name, path in pages:
                answer = walker.page.goto(path.format(**filled))
                if answer is None or (answer.status >= 400 and name != "not-found"):
                    raise WentWrong(f"{url_name} answered {answer.status if answer else 'nothing'}")
                self._shoot(walker, f"{audience}-{name}", language)

    def _shoot(self, walker: Walker, name: str, language: str) -> None:
        walker.settle()
        for width_name, width in WIDTHS.items():
            walker.page.set_viewport_size({"width": width, "height": 800})
            walker.page.screenshot(path=self.folder / f"{name}-{width_name}-{language}.png", full_page=True)
            self.taken += 1
        if name in README and language == "en":
            walker.page.screenshot(path=self.readme / f"{name}.png")
        walker.page.set_viewport_size({"width": 1280, "height": 800})


def take(folder: Path, *, roll: Path | None = None, questions: Path | None = None) -> int:
    """Take every picture into `folder`, and those of the README into deploy/screenshots. Returns the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    readme = Path(__file__).parents[1] / "screenshots"
    readme.mkdir(exist_ok=True)
    steps = Steps()
    try:
        with tempfile.TemporaryDirectory(prefix="throughgate-") as data, running() as processes, browser() as chromium:
            estate = build(processes, Path(data), say=steps.note, roll=roll, questions=questions)
            journey = Journey(estate, chromium, steps, questions, PlainAnswerer())
            camera = Camera(folder, readme)
            for step in journey.steps_to_the_receipt():
                step()
            _picture(camera, journey, chromium)
    except (CommandFailed, DidNotBecomeReady, WentWrong, NoBrowser, BrowserFault) as fault:
        print(f"{type(fault).__name__}: {fault or fault.__doc__}", file=sys.stderr)
        return 1
    print(f"{camera.taken} pictures are in {folder}")
    return 0


def _picture(camera: Camera, journey: Journey, chromium: Browser) -> None:
    journey.start_another_report()
    part = f"{journey.report_path}{journey.sets[0].pathway}/"
    paths = {
        "person": journey.person_path,
        "report": journey.report_path,
        "record": journey.record_path,
        "page": part,
        "check": f"{part}check/",
        "take_back": first_link(journey.staff, f"{journey.person_path}handovers/", "/take-back/"),
    }
    camera.take(journey.cell, "cell", PAGES["cell"], **paths)
    camera.take(journey.staff, "staff", PAGES["staff"], **paths)
    camera.take(journey.worker, "agency", PAGES["agency"], **paths)
    camera.take(journey.member("wing@mdi.example"), "wing", PAGES["wing"], **paths)
    admin = journey.member("admin@mdi.example")
    paths["revoke"] = first_link(admin, "/staff/terminals/", "/revoke/")
    paths["agreement"] = first_link(admin, "/staff/agreements/", "/staff/agreements/", but="/new/")
    camera.take(admin, "admin", PAGES["admin"], **paths)
    central = journey.member("admin@central.example")
    paths["agency"] = first_link(central, "/staff/agencies/", "/staff/agencies/")
    camera.take(central, "central", PAGES["central"], **paths)
    camera.take(journey.member("directory@central.example"), "directory", PAGES["directory"], **paths)
    camera.take(Walker(chromium, journey.prison), "outside", PAGES["outside"], **paths)
    camera.take(Walker(chromium, journey.central), "agency-outside", PAGES["agency-outside"], **paths)


def first_link(walker: Walker, page: str, has: str, *, but: str = " ") -> str:
    """Where the first link of a page's content leads whose address has these letters. Raises WentWrong."""
    links = walker.go(page).locator("main a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    found = next((link for link in links if has in link and but not in link and link != page), None)
    if found is None:
        raise WentWrong(f"{page} leads nowhere like {has}")
    return str(found)
