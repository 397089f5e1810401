"""Each form, its faults and its check, and a request in each state, reads like it is meant for its readers."""

import pytest
from django.test import Client

from accounts.models import Display, User
from incell.models import Request
from tests.cast import Cast
from tests.contacts import a_contact, a_tie
from tests.kinds import ANSWERS, ask_for_things
from tests.reading import Page
from tests.rules.test_reading_age import LONG, hard, hard_in_welsh


def faults(client: Client, address: str, language: str, posted: dict[str, object] | None = None) -> list[str]:
    in_it = {"Accept-Language": language}
    answer = client.get(address, headers=in_it)
    if posted is not None:
        answer = client.post(address, posted, follow=True, headers=in_it)
    html = answer.content.decode()
    assert Page(html).language == language
    assert answer.status_code == 200, address
    return [f"{fault} <- {address}" for fault in (hard if language == "en" else hard_in_welsh)(html)]


@pytest.mark.parametrize("display", [[], [Display.EASY]])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_form_with_its_faults_and_its_check(
    at_terminal: Client, cast: Cast, language: str, display: list[str]
) -> None:
    User.objects.update(language=language, display=display)
    a_tie(cast.prisoner.prisoner, a_contact(), cast.practitioner)
    found: list[str] = []
    for code, answers in ANSWERS.items():
        address = f"/me/ask/{code.lower().replace('_', '-')}/"
        full = {name: LONG for name, value in answers.items() if isinstance(value, str)}
        for posted in (None, {}, full, {name: value for name, value in answers.items() if not isinstance(value, dict)}):
            found += faults(at_terminal, address, language, posted)
    assert not found, "\n".join(sorted(set(found)))


@pytest.mark.parametrize("display", [[], [Display.EASY]])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_request_in_every_state(at_terminal: Client, cast: Cast, language: str, display: list[str]) -> None:
    ask_for_things(cast)
    User.objects.update(language=language, display=display)
    found: list[str] = []
    assert {one.state for one in Request.objects.all()} == {"NEW", "APPROVED", "DECLINED", "REJECTED", "WITHDRAWN"}
    for one in Request.objects.all():
        for tail in ("", "sent/"):
            found += faults(at_terminal, f"/me/requests/{one.pk}/{tail}", language)
    found += faults(at_terminal, "/me/ask/property/", language)
    assert not found, "\n".join(sorted(set(found)))


def test_easy_words_are_fewer_on_the_way_of_a_request(at_terminal: Client, cast: Cast) -> None:
    ask_for_things(cast)
    sent = Request.objects.get(code="HEALTHCARE").pk
    pages = ["ask/", "ask/library/", "requests/", f"requests/{sent}/", f"requests/{sent}/sent/"]

    def words() -> list[int]:
        shown = [at_terminal.get(f"/me/{page}", follow=True).content.decode() for page in pages]
        return [len(" ".join(Page(html).blocks).split()) for html in shown]

    full = words()
    User.objects.update(display=[Display.EASY])
    easy = words()
    assert all(fewer < more for fewer, more in zip(easy, full, strict=True)), (full, easy)
