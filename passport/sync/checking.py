"""What can be said of an entry without a database and without any secret: signatures, shapes, digests, readers.

Runs before the transaction that applies it, so that nobody waits for a signature. SPEC.md, sections 2 and 3.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.seal import Unreadable, unb64
from education.badges import PublicIssuerKey
from passport.acts.blobs import ReceivedBlob, ReceivedChunk
from passport.acts.received import ReceivedKey, WrongEntry
from passport.acts.received_versions import ReceivedVersion
from passport.statement import HandoverStatement, NotAHandover, TransferStatement, read_handover

from . import blobs, letters, links, moves
from .envelopes import LATE, MAX_BOX, Signers, brought_along, key_of, version
from .kinds import (
    ANSWER,
    ARCHIVE_KEY,
    BLOB,
    CENTRAL,
    CHUNK,
    ENVELOPE,
    LETTER,
    LETTER_ANSWER,
    LINK,
    TRANSFER_KEY,
    WANTED,
    read_by,
)
from .segment import Carried
from .shapes import Beside, by_sort, only, only_one, uuid_of

Prisons = Mapping[str, Signers]  # of each prison that the authority has signed


@dataclass(frozen=True)
class Checked:
    """An entry with what it says, ready to be applied. `kept`: of a kind that this version doesn't apply."""

    carried: Carried
    kept: bool = False
    versions: tuple[ReceivedVersion, ...] = ()
    keys: tuple[ReceivedKey, ...] = ()
    handover: HandoverStatement | None = None
    transfer: TransferStatement | None = None
    sealed: str = ""
    boxes: tuple[str, ...] = ()
    chunk: ReceivedChunk | None = None
    blob: ReceivedBlob | None = None

    @property
    def seq(self) -> int:
        return self.carried.entry.seq

    @property
    def kind(self) -> str:
        return self.carried.entry.kind


@dataclass(frozen=True)
class Looked:
    """An entry while it is looked at. beside: what travels along, by its sort."""

    carried: Carried
    seq: int
    name: str
    said: dict[str, Any]
    beside: dict[str, list[Beside]]
    origin: str
    destination: str
    signers: Signers
    prisons: Prisons

    def every_signer(self) -> Signers:
        """Who may have signed what moves: central relays what any prison has."""
        if self.origin != CENTRAL:
            return self.signers
        return {kid: key for keys in self.prisons.values() for kid, key in keys.items()}

    def one(self, sort: str) -> Beside:
        """What alone may travel along. Raises WrongEntry: beside."""
        return only_one(self.seq, self.beside[sort])


def check(
    carried: Carried, *, origin: str, destination: str, lane: str, signers: Signers, prisons: Prisons | None = None
) -> Checked:
    """Check one entry and what travels beside it.

    signers  every signing key that the origin ever had: old heads stay true.
    prisons  the same of every prison, for what one of them sends to another.
    Raises   WrongEntry; why is a fault of seal/SPEC.md, or kind, body, beside, other.
    """
    entry = carried.entry
    kind = read_by(destination).get(entry.kind)
    if kind is None:
        return Checked(carried, kept=True)
    if kind.lane != lane:
        raise WrongEntry(entry.seq, "kind")
    said = entry.said
    if said.keys() != kind.body:
        raise WrongEntry(entry.seq, "body")
    beside = by_sort(carried, kind)
    try:
        return CHECKS[entry.kind](
            Looked(carried, entry.seq, entry.kind, said, beside, origin, destination, signers, prisons or {})
        )
    except Unreadable as error:
        raise WrongEntry(entry.seq, error.fault) from error


def _section(it: Looked) -> Checked:
    """A section, a head, or a section that has moved, which another prison may have sealed."""
    signers = it.every_signer() if it.name == "moved_section" else it.signers
    return Checked(it.carried, versions=(version(it.seq, it.name, it.said, it.beside[ENVELOPE], it.origin, signers),))


def _archive_key(it: Looked) -> Checked:
    found = tuple(key_of(it.seq, one) for one in it.beside[ARCHIVE_KEY])
    key = only_one(it.seq, found)
    if {"rec": str(key.rec), "kind": key.kind, "kid": key.kid, "jwk": dict(key.jwk)} != it.said:
        raise WrongEntry(it.seq, "beside")
    return Checked(it.carried, keys=found)


def _erasure(it: Looked) -> Checked:
    rec = uuid_of(it.seq, it.said["rec"])
    keys = tuple(key_of(it.seq, one) for one in it.beside[ARCHIVE_KEY])
    if any(key.rec != rec or key.sealed_private for key in keys):
        raise WrongEntry(it.seq, "beside")
    return Checked(it.carried, keys=keys)


def _handover(it: Looked) -> Checked:
    if not isinstance(it.said["handover"], str):
        raise WrongEntry(it.seq, "body")
    try:
        statement = read_handover(it.said["handover"], signers=it.signers)
    except NotAHandover as error:
        raise WrongEntry(it.seq, str(error.args[0])) from error
    if statement.prison != it.origin:
        raise WrongEntry(it.seq, "other")
    early = brought_along(it.seq, it.beside[ENVELOPE], it.origin, it.signers)
    named = {(str(statement.rec), one.sec, one.ver, one.dig) for one in statement.sections}
    brought = {(one.head.binding.rec, one.head.binding.sec, one.head.binding.ver, one.head.digest) for one in early}
    if not brought <= named or len(brought) != len(early):
        raise WrongEntry(it.seq, "beside")
    return Checked(it.carried, versions=early, handover=statement)


def _names_one(it: Looked) -> Checked:
    """A body that names something by its UUID, and says no more of it."""
    uuid_of(it.seq, it.said["rec" if "rec" in it.said else "id"])
    return Checked(it.carried)


