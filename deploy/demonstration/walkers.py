"""People who use the pages in a real browser: staff, a person in the cell, an agency's worker.

Each has a browser context of its own, so that they are signed in side by side. Pages are used by what they show
(labels, buttons), the way people use them; a fault says which page it was.
"""

import contextlib
import os
import shutil
import time
from base64 import b32decode
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Literal

from django_otp.oath import totp
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from incell import questions

from .processes import Instance

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000  # milliseconds


class NoBrowser(Exception):
    """Chromium is not installed: `apt-get install chromium`, or name it in THROUGHGATE_CHROMIUM."""


class WentWrong(Exception):
    """A page showed something else than the step needs: says the page and what stood there."""


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium. Raises NoBrowser."""
    program = os.environ.get("THROUGHGATE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        raise NoBrowser
    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield made
        finally:
            made.close()


class Walker:
    """Somebody with a browser. `last` is whoever moved last, so that a fault can be pictured."""

    last: "Walker | None" = None

    def __init__(self, chromium: Browser, instance: Instance, **context: Any) -> None:
        self.instance = instance
        self.context: BrowserContext = chromium.new_context(base_url=instance.url, locale="en-GB", **context)
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        Walker.last = self

    def go(self, path: str) -> Page:
        Walker.last = self
        answer = self.page.goto(path)
        if answer is None or answer.status >= 400:
            raise WentWrong(f"{path} answered {answer.status if answer else 'nothing'}: {self.heading()}")
        return self.page

    def press(self, name: str, role: Literal["button", "link"] = "button") -> None:
        """Press the button (or link) with these words, and wait for the page after it."""
        self.follow(self.page.get_by_role(role, name=name, exact=True).first)

    def follow(self, target: Locator) -> None:
        """Click what leads to another page, and wait until that page has loaded."""
        Walker.last = self
        with self.page.expect_navigation():
            target.click()

    def picture(self, folder: Path) -> Path:
        """What the page looks like now, for whoever mends the fault."""
        path = folder / "stopped-here.png"
        self.page.screenshot(path=path, full_page=True)
        return path

    def speak(self, language: str) -> None:
        """Switch the page's language with its own button."""
        button = self.page.locator(f'.tg-language button[value="{language}"]')
        if button.count():
            self.follow(button.first)

    def settle(self) -> None:
        """Wait until the page has what it fetches, pictures too, and a sealed record or inbox stands open."""
        self.page.wait_for_load_state("networkidle")
        self.page.locator("[data-lock=working]").wait_for(state="hidden")

    def heading(self) -> str:
        found = self.page.locator("h1")
        return found.first.inner_text() if found.count() else self.page.title()

    def see(self, words: str) -> None:
        """The page shows these words. Raises WentWrong with its heading and its first lines."""
        if words not in self.page.inner_text("main"):
            shown = " ".join(self.page.inner_text("main").split())[:300]
            raise WentWrong(f"“{words}” is not on {self.page.url}: {shown}")

    def close(self) -> None:
        self.context.close()


class Member(Walker):
    """Staff or an agency's worker: e-mail, password, then the code of an authenticator."""

    times: ClassVar[dict[str, int]] = {}  # how often each signed in: a code works once

    def __init__(self, chromium: Browser, instance: Instance, email: str, how: Mapping[str, str], area: str) -> None:
        super().__init__(chromium, instance)
        who = f"{instance.url} {email}"  # another estate has other authenticators
        ahead = Member.times.get(who, 0)
        Member.times[who] = ahead + 1
        self.go(f"/{area}/sign-in/")
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Password").fill(how["password"])
        self.press("Continue")
        self.page.get_by_label("Code").fill(code_now(how["totp"], ahead=ahead))
        self.press("Sign in")


def fill_day(page: Page, legend: str, day: date) -> None:
    """Fill in the three boxes of the day that is asked for by this legend."""
    boxes = page.get_by_role("group", name=legend, exact=True)
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        boxes.get_by_label(label, exact=True).fill(str(number))


def code_now(secret: str, ahead: int = 0) -> str:
    """What an authenticator shows now, or `ahead` half minutes on: a clock may be one wrong, and no code works twice.

    Waits out the last second of a code's half minute.
    """
    while time.time() % 30 > 28.5:
        time.sleep(0.2)
    return f"{totp(b32decode(secret), drift=ahead):06}"


def answer(page: Page, asked: questions.Page, given: Mapping[str, Any]) -> None:
    """Fill in one page of questions the way staff do."""
    for question in asked.walk():
        if question.id not in given:
            continue
        value = given[question.id]
        if question.kind in (questions.RADIO, questions.CHECKBOX):
            for option in [value] if isinstance(value, str) else value:
                page.locator(f'input[name="{question.id}"][value="{option}"]').check(force=True)
                words = given.get(questions.free_text_key(question.id, option))
                if words:
                    page.locator(f'[name="{questions.free_text_key(question.id, option)}"]').fill(words)
        elif question.kind == questions.ADDRESS:
            for part, line in value.items():
                page.locator(f'[name="{question.id}-{part}"]').fill(line)
        else:
            page.locator(f'[name="{question.id}"]').fill(value)
