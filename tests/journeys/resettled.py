"""From entry to the gate and back in, as people do it: real servers, a real browser, two prisons and central.

Each step does what somebody does, and raises WentWrong where a page shows otherwise.
"""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from deploy.demonstration import cohort, keymaking
from deploy.demonstration.estate import Estate, build, settle, sign_node
from deploy.demonstration.journey import WORKER, Journey
from deploy.demonstration.processes import Instance, Processes
from deploy.demonstration.steps import Steps
from deploy.demonstration.walkers import Member, WentWrong

HOUSING = cohort.AGENCIES[1]
ASKED = [("Sheffield Probation", "The first weeks outside"), (HOUSING[0], "A home to go to")]
GOAL, CHANGED, WHY_NOT = "Live in Hull", "Live in Sheffield, near Mam", "I do not know anyone in Hull"


class Resettled(Journey):
    """One person's whole way."""

    def steps_to_the_gate(self) -> list[Callable[[], None]]:
        return [
            self.prison_imports,
            self.staff_fill_in_the_report,
            self.person_writes_own_words,
            self.plan_is_disagreed_changed_and_agreed,
            self.two_agencies_ask,
            self.one_is_refused_and_one_allowed,
        ]

    def plan_is_disagreed_changed_and_agreed(self) -> None:
        """Staff write a goal, the person says no with a reason, changes it in the cell, and then says yes."""
        staff, cell = self.staff, self.cell
        staff.go(f"{self.person_path}plan/new/")
        staff.page.locator('[name="title"]').fill(GOAL)
        staff.page.locator('select[name="pathway"]').select_option("ACCOMMODATION")
        staff.press("Put it on the plan")
        cell.go("/me/plan/")
        cell.see(GOAL)
        self._says("no", WHY_NOT)
        staff.go(f"{self.person_path}plan/")
        staff.see(WHY_NOT)
        cell.go("/me/plan/")
        cell.follow(cell.page.get_by_role("link", name=re.compile(re.escape(GOAL))).first)
        cell.page.locator('[name="title"]').fill(CHANGED)
        cell.press("Save")
        cell.see(CHANGED)
        self._says("yes", "Now it is mine")
        cell.see("You said yes to this plan")
        staff.go(f"{self.person_path}plan/")
        for words in (CHANGED, "Now it is mine"):
            staff.see(words)
        staff.go(f"{self.person_path}plan/before/")
        staff.see(GOAL)
        self.shared += [CHANGED]
        self.steps.done("plan disagreed with, changed and agreed in the cell; what it said before is kept")

    def _says(self, answer: str, words: str) -> None:
        cell = self.cell
        cell.go("/me/plan/agree/")
        cell.page.locator(f'input[name="agree"][value="{answer}"]').check(force=True)
        cell.page.locator('[name="words"]').fill(words)
        cell.press("Save what I said")

    def two_agencies_ask(self) -> None:
        """Two agreements that rest on consent, each made by one and approved by another; both agencies have keys."""
        self.central.web.start()
        self.prison.manage("sync")
        self.worker, self.neighbour = (self.member(email, "agency") for email in (WORKER, HOUSING[2]))
        keymaking.publish(self.estate, [keymaking.make(one) for one in (self.worker, self.neighbour)])
        self.prison.manage("sync")
        admin, head = self.member("admin@mdi.example"), self.member("head@mdi.example")
        for agency, purpose in ASKED:
            self._propose(admin, agency, purpose)
            head.go("/staff/agreements/")
            head.follow(head.page.get_by_role("link", name=re.compile(f"^{re.escape(agency)}")).first)
            head.press("Approve")
        for one in (admin, head):
            one.close()
        for agency, _ in ASKED:
            self.staff.go(f"{self.person_path}handovers/")
            self.staff.page.locator('select[name="agency"]').select_option(label=agency)
            self.staff.press("Refer")
        self.steps.done("two agencies ask for the passport, by agreements that rest on the person's yes")

    def _propose(self, admin: Member, agency: str, purpose: str) -> None:
        page = admin.go("/staff/agreements/new/")
        page.get_by_label("Agency", exact=True).select_option(label=agency)
        page.get_by_label("What is it for?").fill(purpose)
        page.locator('input[name="basis"][value="CONSENT"]').check()
        for sec in ("ACCOMMODATION", "PLAN", "MY_WORDS"):
            page.locator(f'input[name="sections"][value="{sec}"]').check()
        page.get_by_label("Days before release").fill("365")
        page.get_by_label("Days after release").fill("365")
        ends = date.today() + timedelta(days=365)  # noqa: DTZ011 (a day on the operator's wall)
        page.get_by_label("When does the agreement end?").fill(ends.strftime("%d/%m/%Y"))
        admin.press("Propose")

    def one_is_refused_and_one_allowed(self) -> None:
        """In the cell: no to one, yes to the other; only the other can be handed over to."""
        for agency, answer in ((ASKED[0][0], "Yes to all of it"), (ASKED[1][0], "No to all of it")):
            self.cell.go("/me/sharing/")
            card = self.cell.page.locator("section.tg-card").filter(has_text=agency)
            self.cell.follow(card.get_by_role("button", name=answer))
        self.staff.go(f"{self.person_path}handovers/")
        self.staff.see("The person has not said yes to sharing with this agency")
        if self.staff.page.get_by_role("button", name=f"Hand over to {ASKED[1][0]}").count():
            raise WentWrong("an agency that was refused can be handed over to")
        self.steps.done("consent refused for one agency and given to another, in the cell")


