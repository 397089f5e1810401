"""Other people's JOSE libraries open what we seal, and we open what they seal."""

import json
import subprocess
import sys
from os import environ
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwe as joserfc_jwe
from joserfc import jws as joserfc_jws
from joserfc.jwk import ECKey, OKPKey
from jwcrypto import jwe as jwcrypto_jwe
from jwcrypto import jwk as jwcrypto_jwk
from jwcrypto import jws as jwcrypto_jws

from accounts.seal import (
    Binding,
    PublicSigningKey,
    ReadingKey,
    add_reader,
    canonical,
    open_box,
    open_section,
    seal_to,
    sign_detached,
    sign_head,
    sign_statement,
    verify_statement,
)
from tests.accounts.seal.conftest import DATA, NOW, Cast

ASSETS = Path(__file__).parents[3] / "deploy/assets"
NODE = which("node", path=f"{Path(sys.executable).parent}:{environ['PATH']}") or "node"
JOSE = Path(__file__).parent / "jose_oracle.mjs"


def joserfc_key(jwk: dict[str, Any]) -> ECKey | OKPKey:
    kind = ECKey if jwk["kty"] == "EC" else OKPKey
    return kind.import_key(jwk)


def open_with_joserfc(envelope: str, key: ReadingKey, signer: dict[str, str]) -> bytes:
    value = json.loads(envelope)
    value["recipients"] = [entry for entry in value["recipients"] if entry["header"]["kid"] == key.kid]
    names = ["ECDH-ES+A256KW", "A256GCM"]
    found = joserfc_jwe.decrypt_json(value, joserfc_key(key.private_jwk()), algorithms=names)
    token = joserfc_jws.deserialize_compact(found.plaintext, joserfc_key(signer), algorithms=["Ed25519"])
    return token.payload


def open_with_jwcrypto(envelope: str, key: ReadingKey, signer: dict[str, str]) -> bytes:
    opener = jwcrypto_jwe.JWE(algs=["ECDH-ES+A256KW", "A256GCM"])
    opener.deserialize(envelope, key=jwcrypto_jwk.JWK(**key.private_jwk()))
    token = jwcrypto_jws.JWS()
    token.allowed_algs = ["Ed25519"]
    token.deserialize(opener.payload.decode(), key=jwcrypto_jwk.JWK(**signer))
    return token.payload


def widened(cast: Cast) -> tuple[Any, list[ReadingKey]]:
    sealed = cast.seal()
    given = {"expected": cast.binding, "archive_key": cast.archive}
    return sealed.with_wrap(add_reader(sealed, reader=cast.stranger.public, **given)), [
        cast.archive,
        cast.agency,
        cast.stranger,
    ]


@pytest.mark.parametrize("open_with", [open_with_joserfc, open_with_jwcrypto])
def test_python_libraries_open_every_readers_entry(cast: Cast, open_with: Any) -> None:
    sealed, keys = widened(cast)
    for key in keys:
        payload = json.loads(open_with(sealed.to_json(), key, cast.prison.jwk()))
        assert payload["data"] == DATA
        assert {name: payload[name] for name in cast.binding.members()} == cast.binding.members()


