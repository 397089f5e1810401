"""Is this award good? One word for an employer (SPEC.md, section 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from accounts.seal import Unreadable

from . import credential, status
from .credential import Shown
from .signature import AWARD, LIST, PublicIssuerKey, kid_of, verified
from .status import StatusList

Keys = Mapping[str, PublicIssuerKey | None]  # by address; None: asked for, and there is none
CLOCKS_DIFFER = timedelta(minutes=5)


class Word(StrEnum):
    VALID = "VALID"
    ALTERED = "ALTERED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"
    NOT_YET = "NOT_YET"
    WRONG_ISSUER = "WRONG_ISSUER"
    NOT_CHECKED = "NOT_CHECKED"


@dataclass(frozen=True)
class Answer:
    """The word, and what was awarded where the signature holds. `seen_at`: how old the list is that was looked at."""

    word: Word
    award: Shown | None = None
    seen_at: datetime | None = None


def check(token: str, *, keys: Keys, listed: str | None, base: str, at: datetime) -> Answer:
    """Say what an award is worth now.

    token    as it was scanned, pasted or read; white space around it is not part of it.
    keys     issuers' keys that the caller trusts, by address. One that is missing could not be seen.
    listed   the signed status list that the award names, or None when it could not be seen.
    base     the address under which issuers are trusted.
    """
    try:
        kid = kid_of(token, AWARD)
    except Unreadable:
        return Answer(Word.ALTERED)
    if not kid.startswith(f"{base}/issuers/"):
        return Answer(Word.WRONG_ISSUER)
    if kid not in keys:
        return Answer(Word.NOT_CHECKED)
    key = keys[kid]
    if key is None:
        return Answer(Word.WRONG_ISSUER)
    try:
        award = credential.read(verified(token, AWARD, key))
        if not kid.startswith(f"{award.issuer}/keys/"):
            raise Unreadable("binding")
    except Unreadable:
        return Answer(Word.ALTERED)
    if at < award.at - CLOCKS_DIFFER:
        return Answer(Word.NOT_YET, award)
    if award.until is not None and at >= award.until:
        return Answer(Word.EXPIRED, award)
    return _by_list(award, keys, listed, at)


def read_list(token: str, *, keys: Keys) -> StatusList:
    """A list that one of these keys signed, whatever the day. Raises Unreadable: signer, signature, binding …"""
    kid = kid_of(token, LIST)
    key = keys.get(kid)
    if key is None:
        raise Unreadable("signer")
    found = status.read(verified(token, LIST, key))
    if not kid.startswith(f"{found.issuer}/keys/"):
        raise Unreadable("binding")
    return found


def _by_list(award: Shown, keys: Keys, listed: str | None, at: datetime) -> Answer:
    try:
        if listed is None:
            raise Unreadable("signer")
        found = read_list(listed, keys=keys)
        if (found.address, found.issuer) != (award.list, award.issuer):
            raise Unreadable("binding")
        if not found.at - CLOCKS_DIFFER <= at < found.until:
            raise Unreadable("order")
        word = Word.WITHDRAWN if found.withdrawn(award.index) else Word.VALID
    except Unreadable:
        return Answer(Word.NOT_CHECKED, award)
    return Answer(word, award, found.at)