def walk(processes: Processes, folder: Path, chromium: Any, steps: Steps, databases: dict[str, str]) -> "Elsewhere":
    """The whole way, step by step. Raises WentWrong."""
    estate = build(processes, folder, say=steps.note, databases=databases)
    way = Elsewhere(estate, chromium, steps, None)
    way.leeds = leeds(processes, estate, databases.get("leeds", ""))
    for step in [*way.steps_to_the_gate(), *way.steps_elsewhere()]:
        step()
    way.leeds.web.stop()
    way.central_knows_nothing(None)
    return way


def leeds(processes: Processes, estate: Estate, database: str) -> Instance:
    """A second prison, with its own keys, staff and questions, known to central by the authority's word."""
    made = Instance("prison", estate.folder / "leeds", node="LEI", database=database)
    processes.add(made)
    made.more["THROUGHGATE_CENTRAL_URL"] = estate.central.url
    settle(made, estate.folder, estate.central)
    made.prepare()
    statement = sign_node(estate, made, "Leeds (HMP)")
    made.manage("directory", "accept", str(estate.folder / "offline" / "CENTRAL.statement"), str(statement))
    estate.central.manage("directory", "publish", str(statement))
    made.manage("load_questions")
    made.manage("load_requests")
    return made


class Elsewhere(Resettled):
    """The same person at another prison, out of its gate and back in."""

    leeds: Instance

    def steps_elsewhere(self) -> list[Callable[[], None]]:
        return [
            self.record_goes_to_leeds,
            self.leeds_takes_it_over,
            self.release_date_moves_a_month,
            self.handed_over_from_leeds,
            self.released_and_recalled,
        ]

    def _row(self, **changed: Any) -> dict[str, Any]:
        """The person's row as Leeds's roll has it."""
        rows = json.loads((self.estate.folder / "cohort.json").read_text())["content"]
        (row,) = [one for one in rows if one["prisonerNumber"] == self.number]
        return {**row, "prisonId": "LEI", "prisonName": "Leeds (HMP)", "cellLocation": "B-1-007", **changed}

    def _roll(self, *rows: dict[str, Any]) -> str:
        """Leeds brings its roll in, with somebody else on it always."""
        other = self._row(prisonerNumber="A9999ZZ", firstName="OTHER", lastName="PERSON", dateOfBirth="1970-01-01")
        file = self.estate.folder / "leeds.json"
        file.write_text(json.dumps({"content": [other, *rows], "totalElements": 1 + len(rows)}))
        return self.leeds.manage("import_roll", str(file), "--prison", "LEI")

    def record_goes_to_leeds(self) -> None:
        """Staff send the record by hand; Leeds sees who is to come before the van is there."""
        self.leeds.manage("sync")
        self.prison.manage("sync")
        self.staff.go(f"{self.person_path}move/")
        self.staff.page.locator('select[name="prison"]').select_option(label="Leeds (HMP)")
        self.staff.press("Send the record")
        self.prison.manage("sync")
        self._roll()
        told = self.leeds.python("-m", "deploy.demonstration.members", "prison")
        self.estate.members |= {f"leeds {key}": how for key, how in json.loads(told).items()}
        self.leeds.manage("sync")
        self.leeds.web.start()
        self.there = self._at_leeds("resettlement@mdi.example")
        self.there.go("/staff/moves/")
        self.there.see(self.number)
        self.there.see("Not on the roll yet")
        self.steps.done("record sent to Leeds, which sees who is to come before the van is there")

    def _at_leeds(self, email: str) -> Member:
        return Member(self.chromium, self.leeds, email, self.estate.members[f"leeds {email}"], "staff")

    def leeds_takes_it_over(self) -> None:
        """The roll names the person; the record goes on there, and Moorland writes no more."""
        self._roll(self._row())
        self.leeds.manage("sync")
        self.prison.manage("sync")
        self.there.go("/staff/people/")
        self.there.page.get_by_label("Name or prison number").fill(self.number)
        self.there.press("Show")
        self.there.follow(self.there.page.locator("#people tbody a").first)
        self.path_at_leeds = urlsplit(self.there.page.url).path
        self.there.press("Take the case")
        self.there.go(f"{self.path_at_leeds}plan/")
        self.there.see(CHANGED)
        self.there.go(f"{self.path_at_leeds}passport/")
        self.there.see(self.own_words)
        self.staff.go(f"{self.person_path}plan/")
        if self.staff.page.get_by_role("link", name="Add a goal").count():
            raise WentWrong("the prison that gave the record away still writes in it")
        self.steps.done("taken over on arrival: plan and own words are there, and the first prison writes no more")

    def release_date_moves_a_month(self) -> None:
        """The roll moves the date; what has to be ready moves along."""
        kind, day = next((key, value) for key, value in self._row().items() if value == self.person["release_on"])
        self.later = date.fromisoformat(day) + timedelta(days=30)
        self.there.go(f"{self.path_at_leeds}ready/")
        before = self.there.page.inner_text("#ready")
        self._roll(self._row(**{kind: self.later.isoformat()}))
        self.leeds.manage("sync")
        self.there.go(f"{self.path_at_leeds}ready/")
        if self.there.page.inner_text("#ready") == before:
            raise WentWrong("the list of what has to be ready did not move with the release date")
        self.steps.done("release date moved a month: what has to be ready moved along")

    def handed_over_from_leeds(self) -> None:
        """Leeds agrees with the agency that the person said yes to, and hands over; its worker reads the plan."""
        admin, head = self._at_leeds("admin@mdi.example"), self._at_leeds("head@mdi.example")
        self._propose(admin, *ASKED[0])
        head.go("/staff/agreements/")
        head.follow(head.page.get_by_role("link", name=re.compile(f"^{re.escape(ASKED[0][0])}")).first)
        head.press("Approve")
        self.there.go(f"{self.path_at_leeds}handovers/")
        self.there.see(ASKED[0][0])  # the referral and the person's yes came along
        self.there.press(f"Hand over to {ASKED[0][0]}")
        self.leeds.manage("sync")
        page = self.worker.go("/agency/")
        self.worker.follow(page.get_by_role("link", name=re.compile(re.escape(self.person["name"]))).first)
        page.locator("#opened section").first.wait_for()
        shown = page.inner_text("main")
        if CHANGED not in shown or any(word in page.content() for word in self.withheld):
            raise WentWrong("the record lacks the plan, or shows what was withheld")
        self.steps.done("handed over from Leeds to the agency that the person said yes to, and read there")

    def released_and_recalled(self) -> None:
        """Out of the gate, and back in by a recall: the record opens with its history."""
        self._roll(self._row(prisonId="OUT", status="INACTIVE OUT", inOutStatus="OUT", lastMovementTypeCode="REL"))
        self.leeds.manage("sync")
        self.there.go(self.path_at_leeds)
        self.there.see("Not on the roll any more")
        self._roll(self._row(legalStatus="RECALL", recall=True, postRecallReleaseDate=self.later.isoformat()))
        self.leeds.manage("sync")
        self.there.go(f"{self.path_at_leeds}move/")
        self.there.see("Came back")
        self.there.go(f"{self.path_at_leeds}plan/")
        self.there.see(CHANGED)
        self.steps.done("released, recalled and reopened: the plan is there, to be confirmed anew")
