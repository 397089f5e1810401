"""A letter to a lawyer: written in the cell, opened and answered in the lawyer's browser, read in the cell."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from . import cohort
from .journey import Journey
from .walkers import Walker, WentWrong

AGENCY, _, _, LAWYERS_NAME = cohort.LEGAL


def steps_of(journey: Journey) -> list[Callable[[], None]]:
    return [partial(step, journey) for step in (person_writes_to_a_lawyer, lawyer_answers, answer_is_read_in_the_cell)]


def person_writes_to_a_lawyer(journey: Journey) -> None:
    """The lawyer's key is in force; the letter goes by itself. Staff see that it is there, and not a word of it."""
    journey.letter_words = f"They took my papers. {journey.answers.word()}"
    cell = journey.cell
    page = cell.go("/me/ask/private-message/")
    page.locator('input[name="WHO"][value="LAWYER"]').check(force=True)
    page.get_by_label(AGENCY, exact=True).check(force=True)
    page.locator('[name="MESSAGE"]').fill(journey.letter_words)
    cell.press("Check what I wrote")
    cell.see("It goes to them by itself.")
    cell.press("Yes, send it")
    cell.see("It is sent")
    own = urlsplit(page.url).path.removesuffix("sent/")
    journey.letter = {"own_letter": own, "private_letter": own.replace("/me/", "/staff/")}
    said = journey.prison.manage("sync")
    staff_see_no_word(journey, journey.letter_words)
    journey.steps.done(f"letter to a lawyer sealed and sent, and staff see no word of it: {' '.join(said.split())}")


def lawyer_answers(journey: Journey) -> None:
    lawyer = journey.lawyer
    page = lawyer.go("/agency/letters/")
    lawyer.follow(page.locator("#letters tbody a").first)
    journey.letter["letter"] = urlsplit(page.url).path
    page.locator("#opened section").first.wait_for()
    shown = page.inner_text("main")
    for words in (journey.letter_words, journey.person["name"]):
        if words not in shown:
            raise WentWrong("the letter does not say who wrote it, and what")
    page.locator("#told").wait_for()
    journey.answer_words = journey.answers.message()
    page.locator("#said-words").fill(journey.answer_words)
    page.locator("#send").click()
    page.locator("#sent").wait_for()
    journey.steps.done("letter opened in the lawyer's browser, and answered there, sealed")


def answer_is_read_in_the_cell(journey: Journey) -> None:
    said = journey.prison.manage("sync")
    cell = journey.cell
    cell.go("/me/")
    cell.see("You have an answer")
    cell.go(journey.letter["own_letter"])
    for words in (f"{AGENCY} has answered.", journey.answer_words, LAWYERS_NAME):
        cell.see(words)
    staff_see_no_word(journey, journey.letter_words, journey.answer_words)
    journey.steps.done(f"lawyer's answer read in the cell, and by nobody else there: {' '.join(said.split())}")


def staff_see_no_word(journey: Journey, *words: str) -> None:
    """Whoever's team has such letters finds this one, alone, in print and in a list, without what was written."""
    hub: Walker = journey.member("hub@mdi.example")
    path = journey.letter["private_letter"]
    for place in (path, f"{path}print/", "/staff/requests/?state=APPROVED"):
        found = hub.go(place).content()
        if any(one in found for one in words):
            raise WentWrong(f"{place} shows staff what a private letter says")
    hub.go(path)
    hub.see(f"Private, to {AGENCY}")
    hub.close()
