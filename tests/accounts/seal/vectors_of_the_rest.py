"""What is good, and keys, boxes and backups that are not (SPEC.md, sections 2, 7 and 8)."""

import json
from collections.abc import Iterator

from accounts.seal import ReadingKey, b64, lock, read_section, unb64
from tests.accounts.seal.craft import (
    AGENCY,
    AGENCY_X,
    ARCHIVE,
    DATA,
    PRISON,
    SECOND,
    STRANGER,
    dumps,
    flip,
    head_payload,
    header,
    jwe,
    jws,
    p256,
    payload,
)
from tests.accounts.seal.vectors_of_envelopes import Row

PHRASE = "balu-tomi-rasa-dilo-numa-vira"
BOX = "tg-acknowledgement+jwe"
BOX_HEADER = f'{{"enc":"A256GCM","typ":"{BOX}"}}'


def vectors() -> Iterator[Row]:
    """name, expected fault, kind, input, further lines."""
    yield from good()
    yield from boxes()
    yield from backups()
    yield from keys()


def good() -> Iterator[Row]:
    envelope, content = jwe(), {"content": dumps(DATA)}
    digest = read_section(envelope).digest
    yield "good-section", "ok", "section", envelope, content | {"digest": digest}
    for_x = {"key": dumps(AGENCY_X.private_jwk())}
    yield "good-section-x25519", "ok", "section", jwe(readers=[ARCHIVE, AGENCY_X]), content | for_x
    many = [ARCHIVE, AGENCY_X, *(p256(f"reader {n}") for n in range(13)), AGENCY]
    yield "good-section-16-readers", "ok", "section", jwe(readers=many), content
    second = jwe(jws(payload(SECOND, prev=digest)), aad=SECOND.aad)
    yield "good-section-version-2", "ok", "section", second, content | {"binding": SECOND.aad}
    edge = payload(iat=payload()["iat"] + 3600 + 300, data={})
    yield "good-section-five-minutes-ahead", "ok", "section", jwe(jws(edge)), {"content": "{}"}
    token = jws(head_payload(dig=digest), header("tg-head+jws"))
    yield "good-head", "ok", "head", token, {"content": dumps(digest)}


def boxes() -> Iterator[Row]:
    text, aad = "Received on Monday.", '{"handover":"1","to":"MDI"}'
    lines = {"typ": BOX, "aad": aad}
    box = jwe(text, protected=BOX_HEADER, aad=aad, readers=[AGENCY])
    yield "good-box", "ok", "box", box, lines | {"content": dumps(text)}
    yield "box-other-typ", "protected", "box", box, lines | {"typ": "tg-outcome+jwe"}
    yield "box-other-aad", "binding", "box", box, lines | {"aad": '{"handover":"2","to":"MDI"}'}
    two = jwe(text, protected=BOX_HEADER, aad=aad, readers=[AGENCY, ARCHIVE])
    yield "box-two-readers", "recipients", "box", two, lines
    yield "box-a-section", "protected", "box", jwe(readers=[AGENCY]), lines
    stranger = jwe(text, protected=BOX_HEADER, aad=aad, readers=[STRANGER])
    yield "box-for-another", "reader", "box", stranger, lines
    yield "box-flipped", "content", "box", box | {"tag": flip(box["tag"])}, lines
    yield "section-a-box", "protected", "section", box, {}


