"""Vectors of what a segment's gzip holds: label, entries, and what travels beside them."""

import json
from collections.abc import Iterator
from typing import Any

from accounts.seal import add_reader, b64
from passport.blob import digest_of, name_of
from tests.passport.sync.craft import (
    AGENCY,
    AGENCY_ID,
    ARCHIVE,
    HANDOVER_ID,
    LETTER_ID,
    OLD_KEY,
    OTHER_REC,
    PRISON,
    REC,
    STRANGER,
    Section,
    archive_key,
    chain,
    changed,
    handover,
    letter_box,
    lines,
)

Vector = tuple[str, str, bytes]


def vectors() -> Iterator[Vector]:
    yield from good()
    yield from wrong_label()
    yield from wrong_entry()
    yield from wrong_envelope()
    yield from wrong_reader()
    yield from wrong_key_or_handover()
    yield from issuers()
    yield from letters()
    yield from blobs()


def good() -> Iterator[Vector]:
    one = Section()
    yield "lines-good", "good", lines(chain([archive_key(), one.part(), Section("ACCOMMODATION", 2, one.dig).part()]))
    given = Section(readers=(ARCHIVE, AGENCY))
    part = ("head", given.body(given.head(1)), [given.beside(given.head(1))])
    token = ("handover", {"handover": handover(given)}, [])
    yield "lines-good-urgent", "good", lines(chain([part, token], lane="urgent"), lane="urgent")
    early = ("handover", {"handover": handover(given)}, [given.beside(given.head(1))])
    yield "lines-good-early", "good", lines(chain([early], lane="urgent"), lane="urgent")
    later = ("section", given.body(given.head(0, [ARCHIVE.kid])), [given.beside(given.head(1))])
    yield "lines-good-readers-came-since", "good", lines(chain([later]))
    known = ("head", given.body(given.head(1)), [given.beside(given.head(1), core="known")])
    yield "lines-good-core-known", "good", lines(chain([known], lane="urgent"), lane="urgent")
    erased = ("section", one.body(), [one.beside(core="erased", wraps=[])])
    yield "lines-good-erased", "good", lines(chain([erased]))
    gone = ("erasure", {"rec": REC}, [archive_key(sealed_private="")[2][0]])
    yield "lines-good-erasure", "good", lines(chain([gone], lane="urgent"), lane="urgent")
    newer = ("kind_of_next_year", {"said": ["anything"]}, [{"of": "something new"}])
    yield "lines-good-unknown-kind", "good", lines(chain([newer, one.part()]))


def wrong_label() -> Iterator[Vector]:
    made = chain([Section().part()])
    for name, other in {
        "first": {"first": 2},
        "last": {"last": 2},
        "lane": {"lane": "express"},
        "prev": {"prev": "0" * 63},
        "version": {"v": 2},
        "version-true": {"v": True},
        "first-true": {"first": True},
        "member": {"extra": 1},
    }.items():
        yield f"label-{name}", "problem malformed", lines(made, **other)
    yield "label-another-origin", "problem addressee", lines(made, origin="LEI")
    yield "label-another-destination", "problem addressee", lines(made, destination="LEI")
    yield "label-not-canonical", "problem malformed", lines(made).replace(b',"v":1}', b', "v":1}', 1)
    yield "label-alone", "problem malformed", lines(made).split(b"\n")[0]
    yield "label-missing", "problem malformed", b"\n".join(lines(made).split(b"\n")[1:])
    yield "label-lane-passed-off", "problem malformed", lines(made, lane="urgent", prev="0" * 64)


