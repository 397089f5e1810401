"""Every file in vectors/ is read, and refused with the fault it names, or opened as it says.

A file is lines of `name: value`, an empty line, and the input byte for byte. `pad: n` fills the
input with spaces up to n bytes. A new way to fail is a new file (make_vectors.py writes them).
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.seal import (
    FAULTS,
    Binding,
    PublicReadingKey,
    PublicSigningKey,
    ReadingKey,
    SigningKey,
    Unreadable,
    check_follows,
    check_head_against_envelope,
    open_box,
    open_section,
    read_section,
    unlock,
    verify_detached,
    verify_head,
    verify_statement,
)

FILES = sorted((Path(__file__).parent / "vectors").glob("*.txt"))


class Vector:
    """One file."""

    def __init__(self, path: Path) -> None:
        top, self.body = path.read_bytes().split(b"\n\n", 1)
        self.lines = dict(line.split(": ", 1) for line in top.decode().splitlines())
        self.body = self.body.removesuffix(b"\n").ljust(int(self.lines.get("pad", 0)))
        self.expect = self.lines["expect"]

    def json(self, name: str) -> Any:
        return json.loads(self.lines[name])

    @property
    def signers(self) -> dict[str, PublicSigningKey]:
        key = PublicSigningKey.from_jwk(self.json("signer"))
        return {key.kid: key}

    @property
    def binding(self) -> Binding:
        members = self.json("binding")
        return Binding(members["iss"], members["rec"], members["sec"], members["ver"])

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.lines["at"])

    def head(self, token: bytes | str) -> Any:
        return verify_head(token, signers=self.signers, at=self.at)


def read_section_vector(vector: Vector) -> Any:
    opened = open_section(
        vector.body,
        expected=vector.binding,
        key=ReadingKey.from_jwk(vector.json("key")),
        signers=vector.signers,
        at=vector.at,
        digest=vector.lines.get("digest"),
    )
    return opened.data


def read_head(vector: Vector) -> Any:
    binding = vector.binding if "binding" in vector.lines else None
    return verify_head(vector.body, signers=vector.signers, at=vector.at, expected=binding).digest


def read_announced(vector: Vector) -> Any:
    envelope = read_section(vector.body)
    check_head_against_envelope(vector.head(vector.lines["head"]), envelope)
    return envelope.digest


def read_following(vector: Vector) -> Any:
    head, last = vector.head(vector.body), vector.lines["last"]
    check_follows(head, None if last == "none" else vector.head(last))
    return head.digest


def read_statement(vector: Vector) -> Any:
    return verify_statement(vector.body, vector.lines["typ"], vector.signers)


def read_detached(vector: Vector) -> Any:
    verify_detached(vector.lines["token"], vector.lines["typ"], vector.body, vector.signers)
    return vector.body.decode()


def read_box(vector: Vector) -> Any:
    key = ReadingKey.from_jwk(vector.json("key"))
    return open_box(vector.body, key=key, typ=vector.lines["typ"], aad=vector.json("aad")).decode()


def read_backup(vector: Vector) -> Any:
    return unlock(vector.body, vector.lines["passphrase"]).decode()


def read_key(vector: Vector) -> Any:
    kinds = {"reading": ReadingKey, "public reading": PublicReadingKey}
    kinds |= {"signing": SigningKey, "public signing": PublicSigningKey}
    return kinds[vector.lines["use"]].from_jwk(json.loads(vector.body)).kid


KINDS = {
    "section": read_section_vector,
    "head": read_head,
    "announced": read_announced,
    "following": read_following,
    "statement": read_statement,
    "detached": read_detached,
    "box": read_box,
    "backup": read_backup,
    "key": read_key,
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    vector = Vector(path)
    read = KINDS[vector.lines["kind"]]
    if vector.expect == "ok":
        assert read(vector) == vector.json("content")
    else:
        with pytest.raises(Unreadable) as raised:
            read(vector)
        assert raised.value.fault == vector.expect


def test_every_fault_has_a_vector() -> None:
    assert {Vector(path).expect for path in FILES} == {*FAULTS, "ok"}


def test_every_fault_is_specified() -> None:
    spec = (Path(__file__).parents[3] / "accounts/seal/SPEC.md").read_text()
    listed = [line.split("`")[1] for line in spec.split("## 10.")[1].splitlines() if line.startswith("| `")]
    assert listed == list(FAULTS)