def backups() -> Iterator[Row]:
    text = "a private key"
    locked = json.loads(lock(text.encode(), PHRASE))
    lines = {"passphrase": PHRASE}
    yield "good-backup", "ok", "backup", locked, lines | {"content": dumps(text)}
    typed = {"passphrase": " Balu Tomi  RASA - dilo numa-vira "}
    yield "good-backup-typed", "ok", "backup", locked, typed | {"content": dumps(text)}
    yield "backup-wrong-passphrase", "passphrase", "backup", locked, {"passphrase": PHRASE + "x"}
    yield "backup-short-passphrase", "passphrase", "backup", locked, {"passphrase": "balu"}
    yield "backup-other-letters", "passphrase", "backup", locked, {"passphrase": PHRASE.replace("a", "а")}
    for name, expect, change in (
        ("iterations", "members", {"iterations": 1}),
        ("p2c", "members", {"p2c": 10**9}),
        ("other-typ", "typ", {"typ": "tg-other"}),
        ("v-2", "typ", {"v": 2}),
        ("v-true", "typ", {"v": True}),
        ("salt-short", "length", {"salt": b64(bytes(8))}),
        ("salt-null", "type", {"salt": None}),
        ("salt-other", "passphrase", {"salt": flip(locked["salt"])}),
        ("iv-16-bytes", "length", {"iv": b64(bytes(16))}),
        ("iv-padded", "base64", {"iv": locked["iv"] + "="}),
        ("ciphertext-short", "length", {"ciphertext": b64(unb64(locked["ciphertext"])[:15])}),
        ("ciphertext-flipped", "passphrase", {"ciphertext": flip(locked["ciphertext"])}),
        ("ciphertext-cut", "passphrase", {"ciphertext": b64(unb64(locked["ciphertext"])[:-1])}),
    ):
        yield f"backup-{name}", expect, "backup", locked | change, lines
    yield "backup-duplicate", "duplicate", "backup", dumps(locked)[:-1] + ',"v":1}', lines
    yield "backup-text", "json", "backup", "backup", lines
    yield "backup-list", "type", "backup", [locked], lines
    yield "backup-deep", "depth", "backup", "[" * 5000, lines
    yield "backup-oversize", "oversize", "backup", locked, lines | {"pad": str(256 * 1024 + 1)}


def keys() -> Iterator[Row]:
    def row(name: str, expect: str, use: str, jwk: object, **lines: str) -> Row:
        return f"key-{name}", expect, "key", jwk, {"use": use} | lines

    browser = AGENCY.jwk() | {"key_ops": [], "ext": True, "kid": AGENCY.kid, "use": "enc"}
    yield row("good-from-a-browser", "ok", "public reading", browser, content=dumps(AGENCY.kid))
    yield row("good-signing", "ok", "signing", PRISON.private_jwk(), content=dumps(PRISON.kid))
    yield row("private-as-public", "key", "public reading", AGENCY.private_jwk())
    yield row("private-as-public-signing", "key", "public signing", PRISON.private_jwk())
    yield row("signing-as-reading", "key", "public reading", PRISON.jwk())
    yield row("reading-as-signing", "key", "public signing", AGENCY_X.jwk())
    yield row("kid-of-another", "key", "public reading", AGENCY.jwk() | {"kid": ARCHIVE.kid})
    yield row("unknown-member", "members", "public reading", AGENCY.jwk() | {"x5u": "https://example.org"})
    yield row("public-as-private", "members", "reading", AGENCY.jwk())
    yield row("d-of-another", "key", "reading", AGENCY.private_jwk() | {"d": STRANGER.private_jwk()["d"]})
    yield row("d-zero", "key", "reading", AGENCY.private_jwk() | {"d": b64(bytes(32))})
    yield row("d-above-the-order", "key", "reading", AGENCY.private_jwk() | {"d": b64(b"\xff" * 32)})
    other = ReadingKey.generate("X25519").private_jwk()["d"]
    yield row("d-of-another-x25519", "key", "reading", AGENCY_X.private_jwk() | {"d": other})
    yield row("d-of-another-signing", "key", "signing", PRISON.private_jwk() | {"d": other})
    yield row("oct", "type", "public reading", {"kty": "oct", "k": "AAAA"})
    yield row("rsa", "key", "public reading", {"kty": "RSA", "crv": "RSA", "n": "AQAB", "e": "AQAB"})
    yield row("text", "type", "public reading", dumps("key"))
    yield row("crv-list", "type", "public reading", AGENCY.jwk() | {"crv": ["P-256"]})
    low = ("zero", bytes(32)), ("one", b"\1" + bytes(31)), ("one-signed", b"\1" + bytes(30) + b"\x80")
    order_8 = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
    other_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
    above = (2**255 - 18).to_bytes(32, "little")
    for name, point in (*low, ("order-8", order_8), ("other-order-8", other_8), ("above-the-field", above)):
        x = b64(point)
        yield row(f"signing-{name}", "key", "public signing", {"kty": "OKP", "crv": "Ed25519", "x": x})
