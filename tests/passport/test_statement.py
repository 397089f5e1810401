"""A handover statement: read when it is exactly right, refused otherwise."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from accounts.seal import SigningKey, b64, sign_statement
from passport.statement import HANDOVER, Listed, NotAHandover, read_handover

KEY = SigningKey.generate()
SAID = {
    "agency": "0b1f2c3d-0000-4000-8000-000000000001",
    "closes_on": "2027-04-30",
    "iat": 1_800_000_000,
    "id": "0b1f2c3d-0000-4000-8000-000000000002",
    "opens_on": "2027-02-01",
    "prison": "MDI",
    "rec": "0b1f2c3d-0000-4000-8000-000000000003",
    "release_on": "2027-03-01",
    "revision": 1,
    "sections": [
        {"dig": b64(bytes(32)), "iss": "MDI", "sec": "HEALTH", "ver": 2},
        {"dig": b64(bytes(32)), "iss": "LEI", "sec": "IDENTITY", "ver": 1},
    ],
    "v": 1,
}


def read(said: dict, typ: str = HANDOVER):
    return read_handover(sign_statement(typ, said, KEY), signers={KEY.kid: KEY.public})


def test_reads_what_the_prison_signed() -> None:
    said = read(SAID)
    assert said.rec == UUID(SAID["rec"])
    assert (said.opens_on, said.release_on, said.closes_on) == (date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 30))
    assert said.issued_at == datetime(2027, 1, 15, 8, 0, tzinfo=UTC)
    assert said.sections[0] == Listed("HEALTH", 2, b64(bytes(32)), "MDI")


FIRST = SAID["sections"][0]
WRONG = {
    "a member more": SAID | {"also": 1},
    "a member less": {k: v for k, v in SAID.items() if k != "rec"},
    "another format": SAID | {"v": 2},
    "id in capitals": SAID | {"id": "0B1F2C3D-0000-4000-8000-00000000000A"},
    "id is a number": SAID | {"id": 3},
    "day is no day": SAID | {"opens_on": "2027-02-30"},
    "day written otherwise": SAID | {"opens_on": "20270201"},
    "day is a number": SAID | {"opens_on": 20270201},
    "revision is true": SAID | {"revision": True},
    "iat below zero": SAID | {"iat": -1},
    "prison is a list": SAID | {"prison": ["MDI"]},
    "no sections": SAID | {"sections": []},
    "sections is an object": SAID | {"sections": {}},
    "65 sections": SAID | {"sections": [FIRST] * 65},
    "section is text": SAID | {"sections": ["HEALTH"]},
    "section lacks a member": SAID | {"sections": [{"sec": "HEALTH", "ver": 1}]},
    "section twice": SAID | {"sections": [FIRST, FIRST]},
    "not sorted": SAID | {"sections": SAID["sections"][::-1]},
    "version 0": SAID | {"sections": [FIRST | {"ver": 0}]},
    "version is text": SAID | {"sections": [FIRST | {"ver": "2"}]},
    "short digest": SAID | {"sections": [FIRST | {"dig": "AA"}]},
    "small letters": SAID | {"sections": [FIRST | {"sec": "health"}]},
}


@pytest.mark.parametrize("said", WRONG.values(), ids=list(WRONG))
def test_refuses_what_is_not_exactly_right(said: dict) -> None:
    with pytest.raises(NotAHandover):
        read(said)


def test_refuses_another_signer_and_another_type() -> None:
    with pytest.raises(NotAHandover, match="typ"):
        read(SAID, typ="tg-asof+jws")
    with pytest.raises(NotAHandover, match="signer"):
        read_handover(sign_statement(HANDOVER, SAID, SigningKey.generate()), signers={KEY.kid: KEY.public})
