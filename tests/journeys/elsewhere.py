"""The same person at another prison, out of its gate and back in: goes on where `resettled` ends."""

import json
import re
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from deploy.demonstration.canaries import Canaries
from deploy.demonstration.estate import Estate, build, settle, sign_node
from deploy.demonstration.processes import Instance, Processes
from deploy.demonstration.steps import Steps
from deploy.demonstration.walkers import Member, Walker, WentWrong
from tests.journeys.resettled import ASKED, CHANGED, Resettled

PIN_THERE = "719305"


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
            self.asked_anew_at_leeds,
            self.pack_is_printed,
            self.handed_over_from_leeds,
            self.released_and_recalled,
            self.restricted_answers_are_nowhere,
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

    def asked_anew_at_leeds(self) -> None:
        """Leeds agrees with the agency on terms of its own; what the person said at Moorland is no yes to those."""
        admin, head = self._at_leeds("admin@mdi.example"), self._at_leeds("head@mdi.example")
        self._propose(admin, *ASKED[0])
        head.go("/staff/agreements/")
        head.follow(head.page.get_by_role("link", name=re.compile(f"^{re.escape(ASKED[0][0])}")).first)
        head.press("Approve")
        self.there.go(f"{self.path_at_leeds}handovers/")
        self.there.see("The person has not said yes to sharing with this agency")  # the referral came along
        self.cell = self._signs_in_at_leeds(admin)
        self.cell.go("/me/sharing/")
        card = self.cell.page.locator("section.tg-card").filter(has_text=ASKED[0][0])
        self.cell.see("You are in a new prison now. So we ask you once more.")
        card.get_by_text("What you said, and when").click()
        self.cell.see("In the prison you were in before")
        self.cell.follow(card.get_by_role("button", name="Yes to all of it"))
        self.cell.see(f"You said yes to {ASKED[0][0]}.")
        for one in (admin, head):
            one.close()
        self.steps.done("asked anew at Leeds: signed in at a terminal there, saw the old answer and said yes")

    def _signs_in_at_leeds(self, admin: Member) -> Walker:
        """A wing officer gives the person a first PIN; the person signs in with it and picks an own one."""
        officer = self._at_leeds("wing@mdi.example")
        officer.go(f"/staff/people/{self.path_at_leeds.split('/')[3]}/pin/")
        officer.press("Give a first PIN")
        given = re.search(r"\b[0-9]{6}\b", officer.page.inner_text("main"))
        officer.close()
        cell = self.at_a_terminal(admin, "B-1-007", given.group() if given else "")
        cell.page.get_by_label("Your new PIN", exact=True).fill(PIN_THERE)
        cell.page.get_by_label("Your new PIN again").fill(PIN_THERE)
        cell.press("Save my PIN")
        cell.see("You have a new PIN")
        return cell

    def pack_is_printed(self) -> None:
        """The release pack as a PDF: the person and the goal are on it, what was restricted is not."""
        page = self.there.go(f"{self.path_at_leeds}pack/")
        page.locator('input[name="why"]').first.check(force=True)
        form = page.locator("main form").filter(has=page.get_by_role("button", name="Make the PDF"))
        sent = form.evaluate("form => [...new FormData(form)].map(([name, value]) => [name, String(value)])")
        answer = page.request.post(
            page.url,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url},
            data=urlencode([tuple(one) for one in sent]),
        )
        if answer.headers["content-type"] != "application/pdf":
            raise WentWrong(f"the pack answered {answer.status} {answer.headers['content-type']}")
        read = ["pdftotext", "-layout", "-", "-"]
        words = subprocess.run(read, input=answer.body(), capture_output=True, check=True).stdout.decode()
        if CHANGED not in words or any(word in words for word in self.withheld):
            raise WentWrong("the pack lacks the goal, or holds what was restricted")
        self.steps.done(f"pack printed: {words.count(chr(12))} pages")

    def handed_over_from_leeds(self) -> None:
        """With the yes that was said there, Leeds hands over to the agency, and its worker reads the plan."""
        self.there.go(f"{self.path_at_leeds}handovers/")
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

    def restricted_answers_are_nowhere(self) -> None:
        """Not on any page of the person that an officer opens, in no log and in the clear in no database."""
        officer = self._at_leeds("wing@mdi.example")
        page = officer.go(self.path_at_leeds)
        paths = {link.get_attribute("href") or "" for link in page.locator(f"a[href^='{self.path_at_leeds}']").all()}
        for path in sorted(paths):
            answer = page.request.get(path)
            if any(word in answer.text() for word in self.withheld):
                raise WentWrong(f"{path} shows an officer what was restricted")
        officer.close()
        canaries = Canaries(self.withheld)
        for instance in (self.prison, self.leeds, self.central):
            found = canaries.search_folder(instance.folder)
            if instance.database:
                found += canaries.search_postgresql(instance.database)
            if found:
                raise WentWrong(f"{instance.node} holds restricted answers in the clear: {found[:5]}")
        self.steps.done(
            f"searched {len(paths)} pages of an officer, and every file and database, for {len(self.withheld)} answers"
        )
