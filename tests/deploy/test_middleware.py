"""What a request meets before any view, and what every answer carries."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
ROLES = ["deploy.urls.prison", "deploy.urls.central"]
PAGES = ["/", "/staff/sign-in/", "/staff/", "/gallery/cell/", "/gallery/staff/", "/gallery/agency/", "/nothing/here/"]


@pytest.mark.parametrize("path", PAGES)
def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(client: Client, path: str) -> None:
    policy = client.get(path)["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == directives["connect-src"] == "'self'"
    assert not {"unsafe-inline", "unsafe-eval", "*", "http:", "https:"} & set(policy.replace("'", " ").split())


@pytest.mark.parametrize("path", PAGES)
def test_trusted_types_hold_everywhere_but_on_staff_pages(client: Client, path: str) -> None:
    policy = client.get(path)["Content-Security-Policy"]
    assert ("require-trusted-types-for 'script'" in policy) is not path.startswith("/staff/")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_guessed_at_or_told_elsewhere(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_cookies_are_the_nodes_own_and_out_of_reach_of_scripts(client: Client) -> None:
    client.get("/staff/sign-in/")
    client.post("/language/", {"language": "cy"})
    assert set(client.cookies) == {"mdi-csrf", "mdi-language"}
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("urls", ROLES)
@pytest.mark.parametrize("length", ["9" * 400, "9" * 5000, "²", "1.5", "abc", "1 1"])
def test_a_length_that_is_no_number_is_a_bad_request(client: Client, settings: object, urls: str, length: str) -> None:
    settings.ROOT_URLCONF = urls  # type: ignore[attr-defined]
    for address in ("/health/live", "/sync/v1/exchange", "/staff/sign-in/", "/nothing/"):
        assert client.generic("POST", address, b"", "text/plain", CONTENT_LENGTH=length).status_code == 400


@pytest.mark.parametrize("length", ["", "0", "-1", "9" * 300])
def test_a_length_that_is_a_number_is_the_views_to_judge(client: Client, length: str) -> None:
    assert client.generic("POST", "/health/live", b"", "text/plain", CONTENT_LENGTH=length).status_code == 405


def test_pages_of_the_cell_go_gzipped_and_those_of_staff_as_they_are(client: Client, db: None) -> None:
    for path, how in (("/nothing-here/", "gzip"), ("/staff/nothing-here/", None)):
        assert client.get(path, headers={"Accept-Encoding": "gzip"}).headers.get("Content-Encoding") == how
