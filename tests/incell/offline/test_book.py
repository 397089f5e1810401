"""The service worker and its book: what a terminal keeps for the time without Wi-Fi."""

import gzip
import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries as Count

from accounts.keys import NodeKeys
from accounts.models import NodeKey
from incell.forms import book
from incell.models import RequestKind
from tests.cast import TOKEN, Cast, SignIn
from tests.rules.test_reading_age import hard, hard_in_welsh

pytestmark = pytest.mark.django_db
SLOT = re.compile(r"\[\[(\w+)\]\]")


def read(client: Client, language: str = "en") -> dict[str, Any]:
    return client.get(f"/offline/book/{language}.json").json()


# The worker


def test_the_worker_knows_this_prison_and_may_have_the_whole_site(client: Client, node: NodeKeys) -> None:
    answer = client.get("/sw.js")
    config = json.loads(answer.content.decode().partition("begin(")[2].partition(");\n")[0])
    assert (config["node"], config["key"]) == ("MDI", {"kid": node.read.kid, "jwk": node.read.jwk()})
    assert set(config["books"]) == {"en", "cy"}
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_worker_that_is_known_is_not_sent_again(client: Client, django_assert_max_num_queries: Count) -> None:
    known = client.get("/sw.js").headers["ETag"]
    with django_assert_max_num_queries(2):
        assert client.get("/sw.js", headers={"If-None-Match": known}).status_code == 304
    RequestKind.objects.filter(code="LIBRARY").update(retired_at="2027-03-02T00:00Z")
    assert client.get("/sw.js", headers={"If-None-Match": known}).status_code == 200


def test_without_a_key_to_seal_to_the_worker_does_nothing(client: Client) -> None:
    NodeKey.objects.all().delete()
    assert "begin" not in client.get("/sw.js").content.decode()


# The book


def test_its_address_changes_with_what_is_in_it(client: Client) -> None:
    before = book.address("en", book.current())
    assert client.get(before).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    RequestKind.objects.filter(code="LIBRARY").update(retired_at="2027-03-02T00:00Z")
    assert book.address("en", book.current()) != before


def test_it_is_gzipped_for_who_takes_it(client: Client, django_assert_max_num_queries: Count) -> None:
    plain = client.get("/offline/book/cy.json")
    with django_assert_max_num_queries(1):
        squeezed = client.get("/offline/book/cy.json", headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(squeezed.content) == plain.content
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in squeezed.headers["Vary"]


def test_it_has_a_form_for_everything_in_the_order_in_which_it_is_asked_for(client: Client) -> None:
    read_now = read(client)
    kinds = [kind["code"] for kind in read_now["kinds"]]
    assert set(kinds) == set(RequestKind.objects.current().values_list("code", flat=True))
    assert kinds[0] == "EMERGENCY_PHONE_CREDIT"
    assert kinds.index("ADD_SOCIAL_CONTACT") < kinds.index("BOOK_VISIT")
    assert kinds[-1] == "PRIVATE_MESSAGE"
    visit = read_now["pages"]["ask/BOOK_VISIT"]
    assert re.search(r'<input[^>]* name="CONTACT"[^>]* type="text"|<input[^>]* type="text"[^>]* name="CONTACT"', visit)


def test_one_can_sign_out_from_a_form(client: Client) -> None:
    assert 'action="/sign-out/"' in read(client)["pages"]["ask/HEALTHCARE"]


def test_it_was_made_for_nobody(cast: Cast, sign_in: SignIn) -> None:
    signed_in = sign_in(Client(), cast.prisoner)
    given = signed_in.get("/offline/book/en.json").content.decode()
    assert given == Client().get("/offline/book/en.json").content.decode()
    for hidden in ("Ashdown", "Marlon", "A1234BC", "csrfmiddlewaretoken", "data-ticket"):
        assert hidden not in given


def test_every_slot_is_one_that_the_worker_fills(client: Client) -> None:
    slots = {slot for page in read(client)["pages"].values() for slot in SLOT.findall(page)}
    assert slots == {"here", "display", "names", "mine", "words", "problem", "fields", "key", "ticket"}


def test_every_page_is_easy_to_read(client: Client) -> None:
    for language, faults in (("en", hard), ("cy", hard_in_welsh)):
        for name, page in read(client, language)["pages"].items():
            assert faults(f'<html lang="{language}">{page}</html>' if "<html" not in page else page) == [], name


# What every page carries


def test_a_page_of_a_terminal_starts_the_worker_and_carries_a_ticket(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(Client(), cast.prisoner).get("/me/").content.decode()
    assert re.search(r'data-worker="/sw.js" data-ticket="[\w.-]{100,128}"', page)


def test_who_is_not_signed_in_gets_no_ticket(cast: Cast, sign_in: SignIn) -> None:
    client = Client()
    client.cookies[settings.TERMINAL_COOKIE_NAME] = TOKEN
    assert 'data-worker="/sw.js" data-ticket=""' in client.get("/").content.decode()
    cast.prisoner.must_change_secret = True
    cast.prisoner.save()
    assert 'data-ticket=""' in sign_in(Client(), cast.prisoner).get("/me/pin/").content.decode()


def test_off_the_terminals_there_is_no_worker(client: Client) -> None:
    assert "data-worker" not in client.get("/").content.decode()


def test_at_central_there_is_none(cast: Cast) -> None:
    with override_settings(ROOT_URLCONF="deploy.urls.central"):
        client = Client()
        client.cookies[settings.TERMINAL_COOKIE_NAME] = TOKEN
        assert "data-worker" not in client.get("/gallery/cell/").content.decode()
