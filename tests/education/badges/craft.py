"""An issuer, an award and a list with everything in them that can be wrong. Keys are fixed, times are the vectors'."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from accounts.seal import b64, canonical, unb64
from education.badges import Achievement, Award, Issuer, IssuerKey, issue, make_list
from education.badges.signature import AWARD, LIST, sign

BASE = "https://awards.example"
AT = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
KEY = IssuerKey.from_jwk(
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "OnK9xe6bnIcjz60bUpuFEm5dE3Oo41fEjS_ddigcpBI",
        "y": "yhgqzpsPyLtp8h9cn-a-f6FlDiHW-m23DG98dazlu2s",
        "d": "qTiXglhL8m7xarc3ikciAHarQybF9QP3lx6tgi5jEIM",
    }
)
ISSUER = Issuer(BASE, UUID("5c3c1f0e-7f0b-4a86-9f2a-0d9b8a3c7e11"), "Northfield Learning")
KID = ISSUER.key(KEY.public.thumbprint)
KEYS = {KID: KEY.public}
KITCHEN = Achievement(
    UUID("d2f7a1c4-0b7e-4c55-8a43-6a1b2c3d4e5f"),
    "Course",
    "Kitchen maths",
    "Weigh, measure and count in a kitchen. Entry level 3.",
    "All six parts of the course were completed.",
)
AWARDED = Award(
    id=UUID("0b0f8b2e-5c0e-4f6e-9d43-3a1b1c0d2e3f"),
    subject=UUID("9a1de1c5-1b7a-4d0e-8f6a-2b3c4d5e6f70"),
    learner="Marlon Ashdown",
    achievement=KITCHEN,
    at=AT,
    list_number=1,
    index=70_001,
    evidence="Weighed and priced a meal for twelve on his own.",
)


def an_award(**more: Any) -> str:
    return issue(replace(AWARDED, **more), issuer=ISSUER, key=KEY)


def a_list(*withdrawn: int, at: datetime = AT, **more: Any) -> str:
    return make_list(withdrawn, **{"number": 1, "issuer": ISSUER, "key": KEY, "at": at} | more)


def said(token: str) -> dict[str, Any]:
    return json.loads(unb64(token.split(".")[1]))


def signed(payload: dict[str, Any] | bytes, *, kid: str = KID, typ: str = AWARD, key: IssuerKey = KEY) -> str:
    return sign(payload if isinstance(payload, bytes) else canonical(payload), kid=kid, typ=typ, key=key)


def with_header(token: str, head: dict[str, Any] | str, key: IssuerKey = KEY) -> str:
    """The same payload, signed under another header."""
    text = head if isinstance(head, str) else json.dumps(head, separators=(",", ":"))
    content = f"{b64(text.encode())}.{token.split('.')[1]}"
    return f"{content}.{b64(key.sign(content.encode()))}"


def changed(token: str, typ: str = AWARD, **more: Any) -> str:
    """Signed again with other members; None leaves one out."""
    return signed({name: value for name, value in (said(token) | more).items() if value is not None}, typ=typ)


def list_with(encoded: str) -> str:
    """A list whose bits are something else, rightly signed."""
    token = a_list()
    return changed(token, typ=LIST, credentialSubject=said(token)["credentialSubject"] | {"encodedList": encoded})
