"""A real person's record on its way from the prison to an agency's browser, as steps that people take."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from incell import questions
from incell.questions import QuestionSet

from . import cohort, keymaking
from .answers import Answerer
from .canaries import Canaries, canaries_of
from .estate import Estate
from .processes import CommandFailed
from .steps import Steps
from .walkers import Member, Walker, WentWrong, answer, fill_day

WORKER, LAWYER = cohort.AGENCIES[0][2], cohort.LEGAL[2]
OUTSIDE = {"central.example", *(email.rpartition("@")[2] for _, _, email, _ in cohort.AGENCIES)}


class Journey:
    """The steps of one journey. Each does what people do, and raises WentWrong where a page shows otherwise."""

    lawyer: Member

    def __init__(
        self,
        estate: Estate,
        chromium: Browser,
        steps: Steps,
        questions_folder: Path | None,
        answers: Answerer | None = None,
    ) -> None:
        self.estate, self.chromium, self.steps = estate, chromium, steps
        self.prison, self.central = estate.prison, estate.central
        self.sets = questions.load(questions_folder) if questions_folder else list(questions.built_in())
        self.answers = answers or Answerer()
        self.shared: list[str] = []  # words that the agency is to see
        self.withheld: list[str] = []  # words that it must not
        self.letter: dict[str, str] = {}  # paths of a letter to a lawyer, where it is shown
        self.letter_words = self.answer_words = ""
        self.number, self.person = self._person()
        self.own_words = self.answers.words_of_a_person()

    def steps_to_the_receipt(self) -> list[Callable[[], None]]:
        return [
            self.prison_imports,
            self.staff_fill_in_the_report,
            self.person_writes_own_words,
            self.line_is_down_then_up,
            self.agency_makes_its_key,
            self.prison_agrees_and_hands_over,
            self.agency_opens_the_record,
            self.receipt_comes_back,
        ]

    def _person(self) -> tuple[str, dict[str, str]]:
        """Who the journey is about: the first of those with a PIN."""
        found = next(((key, how) for key, how in self.estate.members.items() if "pin" in how), None)
        if found is None:
            raise WentWrong("nobody on this roll has a release date from today on, so no passport can be handed over")
        return found

    def prison_imports(self) -> None:
        self.prison.web.start()
        self.steps.done(f"imported: {self.estate.outcome.strip().splitlines()[-1]}")

    def member(self, email: str, area: str = "staff") -> Member:
        instance = self.central if email.rpartition("@")[2] in OUTSIDE else self.prison
        return Member(self.chromium, instance, email, self.estate.members[email], area)

    def staff_fill_in_the_report(self) -> None:
        """A practitioner takes the case and fills in every pathway; half way she signs out and comes back."""
        staff = self.member("resettlement@mdi.example")
        staff.go("/staff/people/")
        staff.page.get_by_label("Name or prison number").fill(self.number)
        staff.press("Show")
        staff.follow(staff.page.locator("#people tbody a").first)
        staff.press("Take the case")
        self.person_path = urlsplit(staff.page.url).path
        staff.press("Start an immediate needs report")
        self.report_path = urlsplit(staff.page.url).path
        pathways = [one for one in self.sets if one.pathway in questions.PATHWAYS]
        newest = {one.pathway: one for one in pathways}
        for number, one in enumerate(newest.values()):
            if number == len(newest) // 2:
                staff.press("Sign out")
                staff = self.member("resettlement@mdi.example")
                self.steps.note("signed out and in again; the report goes on where it was")
            self._pathway(staff, one)
        staff.go(self.report_path)
        staff.press("Submit the report", "link")
        staff.press("Submit the report")
        self.steps.done(
            f"report submitted and sealed: {len(newest)} pathways, {len(self.answers.words)} answers in words"
        )
        self.staff = staff

    def start_another_report(self) -> None:
        """A pre-release report with its first pathway filled in, for the pictures."""
        self.staff.go(self.person_path)
        self.staff.press("Start a pre-release report")
        self.report_path = urlsplit(self.staff.page.url).path
        self._pathway(self.staff, self.sets[0])

    def _pathway(self, staff: Member, asked: QuestionSet) -> None:
        staff.go(f"{self.report_path}{asked.pathway}/")
        for page, given in self.answers.way(asked, "BCST2"):
            answer(staff.page, page, given)
            for sec, own in questions.sections(asked, given).items():
                words = [word for word in self.answers.words if any(word in str(value) for value in own.values())]
                (self.withheld if sec.endswith("_RESTRICTED") else self.shared).extend(words)
            staff.press("Save and go on")
        staff.page.get_by_label("Support required", exact=True).check()
        staff.press("Complete this pathway")

    def person_writes_own_words(self) -> None:
        """An administrator registers a terminal, staff enrol the device, and the person signs in there."""
        admin = self.member("admin@mdi.example")
        cell = self.at_a_terminal(admin, "1-1-004", self.person["pin"])
        admin.close()
        cell.go("/me/words/write/")
        cell.page.locator("textarea").fill(self.own_words)
        cell.press("Check my words")
        cell.press("Yes, keep it")
        self.shared.append(self.own_words)
        self.cell = cell
        self.steps.done("signed in at a terminal with a PIN, wrote MY_WORDS, sealed")

    def at_a_terminal(self, admin: Member, where: str, pin: str) -> Walker:
        """A new terminal in the administrator's prison, set up, and the person signed in there with this PIN."""
        admin.go("/staff/terminals/")
        admin.page.get_by_label("What it is").select_option("CELL")
        admin.page.get_by_label("Where it is").fill(where)
        admin.press("Register")
        code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", admin.page.inner_text("main"))
        cell = Walker(self.chromium, admin.instance)
        cell.go("/terminal/")
        cell.page.get_by_label("The code from the staff page").fill(code.group() if code else "")
        cell.press("Set up")
        cell.page.get_by_label("Your prison number").fill(self.number)
        cell.page.get_by_label("Your PIN").fill(pin)
        cell.press("Sign in")
        return cell

    def line_is_down_then_up(self) -> None:
        """Central is not there: the courier says so and loses nothing. Then it is, and everything arrives."""
        try:
            self.prison.manage("sync")
        except CommandFailed as fault:
            self.steps.done(f"line down: {str(fault).strip().splitlines()[-1]}")
        else:
            raise WentWrong("the courier says that it reached a central that is not running")
        self.central.web.start()
        said = self.prison.manage("sync")
        self.steps.done(f"line up: {' '.join(said.split())}")

    def agency_makes_its_key(self) -> None:
        """Two workers make their agencies' keys in the browser; the offline authority signs; the prison learns."""
        self.worker, self.lawyer = (self.member(email, "agency") for email in (WORKER, LAWYER))
        kids = [keymaking.make(one) for one in (self.worker, self.lawyer)]
        keymaking.publish(self.estate, kids)
        said = self.prison.manage("sync")
        self.steps.done(f"agency keys made in the browser, signed offline, published: {' '.join(said.split())}")

    def prison_agrees_and_hands_over(self) -> None:
        """Two people agree what the agency may have; the practitioner refers the person and hands over."""
        release_on = date.fromisoformat(self.person["release_on"])
        away = (release_on - date.today()).days  # noqa: DTZ011 (a day on the operator's wall)
        admin = self.member("admin@mdi.example")
        page = admin.go("/staff/agreements/new/")
        page.get_by_label("Agency", exact=True).select_option(label="Sheffield Probation")
        page.get_by_label("What is it for?").fill("Supervision after release")
        page.get_by_label("Statutory duty").check()
        for sec in [*questions.PATHWAYS, "MY_WORDS"]:
            page.locator(f'input[name="sections"][value="{sec}"]').check()
        page.get_by_label("Days before release").fill(str(min(max(away + 1, 84), 3650)))
        page.get_by_label("Days after release").fill(str(min(max(28 - away, 28), 3650)))
        fill_day(page, "When does the agreement end?", date.today() + timedelta(days=365))  # noqa: DTZ011
        admin.press("Propose")
        admin.close()
        head = self.member("head@mdi.example")
        head.go("/staff/agreements/")
        head.press("Sheffield Probation", "link")
        head.press("Approve")
        head.close()
        self.staff.go(f"{self.person_path}handovers/")
        self.staff.press("Refer")
        self.staff.press("Hand over to Sheffield Probation")
        said = self.prison.manage("sync")
        self.steps.done(f"agreement made by two people, handed over, and sent: {' '.join(said.split())}")

    def agency_opens_the_record(self) -> None:
        """The worker's inbox shows the name, the record opens in the page, and the worker says it is in hand."""
        page = self.worker.go("/agency/")
        self.worker.follow(page.get_by_role("link", name=re.compile(re.escape(self.person["name"]))).first)
        self.record_path = urlsplit(page.url).path
        page.locator("#opened section").first.wait_for()
        shown = page.inner_text("main")
        missing = [word for word in (*self.shared, self.person["name"]) if word not in shown]
        leaked = [word for word in self.withheld if word in page.content()]
        if missing or leaked:
            raise WentWrong(f"the record lacks {len(missing)} granted answers and shows {len(leaked)} withheld ones")
        self.steps.done(
            f"record decrypted in the page: {len(self.shared)} granted answers shown, {len(self.withheld)} withheld"
        )
        page.locator("#said-words").fill(self.answers.message())
        page.locator("#send").click()
        page.locator("#sent").wait_for()

    def receipt_comes_back(self) -> None:
        said = self.prison.manage("sync")
        name = self.estate.members[WORKER]["name"]
        self.staff.go(f"{self.person_path}handovers/")
        self.staff.see(name)
        self.cell.go("/me/readers/")
        self.cell.see("Sheffield Probation")
        self.steps.done(f"receipt back: {name} stands on the person's page, and in the cell ({' '.join(said.split())})")

    def central_knows_nothing(self, roll: Path | None) -> None:
        """Search everything that central holds for everything that the roll and the answers say."""
        self.prison.web.stop()
        self.central.web.stop()
        words = canaries_of(json.loads((roll or self.estate.folder / "cohort.json").read_bytes()))
        words |= {*self.answers.words, self.own_words}
        canaries = Canaries(words)
        found = canaries.search_folder(self.central.folder)
        if self.central.database:
            found += canaries.search_postgresql(self.central.database)
        if found:
            raise WentWrong(f"central holds {len(found)} words that it must not: {found[:5]}")
        files = sum(1 for path in self.central.folder.rglob("*") if path.is_file())
        self.steps.done(f"searched central for {len(words)} names, dates, numbers and answers in {files} files: none")
