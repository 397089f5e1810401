"""The staff pages in Chromium, with the whole of our own question sets and long answers: every eye, hand and width."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.access import give
from accounts.models import Prisoner, Role, User
from incell.acts.questionsets import load_question_sets, parsed
from incell.questions.library import SETS
from passport.acts.agreements import refer
from passport.acts.handover import hand_over
from passport.acts.report_events import Why
from passport.acts.report_turns import ask_after_all, skip_parts
from passport.acts.reports import start_report, submit_report
from passport.acts.words import write_my_words
from passport.models import Acknowledgement, Agreement, Answer, Handover, Passport, Report
from tests.browser import axe, follow, overflow
from tests.cast import Cast, PrisonerFactory, SignIn, UserFactory
from tests.nodes import give_agency_key
from tests.reports import agency, agree, answer_pages, his_passport, propose

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG_NAME = "Yorkshire and the Humber Regional Probation Service, Doncaster and Rotherham Office"
SAT = "He wants to be near the hospital.\nHe can cook.\n"


@dataclass
class Office:
    """A prison where a lot has happened, and who works there."""

    going: Report
    done: Report
    handover: Handover
    waiting: Agreement
    practitioner: User
    head: User
    administrator: User
    sit: Callable[..., Page]

    @property
    def person(self) -> str:
        return f"/staff/people/{self.going.passport.prisoner_id}/"

    @property
    def report(self) -> str:
        return f"/staff/reports/{self.going.pk}/"

    def pages(self) -> dict[str, User]:
        """Every page, and somebody who may open it."""
        by, first = self.practitioner, f"{self.report}ACCOMMODATION/"
        asked = parsed(self.going.parts.get(pathway="ACCOMMODATION").question_set)
        return {
            "/staff/": by,
            self.person: by,
            f"{self.person}passport/": by,
            f"{self.person}handovers/": by,
            f"{self.person}handovers/{self.handover.pk}/take-back/": by,
            self.report: by,
            f"{self.report}skip/": by,
            f"{self.report}again/": by,
            f"/staff/reports/{self.done.pk}/": by,
            f"/staff/reports/{self.done.pk}/as-submitted/": by,
            f"{first}check/": by,
            **{f"{first}pages/{page.id}/": by for page in asked.pages if page.questions},
            "/staff/?head": self.head,
            "/staff/agreements/": self.head,
            f"/staff/agreements/{self.waiting.pk}/": self.head,
            "/staff/agreements/new/": self.administrator,
        }


@pytest.fixture
def office(cast: Cast, node: object, sign_in: SignIn, new_page: Callable[..., Page], live_server: object) -> Office:
    by = cast.practitioner
    by.name = "Priya Nair-Featherstonehaugh"
    by.save()
    load_question_sets(folder=SETS, by="test", at=timezone.now())
    passport = his_passport(cast)
    write_my_words(passport=passport, text=SAT * 4, by=cast.prisoner, at=timezone.now())
    done = start_report(passport=passport, kind="BCST2", by=by, at=timezone.now())
    answer_pages(done, by)
    submit_report(report=done, by=by, at=timezone.now())
    going = start_report(passport=passport, kind="RESETTLEMENT_PLAN", by=by, at=timezone.now())
    answer_pages(going, by, pathways=3)
    skip_parts(report=going, seen={"HEALTH": 0}, why=Why("OTHER", "All of it is known."), by=by, at=timezone.now())
    ask_after_all(report=going, pathway="HEALTH", by=by, at=timezone.now())
    skip_parts(report=going, seen={"FINANCE_AND_ID": 0}, why=Why("TRANSFER"), by=by, at=timezone.now())
    handover = hand_over_to_one_of_four(cast, passport)
    for number in range(12):
        release_on = timezone.localdate() + timedelta(days=number * 9 - 4)
        give(by, ["work_with_prisoner"], PrisonerFactory(release_on=release_on))
    Prisoner.objects.update(alerts=["HA", "XSA", "XGANG"])
    waiting = propose(cast, agency(LONG_NAME))
    head = UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING], name="Joan Whitfield")

    def sit(who: User = by, width: int = 1280, **options: object) -> Page:
        cookies = sign_in(Client(), who).cookies.items()
        page = new_page(viewport={"width": width, "height": 900}, base_url=live_server.url, **options)
        page.context.add_cookies([{"name": name, "value": it.value, "url": live_server.url} for name, it in cookies])
        return page

    return Office(going, done, handover, waiting, by, head, cast.administrator, sit)


def hand_over_to_one_of_four(cast: Cast, passport: Passport) -> Handover:
    """One agency has it in hand, one could have it, one waits for the person's word, one is not referred to."""
    names = ["Sheffield Probation", "Northgate Housing", "Steel City Homes", "Rotherham Jobcentre Plus"]
    first, second, third, fourth = (agency(name) for name in names)
    for each in (first, second, third, fourth):
        agree(cast, each, basis="CONSENT" if each is third else "STATUTORY", days_before=3000, days_after=3000)
        give_agency_key(each)
    for each in (first, second, third):
        refer(passport=passport, agency=each, by=cast.practitioner, at=timezone.now())
    made = hand_over(passport=passport, agency=first, by=cast.practitioner, at=timezone.now())
    answer = Answer.objects.create(pk=uuid4(), handover=made, kind="ANSWERED", worker=uuid4(), at=timezone.now())
    Acknowledgement.objects.create(answer=answer, handover=made, worker_name="Ruth Ellison", at=timezone.now())
    return made


