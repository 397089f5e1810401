"""Keys survive their JWK, keep their secret to themselves; base64 and JSON have one spelling."""

import json
import pickle
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.seal import (
    Binding,
    NoSuchBinding,
    NoSuchBox,
    PublicReadingKey,
    PublicSigningKey,
    ReadingKey,
    SigningKey,
    TooLongForABox,
    Unreadable,
    b64,
    open_box,
    read_json,
    seal_to,
    sign_detached,
    unb64,
    verify_detached,
)

ROOT = Path(__file__).parents[3]
KEYS = [ReadingKey.generate(), ReadingKey.generate("X25519"), SigningKey.generate()]


@pytest.mark.parametrize("key", KEYS, ids=["P-256", "X25519", "Ed25519"])
def test_a_key_survives_its_jwk(key: ReadingKey | SigningKey) -> None:
    again = type(key).from_jwk(json.loads(json.dumps(key.private_jwk())))
    public = PublicSigningKey if isinstance(key, SigningKey) else PublicReadingKey
    assert again.private_jwk() == key.private_jwk()
    assert public.from_jwk(key.jwk()) == key.public
    assert hash(public.from_jwk(key.jwk())) == hash(key.public)
    assert len(key.kid) == 43
    assert "d" not in key.jwk()


@pytest.mark.parametrize("key", KEYS, ids=["P-256", "X25519", "Ed25519"])
def test_a_private_key_shows_nothing(key: ReadingKey | SigningKey) -> None:
    assert key.private_jwk()["d"] not in repr(key) + repr(key.public) + str(key)


def test_curves_do_not_mix() -> None:
    for one, other in ((KEYS[0], KEYS[1]), (KEYS[1], KEYS[0])):
        with pytest.raises(Unreadable, match="key"):
            one.agree(other.public)


def test_detached_statements_and_boxes_hold_any_bytes() -> None:
    reader, signer = KEYS[0], KEYS[2]
    content = bytes(range(256)) * 10
    token = sign_detached("tg-segment+jws", content, signer)
    signers = {signer.kid: signer.public}
    assert verify_detached(token, "tg-segment+jws", content, signers) == signer.kid
    box = seal_to(reader.public, "tg-archive-key+jwe", {"rec": "é"}, content)
    assert open_box(box, key=reader, typ="tg-archive-key+jwe", aad={"rec": "é"}) == content
    for typ in ("tg-section+jwe", "TG+jwe", 'a"+jwe', "tg-x+jws"):
        with pytest.raises(NoSuchBox):
            seal_to(reader.public, typ, {}, content)
    with pytest.raises(TooLongForABox):
        seal_to(reader.public, "tg-x+jwe", {}, bytes(3 * 1024 * 1024))


@pytest.mark.parametrize(
    "change",
    [{"iss": ""}, {"iss": 'M"I'}, {"rec": "X"}, {"sec": "health"}, {"ver": 0}, {"ver": True}, {"ver": 2**31}],
)
def test_a_binding_has_one_shape(change: dict) -> None:
    members = {"iss": "MDI", "rec": "0b0f8b2e-5c0e-4f6e-9d43-3a1b1c0d2e3f", "sec": "HEALTH", "ver": 1}
    with pytest.raises(NoSuchBinding):
        Binding(**members | change)


@given(st.binary(max_size=60))
def test_base64_has_one_spelling(raw: bytes) -> None:
    assert unb64(b64(raw)) == raw
    assert b64(raw) == urlsafe_b64encode(raw).decode().rstrip("=")
    with pytest.raises(Unreadable):
        unb64(b64(raw) + "=")


@given(st.text(alphabet="AQgw-_+/= \n\u00e9", max_size=12))
def test_what_decodes_is_spelled_canonically(text: str) -> None:
    try:
        raw = unb64(text)
    except Unreadable:
        return
    assert b64(raw) == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=20,
)


@given(JSON, st.booleans())
def test_strict_json_reads_what_json_writes(value: object, ascii_only: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=ascii_only)) == value


@given(JSON, st.integers(1, 4))
def test_depth_is_counted_as_it_is(value: object, allowed: int) -> None:
    def depth(part: object) -> int:
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else None
        return 0 if inner is None else 1 + max((depth(each) for each in inner), default=0)

    text = json.dumps(value)
    if depth(value) <= allowed:
        assert read_json(text, max_depth=allowed) == value
    else:
        with pytest.raises(Unreadable, match="depth"):
            read_json(text, max_depth=allowed)


def test_the_fault_travels_between_processes() -> None:
    assert pickle.loads(pickle.dumps(Unreadable("content"))).fault == "content"


def test_sealing_needs_no_django() -> None:
    code = "import accounts.seal, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
