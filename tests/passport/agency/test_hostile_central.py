"""Central is not trusted: whatever it changes, mixes, replays or rolls back is refused, and the rest stays readable."""

import copy
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.keys import generate
from accounts.seal import ReadingKey
from passport.models import Handover
from tests.authority import Authority
from tests.handed_over import WORDS, Prison

from .conftest import Central

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Section = dict[str, Any]


@pytest.fixture
def key(central: Central, worker: Page) -> ReadingKey:
    return central.give_key(worker)


def flip(text: str) -> str:
    raw = bytearray(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    raw[0] ^= 1
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def housing(said: dict) -> Section:
    return next(one for one in said["handovers"][0]["sections"] if one["sec"] == "ACCOMMODATION")


def words(said: dict) -> Section:
    return next(one for one in said["handovers"][0]["sections"] if one["sec"] == "MY_WORDS")


def change_envelope(name: str) -> Callable[[dict], None]:
    def change(said: dict) -> None:
        housing(said)["envelope"][name] = flip(housing(said)["envelope"][name])

    return change


def change_wrap(said: dict) -> None:
    entry = housing(said)["envelope"]["recipients"][0]
    entry["encrypted_key"] = flip(entry["encrypted_key"])


def swap_envelopes(said: dict) -> None:
    housing(said)["envelope"] = copy.deepcopy(words(said)["envelope"])


def swap_with_heads(said: dict) -> None:
    housing(said).update(copy.deepcopy(words(said)) | {"sec": "ACCOMMODATION"})


def leave_out(said: dict) -> None:
    said["handovers"][0]["sections"].remove(housing(said))


def no_wrap(said: dict) -> None:
    housing(said)["envelope"]["recipients"] = []


def not_an_envelope(said: dict) -> None:
    housing(said)["envelope"] = "nothing"


def another_head(said: dict) -> None:
    head, payload, signature = housing(said)["head"].split(".")
    housing(said)["head"] = f"{head}.{payload}.{flip(signature)}"


def zip_bomb(said: dict) -> None:
    header = b'{"cty":"tg-section+jws","enc":"A256GCM","typ":"tg-section+jwe","zip":"DEF"}'
    housing(said)["envelope"]["protected"] = urlsafe_b64encode(header).rstrip(b"=").decode()


SECTION_FAULTS = {
    "ciphertext": (change_envelope("ciphertext"), "digest"),
    "tag": (change_envelope("tag"), "digest"),
    "iv": (change_envelope("iv"), "digest"),
    "aad": (change_envelope("aad"), "binding"),
    "protected": (change_envelope("protected"), "protected"),
    "wrap": (change_wrap, "unwrap"),
    "envelopes swapped": (swap_envelopes, "binding"),
    "sections swapped": (swap_with_heads, "binding"),
    "left out": (leave_out, "missing"),
    "no wrap": (no_wrap, "recipients"),
    "no envelope": (not_an_envelope, "type"),
    "head": (another_head, "signature"),
    "zip": (zip_bomb, "protected"),
}


@pytest.mark.parametrize(("change", "fault"), SECTION_FAULTS.values(), ids=list(SECTION_FAULTS))
def test_a_section_that_was_touched_is_named_and_the_others_stand(
    central: Central, worker: Page, key: ReadingKey, hostile, change, fault: str
) -> None:
    handover = central.hand_over(key)
    hostile(worker, "**/sealed/", change)
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    untrusted = worker.locator("[data-untrusted]")
    expect(untrusted).to_have_count(1)
    expect(untrusted).to_contain_text("This section cannot be trusted")
    expect(untrusted.locator("code")).to_have_text(fault)
    expect(worker.get_by_role("heading", level=1)).to_have_text("Marlon Ashdown")
    expect(worker.locator("main")).to_contain_text("near my mum")
    expect(worker.locator("main")).not_to_contain_text("Living with a friend")


def test_a_section_of_another_person_is_refused(central: Central, worker: Page, key: ReadingKey, hostile) -> None:
    handover, other = central.hand_over(key), central.hand_over(key)
    central.go(worker, f"/agency/handovers/{other.pk}/")
    expect(worker.get_by_role("heading", level=1)).to_have_text("Marlon Ashdown")
    theirs = central.given(other)

    def mix(said: dict) -> None:
        housing(said).update(housing(theirs))

    hostile(worker, "**/sealed/", mix)
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.locator("[data-untrusted] code")).to_have_text("binding")


def refused(page: Page, words: str) -> None:
    expect(page.locator("#refused-words")).to_contain_text(words)
    for name in ("Marlon", "near my mum", "Living with"):
        expect(page.locator("main")).not_to_contain_text(name)


def test_a_whole_other_record_is_refused(central: Central, worker: Page, key: ReadingKey, hostile) -> None:
    handover, other = central.hand_over(key), central.hand_over(key)
    theirs = central.given(other)
    hostile(worker, "**/sealed/", lambda said: said.update(theirs))
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    refused(worker, "It belongs to another person")


