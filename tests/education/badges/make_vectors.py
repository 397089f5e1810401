"""Writes vectors/: .venv/bin/python -m tests.education.badges.make_vectors. A new way to be wrong is a new file."""

import gzip
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from accounts.seal import b64, canonical
from education.badges import Issuer, IssuerKey
from education.badges.signature import LIST

from .craft import AT, AWARDED, BASE, ISSUER, KID, a_list, an_award, changed, list_with, said, signed, with_header

HERE = Path(__file__).parent / "vectors"
GOOD, GOOD_LIST = an_award(), a_list(5, 70_000, 70_002)
STRANGER = IssuerKey.generate()
OTHER = Issuer(BASE, UUID("11111111-2222-4333-8444-555555555555"), "Another")


def squeezed(raw: bytes) -> str:
    return "u" + b64(gzip.compress(raw, mtime=0))


def awards() -> dict[str, tuple[str, str]]:
    """name: (expected word, token), each checked against the good list."""
    head, body, signature = GOOD.split(".")
    payload, subject = said(GOOD), said(GOOD)["credentialSubject"]
    spaced = canonical(payload).replace(b":", b": ", 1)
    return {
        "good": ("VALID", GOOD),
        "good-with-an-end": ("VALID", an_award(until=AT + timedelta(days=30))),
        "good-without-evidence": ("VALID", an_award(evidence="")),
        "good-with-a-result": ("VALID", an_award(result="Very confident")),
        "good-in-other-letters": ("VALID", an_award(learner="Siân O’Neill-Łukasz")),
        "good-payload-spelt-otherwise": ("VALID", signed(spaced)),
        "withdrawn": ("WITHDRAWN", an_award(index=70_000)),
        "withdrawn-first-of-a-byte": ("WITHDRAWN", an_award(index=5)),
        "expired": ("EXPIRED", an_award(at=AT - timedelta(days=9), until=AT)),
        "not-yet": ("NOT_YET", an_award(at=AT + timedelta(minutes=6))),
        "clock-a-little-slow": ("VALID", an_award(at=AT + timedelta(minutes=4))),
        "key-not-seen": ("NOT_CHECKED", signed(payload, kid=f"{ISSUER.address}/keys/{'A' * 43}")),
        "other-host": ("WRONG_ISSUER", signed(payload, kid=KID.replace(BASE, "https://awards.example.evil"))),
        "other-issuers-name": (
            "ALTERED",
            changed(GOOD, iss=OTHER.address, issuer=payload["issuer"] | {"id": OTHER.address}),
        ),
        "signed-by-a-stranger": ("ALTERED", signed(payload, key=STRANGER)),
        "two-parts": ("ALTERED", f"{head}.{body}"),
        "four-parts": ("ALTERED", f"{GOOD}.{signature}"),
        "empty": ("ALTERED", "-"),
        "not-base64": ("ALTERED", f"{head}.{body}=.{signature}"),
        "signature-cut": ("ALTERED", GOOD[:-4]),
        "signature-zero": ("ALTERED", f"{head}.{body}.{'A' * 86}"),
        "too-long": ("ALTERED", f"{head}.{body}{'A' * 2_700}.{signature}"),
        "alg-none": ("ALTERED", with_header(GOOD, {"alg": "none", "kid": KID, "typ": "JWT"})),
        "alg-rs256": ("ALTERED", with_header(GOOD, {"alg": "RS256", "kid": KID, "typ": "JWT"})),
        "alg-hs256": ("ALTERED", with_header(GOOD, {"alg": "HS256", "kid": KID, "typ": "JWT"})),
        "header-with-a-key": (
            "ALTERED",
            with_header(GOOD, {"alg": "ES256", "jwk": STRANGER.public.jwk(), "kid": KID, "typ": "JWT"}),
        ),
        "header-reordered": ("ALTERED", with_header(GOOD, {"kid": KID, "alg": "ES256", "typ": "JWT"})),
        "header-with-crit": ("ALTERED", with_header(GOOD, {"alg": "ES256", "crit": [], "kid": KID, "typ": "JWT"})),
        "header-without-kid": ("ALTERED", with_header(GOOD, {"alg": "ES256", "typ": "JWT"})),
        "header-not-json": ("ALTERED", with_header(GOOD, "{")),
        "typ-vc": ("ALTERED", signed(payload, typ=LIST)),
        "a-list-as-an-award": ("ALTERED", a_list()),
        "payload-not-json": ("ALTERED", signed(b"{")),
        "payload-a-list": ("ALTERED", signed(b"[]")),
        "payload-member-twice": ("ALTERED", signed(canonical(payload)[:-1] + b',"sub":"urn:x"}')),
        "payload-unknown-member": ("ALTERED", changed(GOOD, vc={})),
        "no-context": ("ALTERED", changed(GOOD, **{"@context": None})),
        "other-context": ("ALTERED", changed(GOOD, **{"@context": payload["@context"][:1]})),
        "other-type": ("ALTERED", changed(GOOD, type=["VerifiableCredential"])),
        "no-status": ("ALTERED", changed(GOOD, credentialStatus=None)),
        "no-learner": ("ALTERED", changed(GOOD, credentialSubject=subject | {"identifier": []})),
        "no-criteria": ("ALTERED", changed(GOOD, credentialSubject=subject | {"achievement": {"name": "x"}})),
        "sub-another": ("ALTERED", changed(GOOD, sub="urn:uuid:another")),
        "jti-another": ("ALTERED", changed(GOOD, jti="urn:uuid:another")),
        "nbf-another": ("ALTERED", changed(GOOD, nbf=payload["nbf"] - 1)),
        "exp-without-end": ("ALTERED", changed(GOOD, exp=payload["nbf"] + 9)),
        "date-with-an-offset": ("ALTERED", changed(GOOD, validFrom="2027-03-01T09:30:00+00:00")),
        "date-a-number": ("ALTERED", changed(GOOD, validFrom=payload["nbf"])),
        "status-of-another-issuer": (
            "ALTERED",
            changed(GOOD, credentialStatus=payload["credentialStatus"] | {"statusListCredential": OTHER.list(1)}),
        ),
        "status-of-another-purpose": (
            "ALTERED",
            changed(GOOD, credentialStatus=payload["credentialStatus"] | {"statusPurpose": "suspension"}),
        ),
        "index-with-a-zero-before": (
            "ALTERED",
            changed(GOOD, credentialStatus=payload["credentialStatus"] | {"statusListIndex": "070001"}),
        ),
        "index-negative": ("NOT_CHECKED", an_award(index=-1)),
        "index-outside": ("NOT_CHECKED", an_award(index=131_072)),
    }


