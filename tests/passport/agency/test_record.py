"""A worker reads one person's record, and answers."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import AuditEntry
from accounts.seal import ReadingKey, open_box
from passport import plan as plans
from passport.acts.opening import bound_to
from passport.models import Answer, Handover, JournalEntry
from passport.plan import GoalWords, StepWords
from tests.browser import Faults, axe, follow, overflow
from tests.handed_over import COVER, HOUSING, SECTIONS, WORDS

from .conftest import Central

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_record_opens_in_the_page(worker: Page, opened: Handover) -> None:
    expect(worker.get_by_role("heading", level=1)).to_be_focused()
    main = worker.locator("main")
    for words in ("A1234BC", "17 April 1990", "Living with a friend", "<b>Furniture</b>", "near my mum"):
        expect(main).to_contain_text(words)
    expect(main).to_contain_text("No stairs\nplease", use_inner_text=True)
    expect(main).to_contain_text(
        re.compile(r"Handed over by Moorland \(HMP & YOI\) on \w+day \d+ \w+ \d{4} at \d+:\d\d[ap]m\.")
    )
    expect(main.get_by_role("heading", name="Not shared with your agency")).to_be_visible()
    expect(main.locator("li", has_text="Drugs and alcohol")).to_be_visible()
    expect(main.locator("[data-untrusted]")).to_have_count(0)
    assert axe(worker) == []
    assert AuditEntry.objects.filter(verb="open_handover").count() == 1
    assert Answer.objects.get().kind == "OPENED"


def test_a_release_at_a_court_says_what_was_not_ready(central: Central, worker: Page, key: ReadingKey) -> None:
    cover = COVER | {"court_on": "2027-04-26", "left_open": ["HOUSING", "OF_A_LATER_VERSION"]}
    handover = central.hand_over(key, sections={**SECTIONS, "IDENTITY": cover})
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    told = worker.locator("[data-court]")
    expect(told).to_contain_text("Released at a court on")
    expect(told.locator("li")).to_have_text(["Somewhere to live on the first night", "OF_A_LATER_VERSION"])
    assert axe(worker) == []


def test_restricted_answers_say_so_and_stand_behind_their_pathway(
    central: Central, worker: Page, key: ReadingKey
) -> None:
    detail = {**HOUSING, "title": "Health"}
    sections = {**SECTIONS, "HEALTH_RESTRICTED": detail, "HEALTH": {**detail, "rows": []}}
    handover = central.hand_over(key, sections)
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.locator("#opened h2")).to_have_text(
        [
            "In the person’s own words",
            "Accommodation",
            "Health",
            "Health: restricted answers",
            "Not shared with your agency",
        ]
    )
    expect(worker.locator("#opened section").nth(2)).to_contain_text("This part has no answers for your agency.")
    assert axe(worker) == []


def test_dates_are_said_in_welsh(worker: Page, opened: Handover) -> None:
    follow(worker.get_by_role("button", name="Cymraeg"))
    expect(worker.get_by_role("heading", level=1)).to_have_text("Marlon Ashdown")
    person = worker.locator("#person")
    expect(person).to_contain_text("17 Ebrill 1990")
    expect(person).to_contain_text("Dydd Llun 26 Ebrill 2027")
    expect(worker.locator("#opened")).to_contain_text("Dydd Llun 1 Chwefror 2027 am ")


def test_on_a_phone_nothing_is_too_wide(worker: Page, opened: Handover) -> None:
    worker.set_viewport_size({"width": 320, "height": 800})
    assert overflow(worker) == 0


def test_lock_takes_everything_away(worker: Page, opened: Handover) -> None:
    worker.get_by_label("What the prison and the person should know").fill("a word in between")
    worker.get_by_role("button", name="Lock").focus()
    worker.keyboard.press("Enter")
    expect(worker.get_by_role("heading", level=1)).to_have_text("A person’s record")
    expect(worker.locator("#answer")).to_be_hidden()
    gone = ["Marlon", "A1234BC", "Living with a friend", "near my mum"]
    assert not [words for words in gone if words in worker.content()]
    assert "Marlon" not in worker.title()
    assert axe(worker) == []
    kept = worker.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert not [words for words in gone if words in kept]
    worker.get_by_role("button", name="Open").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("Marlon Ashdown")
    assert worker.get_by_label("What the prison and the person should know").input_value() == ""


def test_it_locks_after_a_quarter_of_an_hour_without_anybody(central: Central, worker: Page, key: ReadingKey) -> None:
    handover = central.hand_over(key)
    worker.clock.install()
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.get_by_role("heading", level=1)).to_have_text("Marlon Ashdown")
    worker.clock.fast_forward("14:00")
    worker.keyboard.press("Shift")  # not an arrow: its scrolling may end later than the clock jumps
    worker.clock.fast_forward("14:00")
    expect(worker.get_by_role("heading", level=1)).to_have_text("Marlon Ashdown")
    worker.clock.fast_forward("01:10")
    expect(worker.get_by_role("heading", level=1)).to_have_text("A person’s record")


def test_going_away_leaves_nothing_for_the_back_button(central: Central, worker: Page, opened: Handover) -> None:
    kept = worker.evaluate("dispatchEvent(new Event('pagehide')), document.body.textContent")
    assert "Marlon" not in kept


def test_an_acknowledgement_is_sealed_for_the_prison_and_sent_once(
    central: Central, worker: Page, opened: Handover, faults: Faults
) -> None:
    faults.expect("ERR_FAILED")
    sent: list[str] = []
    worker.on("request", lambda request: sent.append(request.post_data or ""))
    worker.get_by_label("Your name").fill("Gwen Parry")
    worker.get_by_label("What the prison and the person should know").fill("Monday at ten, Crown House – bring this")
    # The answer is lost on its way back: the worker tries again, and the prison is told once.
    worker.route("**/answers/", lambda route: (route.fetch(), route.abort()))
    worker.get_by_role("button", name="Acknowledge").click()
    expect(worker.locator("#problem")).to_contain_text("Try again")
    assert axe(worker) == []
    worker.unroute("**/answers/")
    worker.get_by_role("button", name="Acknowledge").click()
    expect(worker.locator("#sent")).to_be_focused()
    assert axe(worker) == []
    answer = Answer.objects.get(kind="ANSWERED")
    said = open_box(
        answer.sealed,
        key=central.prison.keys.read,
        typ="tg-answer+jwe",
        aad=bound_to(opened, answer.pk),
    )
    assert json.loads(said) | {"at": ""} == {
        "kind": "ACKNOWLEDGED",
        "worker_name": "Gwen Parry",
        "said": "Monday at ten, Crown House – bring this",
        "at": "",
    }
    assert JournalEntry.objects.filter(kind="answer").count() == 1
    assert not any("Gwen" in text or "Crown" in text for text in sent)


@pytest.mark.parametrize(
    ("name", "text", "words"), [("", "x", "Give your name"), ("Gwen", "x" * 1001, "at most 1,000")]
)
def test_an_answer_that_cannot_be_sent_says_why(worker: Page, opened: Handover, name: str, text: str, words: str):
    worker.get_by_label("Your name").fill(name)
    worker.get_by_label("What the prison and the person should know").fill(text)
    worker.get_by_role("button", name="Acknowledge").click()
    expect(worker.locator("#problem")).to_be_focused()
    expect(worker.locator("#problem")).to_contain_text(words)
    assert not Answer.objects.filter(kind="ANSWERED").exists()


def test_a_browser_without_the_key_says_so(central: Central, worker: Page) -> None:
    handover = central.hand_over(central.give_listed_key())
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.locator("main")).to_contain_text("This browser does not have your agency’s key.")
    expect(worker.get_by_role("link", name="Your agency’s key").last).to_be_visible()
    assert axe(worker) == []
    assert not Answer.objects.exists()


def test_a_colleague_in_another_browser_reads_and_locks_alone(
    central: Central, worker: Page, opened: Handover, key: ReadingKey, new_page
) -> None:
    colleague = new_page()
    central.enter(colleague.context, central.colleague())
    central.hold_key(colleague, key)
    central.go(colleague, f"/agency/handovers/{opened.pk}/")
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Marlon Ashdown")
    colleague.get_by_role("button", name="Lock").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("Marlon Ashdown")
    for page in (worker, colleague):
        page.reload()
        page.get_by_role("button", name="Acknowledge").click()
        expect(page.locator("#sent")).to_be_visible()
    assert Answer.objects.filter(kind="OPENED").count() == 2
    assert Answer.objects.filter(kind="ANSWERED").count() == 2


def test_without_javascript_the_page_says_that_it_needs_it(central: Central, new_page) -> None:
    handover = central.hand_over(central.give_listed_key())
    page = new_page(java_script_enabled=False)
    central.enter(page.context)
    central.go(page, f"/agency/handovers/{handover.pk}/")
    expect(page.get_by_role("heading", name="This page needs JavaScript")).to_be_visible()
    assert not Answer.objects.exists()


def test_a_session_that_ended_is_said(central: Central, worker: Page, opened: Handover, faults: Faults) -> None:
    faults.expect("401")
    worker.get_by_role("button", name="Lock").click()
    worker.context.clear_cookies(name=central.cookie)
    worker.get_by_role("button", name="Open").click()
    expect(worker.locator("#refused-words")).to_contain_text("signed out")


def test_a_section_kind_of_a_later_version_is_shown_as_it_stands(
    central: Central, worker: Page, key: ReadingKey
) -> None:
    later = {"kind": "wish", "goal": "A forklift licence", "steps": [{"what": "Ask"}]}
    handover = central.hand_over(key, {"IDENTITY": COVER, "PLAN": later})
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.locator("main")).to_contain_text("A forklift licence")


def test_a_plan_is_shown_goal_by_goal_with_what_each_side_said(central: Central, worker: Page, key: ReadingKey) -> None:
    plan = plans.put_goal(plans.Plan(), "g", GoalWords("Find a room", "ACCOMMODATION", "2027-04-26"), seen=0)
    plan = plans.put_step(plan, "g", "s", StepWords("Ring the council", "PRISON"), seen=0)
    plan = plans.put_goal(plan, "h", GoalWords("Win the lottery"), seen=0)
    plan = plans.move_goal(plan, "h", "REMOVED", seen=1)
    plan = plans.agree(plan, yes=False, words="A flat!", at="2027-03-01T09:30:00+00:00", shown=plan.fingerprint)
    handover = central.hand_over(key, {"IDENTITY": COVER, "PLAN": plans.written(plan, said_at="2027-03-01T09:30:00Z")})
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    shown = worker.locator("#opened")
    for words in ("Find a room", "Active. By 26 April 2027", "Ring the council (The prison, Not started)", "A flat!"):
        expect(shown.get_by_text(words).first).to_be_visible()
    expect(shown).not_to_contain_text("Win the lottery")


@pytest.mark.parametrize("odd", ["x", [], [{}], [{"steps": 3, "state": None}]])
def test_a_plan_of_another_shape_breaks_nothing_else(central: Central, worker: Page, key: ReadingKey, odd) -> None:
    data = {"kind": "plan", "goals": odd, "person": odd, "staff": odd}
    handover = central.hand_over(key, {"IDENTITY": COVER, "PLAN": data, "MY_WORDS": WORDS})
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.locator("#opened").get_by_text("near my mum")).to_be_visible()


@pytest.mark.parametrize(
    "odd", [None, 3, "text", [], {"kind": "report", "rows": "x"}, {"kind": "report", "rows": [{}]}]
)
def test_data_of_another_shape_breaks_nothing_else(central: Central, worker: Page, key: ReadingKey, odd) -> None:
    data = odd if isinstance(odd, dict) else {"kind": "report", "title": odd, "rows": odd, "lang": odd}
    handover = central.hand_over(key, {"IDENTITY": COVER, "HEALTH": data, "MY_WORDS": WORDS})
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.locator("main")).to_contain_text("near my mum")
    expect(worker.get_by_role("button", name="Lock")).to_be_visible()


def test_a_record_that_is_not_open_today_is_not_found(central: Central, worker: Page, faults: Faults, key) -> None:
    faults.expect("404")
    for days in [(1, 7, 30), (-30, -7, -1)]:
        handover = central.hand_over(key, days=days)
        answer = worker.goto(f"{central.url}/agency/handovers/{handover.pk}/")
        assert answer is not None
        assert answer.status == 404


def test_a_handover_renewed_after_reading_opens_with_the_new_version(
    central: Central, worker: Page, opened: Handover, key: ReadingKey
) -> None:
    now = timezone.now() - timedelta(minutes=1)
    newer = central.prison.write(opened.rec, "MY_WORDS", WORDS | {"text": "I changed my mind."}, [key.public], now)
    others = central.versions(opened, without="MY_WORDS")
    opened.revision = 2
    opened.token = central.prison.token(opened, [*others, newer], now)
    opened.save()
    worker.reload()
    expect(worker.locator("main")).to_contain_text("I changed my mind.")
    expect(worker.locator("main")).to_contain_text("Version 2")
