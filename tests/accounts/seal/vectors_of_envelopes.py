"""Envelopes, each wrong in one way (SPEC.md, sections 1, 2 and 4)."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

from accounts.seal import b64, unb64
from tests.accounts.seal.craft import (
    AGENCY,
    AGENCY_X,
    ARCHIVE,
    BINDING,
    SECTION_HEADER,
    STRANGER,
    dumps,
    flip,
    jwe,
    jws,
    loosen,
    p256,
    payload,
)

Row = tuple[str, str, str, Any, dict[str, str]]
P = 2**256 - 2**224 + 2**192 + 2**96 - 1


def vectors() -> Iterator[Row]:
    """name, expected fault, kind, input, further lines."""
    for part in (flipped, bindings, base64, texts, headers, recipients, ephemeral_keys, types):
        for name, expect, body, *lines in part():
            yield name, expect, "section", body, lines[0] if lines else {}


def changed(**members: Any) -> dict[str, Any]:
    """A good envelope with members replaced; None leaves one out."""
    whole = jwe() | members
    return {name: value for name, value in whole.items() if value is not None}


def flipped() -> Iterator[tuple]:
    for name in ("ciphertext", "tag", "iv"):
        envelope = jwe()
        yield f"flipped-{name}", "content", envelope | {name: flip(envelope[name])}
    envelope = jwe()
    yield "flipped-protected", "protected", envelope | {"protected": flip(envelope["protected"], 30)}
    yield "flipped-aad", "binding", envelope | {"aad": flip(envelope["aad"], 40)}
    yield "tag-short", "length", envelope | {"tag": b64(unb64(envelope["tag"])[:12])}
    yield "tag-empty", "length", envelope | {"tag": ""}
    yield "iv-16-bytes", "length", jwe(iv=bytes(range(16)))
    yield "iv-8-bytes", "length", jwe(iv=bytes(range(8)))
    yield "ciphertext-empty", "content", envelope | {"ciphertext": ""}
    yield "ciphertext-of-another", "content", envelope | {"ciphertext": jwe()["ciphertext"]}
    yield "digest-not-announced", "digest", jwe(), {"digest": b64(bytes(32))}


def bindings() -> Iterator[tuple]:
    others = {"issuer": {"iss": "LEI"}, "section": {"sec": "HEALTH"}, "version": {"ver": 2}}
    others["person"] = {"rec": "7e5e8d0c-9a7a-4b57-8f0e-0c5d1a2b3c4d"}
    for name, change in others.items():
        other = replace(BINDING, **change)
        prev = b64(bytes(32)) if other.ver == 2 else None
        yield f"swapped-{name}", "binding", jwe(jws(payload(other, prev=prev)), aad=other.aad)
        yield f"swapped-{name}-inside", "binding", jwe(jws(payload(other, prev=prev)))
        yield f"swapped-{name}-outside", "binding", jwe(aad=other.aad)
    yield "aad-reordered", "binding", jwe(aad=dumps(dict(reversed(BINDING.members().items()))))
    yield "aad-with-a-space", "binding", jwe(aad=BINDING.aad.replace(":1,", ": 1,"))
    yield "aad-missing", "members", changed(aad=None)
    yield "aad-empty", "binding", jwe(aad="")


def base64() -> Iterator[tuple]:
    envelope = jwe()
    yield "base64-padded-tag", "base64", envelope | {"tag": envelope["tag"] + "=="}
    yield "base64-loose-tag", "base64", envelope | {"tag": loosen(envelope["tag"])}
    yield "base64-wrapped-tag", "base64", envelope | {"tag": envelope["tag"][:8] + "\n" + envelope["tag"][8:]}
    yield "base64-space-in-iv", "base64", envelope | {"iv": envelope["iv"] + " "}
    yield "base64-of-no-length", "base64", envelope | {"iv": envelope["iv"] + "A"}
    yield "base64-wide-letters", "base64", envelope | {"iv": "Ａ" * 16}
    while "-" not in envelope["ciphertext"]:
        envelope = jwe()
    yield "base64-standard", "base64", envelope | {"ciphertext": envelope["ciphertext"].replace("-", "+")}
    for name in ("kid", "encrypted_key", "x"):
        envelope = jwe()
        entry = envelope["recipients"][1]
        holder = {"kid": entry["header"], "encrypted_key": entry, "x": entry["header"]["epk"]}[name]
        holder[name] += "="
        yield f"base64-padded-{name}", "base64", envelope


def texts() -> Iterator[tuple]:
    good = dumps(jwe())
    yield "json-duplicate-tag", "duplicate", good[:-1] + ',"tag":"AAAAAAAAAAAAAAAAAAAAAA"}'
    yield "json-duplicate-recipients", "duplicate", good[:-1] + ',"recipients":[]}'
    yield "json-duplicate-escaped", "duplicate", good[:-1] + ',"\\u0074ag":""}'
    yield "json-duplicate-kid", "duplicate", good.replace('"kid":', '"kid":"x","kid":', 1)
    yield "json-duplicate-x", "duplicate", good.replace('"x":', '"x":"x","x":', 1)
    yield "depth-33", "depth", good[:-1] + ',"deep":' + "[" * 32 + "]" * 32 + "}"
    yield "depth-100000", "depth", "[" * 100_000
    yield "depth-behind-quotes", "depth", '{"a\\"":"\\\\",' + '"b":{' * 40 + "}" * 41
    yield "json-cut", "json", good[:-2]
    yield "json-none", "json", ""
    yield "json-twice", "json", good + good
    yield "json-mark", "json", b"\xef\xbb\xbf" + good.encode()
    yield "json-utf-16", "json", good.encode("utf-16-le")
    yield "json-not-utf-8", "json", good.encode().replace(b'"tag"', b'"t\xffg"')
    yield "json-nan", "json", good.replace('"tag":"', '"tag":NaN,"x":"')
    yield "json-infinite", "json", good[:-1] + ',"x":1e999}'
    yield "json-long-number", "json", good[:-1] + ',"x":' + "9" * 5000 + "}"
    yield "json-half-a-pair", "json", good[:-1] + ',"x":"\\ud800"}'
    yield "json-list", "type", f"[{good}]"
    yield "json-null", "type", "null"
    yield "oversize", "oversize", good, {"pad": str(4 * 1024 * 1024 + 1)}
    members = jwe()
    compact = ".".join(members[name] for name in ("protected", "iv", "iv", "ciphertext", "tag"))
    yield "serialised-compact", "json", compact
    first = members.pop("recipients")[0]
    yield "serialised-flattened", "members", members | first


def headers() -> Iterator[tuple]:
    def other(old: str, new: str) -> dict[str, Any]:
        return jwe(protected=SECTION_HEADER.replace(old, new))

    for enc in ("A128GCM", "A192GCM", "A256CBC-HS512", "none"):
        yield f"enc-{enc.lower()}", "protected", other("A256GCM", enc)
    yield "zip", "protected", other('"}', '","zip":"DEF"}')
    yield "crit", "protected", other('{"', '{"crit":["exp"],"exp":0,"')
    yield "protected-alg", "protected", other('{"', '{"alg":"ECDH-ES+A256KW","')
    yield "protected-typ", "protected", other("section+jwe", "other+jwe")
    yield "protected-without-cty", "protected", other('"cty":"tg-section+jws",', "")
    yield "protected-reordered", "protected", other(SECTION_HEADER, '{"enc":"A256GCM",' + SECTION_HEADER[1:])
    yield "protected-with-a-space", "protected", other(":", ": ")
    yield "protected-missing", "members", changed(protected=None)
    yield "protected-empty", "protected", changed(protected="")
    yield "unprotected", "members", changed(unprotected={"zip": "DEF"})
    yield "unknown-member", "members", changed(comment="hello")
    for alg in ("none", "dir", "ECDH-ES", "ECDH-ES+A128KW", "A256KW", "RSA-OAEP", "RSA1_5"):
        yield f"alg-{alg.lower()}", "alg", entry_with(header={"alg": alg})
    pbes2 = {"alg": "PBES2-HS256+A128KW", "p2c": 10**9, "p2s": "AAAAAAAAAAA"}
    yield "alg-pbes2", "members", entry_with(header=pbes2)
    for name in ("apu", "apv", "zip", "jwk", "crit"):
        yield f"entry-{name}", "members", entry_with(header={name: "QQ"})


def entry_with(header: dict | None = None, epk: dict | None = None, at: int = 1, **members: Any) -> dict:
    """A good envelope whose entry (the agency's) has these members besides or instead."""
    envelope = jwe()
    entry = envelope["recipients"][at]
    for holder, change in (
        (entry, members),
        (entry["header"], header or {}),
        (entry["header"]["epk"], epk or {}),
    ):
        holder.update(change)
        for name in [name for name, value in change.items() if value is ...]:
            del holder[name]
    return envelope


def recipients() -> Iterator[tuple]:
    yield "recipients-none", "recipients", changed(recipients=[])
    seventeen = [ARCHIVE, AGENCY, *(p256(f"reader {n}") for n in range(15))]
    yield "recipients-17", "recipients", jwe(readers=seventeen)
    yield "recipients-missing", "members", changed(recipients=None)
    yield "recipients-object", "type", changed(recipients={"0": jwe()["recipients"][0]})
    yield "recipients-of-text", "type", changed(recipients=["x"])
    yield "recipients-twice", "duplicate", jwe(readers=[ARCHIVE, AGENCY, AGENCY])
    yield "recipients-without-me", "reader", jwe(readers=[ARCHIVE, STRANGER])
    swapped = jwe()
    first, second = (entry["header"] for entry in swapped["recipients"])
    first["kid"], second["kid"] = second["kid"], first["kid"]
    yield "kid-swapped", "unwrap", swapped
    yield "kid-number", "type", entry_with(header={"kid": 7})
    yield "kid-null", "type", entry_with(header={"kid": None})
    yield "kid-missing", "members", entry_with(header={"kid": ...})
    yield "kid-short", "length", entry_with(header={"kid": AGENCY.kid[:20]})
    wrapped = jwe()["recipients"][1]["encrypted_key"]
    yield "encrypted-key-of-another", "unwrap", entry_with(encrypted_key=wrapped)
    yield "encrypted-key-short", "length", entry_with(encrypted_key=b64(unb64(wrapped)[:32]))
    yield "encrypted-key-long", "length", entry_with(encrypted_key=b64(unb64(wrapped) + bytes(8)))
    yield "encrypted-key-empty", "length", entry_with(encrypted_key="")
    yield "encrypted-key-null", "type", entry_with(encrypted_key=None)
    yield "encrypted-key-missing", "members", entry_with(encrypted_key=...)
    yield "entry-unknown-member", "members", entry_with(comment="hello")
    broken_other = deepcopy(entry_with(header={"alg": "none"}, at=0))
    yield "entry-of-another-reader-broken", "alg", broken_other


def ephemeral_keys() -> Iterator[tuple]:
    number = b64((5).to_bytes(32))
    on_curve_x = next(x for x in range(1, 50) if pow(x**3 - 3 * x + B, (P - 1) // 2, P) == 1)
    y = pow(on_curve_x**3 - 3 * on_curve_x + B, (P + 1) // 4, P)
    big_x = {"x": b64((on_curve_x + P).to_bytes(32)), "y": b64(y.to_bytes(32))}
    wrong = {
        "off-the-curve": {"y": number},
        "at-zero": {"x": b64(bytes(32)), "y": b64(bytes(32))},
        "x-above-the-field": big_x,
        "p-384": {"crv": "P-384"},
        "secp256k1": {"crv": "secp256k1"},
        "kty-okp": {"kty": "OKP"},
        "ed25519": {"crv": "Ed25519", "kty": "OKP", "y": ...},
        "private": {"d": number},
    }
    for name, change in wrong.items():
        yield f"epk-{name}", "key", entry_with(epk=change)
    yield "epk-without-y", "members", entry_with(epk={"y": ...})
    yield "epk-without-crv", "type", entry_with(epk={"crv": ...})
    yield "epk-with-kid", "members", entry_with(epk={"kid": AGENCY.kid})
    yield "epk-with-use", "members", entry_with(epk={"use": "enc"})
    yield "epk-with-x5c", "members", entry_with(epk={"x5c": []})
    yield "epk-31-bytes", "length", entry_with(epk={"x": b64(bytes(31))})
    yield "epk-33-bytes", "length", entry_with(epk={"x": b64(b"\0" + bytes(range(32)))})
    yield "epk-x-number", "type", entry_with(epk={"x": 5})
    yield "epk-text", "type", entry_with(header={"epk": "key"})
    yield "epk-missing", "members", entry_with(header={"epk": ...})
    x25519 = jwe(readers=[ARCHIVE, AGENCY_X])["recipients"][1]["header"]["epk"]
    yield "epk-x25519-for-p-256", "key", entry_with(header={"epk": x25519})
    order_8 = bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")
    for name, point in {"zero": bytes(32), "one": (1).to_bytes(32, "little"), "order-8": order_8}.items():
        envelope = jwe(readers=[ARCHIVE, AGENCY_X])
        envelope["recipients"][1]["header"]["epk"]["x"] = b64(point)
        yield f"epk-x25519-{name}", "key", envelope, {"key": dumps(AGENCY_X.private_jwk())}


B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


def types() -> Iterator[tuple]:
    for name, value in {"protected": 7, "aad": {}, "iv": None, "ciphertext": [], "tag": True}.items():
        yield f"type-{name}", "type", jwe() | {name: value}
    yield (
        "type-header",
        "type",
        entry_with(header=None) | {"recipients": [{"header": 1, "encrypted_key": ""}]},
    )