def wrong_entry() -> Iterator[Vector]:
    one = Section()
    made = chain([archive_key(), one.part(), archive_key(AGENCY)])
    whole = lines(made)
    text = made[1][0].text.encode()
    yield "entry-not-canonical", "problem malformed", whole.replace(text, text.replace(b'{"at"', b'{ "at"'))
    yield "entry-duplicate-member", "problem malformed", whole.replace(text, text.replace(b'{"at"', b'{"at":1,"at"'))
    yield (
        "entry-deep",
        "problem malformed",
        whole.replace(text, changed(text, body={"a": json.loads("[" * 40 + "]" * 40)})),
    )
    yield "entry-gap", "problem malformed", lines([made[0], made[2]])
    yield "entry-twice", "problem malformed", lines([made[0], made[0], made[1], made[2]])
    yield "entry-order", "problem malformed", lines([made[0], made[2], made[1]], last=3)
    yield "entry-changed", "problem malformed", whole.replace(text, changed(text, at=1))
    yield "entry-other-prev", "problem malformed", whole.replace(text, changed(text, prev="0" * 64))
    yield "entry-empty-line", "problem malformed", whole + b"\n"
    yield (
        "entry-after-what-is-beside",
        "problem malformed",
        lines([(made[0][0], []), *made[1:]]).replace(
            made[0][0].text.encode(), made[0][1][0] + b"\n" + made[0][0].text.encode()
        ),
    )
    yield "entry-in-another-lane", "refused 1 kind", lines(chain([one.part()], lane="urgent"), lane="urgent")
    yield "entry-body-member", "refused 1 body", lines(chain([("section", {**one.body(), "name": "x"}, [])]))
    yield "entry-of-central", "good", lines(chain([("directory", {"statement": "x"}, [])]))


def wrong_envelope() -> Iterator[Vector]:
    one, other = Section(), Section("HEALTH")

    def section(*, body: dict[str, Any] | None = None, beside: list[dict[str, Any]] | None = None) -> bytes:
        return lines(chain([("section", body or one.body(), [one.beside()] if beside is None else beside)]))

    core = one.envelope.core.members()
    flipped = core | {
        "ciphertext": "B" + core["ciphertext"][1:] if core["ciphertext"][0] == "A" else "A" + core["ciphertext"][1:]
    }
    yield "envelope-missing", "refused 1 beside", section(beside=[])
    yield "envelope-twice", "refused 1 beside", section(beside=[one.beside(), one.beside()])
    yield "envelope-member", "refused 1 beside", section(beside=[one.beside(extra=1)])
    yield "envelope-of-another-section", "refused 1 digest", section(beside=[other.beside()])
    yield (
        "envelope-core-of-another",
        "refused 1 binding",
        section(beside=[one.beside(core=other.envelope.core.members())]),
    )
    yield "envelope-ciphertext-flipped", "refused 1 digest", section(beside=[one.beside(core=flipped)])
    yield "envelope-core-member", "refused 1 members", section(beside=[one.beside(core=core | {"zip": "DEF"})])
    yield "envelope-short-tag", "refused 1 length", section(beside=[one.beside(core=core | {"tag": core["tag"][:16]})])
    yield "envelope-padded", "refused 1 base64", section(beside=[one.beside(core=core | {"iv": core["iv"] + "=="})])
    yield "envelope-known-in-bulk", "refused 1 beside", section(beside=[one.beside(core="known")])
    yield "envelope-erased-with-wraps", "refused 1 beside", section(beside=[one.beside(core="erased")])
    yield "envelope-core-null", "refused 1 beside", section(beside=[one.beside(core=None)])
    yield "envelope-something-else", "refused 1 beside", section(beside=[{"of": "blob"}])
    yield "envelope-of-is-a-list", "refused 1 beside", section(beside=[{"of": []}])
    yield "head-signed-by-another", "refused 1 signer", section(body=one.body(one.head(signing_key=OLD_KEY)))
    yield "head-of-another-version", "refused 1 body", section(body=one.body(ver=2))
    yield "head-of-another-record", "refused 1 body", section(body=one.body(rec=OTHER_REC))
    yield "head-with-another-digest", "refused 1 body", section(body=one.body(dig=other.dig))
    yield "head-not-the-first", "refused 1 order", section(body=one.body(one.head(1)), beside=[one.beside(one.head(1))])
    yield "head-is-a-number", "refused 1 type", section(body=one.body() | {"head": 7})
    theirs = Section(iss="LEI")
    yield "head-of-another-issuer", "refused 1 binding", lines(chain([theirs.part()]))


