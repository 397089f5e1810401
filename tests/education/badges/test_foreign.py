"""Awards that others signed: what is read of them, and what is said of their signature."""

import json
from datetime import date
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from accounts.seal import Unreadable
from education.badges.foreign import Checked, read_foreign

from .craft import KEY, KEYS, KID, an_award

SAID = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential", "AchievementCredential"],
    "issuer": {"id": "https://college.example/i/1", "name": "Barnsley College"},
    "validFrom": "2027-06-30T00:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [{"identityType": "name", "identityHash": "Marlon Ashdown", "hashed": False}],
        "achievement": {"name": "Forklift driving", "description": "Drives a counterbalance truck."},
    },
}


def signed(key: Any, alg: str, said: Any = SAID, **header: Any) -> str:
    return jws.serialize_compact({"alg": alg, **header}, json.dumps(said).encode(), key, algorithms=[alg])


def test_what_it_says_is_read() -> None:
    key = ECKey.generate_key("P-256")
    found = read_foreign(signed(key, "ES256", jwk=key.as_dict(private=False)))
    assert (found.name, found.description) == ("Forklift driving", "Drives a counterbalance truck.")
    assert (found.issuer, found.learner, found.on, found.until) == (
        "Barnsley College",
        "Marlon Ashdown",
        date(2027, 6, 30),
        None,
    )
    assert found.checked is Checked.UNCHANGED


def test_the_older_form_and_an_end_are_read() -> None:
    older = {name: value for name, value in SAID.items() if name != "validFrom"}
    older |= {"issuanceDate": "2026-01-02T03:04:05Z", "expirationDate": "2028-01-02T03:04:05Z", "issuer": "did:web:x"}
    found = read_foreign(signed(ECKey.generate_key("P-256"), "ES256", {"iss": "x", "vc": older}, kid="did:web:x#1"))
    assert (found.on, found.until, found.issuer) == (date(2026, 1, 2), date(2028, 1, 2), "did:web:x")
    assert found.checked is Checked.NOT_CHECKED


def test_an_rsa_signature_is_checked_too() -> None:
    key = RSAKey.generate_key(2048)
    token = signed(key, "RS256", jwk=key.as_dict(private=False))
    assert read_foreign(token).checked is Checked.UNCHANGED
    head, body, signature = token.split(".")
    other = "A" if signature[5] != "A" else "B"
    with pytest.raises(Unreadable, match="signature"):
        read_foreign(f"{head}.{body}.{signature[:5]}{other}{signature[6:]}")


def test_our_own_is_known_and_no_character_of_it_can_be_changed() -> None:
    good = an_award()
    assert read_foreign(good, keys=KEYS).checked is Checked.KNOWN
    assert read_foreign(good).checked is Checked.NOT_CHECKED
    start = good.index(".") + 1
    for at in range(start, len(good), 7):
        changed = good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :]
        with pytest.raises(Unreadable):
            read_foreign(changed, keys=KEYS)
    stranger = ECKey.generate_key("P-256")
    with pytest.raises(Unreadable, match="signature"):
        read_foreign(signed(stranger, "ES256", kid=KID, jwk=stranger.as_dict(private=False)), keys=KEYS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": ["VerifiableCredential"]},
        {"type": 7},
        {"credentialSubject": {}},
        {"credentialSubject": []},
        {"credentialSubject": {"achievement": {"name": ""}}},
        {"credentialSubject": {"achievement": {"name": "x" * 301}}},
        {"credentialSubject": {"achievement": {"name": "x", "description": "x" * 4_001}}},
        {"issuer": {}},
        {"validFrom": "yesterday"},
        {"validFrom": None},
    ],
)
def test_what_is_no_award_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read_foreign(signed(ECKey.generate_key("P-256"), "ES256", SAID | wrong))


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c.d", "x" * 20_001, "e30.e30.", "e30.W10.e30", "e30.e30.e3=="])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(Unreadable):
        read_foreign(token)


@pytest.mark.parametrize(
    ("alg", "jwk"),
    [
        ("ES256", {"kty": "EC"}),
        ("ES256", {"kty": "oct", "k": "AA"}),
        ("RS256", {"kty": "RSA", "n": "AQAB", "e": "AQAB"}),
        ("RS256", {"kty": "RSA", "n": 7, "e": []}),
        ("RS256", KEY.public.jwk()),
    ],
)
def test_a_key_that_is_none_is_refused(alg: str, jwk: dict[str, Any]) -> None:
    head, body, signature = signed(ECKey.generate_key("P-256"), "ES256").split(".")
    from accounts.seal import b64

    head = b64(json.dumps({"alg": alg, "jwk": jwk}).encode())
    with pytest.raises(Unreadable):
        read_foreign(f"{head}.{body}.{signature}")
