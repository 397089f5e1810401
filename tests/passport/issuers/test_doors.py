"""What anybody can fetch at central to check an award."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.education.badges.craft import ISSUER, KEY, a_list

from .test_told import issuer_key, status_list

pytestmark = [pytest.mark.django_db, pytest.mark.urls("deploy.urls.central")]
HERE = f"/issuers/{ISSUER.id}"


@pytest.fixture
def known(client: Client) -> Client:
    issuer_key()
    status_list(a_list())
    return client


def test_a_key_is_one_bare_jwk(known: Client) -> None:
    answer = known.get(f"{HERE}/keys/{KEY.public.thumbprint}")
    assert answer["Content-Type"] == "application/jwk+json"
    assert json.loads(answer.content) == KEY.public.jwk()
    assert ISSUER.key(KEY.public.thumbprint) == f"https://awards.example{HERE}/keys/{KEY.public.thumbprint}"


def test_the_list_is_served_as_it_was_signed(known: Client) -> None:
    answer = known.get(f"{HERE}/status/1")
    assert answer["Content-Type"] == "application/vc+jwt"
    assert answer.content.decode().count(".") == 2
    assert "max-age=300" in answer["Cache-Control"]


def test_profile_and_did_document_name_the_same_key(known: Client) -> None:
    profile = known.get(HERE).json()
    assert (profile["id"], profile["name"], profile["type"]) == (ISSUER.address, "Northfield", ["Profile"])
    assert profile["assertionMethod"] == [ISSUER.key(KEY.public.thumbprint)]
    did = json.loads(known.get(f"{HERE}/did.json").content)
    assert did["id"] == f"did:web:awards.example:issuers:{ISSUER.id}"
    assert did["assertionMethod"] == [f"{did['id']}#{KEY.public.thumbprint}"]
    for said in (profile, did):
        (method,) = said["verificationMethod"]
        assert method["publicKeyJwk"] == KEY.public.jwk()
        assert method["id"] in said["assertionMethod"]


@pytest.mark.parametrize("path", ["", "/did.json", f"/keys/{KEY.public.thumbprint}", "/status/1"])
def test_any_site_may_read_it_and_a_cache_may_keep_it(known: Client, path: str) -> None:
    answer = known.get(HERE + path)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies


def test_what_is_not_there(known: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(4):
        for path in (
            f"/issuers/{uuid4()}",
            f"{HERE}/keys/{'A' * 43}",
            f"{HERE}/status/2",
            f"/issuers/{uuid4()}/did.json",
        ):
            assert known.get(path).status_code == 404