def wrong_reader() -> Iterator[Vector]:
    one = Section(readers=(ARCHIVE, AGENCY))
    entries = [wrap.entry() for wrap in one.envelope.wraps]
    more = add_reader(one.envelope, expected=one.binding, archive_key=ARCHIVE, reader=STRANGER.public).entry()

    def head(revision: int = 1, newest: str = "", **beside: Any) -> bytes:
        said = one.head(revision)
        return lines(
            chain([("head", one.body(said), [one.beside(newest or said, **beside)])], lane="urgent"), lane="urgent"
        )

    yield "reader-too-many", "refused 1 recipients", head(wraps=[*entries, more])
    yield "reader-too-few", "refused 1 recipients", head(wraps=entries[:1])
    yield "reader-swapped", "refused 1 recipients", head(wraps=[entries[0], more])
    yield "reader-twice", "refused 1 duplicate", head(wraps=[entries[0], entries[0]])
    yield "reader-none", "refused 1 recipients", head(wraps=[])
    yield "reader-known-core-too-many", "refused 1 recipients", head(core="known", wraps=[*entries, more])
    yield "reader-not-a-list", "refused 1 type", head(wraps={"0": entries[0]})
    yield "reader-newest-is-older", "refused 1 digest", head(2, newest=one.head(1))
    yield "reader-newest-by-another", "refused 1 signer", head(newest=one.head(1, signing_key=OLD_KEY))
    other = Section("HEALTH", readers=(ARCHIVE, AGENCY))
    yield "reader-newest-of-another", "refused 1 digest", head(newest=other.head(1))
    yield "reader-head-of-revision-0", "refused 1 order", head(0)
    epk = json.loads(json.dumps(entries[1]))
    epk["header"]["epk"]["y"] = entries[0]["header"]["epk"]["y"]
    yield "reader-epk-off-the-curve", "refused 1 key", head(wraps=[entries[0], epk])


def wrong_key_or_handover() -> Iterator[Vector]:
    kind, body, (beside,) = archive_key()
    for name, expect, other in (
        ("kind", "beside", {"kind": "SPARE"}),
        ("private", "key", {"jwk": beside["jwk"] | {"d": "AAAA"}}),
        ("another", "beside", {"kid": AGENCY.kid}),
        ("number", "beside", {"sealed_private": 7}),
        ("date", "beside", {"made_at": -1}),
        ("record", "body", {"rec": REC.upper()}),
    ):
        yield f"key-{name}", f"refused 1 {expect}", lines(chain([(kind, body, [{**beside, **other}])]))
    yield "key-without-its-box", "refused 1 beside", lines(chain([(kind, body, [])]))
    yield "key-body-of-another", "refused 1 beside", lines(chain([(kind, {**body, "rec": OTHER_REC}, [beside])]))
    gone = ("erasure", {"rec": REC}, [beside])
    yield "erasure-with-a-live-key", "refused 1 beside", lines(chain([gone], lane="urgent"), lane="urgent")
    yield (
        "erasure-of-nobody",
        "refused 1 body",
        lines(chain([("erasure", {"rec": 7}, [])], lane="urgent"), lane="urgent"),
    )
    one = Section(readers=(ARCHIVE, AGENCY))

    def given(token: Any, *early: dict[str, Any]) -> bytes:
        return lines(chain([("handover", {"handover": token}, early)], lane="urgent"), lane="urgent")

    yield "handover-by-another", "refused 1 signer", given(handover(one, key=OLD_KEY))
    yield "handover-of-another-prison", "refused 1 other", given(handover(one, prison="LEI"))
    yield "handover-without-sections", "refused 1 members", given(handover())
    yield "handover-member", "refused 1 members", given(handover(one, name="x"))
    yield "handover-agency", "refused 1 members", given(handover(one, agency=AGENCY_ID.upper()))
    yield "handover-is-a-number", "refused 1 body", given(7)
    stray = Section("HEALTH", readers=(ARCHIVE, AGENCY))
    yield "handover-brings-what-it-does-not-name", "refused 1 beside", given(handover(one), stray.beside(stray.head(1)))
    yield "handover-brings-twice", "refused 1 beside", given(handover(one), one.beside(), one.beside())
    withdrawn = ("handover_withdrawn", {"id": HANDOVER_ID.upper()}, [])
    yield "withdrawal-of-nothing", "refused 1 body", lines(chain([withdrawn], lane="urgent"), lane="urgent")


