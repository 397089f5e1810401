"""An award, a list and a withdrawal as openbadgeslib sees them, which shares no code with ours."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.verifier import OB3Verifier

from accounts.seal import unb64

from .craft import AT, ISSUER, KEY, KITCHEN, a_list, an_award
from .test_badges import other

INDEX = 70_001  # of the crafted award


@pytest.fixture(autouse=True)
def then() -> Iterator[None]:
    with time_machine.travel(AT + timedelta(minutes=1), tick=False):
        yield


def verifier() -> OB3Verifier:
    x, y = (int.from_bytes(unb64(KEY.public.jwk()[name])) for name in ("x", "y"))
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    return OB3Verifier(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def served(token: str) -> bytes:
    return token.encode()


def test_it_reads_the_award_and_its_place_on_the_list() -> None:
    found = verifier().verify(an_award(result="Very confident"))
    assert (found.issuer.id, found.issuer.name) == (ISSUER.address, ISSUER.name)
    assert found.achievement.name == KITCHEN.name
    assert [one.value for one in found.results] == ["Very confident"]
    assert found.issuance_date == AT


def test_a_list_without_it_is_good_and_one_with_it_is_not() -> None:
    verifier().verify(an_award(), check_status=True, download=lambda url, **more: served(a_list(5)))
    with pytest.raises(LibOpenBadgesException, match=f"is set at index {INDEX}"):
        verifier().verify(an_award(), check_status=True, download=lambda url, **more: served(a_list(INDEX)))


def test_it_asks_for_the_list_that_the_award_names() -> None:
    asked: list[str] = []

    def download(url: str, **more: object) -> bytes:
        asked.append(url)
        return served(a_list())

    verifier().verify(an_award(), check_status=True, download=download)
    assert set(asked) == {ISSUER.list(1)}


def test_no_character_can_be_changed() -> None:
    good, ours = an_award(), verifier()
    ours.verify(good)
    for at in range(0, len(good), 11):
        if good[at] == ".":
            continue
        with pytest.raises(LibOpenBadgesException):
            ours.verify(good[:at] + other(good[at]) + good[at + 1 :])


def test_a_list_that_was_changed_is_not_believed() -> None:
    listed = a_list(INDEX)
    head, body, signature = listed.split(".")
    said = json.loads(unb64(body))
    assert said["credentialSubject"]["statusPurpose"] == "revocation"
    forged = f"{head}.{a_list().split('.')[1]}.{signature}"
    with pytest.raises(LibOpenBadgesException):
        verifier().verify(an_award(), check_status=True, download=lambda url, **more: served(forged))
