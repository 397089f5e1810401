"""Every file in vectors/ is read, and taken, answered with a problem or refused as it says.

A file is lines of `name: value`, an empty line, and the input. Its kind: `lines`, what the gzip of a segment holds;
`message`, one without a segment; `segment`, in base64; `tips`, a stick's statement; `name`, of a file on a stick;
`restore` and `restored`, the two of a restore, the latter in base64. The reader is CENTRAL, the sender MDI with the one
key `signer`. A new way to fail is a new file (make_vectors.py writes them).
"""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from accounts.seal import PublicSigningKey
from passport.acts.received import WrongEntry
from passport.sync import checking, message, segment
from passport.sync.faults import PROBLEMS, NotAccepted
from passport.sync.folder import statement
from passport.sync.folder.names import read_name
from passport.sync.message import EXCHANGE
from passport.sync.restore import messages

FILES = sorted((Path(__file__).parent / "vectors").glob("*.txt"))


def read(path: Path) -> tuple[dict[str, str], bytes]:
    top, body = path.read_bytes().split(b"\n\n", 1)
    return dict(line.split(": ", 1) for line in top.decode().splitlines()), body.removesuffix(b"\n")


def take(kind: str, body: bytes, signers: dict[str, PublicSigningKey]) -> str:
    try:
        if kind == "message":
            sender = message.sender_of(body)
            known = signers if sender == "MDI" else {}
            message.read(body, typ=EXCHANGE, signers=known, sender=sender, receiver="CENTRAL")
            return "good"
        if kind in ("restore", "restored"):
            read_it = messages.read_asked if kind == "restore" else messages.read_given
            raw = body if kind == "restore" else b64decode(body)
            read_it(raw, signers=signers, sender="MDI", receiver="CENTRAL")
            return "good"
        if kind == "tips":
            statement.read(body, signers=signers, sender="MDI", receiver="CENTRAL")
            return "good"
        if kind == "name":
            name = read_name(body.decode())
            said = "none" if name is None else f"{name.origin} {name.destination}"
            return f"{said} {name.lane} {name.first} {name.last}" if name and name.lane else said
        if kind == "segment":
            found = segment.read(b64decode(body), signers=signers, origin="MDI", destination="CENTRAL")
        else:
            found = segment.read_lines(body, origin="MDI", destination="CENTRAL")
        for carried in found.carried:
            checking.check(carried, origin="MDI", destination="CENTRAL", lane=found.lane, signers=signers)
    except NotAccepted as error:
        return f"problem {error.code}"
    except WrongEntry as error:
        return f"refused {error.seq} {error.why}"
    return "good"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_vector_is_taken_or_refused_as_it_says(path: Path):
    top, body = read(path)
    key = PublicSigningKey.from_jwk(json.loads(top["signer"]))
    assert take(top["kind"], body, {key.kid: key}) == top["expect"]


def test_there_are_vectors_of_every_kind_and_outcome():
    tops = [read(path)[0] for path in FILES]
    assert {top["kind"] for top in tops} == {"lines", "message", "segment", "tips", "name", "restore", "restored"}
    problems = {top["expect"].split()[1] for top in tops if top["expect"].startswith("problem")}
    by_the_exchange = {"method", "length", "clock", "replayed", "busy"}  # tests/passport/sync/test_exchange.py
    assert problems | by_the_exchange == set(PROBLEMS)