def faults_of(page: Page) -> list[str]:
    found = [f"{page.url}: {fault}" for fault in axe(page)]
    wide = overflow(page)
    return [*found, f"{page.url}: {wide} pixels too wide"] if wide else found


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (390, "en"), (320, "cy")])
def test_every_page_is_accessible_and_fits(width: int, language: str, office: Office) -> None:
    faults, browsers = [], {}
    for address, who in office.pages().items():
        if who not in browsers:
            browsers[who] = office.sit(who, width, locale=language)
        page = browsers[who]
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == language
        for summary in page.locator("main summary").all():
            summary.click()
        faults += faults_of(page)
    assert faults == []


def test_a_refused_page_and_one_that_two_people_wrote_are_accessible_too(office: Office, cast: Cast) -> None:
    page = office.sit()
    page.goto(f"{office.report}HEALTH/")
    follow(page.get_by_role("button", name="Save and go on"))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert faults_of(page) == []
    colleague = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    give(colleague, ["work_with_prisoner", "read_restricted"], cast.prisoner.prisoner)
    page.goto(f"{office.report}ACCOMMODATION/")
    other = office.sit(colleague)
    change = f"{office.report}ACCOMMODATION/pages/{first_page(office)}/?to=check"
    page.goto(change)
    other.goto(change)
    other.locator("main input[type=text]").first.fill("Flat 13")
    follow(other.get_by_role("button", name="Save"))
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("A colleague saved this page while you were writing")).to_be_visible()
    assert faults_of(page) == []
    follow(page.get_by_role("button", name="Save"))
    assert "/check/#" in page.url


def first_page(office: Office) -> str:
    return parsed(office.going.parts.get(pathway="ACCOMMODATION").question_set).pages[0].id


def test_a_page_is_answered_with_the_keyboard_alone(office: Office) -> None:
    page = office.sit()
    page.goto(f"{office.report}HEALTH/")
    before = page.url
    follow(page.get_by_role("button", name="Save and go on"), "Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.keyboard.press("Tab")  # from the summary of errors to its first link
    page.keyboard.press("Enter")
    expect(page.locator("main input:focus")).to_have_count(1)
    page.keyboard.press("Space")
    expect(page.locator("main input:checked")).to_be_focused()
    chosen = page.locator("main input:checked").get_attribute("id") or ""
    follow(page.get_by_role("button", name="Save and go on"), "Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert page.url == before  # what else stands there is still to be answered, and the choice is kept
    expect(page.locator("main input:checked")).to_have_id(chosen)


def test_without_javascript_a_report_is_filled_in_all_the_same(office: Office) -> None:
    page = office.sit(java_script_enabled=False)
    page.goto(f"{office.report}ACCOMMODATION/check/")
    follow(page.get_by_role("link", name="Change").first)
    follow(page.get_by_role("button", name="Save"))
    assert page.url.endswith(f"/ACCOMMODATION/check/#{first_page(office)}")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    follow(page.get_by_role("button", name="Complete this pathway"))
    expect(page).to_have_url(re.compile(f"{office.report}[^/]*$"))


@pytest.mark.parametrize("of", ["passport/", "check"])
def test_on_paper_stand_the_words_and_nothing_to_press(of: str, office: Office) -> None:
    page = office.sit(width=700)
    page.goto(f"{office.report}ACCOMMODATION/check/" if of == "check" else office.person + of)
    page.emulate_media(media="print")
    for hidden in (".tg-nav", ".tg-tools", ".moj-sub-navigation", ".govuk-button", ".govuk-summary-list__actions"):
        for found in page.locator(hidden).all():
            assert not found.is_visible(), hidden
    after = "links => links.map((link) => getComputedStyle(link, '::after').content)"
    assert set(page.locator("a[href]").evaluate_all(after)) == {"none"}  # no address of ours
    expect(page.get_by_text("A1234BC").first).to_be_visible()
    expect(page.get_by_text("Wellesley Court").first).to_be_visible()
    assert overflow(page) == 0


def test_who_writes_for_long_stays_signed_in(office: Office) -> None:
    page = office.sit()
    page.clock.install()
    page.goto(f"{office.report}ACCOMMODATION/pages/{first_page(office)}/")
    box = page.locator("main input[type=text]").first
    seen: list[str] = []  # what the page's scripts fetch: Chromium asks for the icon when it likes
    page.on("request", lambda request: seen.append(request.url) if request.resource_type == "fetch" else None)
    box.press_sequentially("ab")
    assert seen == []
    page.clock.fast_forward("06:00")
    with page.expect_response("**/staff/stay/") as answered:
        box.press_sequentially("cd")
    assert answered.value.ok
    assert len(seen) == 1


def test_on_a_phone_a_persons_parts_stand_beside_each_other_and_show_where_the_keyboard_is(office: Office) -> None:
    page = office.sit(office.practitioner)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(office.person)
    links = page.locator(".moj-sub-navigation__link")
    tops = {link.bounding_box()["y"] for link in links.all()}  # type: ignore[index]
    assert len(tops) <= (links.count() + 1) // 2, "two and more on a line"
    links.nth(1).focus()
    bar = "link => getComputedStyle(link, '::before')"
    width, height = (links.nth(1).evaluate(f"link => ({bar})(link).{side}") for side in ("width", "height"))
    assert float(width.removesuffix("px")) > 40
    assert height == "4px"
