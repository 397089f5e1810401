"""Awards verify with libraries that are not ours, and after any one-byte change with none."""

import json
import shutil
import subprocess
import sys
from os import environ
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from accounts.seal import Unreadable
from education.badges import Issuer, IssuerKey, NotABase, PublicIssuerKey, TooLong, Word, check, kid_of

from .craft import AT, BASE, ISSUER, KEY, KEYS, KID, a_list, an_award, said

ASSETS = Path(__file__).parents[3] / "deploy" / "assets"
NODE = shutil.which("node", path=f"{Path(sys.executable).parent}:{environ['PATH']}") or "node"


def test_joserfc_verifies_an_award_and_a_list() -> None:
    key = ECKey.import_key(KEY.public.jwk())
    for token, typ in ((an_award(), "JWT"), (a_list(3), "vc+jwt")):
        found = jws.deserialize_compact(token, key, algorithms=["ES256"])
        assert found.headers() == {"alg": "ES256", "kid": KID, "typ": typ}
        assert json.loads(found.payload)["iss"] == ISSUER.address


def test_what_joserfc_signs_in_our_form_is_valid() -> None:
    header = {"alg": "ES256", "kid": KID, "typ": "JWT"}
    payload = json.dumps(said(an_award()), separators=(",", ":")).encode()
    token = jws.serialize_compact(header, payload, ECKey.import_key(KEY.private_jwk()), algorithms=["ES256"])
    assert check(token, keys=KEYS, listed=a_list(), base=BASE, at=AT).word is Word.VALID


def test_jose_in_node_verifies_an_award_and_none_that_was_changed() -> None:
    good = an_award()
    given = {"jwk": KEY.public.jwk(), "good": good, "bad": [good[:at] + other(good[at]) + good[at + 1 :] for at in ANY]}
    run = subprocess.run(
        [str(NODE), str(Path(__file__).parent / "jose_oracle.mjs")],
        input=json.dumps(given),
        cwd=ASSETS,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["name"] == "Kitchen maths"
    assert found["passed"] == 0


ANY = [*range(0, 1_400, 47)]  # places of characters to change, for the slower library


def other(letter: str) -> str:
    return "A" if letter != "A" else "B"


def test_no_character_can_be_changed() -> None:
    good, listed = an_award(), a_list()
    assert check(good, keys=KEYS, listed=listed, base=BASE, at=AT).word is Word.VALID
    for at, letter in enumerate(good):
        for instead in {other(letter), chr(ord(letter) ^ 1), "", letter * 2}:
            changed = good[:at] + instead + good[at + 1 :]
            assert check(changed, keys=KEYS, listed=listed, base=BASE, at=AT).word is not Word.VALID, at


def test_no_byte_of_the_payload_can_be_changed_for_joserfc() -> None:
    good, key = an_award(), ECKey.import_key(KEY.public.jwk())
    head, body, _ = good.split(".")
    for at in range(len(head) + 1, len(head) + len(body), 13):
        changed = good[:at] + other(good[at]) + good[at + 1 :]
        with pytest.raises((JoseError, ValueError)):
            jws.deserialize_compact(changed, key, algorithms=["ES256"])


def test_no_character_of_the_list_can_be_changed_without_losing_the_word_valid() -> None:
    good, listed = an_award(), a_list(9)
    for at, letter in enumerate(listed):
        changed = listed[:at] + other(letter) + listed[at + 1 :]
        assert check(good, keys=KEYS, listed=changed, base=BASE, at=AT).word is Word.NOT_CHECKED, at


@pytest.mark.parametrize(
    "member", ["id", "type", "name", "issuer", "validFrom", "credentialSubject", "credentialStatus"]
)
def test_every_required_member_is_there(member: str) -> None:
    assert said(an_award())[member]


def test_an_award_says_nothing_of_a_prison() -> None:
    words = json.dumps(said(an_award())).casefold()
    assert not [word for word in ("prison", "hmp", "mdi", "moorland", "a1234bc", "1990") if word in words]


def test_words_that_do_not_fit_a_qr_code_are_refused() -> None:
    with pytest.raises(TooLong):
        an_award(evidence="w" * 1_500)


@pytest.mark.parametrize("base", ["awards.example", "https://awards.example/", "https://a b", "ftp://a", "https://A.b"])
def test_a_base_is_an_address_without_a_path(base: str) -> None:
    with pytest.raises(NotABase):
        Issuer(base, ISSUER.id, "x")


def test_did_web_names_the_host_and_the_port() -> None:
    assert ISSUER.did == f"did:web:awards.example:issuers:{ISSUER.id}"
    assert Issuer("http://localhost:9000", ISSUER.id, "x").did == f"did:web:localhost%3A9000:issuers:{ISSUER.id}"


def test_keys_that_are_none_are_refused() -> None:
    jwk: dict[str, Any] = KEY.public.jwk()
    for wrong in (jwk | {"d": "x"}, jwk | {"crv": "P-384"}, jwk | {"x": jwk["y"]}, {"kty": "EC"}, None):
        with pytest.raises(Unreadable):
            PublicIssuerKey.from_jwk(wrong)
    assert IssuerKey.from_jwk(KEY.private_jwk()).public.jwk() == jwk


def test_the_address_of_the_key_is_read_before_anything_is_verified() -> None:
    assert kid_of(an_award(), "JWT") == KID
