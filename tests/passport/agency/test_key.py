"""The key ceremony: made in the browser, backed up under six words, kept over a restart, unlocked elsewhere."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.directory import fingerprint
from accounts.models import AgencyKey, AgencyKeyBackup, AuditEntry
from accounts.seal import ReadingKey, lock, unlock
from tests.authority import Authority
from tests.browser import FLAGS, Faults, axe
from tests.handed_over import list_key

from .conftest import Central

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORD = re.compile(r"([bdjlmnrstv][aiou]){2}")


def six_words(page: Page) -> str:
    """The words that the page shows, once it does."""
    items = page.locator("#words li")
    expect(items).to_have_count(6)
    return " ".join(items.all_inner_texts())


def make_key(page: Page) -> str:
    """Walk the ceremony; the six words."""
    page.get_by_role("button", name="Make the key").click()
    phrase = six_words(page)
    page.get_by_role("button", name="I have written them down").click()
    page.get_by_label("The six words, from your paper").fill(phrase.upper())
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_role("heading", name="The key is made")).to_be_visible()
    return phrase


def held(page: Page) -> list[dict]:
    """What this browser keeps of keys, and whether it can be taken out."""
    return page.evaluate(
        """async () => {
          const { heldKey } = await import("/assets/js/agency/store.js");
          const kids = [...document.querySelectorAll("[data-kid]")].map((card) => card.dataset.kid);
          const found = await heldKey(kids);
          if (!found) return [];
          const out = await crypto.subtle.exportKey("jwk", found.privateKey).then(() => "taken", (e) => e.name);
          return [{ kid: found.kid, agency: found.agency, out, extractable: found.privateKey.extractable }];
        }"""
    )


def test_from_no_key_to_a_key_that_waits(central: Central, worker: Page) -> None:
    central.go(worker, "/agency/key/")
    expect(worker.get_by_role("heading", name="has no key yet")).to_be_focused()
    assert axe(worker) == []
    phrase = make_key(worker)
    assert all(WORD.fullmatch(word) for word in phrase.split())
    row = AgencyKey.objects.get()
    assert row.statement == ""
    assert " ".join(worker.locator("#made-fingerprint li").all_inner_texts()) == fingerprint(row.kid)
    assert axe(worker) == []
    with worker.expect_download() as download:
        worker.get_by_role("link", name="Download the locked backup").click()
    locked = AgencyKeyBackup.objects.get(member=central.worker).locked
    assert Path(download.value.path()).read_text() == locked
    assert ReadingKey.from_jwk(json.loads(unlock(locked, phrase))).kid == row.kid  # Python opens it
    worker.reload()
    expect(worker.get_by_role("heading", name="waits for the directory authority")).to_be_focused()
    assert held(worker) == [
        {"kid": row.kid, "agency": str(central.agency.pk), "out": "InvalidAccessError", "extractable": False}
    ]
    assert axe(worker) == []


def test_the_words_are_in_no_request_and_leave_the_page(central: Central, worker: Page) -> None:
    sent: list[str] = []
    worker.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    central.go(worker, "/agency/key/")
    phrase = make_key(worker)
    private = json.loads(unlock(AgencyKeyBackup.objects.get().locked, phrase))["d"]
    for secret in (*phrase.split(), phrase.replace(" ", "-"), private):
        assert not any(secret in text for text in sent if "offered" not in text or len(secret) > 6)
        assert secret not in worker.content() or len(secret) < 6
    assert worker.get_by_label("The six words, from your paper").input_value() == ""


def test_words_that_were_not_written_down_make_no_key(central: Central, worker: Page) -> None:
    central.go(worker, "/agency/key/")
    worker.get_by_role("button", name="Make the key").click()
    first = six_words(worker)
    worker.get_by_role("button", name="I have written them down").click()
    worker.get_by_label("The six words, from your paper").fill("bado bado bado bado bado bado")
    worker.get_by_role("button", name="Make the key").click()
    expect(worker.locator("#problem")).to_be_focused()
    expect(worker.locator("#problem")).to_contain_text("These are not the six words")
    assert axe(worker) == []
    worker.get_by_role("button", name="Show the words again").click()
    assert six_words(worker) == first
    assert not AgencyKey.objects.exists()


def test_a_ceremony_left_halfway_leaves_nothing(central: Central, worker: Page) -> None:
    central.go(worker, "/agency/key/")
    worker.get_by_role("button", name="Make the key").click()
    worker.reload()
    expect(worker.get_by_role("heading", name="has no key yet")).to_be_visible()
    assert not AgencyKey.objects.exists()


def test_a_line_that_drops_makes_no_key_here_and_the_next_try_does(
    central: Central, worker: Page, faults: Faults
) -> None:
    faults.expect("ERR_FAILED")
    central.go(worker, "/agency/key/")
    worker.route("**/offered/", lambda route: route.abort())
    worker.get_by_role("button", name="Make the key").click()
    phrase = six_words(worker)
    worker.get_by_role("button", name="I have written them down").click()
    worker.get_by_label("The six words, from your paper").fill(phrase)
    worker.get_by_role("button", name="Make the key").click()
    expect(worker.locator("#problem")).to_contain_text("There is no line")
    worker.unroute("**/offered/")
    worker.get_by_role("button", name="Make the key").click()
    expect(worker.get_by_role("heading", name="The key is made")).to_be_visible()
    assert AgencyKey.objects.count() == 1


def test_the_ceremony_by_keyboard_alone(central: Central, worker: Page) -> None:
    central.go(worker, "/agency/key/")
    expect(worker.get_by_role("heading", name="has no key yet")).to_be_focused()
    keys = worker.keyboard
    keys.press("Tab")
    keys.press("Enter")
    expect(worker.get_by_role("heading", name="Write down these six words")).to_be_focused()
    phrase = six_words(worker).replace(" ", "-")
    keys.press("Tab")
    keys.press("Space")
    expect(worker.get_by_role("heading", name="Type the six words")).to_be_focused()
    keys.press("Tab")
    keys.type(phrase)
    keys.press("Enter")
    expect(worker.get_by_role("heading", name="The key is made")).to_be_focused()


def test_the_key_outlives_a_restart_of_the_browser(
    central: Central, browser: Browser, tmp_path: Path, chromium: Path
) -> None:
    kind = browser.browser_type
    for name in ("has no key yet", "is in force"):
        context = kind.launch_persistent_context(tmp_path / "profile", executable_path=chromium, args=FLAGS)
        central.enter(context)
        page = context.new_page()
        central.go(page, "/agency/key/")
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        if not AgencyKey.objects.exists():
            make_key(page)
            central.sign(AgencyKey.objects.get().kid)
        else:
            handover = central.hand_over_to(AgencyKey.objects.get())
            central.go(page, f"/agency/handovers/{handover.pk}/")
            expect(page.get_by_role("heading", level=1)).to_have_text("Marlon Ashdown")
        context.close()


def test_a_second_computer_needs_the_six_words(central: Central, worker: Page, new_page) -> None:
    central.go(worker, "/agency/key/")
    phrase = make_key(worker)
    central.sign(AgencyKey.objects.get().kid)
    other = new_page()
    central.enter(other.context)
    central.go(other, "/agency/key/")
    expect(other.get_by_role("heading", name="does not have the key")).to_be_focused()
    assert axe(other) == []
    for wrong in ("bado bado bado bado bado bado", "", "ü" * 20):
        other.get_by_label("The six words", exact=True).fill(wrong)
        other.get_by_role("button", name="Unlock the key here").click()
        expect(other.locator("#problem")).to_contain_text("These words do not open the backup")
        expect(other.get_by_role("button", name="Unlock the key here")).to_be_enabled()
    assert held(other) == []
    other.get_by_label("The six words", exact=True).fill(f"  {phrase.replace(' ', '  ')} ")
    other.get_by_role("button", name="Unlock the key here").click()
    expect(other.get_by_role("heading", name="is in force, and in this browser")).to_be_visible()
    assert held(other)[0]["extractable"] is False
    assert AuditEntry.objects.filter(verb="fetch_backup").count() >= 1


def test_a_backup_that_python_locked_opens_from_a_file(central: Central, worker: Page, tmp_path: Path) -> None:
    key, phrase = ReadingKey.generate(), "bado-liru-mota-nivo-rasu-tilo"
    list_key(central.authority, central.agency, key.public)
    file = tmp_path / "backup.json"
    file.write_text(lock(json.dumps(key.private_jwk()).encode(), phrase))
    central.go(worker, "/agency/key/")
    expect(worker.get_by_text("A colleague made it")).to_be_visible()
    worker.get_by_label("The six words", exact=True).fill(phrase)
    worker.get_by_label("The backup file").set_input_files(file)
    worker.get_by_role("button", name="Unlock the key here").click()
    expect(worker.get_by_role("heading", name="is in force, and in this browser")).to_be_visible()
    assert held(worker)[0]["kid"] == key.kid


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not json", "not a backup of a key"),
        (lock(json.dumps(ReadingKey.generate().private_jwk()).encode(), "bado-liru-mota-nivo-rasu-tilo"), "not one of"),
        (lock(b"[1]", "bado-liru-mota-nivo-rasu-tilo"), "not a backup of a key"),
    ],
    ids=["not json", "another key", "no key"],
)
def test_a_file_that_is_no_backup_of_this_key_is_refused(
    central: Central, worker: Page, tmp_path: Path, text: str, words: str
) -> None:
    central.give_listed_key()
    file = tmp_path / "backup.json"
    file.write_text(text)
    central.go(worker, "/agency/key/")
    worker.get_by_label("The six words", exact=True).fill("bado liru mota nivo rasu tilo")
    worker.get_by_label("The backup file").set_input_files(file)
    worker.get_by_role("button", name="Unlock the key here").click()
    expect(worker.locator("#problem")).to_contain_text(words)
    assert held(worker) == []


def test_another_authority_than_the_pinned_one_is_said(central: Central, worker: Page, settings, tmp_path) -> None:
    central.give_key(worker)
    settings.DIRECTORY_AUTHORITY_FILE = Authority().pin(tmp_path / "other.public")
    AgencyKey.objects.all().delete()
    central.go(worker, "/agency/key/")
    worker.get_by_role("button", name="Make the key").click()
    phrase = six_words(worker)
    worker.get_by_role("button", name="I have written them down").click()
    worker.get_by_label("The six words, from your paper").fill(phrase)
    worker.get_by_role("button", name="Make the key").click()
    expect(worker.locator("#problem")).to_contain_text("Open nothing")
    assert not AgencyKey.objects.exists()


def test_without_javascript_the_page_says_that_it_needs_it(central: Central, new_page) -> None:
    page = new_page(java_script_enabled=False)
    central.enter(page.context)
    central.go(page, "/agency/key/")
    expect(page.get_by_role("heading", name="This page needs JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Make the key")).to_have_count(0)


def test_the_policy_lets_no_text_become_html(central: Central, worker: Page, faults: Faults) -> None:
    faults.expect("TrustedHTML")
    faults.expect("require-trusted-types-for")
    faults.expect("trusted-types")
    central.go(worker, "/agency/key/")
    error = worker.evaluate("() => { try { document.body.innerHTML = '<b>x</b>'; } catch (e) { return e.name; } }")
    assert error == "TypeError"
    error = worker.evaluate("() => { try { trustedTypes.createPolicy('x', {}); } catch (e) { return e.name; } }")
    assert error == "TypeError"
