"""One award as an Open Badges 3.0 credential (SPEC.md, section 3)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from accounts.seal import Unreadable, canonical, read_object

from .addresses import Issuer
from .signature import AWARD, LONGEST, IssuerKey, sign

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
TYPE = ["VerifiableCredential", "OpenBadgeCredential"]
PURPOSE = "revocation"
_ALWAYS = {
    "@context",
    "id",
    "type",
    "name",
    "issuer",
    "validFrom",
    "credentialSubject",
    "credentialStatus",
    "iss",
    "jti",
    "nbf",
    "sub",
}
_SOMETIMES = {"evidence", "validUntil", "exp"}
_FORM = "%Y-%m-%dT%H:%M:%SZ"


class TooLong(ValueError):
    """The words do not fit an award that fits a QR code."""


@dataclass(frozen=True)
class Achievement:
    """What can be awarded. `kind` is an achievementType of Open Badges, for example Course or Competency."""

    id: UUID
    kind: str
    name: str
    description: str
    criteria: str


@dataclass(frozen=True)
class Award:
    """What is awarded to whom. `evidence` and `result` may be empty; `until` None is for ever."""

    id: UUID
    subject: UUID
    learner: str
    achievement: Achievement
    at: datetime
    list_number: int
    index: int
    evidence: str = ""
    result: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Shown:
    """What a checked award says."""

    id: str
    issuer: str
    issuer_name: str
    learner: str
    name: str
    description: str
    criteria: str
    result: str
    evidence: str
    at: datetime
    until: datetime | None
    list: str
    index: int


def issue(award: Award, *, issuer: Issuer, key: IssuerKey) -> str:
    """The signed credential, up to 2,700 characters. Raises TooLong."""
    token = sign(canonical(members(award, issuer)), kid=issuer.key(key.public.thumbprint), typ=AWARD, key=key)
    if len(token) > LONGEST[AWARD]:
        raise TooLong
    return token


def members(award: Award, issuer: Issuer) -> dict[str, Any]:
    """The payload of an award. Times are whole seconds."""
    at, name, subject = _whole(award.at), f"urn:uuid:{award.id}", _subject(award)
    said: dict[str, Any] = {
        "@context": CONTEXT,
        "id": name,
        "type": TYPE,
        "name": award.achievement.name,
        "issuer": {"id": issuer.address, "type": ["Profile"], "name": issuer.name},
        "validFrom": at.strftime(_FORM),
        "credentialSubject": subject,
        "credentialStatus": _status(award, issuer),
        "iss": issuer.address,
        "jti": name,
        "nbf": int(at.timestamp()),
        "sub": subject["id"],
    }
    if award.evidence:
        said["evidence"] = [{"id": name, "type": ["Evidence"], "narrative": award.evidence}]
    if award.until is not None:
        until = _whole(award.until)
        said |= {"validUntil": until.strftime(_FORM), "exp": int(until.timestamp())}
    return said


def _subject(award: Award) -> dict[str, Any]:
    """Who was awarded, by name and under an id of this award alone, and what."""
    what = award.achievement
    subject: dict[str, Any] = {
        "id": f"urn:uuid:{award.subject}",
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": award.learner, "identityType": "name"}
        ],
        "achievement": {
            "id": f"urn:uuid:{what.id}",
            "type": ["Achievement"],
            "achievementType": what.kind,
            "name": what.name,
            "description": what.description,
            "criteria": {"narrative": what.criteria},
        },
    }
    return subject | ({"result": [{"type": ["Result"], "value": award.result}]} if award.result else {})


def _status(award: Award, issuer: Issuer) -> dict[str, str]:
    """Its place on the issuer's list."""
    listed = issuer.list(award.list_number)
    return {
        "id": f"{listed}#{award.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": PURPOSE,
        "statusListIndex": str(award.index),
        "statusListCredential": listed,
    }


def read(payload: bytes) -> Shown:
    """What a signed payload says, if it is an award as section 3 wants it.

    Raises Unreadable: json, duplicate, type, members, binding.
    """
    said = read_object(payload)
    if not _ALWAYS <= said.keys() <= _ALWAYS | _SOMETIMES or ("exp" in said) != ("validUntil" in said):
        raise Unreadable("members")
    try:
        return _shown(said)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        raise Unreadable("type") from None


def _shown(said: dict[str, Any]) -> Shown:
    issuer, subject, status = said["issuer"], said["credentialSubject"], said["credentialStatus"]
    what, (who,) = subject["achievement"], subject["identifier"]
    at, until = _time(said["validFrom"]), _time(said["validUntil"]) if "exp" in said else None
    same = (
        said["@context"] == CONTEXT
        and said["type"] == TYPE
        and (said["iss"], said["jti"], said["sub"]) == (issuer["id"], said["id"], subject["id"])
        and said["nbf"] == at.timestamp()
        and (until is None or said["exp"] == until.timestamp())
        and (status["type"], status["statusPurpose"]) == ("BitstringStatusListEntry", PURPOSE)
        and status["statusListCredential"].startswith(f"{issuer['id']}/status/")
        and str(int(status["statusListIndex"])) == status["statusListIndex"]
    )
    if not same:
        raise Unreadable("binding")
    return Shown(
        id=_words(said["id"]),
        issuer=_words(issuer["id"]),
        issuer_name=_words(issuer["name"]),
        learner=_words(who["identityHash"]),
        name=_words(what["name"]),
        description=_words(what["description"]),
        criteria=_words(what["criteria"]["narrative"]),
        result=_words(subject["result"][0]["value"]) if "result" in subject else "",
        evidence=_words(said["evidence"][0]["narrative"]) if "evidence" in said else "",
        at=at,
        until=until,
        list=_words(status["statusListCredential"]),
        index=int(status["statusListIndex"]),
    )


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _time(text: str) -> datetime:
    """Only the one spelling: whole seconds, Z."""
    at = datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    if at.strftime(_FORM) != text:
        raise ValueError(text)
    return at


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