def test_jose_in_node_opens_sections_heads_and_detached_statements(cast: Cast) -> None:
    sealed, keys = widened(cast)
    head = sign_head(
        binding=cast.binding,
        digest=sealed.digest,
        prev=None,
        recipients=sealed.kids,
        revision=1,
        issued_at=NOW,
        signing_key=cast.prison,
    )
    given = {
        "envelope": json.loads(sealed.to_json()),
        "keys": [key.private_jwk() for key in keys],
        "signer": cast.prison.jwk(),
        "head": head,
        "detached": sign_detached("tg-segment+jws", b"entries", cast.prison),
        "content": "entries",
    }
    run = subprocess.run([NODE, JOSE], input=json.dumps(given), cwd=ASSETS, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert [each["data"] for each in found["sections"]] == [DATA] * 3
    assert found["head"]["dig"] == sealed.digest
    assert found["thumbprints"] == [key.kid for key in keys]
    assert found["detached"] == "tg-segment+jws"


def test_what_other_libraries_seal_and_sign_in_our_form_is_opened(cast: Cast) -> None:
    header = {"enc": "A256GCM", "typ": "tg-note+jwe"}
    maker = joserfc_jwe.GeneralJSONEncryption(header, b"a note", aad=b'{"to":"MDI"}')
    entry = {"alg": "ECDH-ES+A256KW", "kid": cast.agency.kid}
    maker.add_recipient(entry, joserfc_key(cast.agency.jwk()))
    box = joserfc_jwe.encrypt_json(maker, None, algorithms=["ECDH-ES+A256KW", "A256GCM"])
    assert open_box(box, key=cast.agency, typ="tg-note+jwe", aad={"to": "MDI"}) == b"a note"
    header = {"alg": "Ed25519", "kid": cast.prison.kid, "typ": "tg-sync+jws"}
    signer = joserfc_key(cast.prison.private_jwk())
    token = joserfc_jws.serialize_compact(header, b'{"a":1}', signer, algorithms=["Ed25519"])
    assert verify_statement(token, "tg-sync+jws", cast.signers) == {"a": 1}
    assert token == sign_statement("tg-sync+jws", {"a": 1}, cast.prison)


def test_joserfc_opens_a_box(cast: Cast) -> None:
    box = json.loads(seal_to(cast.agency.public, "tg-note+jwe", {"to": "MDI"}, b"a note"))
    names = ["ECDH-ES+A256KW", "A256GCM"]
    found = joserfc_jwe.decrypt_json(box, joserfc_key(cast.agency.private_jwk()), algorithms=names)
    assert found.plaintext == b"a note"


def test_thumbprints_are_those_of_other_libraries(cast: Cast) -> None:
    for key in (cast.archive, cast.agency, cast.prison):
        assert key.kid == jwcrypto_jwk.JWK(**key.jwk()).thumbprint() == joserfc_key(key.jwk()).thumbprint()


def test_the_example_of_rfc_8037() -> None:
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert PublicSigningKey.from_jwk(jwk).kid == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@given(ver=st.integers(1, 2**31 - 1), iss=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", fullmatch=True))
def test_a_bindings_text_is_canonical(ver: int, iss: str) -> None:
    binding = Binding(iss, "0b0f8b2e-5c0e-4f6e-9d43-3a1b1c0d2e3f", "HEALTH_RESTRICTED", ver)
    assert binding.aad.encode() == rfc8785.dumps(binding.members()) == canonical(binding.members())


def test_a_section_sealed_by_joserfc_is_opened(cast: Cast) -> None:
    payload = cast.binding.members() | {"prev": None, "iat": int(NOW.timestamp()), "data": DATA}
    header = {"alg": "Ed25519", "kid": cast.prison.kid, "typ": "tg-section+jws"}
    token = joserfc_jws.serialize_compact(
        header, json.dumps(payload), joserfc_key(cast.prison.private_jwk()), algorithms=["Ed25519"]
    )
    protected = {"cty": "tg-section+jws", "enc": "A256GCM", "typ": "tg-section+jwe"}
    maker = joserfc_jwe.GeneralJSONEncryption(protected, token.encode(), aad=cast.binding.aad.encode())
    maker.add_recipient({"alg": "ECDH-ES+A256KW", "kid": cast.agency.kid}, joserfc_key(cast.agency.jwk()))
    sealed = joserfc_jwe.encrypt_json(maker, None, algorithms=["ECDH-ES+A256KW", "A256GCM"])
    found = open_section(sealed, expected=cast.binding, key=cast.agency, signers=cast.signers, at=NOW)
    assert found.data == DATA
