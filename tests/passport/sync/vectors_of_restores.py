"""Vectors of a restore: what a prison asks, and what central answers."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator

from accounts.seal import SigningKey, sign_statement
from passport import journal
from passport.sync import framing
from tests.passport.sync.craft import HANDOVER_ID, OLD_KEY, PRISON, SECONDS, Section, chain, lines

LANES = ("urgent", "bulk")
COPY = framing.compress(lines(chain([Section().part()])))


def vectors() -> Iterator[tuple[str, str, str, bytes]]:
    for name, expect, raw in requests():
        yield f"restore-{name}", expect, "restore", raw
    for name, expect, raw in replies():
        yield f"restored-{name}", expect, "restored", b64encode(raw)


def _framed(typ: str, said: dict, rest: bytes, key: SigningKey, line: str) -> bytes:
    token = sign_statement(typ, {name: value for name, value in said.items() if value is not ...}, key)
    return f"{line}\n{token}\n".encode() + rest


def asked(
    key: SigningKey = PRISON, typ: str = "tg-restore+jws", line: str = "throughgate-sync 1", rest: bytes = b"", **other
) -> bytes:
    said = {
        "after": 0,
        "at": SECONDS,
        "bulk": 0,
        "dig": journal.root("MDI", "CENTRAL", "bulk"),
        "from": "MDI",
        "id": HANDOVER_ID,
        "lane": "bulk",
        "n": SECONDS * 1000,
        "to": "CENTRAL",
        "v": 1,
    }
    return _framed(typ, said | other, rest, key, line)


def requests() -> Iterator[tuple[str, str, bytes]]:
    yield "good", "good", asked()
    yield "version-2", "problem version", asked(line="throughgate-sync 2")
    yield "an-exchange", "problem malformed", asked(typ="tg-exchange+jws")
    yield "a-stranger-signed", "problem unknown_node", asked(OLD_KEY)
    yield "for-another", "problem addressee", asked(to="LEI")
    yield "of-another", "problem malformed", asked(**{"from": "LEI"})
    yield "and-more", "problem malformed", asked(rest=b"more")
    for name, members in {
        "member": {"extra": 1},
        "member-missing": {"bulk": ...},
        "v": {"v": 2},
        "after": {"after": -1},
        "bulk": {"bulk": True},
        "dig": {"dig": "0" * 63},
        "id": {"id": HANDOVER_ID.upper()},
        "lane": {"lane": "slow"},
        "n": {"n": 1.5},
    }.items():
        yield name, "problem malformed", asked(**members)


def given(key: SigningKey = PRISON, typ: str = "tg-restored+jws", copy: bytes = COPY, **other) -> bytes:
    """As the prison MDI reads it; the sender of the vectors signs for central, and is named so."""
    roots = {lane: journal.root("CENTRAL", "MDI", lane) for lane in LANES}
    said = {
        "at": SECONDS,
        "fault": None,
        "from": "MDI",
        "re": HANDOVER_ID,
        "segment": hashlib.sha256(copy).hexdigest() if copy else None,
        "tips": [{"dig": roots[lane], "forked": False, "lane": lane, "seq": 0} for lane in LANES],
        "to": "CENTRAL",
        "v": 1,
    }
    return _framed(typ, said | other, copy, key, "throughgate-sync 1")


def replies() -> Iterator[tuple[str, str, bytes]]:
    yield "good", "good", given()
    yield "good-nothing-more", "good", given(copy=b"")
    yield "good-behind", "good", given(copy=b"", fault="behind")
    yield "good-fork", "good", given(copy=b"", fault="fork")
    yield "a-reply", "problem malformed", given(typ="tg-reply+jws")
    yield "a-stranger-signed", "problem unknown_node", given(OLD_KEY)
    yield "for-another", "problem addressee", given(to="LEI")
    yield "another-copy", "problem malformed", given(segment=hashlib.sha256(b"this").hexdigest())
    yield "no-copy", "problem malformed", given(copy=b"", segment="0" * 64)
    for name, members in {
        "member": {"kinds": []},
        "fault": {"fault": "gap"},
        "fault-object": {"fault": {"code": "fork", "lane": "bulk", "seq": 1, "why": ""}},
        "re": {"re": None},
        "tips": {"tips": []},
    }.items():
        yield name, "problem malformed", given(**members)
