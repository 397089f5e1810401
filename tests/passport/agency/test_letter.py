"""A worker opens a letter from prison, sees who wrote and what, and answers: all of it in the browser alone."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Agency, AuditEntry
from accounts.seal import PublicReadingKey, ReadingKey, SigningKey, open_box, seal_to, sign_statement
from incell.acts.letters import LETTER, LETTER_BOX
from passport.acts.agency_letters import ANSWER_BOX
from passport.models import CarriedAnswer, CarriedLetter, JournalEntry
from tests.browser import Faults, axe, follow, overflow

from .conftest import Central, Rewrite

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "They took my quokka papers.\nPlease help."


@dataclass
class Sent:
    """A letter as it lies at central, and the key that its answer is read with."""

    agency: Agency
    sign: SigningKey
    reader: PublicReadingKey
    reply: ReadingKey = field(default_factory=ReadingKey.generate)
    id: UUID = field(default_factory=uuid4)

    @property
    def path(self) -> str:
        return f"/agency/letters/{self.id}/"

    def put(self, *, box: str = "", **other: Any) -> "Sent":
        now = int(timezone.now().timestamp())
        said = {
            "agency": str(self.agency.pk),
            "iat": now - 60,
            "id": str(self.id),
            "lang": "en",
            "lines": [["Who do you write to?", "My lawyer"], ["What do you want to say?", WORDS]],
            "name": "Zebadiah Quillworth",
            "number": "A7391QZ",
            "prison": "MDI",
            "private": True,
            "reply": self.reply.public.jwk(),
            "sent_at": now - 3600,
            "v": 1,
        } | other
        about = {"agency": str(self.agency.pk), "letter": str(self.id)}
        token = sign_statement(LETTER, said, self.sign).encode()
        boxes = [box or seal_to(self.reader, LETTER_BOX, about, token)]
        text = json.dumps({"boxes": boxes})
        at = timezone.now()
        CarriedLetter.objects.create(pk=self.id, prison="MDI", agency=self.agency, boxes=text, made_at=at)
        return self


@pytest.fixture
def key(central: Central, worker: Page) -> ReadingKey:
    return central.give_key(worker)


@pytest.fixture
def new(central: Central, key: ReadingKey) -> Callable[..., Sent]:
    def make(sign: SigningKey | None = None) -> Sent:
        return Sent(central.agency, sign or central.prison.keys.sign, key.public)

    return make


@pytest.fixture
def opened(central: Central, worker: Page, new: Callable[..., Sent]) -> Sent:
    letter = new().put()
    central.go(worker, letter.path)
    expect(worker.get_by_role("heading", level=1)).to_have_text("A letter from Zebadiah Quillworth")
    return letter


def test_it_opens_in_the_page_and_the_prison_is_told(worker: Page, opened: Sent) -> None:
    expect(worker.get_by_role("heading", level=1)).to_be_focused()
    main = worker.locator("main")
    for words in (
        "A7391QZ",
        "Moorland (HMP & YOI)",
        "What do you want to say?",
        "My lawyer",
        "Staff of the prison cannot",
    ):
        expect(main).to_contain_text(words)
    expect(main).to_contain_text(WORDS, use_inner_text=True)
    expect(worker.locator("#told")).to_be_visible()
    assert axe(worker) == []
    entry = JournalEntry.objects.get(kind="letter_opened")
    assert json.loads(entry.body)["letter"] == str(opened.id)
    worker.reload()
    expect(worker.locator("#told")).to_be_visible()
    assert JournalEntry.objects.filter(kind="letter_opened").count() == 1
    assert AuditEntry.objects.filter(verb="fetch_letter").count() == 2


def test_the_answer_is_sealed_for_the_key_that_came_in_the_letter(worker: Page, opened: Sent) -> None:
    worker.get_by_role("button", name="Seal it and send it").click()
    expect(worker.get_by_role("alert").filter(has_text="Write your answer")).to_be_visible()
    assert axe(worker) == []
    worker.get_by_label("Your name, as the person should see it").fill("Wren Ridley")
    worker.locator("#said-words").fill("Bring them on Friday.")
    worker.get_by_role("button", name="Seal it and send it").click()
    expect(worker.locator("#sent")).to_be_focused()
    expect(worker.locator("#sent")).to_contain_text("The person sees it in the cell.")
    assert axe(worker) == []
    row = CarriedAnswer.objects.get()
    aad = {"agency": str(opened.agency.pk), "id": str(row.pk), "letter": str(opened.id)}
    said = json.loads(open_box(row.sealed, key=opened.reply, typ=ANSWER_BOX, aad=aad))
    assert (said["said"], said["worker_name"], said["v"]) == ("Bring them on Friday.", "Wren Ridley", 1)
    assert JournalEntry.objects.filter(kind="letter_answer").count() == 1
    follow(worker.get_by_role("link", name="Letters").first)
    expect(worker.locator("tr").nth(1)).to_contain_text("Answered")
    assert axe(worker) == []


def test_an_answer_that_may_have_arrived_is_sent_again_as_it_was(worker: Page, opened: Sent, faults: Faults) -> None:
    faults.expect("ERR_FAILED")
    worker.locator("#said-words").fill("Bring them on Friday.")
    worker.route("**/answers/", lambda route: (route.fetch(), route.abort()))
    worker.get_by_role("button", name="Seal it and send it").click()
    expect(worker.get_by_role("alert").filter(has_text="There is no line to the service")).to_be_visible()
    worker.unroute("**/answers/")
    worker.get_by_role("button", name="Seal it and send it").click()
    expect(worker.locator("#sent")).to_be_visible()
    assert CarriedAnswer.objects.count() == 1


def test_lock_takes_everything_away(worker: Page, opened: Sent) -> None:
    worker.locator("#said-words").fill("a word in between")
    worker.get_by_role("button", name="Lock").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("A letter")
    gone = ["Zebadiah", "A7391QZ", "quokka"]
    assert not [words for words in gone if words in worker.content()]
    kept = worker.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert not [words for words in gone if words in kept]
    assert worker.locator("#said-words").input_value() == ""
    assert axe(worker) == []
    worker.get_by_role("button", name="Open").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("A letter from Zebadiah Quillworth")


def test_on_a_phone_and_in_welsh(worker: Page, opened: Sent) -> None:
    follow(worker.get_by_role("button", name="Cymraeg"))
    expect(worker.get_by_role("heading", level=1)).to_have_text("Llythyr gan Zebadiah Quillworth")
    worker.set_viewport_size({"width": 320, "height": 800})
    assert overflow(worker) == 0
    follow(worker.get_by_role("link", name="Llythyrau").first)
    assert overflow(worker) == 0


def test_the_server_knows_no_name(central: Central, new: Callable[..., Sent], client: Client, sign_in: Any) -> None:
    letter = new().put()
    worker = sign_in(client, central.worker)
    for path in ("/agency/letters/", letter.path):
        body = worker.get(path).content.decode()
        assert "quokka" not in body
        assert "Zebadiah" not in body


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("of another letter", {"id": str(uuid4())}, "It belongs to another"),
    ("of another agency", {"agency": str(uuid4())}, "It belongs to another"),
    ("of a prison that is not listed", {"prison": "XXI"}, "does not vouch"),
    ("from tomorrow", {"iat": 4_000_000_000}, "dated in the future"),
    ("with more in it", {"more": 1}, "does not have the form"),
    ("with lines of another shape", {"lines": [["one"]]}, "does not have the form"),
    ("with no key to answer", {"reply": {"kty": "EC"}}, "does not have the form"),
]


@pytest.mark.parametrize(("other", "says"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_what_cannot_be_trusted_is_not_shown(
    central: Central, worker: Page, new: Callable[..., Sent], other: dict[str, Any], says: str
) -> None:
    letter = new().put(**other)
    central.go(worker, letter.path)
    expect(worker.locator("#refused-words")).to_contain_text(re.compile(says))
    assert "Zebadiah" not in worker.content()
    assert not JournalEntry.objects.filter(kind="letter_opened").exists()


def test_a_letter_that_central_made_itself(central: Central, worker: Page, new: Callable[..., Sent]) -> None:
    """It knows the agency's key and its own signing key: not the prison's."""
    letter = new(SigningKey.generate()).put()
    central.go(worker, letter.path)
    expect(worker.locator("#refused-words")).to_contain_text("It was not signed by the prison")
    assert not JournalEntry.objects.filter(kind="letter_opened").exists()


def test_another_letter_under_this_address(
    central: Central, worker: Page, new: Callable[..., Sent], hostile: Callable[[Page, str, Rewrite], None]
) -> None:
    first, second = new().put(), new().put(name="Somebody Else")
    other = json.loads(json.loads(CarriedLetter.objects.get(pk=second.id).boxes)["boxes"][0])
    hostile(worker, "**/sealed/", lambda said: said.update(boxes=[other]))
    central.go(worker, first.path)
    expect(worker.locator("#refused-words")).to_contain_text("It belongs to another")
    assert "Somebody Else" not in worker.content()


def test_without_the_agencys_key_it_stays_sealed(central: Central, worker: Page, new: Callable[..., Sent]) -> None:
    letter = new()
    letter.reader = ReadingKey.generate().public
    central.go(worker, letter.put().path)
    expect(worker.locator("#refused-words")).to_contain_text("It is not sealed for your agency’s key.")
    assert CarriedLetter.objects.get().opened_at is None


def test_without_letters_the_page_says_what_will_be_there(central: Central, worker: Page) -> None:
    central.go(worker, "/agency/letters/")
    expect(worker.locator("main")).to_contain_text("They can do so once your agency has a key.")
    assert axe(worker) == []
