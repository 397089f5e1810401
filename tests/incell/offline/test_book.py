"""The service worker and its book: what a terminal keeps for the time without Wi-Fi."""

import gzip
import json

import pytest
from django.test import Client
from django.utils import timezone

from accounts.keys import NodeKeys
from incell.acts.kinds import load_kinds
from tests.cast import NOW, Cast, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(node: NodeKeys) -> None:
    load_kinds(by="node:MDI", at=NOW)


def test_worker(client: Client) -> None:
    a = client.get("/sw.js")
    print(a.status_code, a.headers, a.content.decode())
    b = client.get("/offline/book/cy.json", headers={"Accept-Encoding": "gzip"})
    print(b.status_code, b.headers, len(b.content), len(gzip.decompress(b.content)))
    print(json.loads(gzip.decompress(b.content))["pages"]["ask/LIBRARY"])
    assert 0