def issuers() -> Iterator[Vector]:
    """Who awards, and the list of what was withdrawn: what can be said without a database."""
    jwk = AGENCY.public.jwk()
    key = {"issuer": REC, "jwk": jwk, "kid": AGENCY.kid, "name": "Northfield Learning"}
    listed = {"issuer": REC, "list": "a.signed.list", "number": 1}

    def one(kind: str, body: dict[str, Any], lane: str = "urgent") -> bytes:
        return lines(chain([(kind, body, [])], lane=lane), lane=lane)

    yield "issuer-good", "good", one("issuer_key", key)
    yield "issuer-list-good", "good", one("status_list", listed)
    yield "issuer-in-the-bulk", "refused 1 kind", one("issuer_key", key, "bulk")
    yield "issuer-no-uuid", "refused 1 body", one("issuer_key", key | {"issuer": "MDI"})
    yield "issuer-another-kid", "refused 1 body", one("issuer_key", key | {"kid": "A" * 43})
    yield "issuer-private-key", "refused 1 key", one("issuer_key", key | {"jwk": AGENCY.private_jwk()})
    yield "issuer-ed25519", "refused 1 key", one("issuer_key", key | {"jwk": PRISON.jwk(), "kid": PRISON.kid})
    yield "issuer-no-name", "refused 1 body", one("issuer_key", key | {"name": ""})
    yield "issuer-long-name", "refused 1 body", one("issuer_key", key | {"name": "n" * 121})
    yield "issuer-name-of-two-lines", "refused 1 body", one("issuer_key", key | {"name": "a\nb"})
    yield "issuer-list-number", "refused 1 body", one("status_list", listed | {"number": 0})
    yield "issuer-list-number-true", "refused 1 body", one("status_list", listed | {"number": True})
    yield "issuer-list-no-text", "refused 1 body", one("status_list", listed | {"list": 1})
    beside = lines(chain([("issuer_key", key, [archive_key()[2][0]])], lane="urgent"), lane="urgent")
    yield "issuer-with-something-beside", "refused 1 beside", beside


def letters() -> Iterator[Vector]:
    """A letter to an agency, and its end."""
    box, other = letter_box(), letter_box(STRANGER)

    def one(*, boxes: Any = (box,), body: dict[str, Any] | None = None, lane: str = "urgent", **more: Any) -> bytes:
        said = {"agency": AGENCY_ID, "id": LETTER_ID} | (body or {})
        beside = {"boxes": list(boxes) if isinstance(boxes, tuple) else boxes, "id": LETTER_ID, "of": "letter"} | more
        return lines(chain([("letter", said, [beside])], lane=lane), lane=lane)

    def closed(**body: Any) -> bytes:
        return lines(chain([("letter_closed", body, [])], lane="urgent"), lane="urgent")

    yield "letter-good", "good", one(boxes=(box, other))
    yield "letter-good-destroyed-since", "good", one(boxes=())
    yield "letter-closed-good", "good", closed(id=LETTER_ID)
    yield "letter-in-the-bulk", "refused 1 kind", one(lane="bulk")
    yield "letter-says-who-wrote-it", "refused 1 body", one(body={"rec": REC})
    yield "letter-agency-in-capitals", "refused 1 body", one(body={"agency": AGENCY_ID.upper()})
    yield "letter-no-uuid", "refused 1 body", one(body={"id": "1"})
    yield "letter-for-another-agency", "refused 1 binding", one(body={"agency": OTHER_REC})
    yield "letter-box-of-another-letter", "refused 1 binding", one(boxes=(letter_box(letter=OTHER_REC),))
    yield "letter-beside-another-entry", "refused 1 beside", one(id=OTHER_REC)
    yield (
        "letter-without-its-boxes",
        "refused 1 beside",
        lines(chain([("letter", {"agency": AGENCY_ID, "id": LETTER_ID}, [])], lane="urgent"), lane="urgent"),
    )
    yield "letter-boxes-no-list", "refused 1 beside", one(boxes=box)
    yield "letter-box-no-text", "refused 1 beside", one(boxes=(json.loads(box),))
    yield "letter-five-boxes", "refused 1 beside", one(boxes=(box,) * 5)
    yield "letter-one-reader-twice", "refused 1 duplicate", one(boxes=(box, letter_box()))
    yield "letter-box-too-large", "refused 1 beside", one(boxes=("x" * 65_537,))
    yield "letter-box-of-another-sort", "refused 1 protected", one(boxes=(letter_box(typ="tg-answer+jwe"),))
    two = json.loads(box)
    two["recipients"] += json.loads(other)["recipients"]
    yield "letter-box-for-two", "refused 1 recipients", one(boxes=(json.dumps(two),))
    yield "letter-box-short-tag", "refused 1 length", one(boxes=(json.dumps(json.loads(box) | {"tag": "AAAA"}),))
    yield "letter-beside-member", "refused 1 beside", one(name="x")
    yield "letter-closed-of-nothing", "refused 1 body", closed(id=7)
    yield "letter-closed-member", "refused 1 body", closed(id=LETTER_ID, why="x")


