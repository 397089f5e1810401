"""Signatures: sections inside envelopes, heads, statements, each wrong in one way (SPEC.md, 3 to 6)."""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

from accounts.seal import b64, read_section, unb64
from tests.accounts.seal.craft import (
    AGENCY,
    ARCHIVE,
    BINDING,
    IAT,
    OLD_KEY,
    PRISON,
    SECOND,
    STRANGER,
    dumps,
    flip,
    head_payload,
    header,
    jwe,
    jws,
    loosen,
    payload,
)
from tests.accounts.seal.vectors_of_envelopes import Row

L = 2**252 + 27742317777372353535851937790883648493
HEAD = "tg-head+jws"


def vectors() -> Iterator[Row]:
    """name, expected fault, kind, input, further lines."""
    for name, expect, token in signatures("tg-section+jws", payload()):
        yield f"signed-{name}", expect, "section", jwe(token), {}
    for name, expect, token in (*payloads(), *section_payloads()):
        yield f"signed-{name}", expect, "section", jwe(token), {}
    for name, expect, token in (*signatures(HEAD, head_payload()), *head_payloads()):
        yield f"head-{name}", expect, "head", token, {}
    yield (
        "head-swapped-version",
        "binding",
        "head",
        head(SECOND, prev=b64(bytes(32))),
        {"binding": BINDING.aad},
    )
    yield "head-oversize", "oversize", "head", head(), {"pad": str(4 * 1024 * 1024 + 1)}
    yield "head-trailing-space", "base64", "head", head() + " ", {}
    yield "head-not-ascii", "base64", "head", head() + "é", {}
    yield from announced()
    yield from following()
    yield from statements()


def head(*args: Any, **other: Any) -> str:
    return jws(head_payload(*args, **other), header(HEAD))