def test_a_prison_that_the_authority_does_not_know_is_refused(central: Central, worker: Page, key, hostile) -> None:
    handover = central.hand_over(key)
    imposter = Authority().node("MDI", "Moorland", SIGN=central.prison.keys.sign, READ=central.prison.keys.read)
    hostile(worker, "**/sealed/", lambda said: said.update(nodes=[imposter]))
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    refused(worker, "does not vouch for the prison’s key")
    worker.unroute_all()
    for nodes in ([], ["a.b.c"], [3]):
        hostile(worker, "**/sealed/", lambda said, nodes=nodes: said.update(nodes=nodes))
        worker.reload()
        refused(worker, "does not vouch for the prison’s key")
        worker.unroute_all()


def test_a_handover_that_the_prison_did_not_sign_is_refused(central: Central, worker: Page, key, hostile) -> None:
    handover = central.hand_over(key)
    forged = Prison(generate("MDI"), "").token(handover, [], timezone.now())
    hostile(worker, "**/sealed/", lambda said: said["handovers"][0].update(token=forged))
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    refused(worker, "It was not signed by the prison")


@pytest.mark.parametrize(
    ("otherwise", "sentence"),
    [
        ({"agency": "0b1f2c3d-0000-4000-8000-000000000001"}, "another person, section, version or agency"),
        ({"v": 3}, "another person, section, version or agency"),
        ({"sections": []}, "does not have the form"),
        ({"sections": [{"sec": "HEALTH"}]}, "does not have the form"),
        ({"revision": -1}, "does not have the form"),
        ({"opens_on": "soon"}, "does not have the form"),
        ({"opens_on": "2999-01-01"}, "have not begun"),
        ({"closes_on": "2001-01-01"}, "are over"),
        ({"iat": 99_999_999_999}, "dated in the future"),
    ],
)
def test_a_statement_that_says_something_else_is_refused(
    central: Central, worker: Page, key: ReadingKey, hostile, otherwise: dict, sentence: str
) -> None:
    handover = central.hand_over(key)
    token = central.prison.token(handover, central.versions(handover), timezone.now(), **otherwise)
    hostile(worker, "**/sealed/", lambda said: said["handovers"][0].update(token=token))
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    refused(worker, sentence)


def renew(central: Central, handover: Handover, key: ReadingKey) -> None:
    now = timezone.now() - timedelta(minutes=1)
    text = WORDS | {"text": "I changed my mind."}
    newer = central.prison.write(handover.rec, "MY_WORDS", text, [key.public], now)
    handover.revision += 1
    handover.token = central.prison.token(handover, [*central.versions(handover, without="MY_WORDS"), newer], now)
    handover.save()


def test_an_older_state_than_this_browser_has_seen_is_refused(
    central: Central, worker: Page, key: ReadingKey, hostile
) -> None:
    handover = central.hand_over(key)
    old = central.given(handover)
    renew(central, handover, key)
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.locator("main")).to_contain_text("I changed my mind.")
    hostile(worker, "**/sealed/", lambda said: said.update(old))
    worker.reload()
    refused(worker, "older than what this browser has seen")


def test_a_signed_list_that_takes_one_section_back_is_refused_for_that_section(
    central: Central, worker: Page, key: ReadingKey
) -> None:
    handover = central.hand_over(key)
    first = central.versions(handover)
    renew(central, handover, key)
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.locator("main")).to_contain_text("I changed my mind.")
    handover.revision += 1
    handover.token = central.prison.token(handover, first, timezone.now())
    handover.save()
    worker.reload()
    expect(worker.locator("[data-untrusted] code")).to_have_text("rolled_back")
    expect(worker.locator("main")).to_contain_text("Living with a friend")


def test_two_lists_under_one_number_are_a_fork(central: Central, worker: Page, key: ReadingKey) -> None:
    handover = central.hand_over(key)
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.get_by_role("heading", level=1)).to_have_text("Marlon Ashdown")
    handover.token = central.prison.token(handover, central.versions(handover, without="MY_WORDS"), timezone.now())
    handover.save()
    worker.reload()
    refused(worker, "differs from what this browser has seen")


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"handovers":[],"handovers":[]}', '{"a":' * 40 + "1" + "}" * 40])
def test_an_answer_that_is_no_json_of_ours_is_refused(central: Central, worker: Page, key, body: str) -> None:
    handover = central.hand_over(key)
    worker.route("**/sealed/", lambda route: route.fulfill(body=body, content_type="application/json"))
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    expect(worker.locator("[data-lock=refused]")).to_be_visible()


def test_a_restart_of_the_page_does_not_forget_what_was_seen(central: Central, worker: Page, key, hostile) -> None:
    handover = central.hand_over(key)
    old = central.given(handover)
    renew(central, handover, key)
    central.go(worker, "/agency/")
    expect(worker.get_by_role("link", name="Marlon Ashdown")).to_be_visible()
    hostile(worker, "**/covers/", lambda said: said.update(json.loads(json.dumps(old))))
    worker.reload()
    expect(worker.locator("[data-handover]")).to_contain_text("Cannot be trusted")
