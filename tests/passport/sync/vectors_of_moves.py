"""Vectors of a record that goes to another prison, as its prison tells central."""

from collections.abc import Iterator
from typing import Any

from accounts.seal import seal_to, sign_statement
from tests.passport.sync.craft import (
    AGENCY,
    ARCHIVE,
    OLD_KEY,
    OTHER_REC,
    PRISON,
    REC,
    SECONDS,
    STRANGER,
    Section,
    chain,
    lines,
)

Vector = tuple[str, str, bytes]
TRANSFER_ID = "3f708192-b3c4-4d5e-8f60-718293a4b5c6"
WANTED_ID = "4a8192a3-c4d5-4e6f-9a71-8293a4b5c6d7"


def vectors() -> Iterator[Vector]:
    yield from transfers()
    yield from turns()
    yield from questions()


def statement(*sections: Section, key: Any = PRISON, typ: str = "tg-transfer+jws", **other: Any) -> str:
    listed = [
        {"dig": one.dig, "iss": one.binding.iss, "sec": one.binding.sec, "ver": one.binding.ver} for one in sections
    ]
    said = {
        "from": "MDI",
        "iat": SECONDS,
        "id": TRANSFER_ID,
        "keys": [{"kid": ARCHIVE.kid, "kind": "NORMAL"}],
        "rec": REC,
        "sections": listed,
        "to": "LEI",
        "v": 1,
    }
    return sign_statement(typ, said | other, key)


def key_line(key: Any = ARCHIVE, **other: Any) -> dict[str, Any]:
    said = {"jwk": key.public.jwk(), "kid": key.kid, "kind": "NORMAL", "made_at": SECONDS, "of": "transfer_key"}
    return {**said, "rec": REC, "sealed_private": '{"sealed":"for Leeds"}', **other}


def transfers() -> Iterator[Vector]:
    person, words = Section("CARRIED_PERSON"), Section("MY_WORDS")
    other_key = key_line(STRANGER)

    def one(token: Any, *beside: dict[str, Any], lane: str = "urgent", **body: Any) -> bytes:
        return lines(chain([("transfer", {"transfer": token} | body, list(beside))], lane=lane), lane=lane)

    good = statement(person, words)
    yield "transfer-good", "good", one(good, key_line(), person.beside())
    yield "transfer-good-known", "good", one(good, key_line())
    yield "transfer-good-key-destroyed-since", "good", one(good, key_line(sealed_private=""))
    yield "transfer-in-the-bulk", "refused 1 kind", one(good, key_line(), lane="bulk")
    yield "transfer-says-who-it-is", "refused 1 body", one(good, key_line(), number="A1234BC")
    yield "transfer-is-a-number", "refused 1 body", one(7, key_line())
    yield "transfer-another-typ", "refused 1 typ", one(statement(person, typ="tg-handover+jws"), key_line())
    yield "transfer-signed-by-another", "refused 1 signer", one(statement(person, key=OLD_KEY), key_line())
    yield "transfer-member", "refused 1 body", one(statement(person, name="x"), key_line())
    yield "transfer-of-another-prison", "refused 1 other", one(statement(person, **{"from": "BXI"}), key_line())
    yield "transfer-to-itself", "refused 1 body", one(statement(person, to="MDI"), key_line())
    yield "transfer-to-central", "refused 1 body", one(statement(person, to="CENTRAL"), key_line())
    yield "transfer-without-sections", "refused 1 body", one(statement(), key_line())
    yield "transfer-section-twice", "refused 1 body", one(statement(person, person), key_line())
    yield "transfer-sections-in-disorder", "refused 1 body", one(statement(words, person), key_line())
    yield "transfer-without-keys", "refused 1 body", one(statement(person, keys=[]))
    yield "transfer-key-missing", "refused 1 beside", one(good)
    yield "transfer-key-of-another", "refused 1 beside", one(good, other_key)
    yield "transfer-key-it-does-not-name", "refused 1 beside", one(good, key_line(), other_key)
    yield "transfer-key-of-another-record", "refused 1 beside", one(good, key_line(rec=OTHER_REC))
    yield "transfer-brings-more", "refused 1 beside", one(good, key_line(), words.beside())
    yield "transfer-brings-twice", "refused 1 beside", one(good, key_line(), person.beside(), person.beside())


def turns() -> Iterator[Vector]:
    def turn(kind: str, lane: str = "urgent", **body: Any) -> bytes:
        return lines(chain([(kind, body, [])], lane=lane), lane=lane)

    for kind in ("transfer_cancelled", "arrived", "transfer_returned"):
        yield f"{kind.replace('_', '-')}-good", "good", turn(kind, id=TRANSFER_ID)
        yield f"{kind.replace('_', '-')}-no-uuid", "refused 1 body", turn(kind, id="1")
    yield "arrived-says-whose", "refused 1 body", turn("arrived", id=TRANSFER_ID, rec=REC)
    yield "arrived-in-the-bulk", "refused 1 kind", turn("arrived", lane="bulk", id=TRANSFER_ID)


def questions() -> Iterator[Vector]:
    way = {"from": "MDI", "id": WANTED_ID, "to": "LEI"}

    def box(typ: str = "tg-record-wanted+jwe", **aad: str) -> str:
        return seal_to(AGENCY.public, typ, {**way, **aad}, b"a.signed.question")

    def one(sealed: Any, body: dict[str, Any] | None = None, **beside: Any) -> bytes:
        said = [{"id": WANTED_ID, "of": "record_wanted", "sealed": sealed} | beside]
        return lines(chain([("record_wanted", way | (body or {}), said)], lane="urgent"), lane="urgent")

    yield "wanted-good", "good", one(box())
    yield "wanted-says-whom", "refused 1 body", one(box(), {"number": "A1234BC"})
    yield "wanted-by-another", "refused 1 other", one(box(), {"from": "BXI"})
    yield "wanted-of-itself", "refused 1 other", one(box(), {"to": "MDI"})
    yield "wanted-box-of-another", "refused 1 binding", one(box(id=TRANSFER_ID))
    yield "wanted-box-of-another-sort", "refused 1 protected", one(box(typ="tg-letter+jwe"))
    yield "wanted-beside-another-entry", "refused 1 beside", one(box(), id=TRANSFER_ID)
    yield "wanted-box-is-no-text", "refused 1 beside", one(7)
