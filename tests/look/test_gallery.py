"""Every component in every layout: nothing inaccessible, nothing too wide, nothing refused by the policy."""

import gzip

import pytest
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import expect

from deploy import catalogue
from tests.browser import ASSETS, axe, follow, overflow

pytestmark = pytest.mark.browser
LAYOUTS = ["cell", "staff", "agency"]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_layout(layout, width, language, new_page, live_server):
    page = new_page(viewport={"width": width, "height": 900}, locale=language)
    for query in ("", "?errors"):
        page.goto(f"{live_server.url}/gallery/{layout}/{query}")
        assert page.locator("html").get_attribute("lang") == language
        assert axe(page) == []
        assert overflow(page) == 0


@pytest.mark.parametrize(
    "display", ["tg-large", "tg-contrast", "tg-spaced", "tg-large&display=tg-contrast&display=tg-spaced"]
)
@pytest.mark.parametrize("width", [320, 1280])
def test_ways_of_reading_in_the_cell(display, width, new_page, live_server):
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(f"{live_server.url}/gallery/cell/?errors&display={display}")
    assert axe(page) == []
    assert overflow(page) == 0


def test_twice_as_large_still_fits(new_page, live_server):
    """A browser at 200 % shows half the pixels: 1280 wide becomes 640."""
    for layout in LAYOUTS:
        page = new_page(viewport={"width": 640, "height": 450}, device_scale_factor=2)
        page.goto(f"{live_server.url}/gallery/{layout}/")
        assert overflow(page) == 0


def test_language_is_chosen_without_javascript(new_page, live_server):
    page = new_page(java_script_enabled=False)
    page.goto(f"{live_server.url}/gallery/cell/")
    follow(page.get_by_role("button", name="Cymraeg"))
    assert page.url == f"{live_server.url}/gallery/cell/"
    assert page.locator("html").get_attribute("lang") == "cy"


def test_nested_answers_stand_open_without_javascript(new_page, live_server):
    page = new_page(java_script_enabled=False)
    page.goto(f"{live_server.url}/gallery/staff/")
    for name in ("Which street?", "Whose home is it?", "What do you have now?"):
        assert page.get_by_label(name).is_visible()
    assert page.get_by_text("You can use up to 500 letters").is_visible()


def test_nested_answers_follow_their_choice(page, live_server):
    page.goto(f"{live_server.url}/gallery/staff/")
    expect(page.get_by_label("Which street?")).to_be_visible()
    expect(page.get_by_label("Whose home is it?")).to_be_hidden()
    page.locator("#housing-FAMILY").focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Which street?")).to_be_hidden()
    expect(page.get_by_label("Whose home is it?")).to_be_visible()


def test_none_of_these_excludes_the_others(page, live_server):
    page.goto(f"{live_server.url}/gallery/cell/")
    none, bank = page.locator("#help-NONE"), page.locator("#help-BANK")
    expect(bank).to_be_checked()
    none.check()
    expect(bank).not_to_be_checked()
    bank.check()
    expect(none).not_to_be_checked()


def test_letters_are_counted_as_the_server_counts_them(page, live_server):
    page.goto(f"{live_server.url}/gallery/cell/")
    story = page.locator("#story")
    story.fill("a\nb")  # a line break is sent as two characters
    expect(page.locator("#story-info")).to_have_text("You have 496 letters left")
    story.fill("x" * 503)
    expect(page.locator("#story-info")).to_have_text("You have 3 letters too many")


def test_error_summary_takes_the_reader_to_the_field(page, live_server):
    page.goto(f"{live_server.url}/gallery/staff/?errors")
    expect(page.locator("[data-focus-on-load]:focus")).to_have_count(1)
    summary = page.locator(".govuk-error-summary")
    for link in summary.get_by_role("link").all():
        target = (link.get_attribute("href") or "")[1:]
        link.click()
        expect(page.locator(f"#{target}")).to_be_focused()


def test_keyboard_reaches_the_content_first(page, live_server, faults):
    faults.expect("404")
    page.goto(f"{live_server.url}/nowhere/")
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/nowhere/#main-content")


@pytest.mark.parametrize("path", ["/nowhere/", "/staff/nowhere/", "/agency/nowhere/"])
def test_pages_for_what_goes_wrong(path, page, live_server, faults):
    faults.expect("404")
    page.goto(f"{live_server.url}{path}")
    assert axe(page) == []
    assert overflow(page) == 0


def test_a_second_click_sends_nothing(page, live_server):
    page.goto(f"{live_server.url}/gallery/cell/")
    page.evaluate("""() => {
        window.sent = 0;
        const form = document.querySelector('form.tg-form');
        form.addEventListener('submit', (e) => { if (!e.defaultPrevented) window.sent += 1; e.preventDefault(); });
        const button = form.querySelector('button[type=submit]');
        button.click(); button.click();
    }""")
    assert page.evaluate("window.sent") == 1


def test_cell_is_light():
    """Everything a cold first visit needs, compressed as the server sends it."""
    look = ["cell.css", "js/page.js"]
    sizes = {name: _packed((ASSETS / "dist" / name).read_bytes()) for name in [*look, "icons.svg", "favicon.svg"]}
    page = _packed(Client().get("/gallery/cell/").content)
    assert sum(sizes[name] for name in look) < 25_000
    assert sum(sizes.values()) + page < 60_000
    assert "@font-face" not in (ASSETS / "dist" / "cell.css").read_text()


def test_only_a_demo_has_a_gallery():
    with override_settings(DEMO=False):
        assert Client().get("/gallery/cell/").status_code == 404
    assert Client().get("/gallery/kitchen/").status_code == 404


def _packed(content: bytes) -> int:
    return len(gzip.compress(content))


def test_pages_say_when_no_speaker_has_read_their_language():
    """The setting and the catalogue's own header agree."""
    unread = catalogue.read("cy").last_translator == catalogue.UNREVIEWED
    assert ("cy" in settings.UNREVIEWED_LANGUAGES) == unread
    page = Client().get("/gallery/cell/", headers={"accept-language": "cy"}).content.decode()
    assert ("Nid yw siaradwr wedi gwirio" in page) == unread
    assert "No speaker" not in Client().get("/gallery/cell/").content.decode()
