"""Vectors of whole messages and segments: version lines, signatures, gzip, caps."""

import gzip
import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator

from accounts.seal import b64, sign_detached
from passport.sync import framing
from tests.passport.sync.craft import (
    HANDOVER_ID,
    OLD_KEY,
    PRISON,
    SECONDS,
    Section,
    chain,
    lines,
    message,
    request,
)

Vector = tuple[str, str, str, bytes]


def vectors() -> Iterator[Vector]:
    for name, expect, raw in messages():
        yield name, expect, "message", raw
    for name, expect, raw in segments():
        yield name, expect, "segment", b64encode(raw)


def messages() -> Iterator[tuple[str, str, bytes]]:
    good = request()
    yield "message-good", "good", message(good)
    yield "message-version-2", "problem version", message(good, line="throughgate-sync 2")
    yield "message-version-none", "problem malformed", message(good, line="throughgate-sync")
    yield "message-version-word", "problem malformed", message(good, line="throughgate-sync one")
    yield "message-version-carriage-return", "problem malformed", message(good, line="throughgate-sync 1\r")
    yield "message-something-else", "problem malformed", b"GET / HTTP/1.1\n\n"
    yield "message-one-line", "problem malformed", b"throughgate-sync 1"
    yield "message-no-token", "problem malformed", message("")
    yield "message-token-not-ascii", "problem malformed", message("é.é.é")
    yield "message-a-stranger-signed", "problem unknown_node", message(request(OLD_KEY))
    head, payload, signature = good.split(".")
    other = request(at=SECONDS + 1).split(".")[1]
    yield "message-changed", "problem signature", message(f"{head}.{other}.{signature}")
    yield "message-a-reply", "problem malformed", message(request(typ="tg-reply+jws", id=..., n=..., re=HANDOVER_ID))
    yield (
        "message-alg-none",
        "problem malformed",
        message(f"{b64(json.dumps({'alg': 'none', 'kid': PRISON.kid, 'typ': 'tg-exchange+jws'}).encode())}.{payload}."),
    )
    yield "message-for-another", "problem addressee", message(request(to="LEI"))
    yield "message-segment-missing", "problem malformed", message(request(segment="0" * 64))
    yield "message-segment-unannounced", "problem malformed", message(good, b"something")
    said = hashlib.sha256(b"this").hexdigest()
    yield "message-segment-swapped", "problem malformed", message(request(segment=said), b"that")
    tip = {"dig": "0" * 64, "forked": False, "lane": "urgent", "seq": 0}
    for name, members in {
        "member": {"extra": 1},
        "member-missing": {"kinds": ...},
        "v": {"v": 2},
        "v-true": {"v": True},
        "at": {"at": "now"},
        "at-negative": {"at": -1},
        "n": {"n": 1.5},
        "id": {"id": HANDOVER_ID.upper()},
        "kinds": {"kinds": "all"},
        "kinds-word": {"kinds": ["UPPER"]},
        "kinds-many": {"kinds": ["a"] * 201},
        "tips": {"tips": []},
        "tips-order": {"tips": [tip | {"lane": "bulk"}, tip]},
        "tips-digest": {"tips": [tip | {"dig": "0" * 63}, tip | {"lane": "bulk"}]},
        "tips-forked": {"tips": [tip | {"forked": 0}, tip | {"lane": "bulk"}]},
        "tips-seq": {"tips": [tip | {"seq": True}, tip | {"lane": "bulk"}]},
        "fault": {"fault": {"code": "tired", "lane": "bulk", "seq": 1, "why": ""}},
        "fault-words": {"fault": {"code": "refused", "lane": "bulk", "seq": 1, "why": "Mr Ashdown"}},
        "from": {"from": "mdi"},
        "from-list": {"from": ["MDI"]},
    }.items():
        yield f"message-{name}", "problem malformed", message(request(**members))
    yield "message-from-another", "problem unknown_node", message(request(**{"from": "LEI"}))


def signed(packed: bytes, line: bytes = framing.SEGMENT_LINE, key=PRISON, typ: str = "tg-segment+jws") -> bytes:
    return framing.join(line, sign_detached(typ, packed, key), packed)


def segments() -> Iterator[tuple[str, str, bytes]]:
    text = lines(chain([Section().part()]))
    packed = framing.compress(text)
    yield "segment-good", "good", signed(packed)
    yield "segment-version-2", "problem version", signed(packed, b"throughgate-segment 2")
    yield "segment-a-message", "problem malformed", signed(packed, b"throughgate-sync 1")
    yield "segment-a-stranger-signed", "problem unknown_node", signed(packed, key=OLD_KEY)
    yield "segment-another-type", "problem malformed", signed(packed, typ="tg-exchange+jws")
    yield "segment-flipped", "problem signature", signed(packed)[:-1] + bytes([packed[-1] ^ 1])
    yield "segment-cut", "problem signature", signed(packed)[:-9]
    yield "segment-gzip-cut", "problem malformed", signed(packed[:-4])
    yield "segment-gzip-and-more", "problem malformed", signed(packed + b"more")
    yield "segment-gzip-twice", "problem malformed", signed(packed + packed)
    yield "segment-not-compressed", "problem malformed", signed(text)
    yield "segment-bomb", "problem oversize", signed(gzip.compress(b"[" * (framing.MAX_LINES_BYTES + 1), mtime=0))
    many = framing.compress(b"\n".join([text.split(b"\n")[0], *[b"{}"] * (framing.MAX_LINES + 1)]))
    yield "segment-too-many-lines", "problem oversize", signed(many)
    yield "segment-empty", "problem malformed", signed(framing.compress(b""))
    entries = chain([("kind_of_next_year", {}, [])] * (framing.SEGMENT_ENTRIES + 1))
    yield "segment-too-many-entries", "problem malformed", signed(framing.compress(lines(entries)))
