"""Which language a page speaks, and who keeps the choice."""

import re

import pytest
from django.test import Client

from accounts.models import AuditEntry
from tests.cast import Cast, SignIn
from tests.told import Told

LANGUAGE = "/language/"


def language_of(client: Client, address: str = "/me/") -> str:
    found = re.search(r'<html lang="([^"]*)"', client.get(address).content.decode())
    assert found
    return found.group(1)


def test_the_choice_stays_with_the_person_and_not_with_the_terminal(
    client: Client, told: Told, cast: Cast, sign_in: SignIn
) -> None:
    sign_in(client, cast.prisoner)
    client.post(LANGUAGE, {"language": "cy", "next": "/me/"})
    assert language_of(client) == "cy"
    sign_in(client, cast.cell_mate)
    client.post(LANGUAGE, {"language": "en", "next": "/me/"})
    assert language_of(client) == "en"
    sign_in(client, cast.prisoner)
    assert language_of(client) == "cy"


def test_somebody_who_never_chose_sees_the_terminals_language(
    client: Client, told: Told, cast: Cast, sign_in: SignIn
) -> None:
    client.post(LANGUAGE, {"language": "cy"})
    sign_in(client, cast.prisoner)
    assert language_of(client) == "cy"


def test_the_next_request_of_another_person_is_in_their_own(told: Told, cast: Cast, sign_in: SignIn) -> None:
    cast.prisoner.language = "cy"
    cast.prisoner.save()
    welsh, english = sign_in(Client(), cast.prisoner), sign_in(Client(), cast.cell_mate)
    assert [language_of(each) for each in (welsh, english, welsh, english)] == ["cy", "en", "cy", "en"]


@pytest.mark.parametrize("language", ["xx", "", "../cy"])
def test_a_language_without_a_catalogue_changes_nothing(
    client: Client, told: Told, cast: Cast, sign_in: SignIn, language: str
) -> None:
    sign_in(client, cast.prisoner)
    client.post(LANGUAGE, {"language": language})
    cast.prisoner.refresh_from_db()
    assert cast.prisoner.language == ""
    assert language_of(client) == "en"


def test_a_choice_is_written_down_once_signed_in(client: Client, told: Told, cast: Cast, sign_in: SignIn) -> None:
    client.post(LANGUAGE, {"language": "cy"})
    assert not AuditEntry.objects.filter(verb="choose_language").exists()
    sign_in(client, cast.prisoner)
    client.post(LANGUAGE, {"language": "en"})
    assert AuditEntry.objects.get(verb="choose_language").who == str(cast.prisoner.pk)


def test_the_way_back_stays_here(client: Client, told: Told) -> None:
    answer = client.post(LANGUAGE, {"language": "cy", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in answer.headers["Location"]
