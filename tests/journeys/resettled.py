"""From entry to the gate, as people do it: real servers, a real browser, a prison and central. `elsewhere` goes on.

Each step does what somebody does, and raises WentWrong where a page shows otherwise.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from deploy.demonstration import cohort, keymaking
from deploy.demonstration.journey import WORKER, Journey
from deploy.demonstration.walkers import Member, WentWrong, fill_day

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
            self.needs_are_suggested_and_confirmed,
            self.plan_is_disagreed_changed_and_agreed,
            self.two_agencies_ask,
            self.one_is_refused_and_one_allowed,
        ]

    def needs_are_suggested_and_confirmed(self) -> None:
        """What was answered suggests needs; staff write one down, and the person reads it in the cell."""
        page = self.staff.go(f"{self.person_path}needs/")
        card = page.locator(".tg-card").filter(has=page.locator('form[action$="/needs/suggested/"]')).first
        self.need = card.locator("h3").inner_text().strip()
        card.locator('select[name="owner"]').select_option("BOTH")
        self.staff.follow(card.get_by_role("button", name=re.compile("^Write it down")))
        self.staff.see("The need is written down")
        if not page.get_by_role("link", name=self.need, exact=True).count():
            raise WentWrong(f"“{self.need}” was confirmed and is not on the list")
        self.cell.go("/me/needs/")
        if not self.cell.page.locator("main a[href^='/me/needs/']").count():
            raise WentWrong("the person does not see the need in the cell")
        self.steps.done("an answer suggested a need, staff confirmed it, and the person reads it in the cell")

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
        fill_day(page, "When does the agreement end?", ends)
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
