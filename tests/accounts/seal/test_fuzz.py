"""However an input is mutated, it says what it said before or it is Unreadable."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.seal import Unreadable, backup
from tests.accounts.seal.craft import head_payload, header, jwe, jws, payload
from tests.accounts.seal.test_vectors import KINDS, Vector

GOOD = sorted((Path(__file__).parent / "vectors").glob("good-*.txt"))
TOKENS = [
    b'"',
    b"\\",
    b"{",
    b"[",
    b"]",
    b"}",
    b",",
    b":",
    b".",
    b"=",
    b"\0",
    b"\xff",
    b"null",
    b"1e999",
    b"-",
]
WORDS = ["kid", "alg", "zip", "crit", "d", "x", "v", "p2c", "jwk", "none", "dir", "", "P-384", "A" * 43]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(autouse=True)
def quick_derivation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "ITERATIONS", 1)


def says_the_same_or_refuses(vector: Vector, body: bytes) -> None:
    vector.body = body
    with suppress(Unreadable):
        assert KINDS[vector.lines["kind"]](vector) == vector.json("content")


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
@settings(max_examples=150, deadline=None, database=None)
@given(data=st.data())
def test_mutated_bytes(path: Path, data: st.DataObject) -> None:
    vector = Vector(path)
    body = vector.body
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        end = min(len(body), start + data.draw(st.integers(0, 4)))
        new = data.draw(st.sampled_from(TOKENS) | st.binary(max_size=4))
        body = body[:start] + new + body[end:]
    says_the_same_or_refuses(vector, body)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a JSON value."""
    if isinstance(value, dict):
        here = [(value, name) for name in value]
    elif isinstance(value, list):
        here = [(value, index) for index in range(len(value))]
    else:
        return []
    return here + [place for container, key in here for place in places(container[key])]


@pytest.mark.parametrize(
    "path", [path for path in GOOD if Vector(path).body.startswith(b"{")], ids=lambda path: path.stem
)
@settings(max_examples=150, deadline=None, database=None)
@given(data=st.data())
def test_mutated_members(path: Path, data: st.DataObject) -> None:
    vector = Vector(path)
    value = json.loads(vector.body)
    container, key = data.draw(st.sampled_from(places(value)))
    how = data.draw(st.sampled_from(["replace", "remove", "add", "copy"]))
    if how == "replace":
        container[key] = data.draw(VALUES)
    elif how == "remove":
        del container[key]
    elif isinstance(container, list):
        container.append(data.draw(VALUES) if how == "add" else container[key])
    else:
        new = data.draw(VALUES) if how == "add" else container[key]
        container[data.draw(st.sampled_from(WORDS))] = new
    says_the_same_or_refuses(vector, json.dumps(value).encode())


@settings(max_examples=300, deadline=None, database=None)
@given(body=st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_anything_at_all(body: bytes) -> None:
    for path in GOOD:
        vector = Vector(path)
        says_the_same_or_refuses(vector, body)


@pytest.mark.parametrize("name", ["good-section", "good-head"])
@settings(max_examples=200, deadline=None, database=None)
@given(data=st.data())
def test_anything_that_a_trusted_signer_signs(name: str, data: st.DataObject) -> None:
    """A signer may have a fault, or an enemy its key: still only Unreadable."""
    vector = Vector(GOOD[0].parent / f"{name}.txt")
    section = name == "good-section"
    members = payload() if section else head_payload()
    for member in data.draw(st.sets(st.sampled_from(sorted(members)), min_size=1, max_size=3)):
        members[member] = data.draw(VALUES)
    token = jws(json.dumps(members), header("tg-section+jws" if section else "tg-head+jws"))
    vector.body = json.dumps(jwe(token)).encode() if section else token.encode()
    vector.lines.pop("digest", None)
    with suppress(Unreadable):
        KINDS[vector.lines["kind"]](vector)
