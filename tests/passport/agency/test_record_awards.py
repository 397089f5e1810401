"""Awards on the agency's page: given in words or as a credential, taken back, and read with what they mean."""

import json
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from accounts.seal import ReadingKey, open_box
from passport.acts.opening import bound_to
from passport.models import Answer, Handover
from tests.browser import Faults, axe, overflow
from tests.education.badges.craft import an_award
from tests.handed_over import COVER

from .conftest import Central

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SKILLS = {"IDENTITY": COVER, "SKILLS": {"kind": "skills", "awards": []}}


def fill_award(worker: Page, day: str = "28") -> None:
    worker.get_by_text("Write it in words").click()
    form = worker.locator("#award-words")
    form.get_by_label("What is awarded").fill("Forklift driving")
    form.get_by_label("What the person can do").fill("Drives a counterbalance truck")
    form.get_by_label("What shows it").fill("Passed the test")
    for name, value in (("Day", day), ("Month", "2"), ("Year", "2026")):
        form.get_by_label(name).fill(value)


def awards_sent(central: Central, handover: Handover) -> list[dict[str, Any]]:
    """What the prison finds in the answers, without the times."""
    rows = Answer.objects.filter(kind="ANSWERED").order_by("at")
    said = [
        json.loads(
            open_box(one.sealed, key=central.prison.keys.read, typ="tg-answer+jwe", aad=bound_to(handover, one.pk))
        )
        for one in rows
    ]
    assert all(one.pop("at") for one in said)
    return said


def test_an_award_in_words_is_sealed_for_the_prison_and_sent_once(
    central: Central, worker: Page, key: ReadingKey, faults: Faults
) -> None:
    faults.expect("ERR_FAILED")
    handover = central.hand_over(key, SKILLS)
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    sent: list[str] = []
    worker.on("request", lambda request: sent.append(request.post_data or ""))
    fill_award(worker, day="30")
    worker.locator("#award-words").get_by_role("button", name="Add it").click()
    expect(worker.locator("#award-problem")).to_contain_text("Give the day when it was awarded")
    assert axe(worker) == []
    worker.locator("#award-words").get_by_label("Day").fill("28")
    worker.route("**/answers/", lambda route: (route.fetch(), route.abort()))  # the answer is lost on its way back
    worker.locator("#award-words").get_by_role("button", name="Add it").click()
    expect(worker.locator("#award-problem")).to_contain_text("Try again")
    worker.unroute("**/answers/")
    worker.locator("#award-words").get_by_role("button", name="Add it").click()
    expect(worker.locator("#award-sent")).to_be_focused()
    assert worker.get_by_label("What is awarded").input_value() == ""
    (said,) = awards_sent(central, handover)
    assert said == {
        "kind": "AWARD",
        "form": "WORDS",
        "worker_name": central.worker.name,
        "name": "Forklift driving",
        "can": "Drives a counterbalance truck",
        "evidence": "Passed the test",
        "awarded_on": "2026-02-28",
    }
    assert not any("Forklift" in text for text in sent)


def test_an_award_as_a_credential_is_sealed_for_the_prison(central: Central, worker: Page, key: ReadingKey) -> None:
    handover, token = central.hand_over(key, SKILLS), an_award()
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    sent: list[str] = []
    worker.on("request", lambda request: sent.append(request.post_data or ""))
    worker.get_by_text("Paste a digital credential").click()
    pasted, add = worker.get_by_label("Open Badge 3.0"), worker.locator("#award-pasted").get_by_role("button")
    pasted.fill("https://awards.example/verify/#not.a.badge")
    add.click()
    expect(worker.locator("#award-problem")).to_contain_text("no Open Badge 3.0 credential")
    pasted.fill(f"https://awards.example/verify/#{token}\n")
    add.click()
    expect(worker.locator("#award-sent")).to_be_focused()
    assert axe(worker) == []
    (said,) = awards_sent(central, handover)
    assert said == {"kind": "AWARD", "form": "CREDENTIAL", "worker_name": central.worker.name, "credential": token}
    assert not any(token[-40:] in text for text in sent)
    worker.set_viewport_size({"width": 320, "height": 800})
    assert overflow(worker) == 0
    worker.get_by_role("button", name="Lock").click()
    expect(worker.locator("#award")).to_be_hidden()


def test_an_agency_takes_its_own_award_back(central: Central, worker: Page, key: ReadingKey) -> None:
    ours = {"id": str(uuid4()), "agency": str(central.agency.pk), "by": "Us", "name": "Forklift", "checked": "WORDS"}
    others = [ours | {"name": "Theirs", "agency": str(uuid4())}, ours | {"name": "Gone", "withdrawn": True}]
    skills = {"kind": "skills", "awards": [], "added": [ours, *others]}
    handover = central.hand_over(key, {"IDENTITY": COVER, "SKILLS": skills})
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.locator("#award-own li")).to_have_count(1)
    assert axe(worker) == []
    worker.get_by_role("button", name="Take it back Forklift").click()
    expect(worker.locator("#award-sent")).to_be_focused()
    expect(worker.locator("#award-own")).to_be_hidden()
    answer = Answer.objects.get(kind="ANSWERED")
    box = open_box(answer.sealed, key=central.prison.keys.read, typ="tg-answer+jwe", aad=bound_to(handover, answer.pk))
    assert json.loads(box) | {"at": ""} == {
        "kind": "AWARD_TAKEN_BACK",
        "award": ours["id"],
        "worker_name": central.worker.name,
        "at": "",
    }


def test_without_skills_there_is_nothing_to_add_to(worker: Page, opened: Handover) -> None:
    expect(worker.locator("#award")).to_be_hidden()


def test_skills_are_read_with_what_they_mean_and_whether_they_stand(
    central: Central, worker: Page, key: ReadingKey
) -> None:
    one = {"name": "Teamwork", "result": "Quite confident", "description": "Works well.", "evidence": "Led a crew."}
    awards = [one | {"awarded_on": "2027-02-01"}, {"name": "Plugs", "withdrawn": True, "awarded_on": "2027-01-01"}, 7]
    forklift = {
        "name": "Forklift",
        "by": "College $&",
        "awarded_on": "2027-03-01",
        "checked": "WORDS",
        "credential": "",
    }
    signed = forklift | {"name": "Weld", "checked": "UNCHANGED", "signed_by": "Weld Ltd", "credential": "x.y.z"}
    wrote = {
        "course": "Maths",
        "written_on": "2027-01-05",
        "words": "Halve it.",
        "asked": "How?",
        "told": ["Ta", "Good"],
    }
    skills = {"kind": "skills", "awards": awards, "added": [forklift, signed, 7], "words": [wrote, {"told": 3}, None]}
    handover = central.hand_over(key, {"IDENTITY": COVER, "SKILLS": skills})
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    worker.get_by_text("Awarded on 1 February 2027.").wait_for()
    words = worker.locator("#opened").inner_text()
    for there in ("Teamwork", "Quite confident", "Works well.", "Led a crew.", "Plugs", "This award was withdrawn."):
        assert there in words
    for there in ("Added by College $&. Awarded on 1 March 2027.", "It says that Weld Ltd signed it."):
        assert there in words
    for there in ("Wrote on 5 January 2027 in a study group: Maths", "Halve it.", "It answers", "How?", "Good"):
        assert there in words