def signatures(typ: str, content: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    good = jws(content, header(typ))
    first, middle, last = good.split(".")

    def with_header(expect_header: str, sign: Any = PRISON.sign) -> str:
        return jws(content, expect_header, sign)

    def hs256(signed: bytes) -> bytes:
        return hmac.digest(unb64(PRISON.jwk()["x"]), signed, hashlib.sha256)

    yield "alg-none", "alg", with_header(header(typ, alg="none"), lambda _: b"")
    yield "alg-hs256", "alg", with_header(header(typ, alg="HS256"), hs256)
    yield "alg-eddsa", "alg", with_header(header(typ, alg="EdDSA"))
    yield "alg-missing", "header", with_header(header(typ, alg=None))
    yield "alg-list", "alg", with_header(header(typ, alg=["Ed25519"]))
    jwk_header = header(typ, jwk=OLD_KEY.jwk(), kid=OLD_KEY.kid)
    yield "embedded-jwk", "header", with_header(jwk_header, OLD_KEY.sign)
    yield "old-kid", "signer", with_header(header(typ, kid=OLD_KEY.kid), OLD_KEY.sign)
    yield "kid-of-another", "signature", with_header(header(typ), OLD_KEY.sign)
    yield "kid-missing", "header", with_header(header(typ, kid=None))
    yield "kid-number", "type", with_header(header(typ, kid=1))
    yield "crit", "header", with_header(header(typ, b64=False, crit=["b64"]))
    yield "typ-of-a-handover", "typ", with_header(header("tg-handover+jws"))
    yield "typ-missing", "header", with_header(header(None))
    yield "header-reordered", "header", with_header(dumps({"typ": typ, "alg": "Ed25519", "kid": PRISON.kid}))
    yield "header-with-a-space", "header", with_header(header(typ).replace(":", ": "))
    yield "header-duplicate", "duplicate", with_header(header(typ)[:-1] + f',"typ":"{typ}"}}')
    yield "header-not-json", "json", with_header("typ")
    yield "header-list", "type", with_header("[]")
    yield "header-long", "oversize", with_header(header(typ, x="x" * 600))
    yield "payload-changed", "signature", f"{first}.{flip(middle, 20)}.{last}"
    yield "signature-changed", "signature", f"{first}.{middle}.{flip(last)}"
    yield "signature-empty", "length", f"{first}.{middle}."
    yield "signature-short", "length", f"{first}.{middle}.{b64(unb64(last)[:63])}"
    yield "signature-padded", "base64", f"{good}=="
    yield "signature-loose", "base64", f"{first}.{middle}.{loosen(last)}"
    s = int.from_bytes(unb64(last)[32:], "little") + L
    yield (
        "signature-plus-order",
        "signature",
        f"{first}.{middle}.{b64(unb64(last)[:32] + s.to_bytes(32, 'little'))}",
    )
    yield "header-padded", "base64", f"{first}=.{middle}.{last}"
    yield "two-parts", "header", f"{first}.{middle}"
    yield "four-parts", "header", f"{good}."
    yield "as-json", "header", dumps({"protected": first, "payload": middle, "signature": last})


def payloads() -> Iterator[tuple[str, str, str]]:
    yield "text-not-json", "json", jws("soon")
    yield "text-list", "type", jws([1])
    yield "text-duplicate-data", "duplicate", jws(dumps(payload())[:-1] + ',"data":{}}')
    yield "text-deep", "depth", jws(dumps(payload())[:-1] + ',"x":' + "[" * 32 + "]" * 32 + "}")
    yield "text-nan", "json", jws(dumps(payload())[:-1] + ',"x":NaN}')
    yield "a-head-as-section", "typ", head()


def section_payloads() -> Iterator[tuple[str, str, str]]:
    def changed(**other: Any) -> str:
        return jws(payload(**other))

    yield "iat-future", "future", changed(iat=IAT + 3600 + 301)
    yield "iat-far-future", "future", changed(iat=2**53 - 1)
    yield "iat-fraction", "type", changed(iat=IAT + 0.5)
    yield "iat-negative", "type", changed(iat=-1)
    yield "iat-true", "type", changed(iat=True)
    yield "iat-text", "type", changed(iat="2027-03-01")
    yield "v-2", "binding", changed(v=2)
    yield "v-true", "binding", changed(v=True)
    yield "ver-fraction", "binding", jws(dumps(payload()).replace('"ver":1', '"ver":1.0'))
    yield "ver-0", "binding", changed(ver=0)
    yield "sec-lower-case", "binding", changed(sec="accommodation")
    yield "rec-number", "binding", changed(rec=7)
    yield "prev-in-version-1", "order", changed(prev=b64(bytes(32)))
    yield "prev-number", "order", changed(prev=7)
    yield "data-list", "type", changed(data=[])
    yield "data-null", "type", changed(data=None)
    yield "unknown-member", "members", changed(comment="hello")
    members = payload()
    del members["iat"]
    yield "without-iat", "members", jws(members)


def head_payloads() -> Iterator[tuple[str, str, str]]:
    first, second = sorted([ARCHIVE.kid, AGENCY.kid])
    yield "kids-unsorted", "recipients", head(kids=[second, first])
    yield "kids-twice", "duplicate", head(kids=[first, first])
    yield "kids-none", "recipients", head(kids=[])
    yield "kids-17", "recipients", head(kids=sorted(b64(bytes([n]) * 32) for n in range(17)))
    yield "kids-number", "type", head(kids=[7])
    yield "kids-text", "type", head(kids=first)
    yield "kids-short", "length", head(kids=[first[:20]])
    yield "dig-short", "length", head(dig=b64(bytes(31)))
    yield "dig-null", "type", head(dig=None)
    yield "dig-padded", "base64", head(dig=b64(bytes(32)) + "=")
    yield "rev-negative", "type", head(rev=-1)
    yield "rev-fraction", "type", jws(dumps(head_payload()).replace('"rev":0', '"rev":0.0'), header(HEAD))
    yield "prev-in-version-1", "order", head(prev=b64(bytes(32)))
    yield "prev-missing-in-version-2", "order", head(SECOND)
    yield "prev-short", "length", head(SECOND, prev="AAAA")
    yield "iat-future", "future", head(iat=IAT + 3600 + 301)
    yield "iat-true", "type", head(iat=True)
    yield "v-2", "binding", head(v=2)
    yield "unknown-member", "members", head(comment="hello")
    yield "text-duplicate-dig", "duplicate", jws(dumps(head_payload())[:-1] + ',"dig":""}', header(HEAD))
    yield "a-section-as-head", "typ", jws(payload())


def announced() -> Iterator[Row]:
    envelope = jwe()
    digest = read_section(envelope).digest
    wider = jwe(readers=[ARCHIVE, AGENCY, STRANGER])
    kids = sorted([ARCHIVE.kid, AGENCY.kid, STRANGER.kid])
    good = head(dig=digest)
    yield "announced-good", "ok", "announced", envelope, {"head": good, "content": dumps(digest)}
    yield "announced-other-digest", "digest", "announced", jwe(), {"head": good}
    other = head(SECOND, prev=b64(bytes(32)), dig=digest)
    yield "announced-other-version", "binding", "announced", envelope, {"head": other}
    yield (
        "announced-reader-missing",
        "recipients",
        "announced",
        envelope,
        {"head": head(dig=digest, kids=kids)},
    )
    wide_head = head(dig=read_section(wider).digest)
    yield "announced-reader-too-many", "recipients", "announced", wider, {"head": wide_head}


def following() -> Iterator[Row]:
    digests = [b64(bytes([n]) * 32) for n in range(3)]
    last = head(SECOND, dig=digests[1], prev=digests[0], rev=1)
    third = {"iss": "MDI", "rec": BINDING.rec, "sec": BINDING.sec, "v": 1, "ver": 3}
    good = head(**third, dig=digests[2], prev=digests[1])
    yield "following-version", "ok", "following", good, {"last": last, "content": dumps(digests[2])}
    readers = head(SECOND, dig=digests[1], prev=digests[0], rev=2)
    yield "following-readers", "ok", "following", readers, {"last": last, "content": dumps(digests[1])}
    wrong = {
        "gap": head(**third | {"ver": 4}, dig=digests[2], prev=digests[1]),
        "other-prev": head(**third, dig=digests[2], prev=digests[0]),
        "new-version-revised": head(**third, dig=digests[2], prev=digests[1], rev=1),
        "repeat": last,
        "fork": head(SECOND, dig=digests[2], prev=digests[0], rev=2),
        "fork-of-prev": head(SECOND, dig=digests[1], prev=digests[2], rev=2),
        "revision-gap": head(SECOND, dig=digests[1], prev=digests[0], rev=3),
        "back": head(dig=digests[0]),
    }
    for name, token in wrong.items():
        yield f"following-{name}", "order", "following", token, {"last": last}
    other = head(**third | {"sec": "HEALTH"}, dig=digests[2], prev=digests[1])
    yield "following-other-section", "binding", "following", other, {"last": last}
    moved = head(**third | {"iss": "LEI"}, dig=digests[2], prev=digests[1])
    yield "following-other-issuer", "binding", "following", moved, {"last": last}
    yield "following-none-with-version-2", "order", "following", last, {"last": "none"}
    yield "following-none-with-revision-1", "order", "following", head(rev=1), {"last": "none"}


def statements() -> Iterator[Row]:
    directory, content = "tg-directory+jws", {"agency": "a", "kid": AGENCY.kid}
    good = jws(content, header(directory))
    lines = {"typ": directory}
    yield "good-statement", "ok", "statement", good, lines | {"content": dumps(content)}
    yield "statement-other-typ", "typ", "statement", good, {"typ": "tg-handover+jws"}
    yield "statement-list", "type", "statement", jws([], header(directory)), lines
    yield "statement-detached", "signature", "statement", good.replace(good.split(".")[1], ""), lines
    token = jws("1\n2\n3", header("tg-segment+jws"))
    first, middle, last = token.split(".")
    lines = {"typ": "tg-segment+jws", "token": f"{first}..{last}"}
    yield "good-detached", "ok", "detached", "1\n2\n3", lines | {"content": dumps("1\n2\n3")}
    yield "detached-other-content", "signature", "detached", "1\n2\n4", lines
    yield (
        "detached-with-content",
        "header",
        "detached",
        "1\n2\n3",
        lines | {"token": f"{first}.{middle}.{last}"},
    )
    yield "detached-other-typ", "typ", "detached", "1\n2\n3", lines | {"typ": "tg-sync+jws"}
    yield "detached-oversize", "oversize", "detached", "1", lines | {"pad": str(4 * 1024 * 1024 + 1)}
