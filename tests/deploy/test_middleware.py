"""What a request meets before any view."""

import pytest
from django.test import Client

ROLES = ["deploy.urls.prison", "deploy.urls.central"]


@pytest.mark.django_db
@pytest.mark.parametrize("urls", ROLES)
@pytest.mark.parametrize("length", ["9" * 400, "9" * 5000, "²", "1.5", "abc", "1 1"])
def test_a_length_that_is_no_number_is_a_bad_request(client: Client, settings: object, urls: str, length: str) -> None:
    settings.ROOT_URLCONF = urls  # type: ignore[attr-defined]
    for address in ("/health/live", "/sync/v1/exchange", "/staff/sign-in/", "/nothing/"):
        assert client.generic("POST", address, b"", "text/plain", CONTENT_LENGTH=length).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["", "0", "-1", "9" * 300])
def test_a_length_that_is_a_number_is_the_views_to_judge(client: Client, length: str) -> None:
    assert client.generic("POST", "/health/live", b"", "text/plain", CONTENT_LENGTH=length).status_code == 405