def lists() -> dict[str, tuple[str, str]]:
    """name: (expected word, list), each with the good award."""
    payload = said(GOOD_LIST)
    subject = payload["credentialSubject"]
    bits = bytes(131_072 // 8)
    return {
        "list-none": ("NOT_CHECKED", ""),
        "list-good": ("VALID", GOOD_LIST),
        "list-withdrawn": ("WITHDRAWN", a_list(AWARDED.index)),
        "list-larger": ("VALID", list_with(squeezed(bits * 8))),
        "list-short": ("NOT_CHECKED", list_with(squeezed(bits[:-1]))),
        "list-too-long": ("NOT_CHECKED", list_with(squeezed(bits * 8 + b"\0"))),
        "list-bomb": ("NOT_CHECKED", list_with(squeezed(bytes(20 * 1024 * 1024)))),
        "list-not-gzip": ("NOT_CHECKED", list_with("u" + b64(bits[:64]))),
        "list-gzip-cut": ("NOT_CHECKED", list_with(squeezed(bits)[:-8])),
        "list-gzip-twice": ("NOT_CHECKED", list_with(squeezed(bits) + squeezed(bits)[1:])),
        "list-other-multibase": ("NOT_CHECKED", list_with(squeezed(bits).replace("u", "z", 1))),
        "list-other-purpose": (
            "NOT_CHECKED",
            changed(GOOD_LIST, typ=LIST, credentialSubject=subject | {"statusPurpose": "suspension"}),
        ),
        "list-out-of-date": ("NOT_CHECKED", a_list(at=AT - timedelta(days=45))),
        "list-of-the-future": ("NOT_CHECKED", a_list(at=AT + timedelta(minutes=6))),
        "list-of-too-many-days": (
            "NOT_CHECKED",
            changed(GOOD_LIST, typ=LIST, validUntil="2028-03-01T09:30:00Z", exp=payload["exp"] + 86_400 * 321),
        ),
        "list-of-another-issuer": ("NOT_CHECKED", a_list(issuer=OTHER)),
        "list-of-another-number": ("NOT_CHECKED", a_list(number=2)),
        "list-signed-by-a-stranger": ("NOT_CHECKED", signed(payload, typ=LIST, key=STRANGER)),
        "list-an-award": ("NOT_CHECKED", GOOD),
        "list-text": ("NOT_CHECKED", "no list"),
        "list-unknown-member": ("NOT_CHECKED", changed(GOOD_LIST, typ=LIST, ttl=1)),
    }


def write() -> None:
    HERE.mkdir(exist_ok=True)
    for name, (word, token) in awards().items():
        (HERE / f"{name}.txt").write_text(f"expect: {word}\nlist: {GOOD_LIST}\n\n{token}\n")
    for name, (word, listed) in lists().items():
        (HERE / f"{name}.txt").write_text(f"expect: {word}\nlist: {listed}\n\n{GOOD}\n")


if __name__ == "__main__":
    write()