def blobs() -> Iterator[Vector]:
    """A sealed file in its chunks, and its end."""
    data = b"tg-blob 1\n" + bytes(range(100))
    name = name_of(len(data), [digest_of(data)])
    said = {"blob": name, "dig": digest_of(data), "n": 0}

    def chunk(*, body: dict[str, Any] | None = None, lane: str = "bulk", **beside: Any) -> bytes:
        brought = {"data": b64(data), "of": "chunk"} | beside
        return lines(chain([("chunk", said | (body or {}), [brought])], lane=lane), lane=lane)

    def blob(*, body: dict[str, Any] | None = None, lane: str = "bulk", **beside: Any) -> bytes:
        whole = {"dig": name, "rec": REC, "sec": "DOCUMENTS", "size": len(data)} | (body or {})
        brought = {"of": "blob", "wrapped": b64(bytes(40))} | beside
        return lines(chain([("blob", whole, [brought])], lane=lane), lane=lane)

    def gone(lane: str = "urgent", **body: Any) -> bytes:
        return lines(chain([("blob_gone", {"blob": name, "rec": REC} | body, [])], lane=lane), lane=lane)

    yield "blob-chunk-good", "good", chunk()
    yield "blob-chunk-good-destroyed-since", "good", chunk(data="")
    yield "blob-chunk-in-the-urgent-lane", "refused 1 kind", chunk(lane="urgent")
    yield "blob-chunk-another", "refused 1 digest", chunk(data=b64(data + b"."))
    yield "blob-chunk-padded", "refused 1 base64", chunk(data=b64(data) + "=")
    yield "blob-chunk-number", "refused 1 body", chunk(body={"n": 48})
    yield "blob-chunk-number-true", "refused 1 body", chunk(body={"n": True})
    yield "blob-chunk-name-short", "refused 1 length", chunk(body={"blob": b64(bytes(31))})
    yield "blob-chunk-more-beside", "refused 1 beside", chunk(key="x")
    yield "blob-good", "good", blob()
    yield "blob-good-destroyed-since", "good", blob(wrapped="")
    yield "blob-in-the-urgent-lane", "refused 1 kind", blob(lane="urgent")
    yield "blob-says-whose-it-is", "refused 1 body", blob(body={"name": "x"})
    yield "blob-of-no-section", "refused 1 body", blob(body={"sec": "SECRETS"})
    yield "blob-of-nobody", "refused 1 body", blob(body={"rec": REC.upper()})
    yield "blob-too-long", "refused 1 body", blob(body={"size": 48 * 256 * 1024 + 1})
    yield "blob-too-short", "refused 1 body", blob(body={"size": 37})
    yield "blob-key-short", "refused 1 length", blob(wrapped=b64(bytes(39)))
    yield "blob-key-no-text", "refused 1 beside", blob(wrapped=None)
    yield "blob-key-in-the-clear", "refused 1 beside", blob(key=b64(bytes(32)))
    yield "blob-gone-good", "good", gone()
    yield "blob-gone-in-the-bulk", "refused 1 kind", gone("bulk")
    yield "blob-gone-nothing", "refused 1 length", gone(blob="")
    yield "blob-gone-of-nobody", "refused 1 body", gone(rec="")