def _blob_gone(it: Looked) -> Checked:
    uuid_of(it.seq, it.said["rec"])
    unb64(it.said["blob"], 32)
    return Checked(it.carried)


def _chunk(it: Looked) -> Checked:
    whose = uuid_of(it.seq, it.said["rec"]) if "rec" in it.said else None  # of a moved one
    return Checked(it.carried, chunk=blobs.checked_chunk(it.seq, it.said, it.one(CHUNK), whose))


def _blob(it: Looked) -> Checked:
    brought = it.one(BLOB)
    return Checked(it.carried, blob=blobs.checked_blob(it.seq, it.said, brought, uuid_of(it.seq, it.said["rec"])))


def _link(it: Looked) -> Checked:
    brought = it.one(LINK) if it.name == "link" else None
    return Checked(it.carried, sealed=links.checked(it.seq, it.said, brought))


def _letter(it: Looked) -> Checked:
    brought = it.one(LETTER)
    agency, letter = uuid_of(it.seq, it.said["agency"]), uuid_of(it.seq, it.said["id"])
    only(it.seq, brought, {"boxes", "id", "of"})
    if brought["id"] != it.said["id"]:
        raise WrongEntry(it.seq, "beside")
    boxes = letters.checked_boxes(brought["boxes"], agency=agency, letter=letter)
    if boxes is None:
        raise WrongEntry(it.seq, "beside")
    return Checked(it.carried, boxes=boxes)


def _directory(it: Looked) -> Checked:
    if not isinstance(it.said["statement"], str):
        raise WrongEntry(it.seq, "body")
    return Checked(it.carried)


def _issuer_key(it: Looked) -> Checked:
    uuid_of(it.seq, it.said["issuer"])
    called = it.said["name"]
    if not isinstance(called, str) or not 1 <= len(called) <= 120 or not called.isprintable():
        raise WrongEntry(it.seq, "body")
    key = PublicIssuerKey.from_jwk(it.said["jwk"])
    if it.said["kid"] != key.thumbprint or it.said["jwk"] != key.jwk():
        raise WrongEntry(it.seq, "body")
    return Checked(it.carried)


def _status_list(it: Looked) -> Checked:
    uuid_of(it.seq, it.said["issuer"])
    number = it.said["number"]
    if type(number) is not int or not 1 <= number <= 99 or not isinstance(it.said["list"], str):
        raise WrongEntry(it.seq, "body")
    return Checked(it.carried)


def _opened(it: Looked) -> Checked:
    """Who opened what, and when: also the body of an answer."""
    for name in it.said.keys() - {"at"}:
        uuid_of(it.seq, it.said[name])
    if type(it.said["at"]) is not int or not 0 <= it.said["at"] < LATE.timestamp():
        raise WrongEntry(it.seq, "body")
    return Checked(it.carried)


def _answer(it: Looked) -> Checked:
    _opened(it)
    answer = it.one(ANSWER if it.name == "answer" else LETTER_ANSWER)
    only(it.seq, answer, {"id", "of", "sealed"})
    sealed = answer["sealed"]
    if answer["id"] != it.said["id"] or not isinstance(sealed, str) or len(sealed) > MAX_BOX or "\0" in sealed:
        raise WrongEntry(it.seq, "beside")
    return Checked(it.carried, sealed=sealed)


def _transfer(it: Looked) -> Checked:
    """A record on its way between two prisons (SPEC.md, "Transfer")."""
    transfer = moves.read(it.seq, it.said["transfer"], it.origin, it.destination, it.signers, it.prisons)
    keys = tuple(key_of(it.seq, one) for one in it.beside[TRANSFER_KEY])
    moves.check_keys(it.seq, transfer, keys)
    early = brought_along(it.seq, it.beside[ENVELOPE], it.origin, it.every_signer())
    moves.check_announced(it.seq, transfer, early)
    return Checked(it.carried, versions=early, keys=keys, transfer=transfer)


def _transfer_ended(it: Looked) -> Checked:
    uuid_of(it.seq, it.said["id"])
    if it.said["outcome"] not in moves.OUTCOMES:
        raise WrongEntry(it.seq, "body")
    return Checked(it.carried)


def _record_wanted(it: Looked) -> Checked:
    asked = it.one(WANTED)
    only(it.seq, asked, {"id", "of", "sealed"})
    moves.check_wanted(it.seq, it.said, asked, it.origin, it.destination)
    return Checked(it.carried, sealed=asked["sealed"])


CHECKS: dict[str, Callable[[Looked], Checked]] = {
    **dict.fromkeys(("section", "head", "moved_section"), _section),
    "archive_key": _archive_key,
    "erasure": _erasure,
    "handover": _handover,
    **dict.fromkeys(("handover_withdrawn", "letter_closed", "record_erased"), _names_one),
    **dict.fromkeys(("arrived", "transfer_cancelled", "transfer_returned"), _names_one),
    "chunk": _chunk,
    "blob": _blob,
    "blob_gone": _blob_gone,
    "moved_chunk": _chunk,
    "moved_blob": _blob,
    "moved_blob_gone": _blob_gone,
    **dict.fromkeys(("link", "link_closed", "link_locked"), _link),
    "letter": _letter,
    "directory": _directory,
    "issuer_key": _issuer_key,
    "status_list": _status_list,
    **dict.fromkeys(("opened", "letter_opened"), _opened),
    **dict.fromkeys(("answer", "letter_answer"), _answer),
    **dict.fromkeys(("transfer", "arriving"), _transfer),
    "transfer_ended": _transfer_ended,
    "record_wanted": _record_wanted,
}
