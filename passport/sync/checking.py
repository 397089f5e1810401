"""What can be said of an entry without a database and without any secret: signatures, shapes, digests, readers.

Runs before the transaction that applies it, so that nobody waits for a signature. SPEC.md, sections 2 and 3.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from accounts.models import ArchiveKey
from accounts.seal import (
    Head,
    PublicReadingKey,
    PublicSigningKey,
    Unreadable,
    Wrap,
    assemble_section,
    check_head_against_envelope,
    unb64,
    verify_head,
)
from education.badges import PublicIssuerKey
from passport.acts.blobs import ReceivedBlob, ReceivedChunk
from passport.acts.received import ReceivedKey, WrongEntry
from passport.acts.received_versions import ReceivedVersion
from passport.statement import HandoverStatement, NotAHandover, TransferStatement, read_handover

from . import blobs, letters, links, moves
from .kinds import (
    ANSWER,
    ARCHIVE_KEY,
    BESIDE,
    BLOB,
    CENTRAL,
    CHUNK,
    ENVELOPE,
    LETTER,
    LETTER_ANSWER,
    LINK,
    TRANSFER_KEY,
    WANTED,
    Kind,
    read_by,
)
from .segment import Carried

LATE = datetime(9000, 1, 1, tzinfo=UTC)  # a prison's wrong clock must not stop its lane; who opens a section checks
MAX_BOX = 64 * 1024  # characters of a sealed key or answer

Signers = Mapping[str, PublicSigningKey]
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
    try:
        if entry.kind in moves.KINDS:
            return _moved(carried, kind, said, origin, destination, signers, prisons or {})
        return _check(carried, kind, said, origin, signers)
    except Unreadable as error:
        raise WrongEntry(entry.seq, error.fault) from error


def _check(carried: Carried, kind: Kind, said: dict[str, Any], origin: str, signers: Signers) -> Checked:
    seq, name = carried.entry.seq, carried.entry.kind
    beside = _sorted(carried, kind)
    if name in ("section", "head"):
        return Checked(carried, versions=(_version(seq, name, said, beside[ENVELOPE], origin, signers),))
    if name == "handover":
        return _handover(carried, said, beside[ENVELOPE], origin, signers)
    if name == "archive_key":
        (key,) = _exactly_one(seq, tuple(key_of(seq, one) for one in beside[ARCHIVE_KEY]))
        if {"rec": str(key.rec), "kind": key.kind, "kid": key.kid, "jwk": dict(key.jwk)} != said:
            raise WrongEntry(seq, "beside")
        return Checked(carried, keys=(key,))
    if name == "erasure":
        rec = uuid_of(seq, said["rec"])
        keys = tuple(key_of(seq, one) for one in beside[ARCHIVE_KEY])
        if any(key.rec != rec or key.sealed_private for key in keys):
            raise WrongEntry(seq, "beside")
        return Checked(carried, keys=keys)
    if name in ("handover_withdrawn", "letter_closed"):
        uuid_of(seq, said["id"])
    if name == "letter":
        (brought,) = _exactly_one(seq, tuple(beside[LETTER]))
        return Checked(carried, boxes=_letter(seq, said, brought))
    if name == CHUNK:
        (brought,) = _exactly_one(seq, tuple(beside[CHUNK]))
        return Checked(carried, chunk=blobs.checked_chunk(seq, said, brought))
    if name == BLOB:
        (brought,) = _exactly_one(seq, tuple(beside[BLOB]))
        return Checked(carried, blob=blobs.checked_blob(seq, said, brought, uuid_of(seq, said["rec"])))
    if name == "blob_gone":
        uuid_of(seq, said["rec"])
        unb64(said["blob"], 32)
    if name.startswith("link"):
        brought = _exactly_one(seq, tuple(beside[LINK]))[0] if name == "link" else None
        return Checked(carried, sealed=links.checked(seq, said, brought))
    if name == "directory" and not isinstance(said["statement"], str):
        raise WrongEntry(seq, "body")
    if name in ("issuer_key", "status_list"):
        _issuer_body(seq, name, said)
    if name in ("opened", "answer", "letter_opened", "letter_answer"):
        _answer_body(seq, said)
    if name in ("answer", "letter_answer"):
        (answer,) = _exactly_one(seq, tuple(beside[ANSWER if name == "answer" else LETTER_ANSWER]))
        _only(seq, answer, {"id", "of", "sealed"})
        sealed = answer["sealed"]
        if answer["id"] != said["id"] or not isinstance(sealed, str) or len(sealed) > MAX_BOX or "\0" in sealed:
            raise WrongEntry(seq, "beside")
        return Checked(carried, sealed=sealed)
    return Checked(carried)


def uuid_of(seq: int, text: Any) -> UUID:
    """A lower-case UUID. Raises WrongEntry: body."""
    try:
        found = UUID(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != text:
        raise WrongEntry(seq, "body")
    return found


def _sorted(carried: Carried, kind: Kind) -> dict[str, list[Mapping[str, Any]]]:
    """What travels beside an entry, by its sort. Raises WrongEntry: beside."""
    found: dict[str, list[Mapping[str, Any]]] = {of: [] for of in BESIDE}
    for one in carried.beside:
        if not isinstance(one["of"], str) or one["of"] not in kind.beside:
            raise WrongEntry(carried.entry.seq, "beside")
        found[one["of"]].append(one)
    return found


def _exactly_one(seq: int, found: tuple[Any, ...]) -> tuple[Any]:
    if len(found) != 1:
        raise WrongEntry(seq, "beside")
    return found


def _only(seq: int, said: Any, names: set[str]) -> Mapping[str, Any]:
    if not isinstance(said, Mapping) or said.keys() != names:
        raise WrongEntry(seq, "beside")
    return said


def _version(
    seq: int, name: str, said: dict[str, Any], beside: list[Mapping[str, Any]], origin: str, signers: Signers
) -> ReceivedVersion:
    head = _head(said["head"], origin, signers, moved=name != "section")
    announced = {"rec": head.binding.rec, "sec": head.binding.sec, "ver": head.binding.ver, "dig": head.digest}
    if announced != {member: said[member] for member in announced}:
        raise WrongEntry(seq, "body")
    if name != "moved_section" and (name == "section") != (head.revision == 0):
        raise WrongEntry(seq, "order")
    (envelope,) = _exactly_one(seq, tuple(beside))
    return _envelope(seq, envelope, head, said["head"], origin, signers, early=name != "section")


def _head(token: Any, origin: str, signers: Signers, *, moved: bool = False) -> Head:
    """moved: another prison may have sealed it. Then this one has added a reader, so that it is not the first head."""
    head = verify_head(token, signers=signers, at=LATE)
    if head.binding.iss != origin and not (moved and (head.revision or origin == CENTRAL)):
        raise Unreadable("binding")
    return head


def _envelope(
    seq: int,
    said: Mapping[str, Any],
    head: Head | None,
    token: str,
    origin: str,
    signers: Signers,
    *,
    early: bool,
) -> ReceivedVersion:
    """Hold an envelope against its newest head; `head` is what the entry announced, or None for the newest."""
    _only(seq, said, {"core", "dig", "head", "of", "wraps"})
    newest = head if head is not None and said["head"] == token else _head(said["head"], origin, signers, moved=early)
    if head is None:
        head, token = newest, said["head"]
    same = (head.binding, head.digest, head.prev) == (newest.binding, newest.digest, newest.prev)
    if not same or newest.revision < head.revision or said["dig"] != head.digest:
        raise Unreadable("digest")
    if not isinstance(said["wraps"], list):
        raise Unreadable("type")
    core: str | None = None
    if isinstance(said["core"], dict):
        envelope = assemble_section(said["core"], said["wraps"])
        check_head_against_envelope(newest, envelope)
        wraps = envelope.wraps
        core = json.dumps(envelope.core.members(), separators=(",", ":"))
    elif said["core"] == "erased" and not said["wraps"]:
        core, wraps = "", ()
    elif said["core"] == "known" and early:
        wraps = tuple(Wrap.read(entry) for entry in said["wraps"])
        if tuple(sorted(wrap.kid for wrap in wraps)) != newest.recipients:
            raise Unreadable("recipients")
    else:
        raise WrongEntry(seq, "beside")
    entries = tuple((wrap.kid, wrap.to_json()) for wrap in wraps)
    return ReceivedVersion(seq, head, token, newest, said["head"], core, entries, early)


def _handover(
    carried: Carried, said: dict[str, Any], beside: list[Mapping[str, Any]], origin: str, signers: Signers
) -> Checked:
    seq = carried.entry.seq
    if not isinstance(said["handover"], str):
        raise WrongEntry(seq, "body")
    try:
        statement = read_handover(said["handover"], signers=signers)
    except NotAHandover as error:
        raise WrongEntry(seq, str(error.args[0])) from error
    if statement.prison != origin:
        raise WrongEntry(seq, "other")
    early = tuple(_envelope(seq, one, None, "", origin, signers, early=True) for one in beside)
    named = {(str(statement.rec), one.sec, one.ver, one.dig) for one in statement.sections}
    brought = {(one.head.binding.rec, one.head.binding.sec, one.head.binding.ver, one.head.digest) for one in early}
    if not brought <= named or len(brought) != len(early):
        raise WrongEntry(seq, "beside")
    return Checked(carried, versions=early, handover=statement)


def _moved(
    carried: Carried,
    kind: Kind,
    said: dict[str, Any],
    origin: str,
    destination: str,
    signers: Signers,
    prisons: Prisons,
) -> Checked:
    """What belongs to a record on its way between two prisons (SPEC.md, "Transfer")."""
    seq, name = carried.entry.seq, carried.entry.kind
    beside = _sorted(carried, kind)
    every = {kid: key for keys in prisons.values() for kid, key in keys.items()} if origin == CENTRAL else signers
    if name == "moved_section":
        return Checked(carried, versions=(_version(seq, name, said, beside[ENVELOPE], origin, every),))
    if name == "record_wanted":
        (asked,) = _exactly_one(seq, tuple(beside[WANTED]))
        _only(seq, asked, {"id", "of", "sealed"})
        moves.check_wanted(seq, said, asked, origin, destination)
        return Checked(carried, sealed=asked["sealed"])
    if name not in ("transfer", "arriving"):
        uuid_of(seq, said["rec" if name == "record_erased" else "id"])
        if name == "transfer_ended" and said["outcome"] not in moves.OUTCOMES:
            raise WrongEntry(seq, "body")
        return Checked(carried)
    transfer = moves.read(seq, said["transfer"], origin, destination, signers, prisons)
    keys = tuple(key_of(seq, one) for one in beside[TRANSFER_KEY])
    moves.check_keys(seq, transfer, keys)
    early = tuple(_envelope(seq, one, None, "", origin, every, early=True) for one in beside[ENVELOPE])
    moves.check_announced(seq, transfer, early)
    return Checked(carried, versions=early, keys=keys, transfer=transfer)


def key_of(seq: int, said: Mapping[str, Any]) -> ReceivedKey:
    """An archive key beside an entry. Raises WrongEntry: beside; Unreadable."""
    _only(seq, said, {"jwk", "kid", "kind", "made_at", "of", "rec", "sealed_private"})
    key = PublicReadingKey.from_jwk(said["jwk"])
    sealed, made_at = said["sealed_private"], said["made_at"]
    if said["kid"] != key.kid or key.jwk() != said["jwk"] or said["kind"] not in ArchiveKey.Kind.values:
        raise WrongEntry(seq, "beside")
    if not isinstance(sealed, str) or len(sealed) > MAX_BOX or "\0" in sealed:
        raise WrongEntry(seq, "beside")
    if type(made_at) is not int or not 0 <= made_at < LATE.timestamp():
        raise WrongEntry(seq, "beside")
    made = datetime.fromtimestamp(made_at, UTC)
    return ReceivedKey(seq, uuid_of(seq, said["rec"]), said["kind"], key.kid, key.jwk(), sealed, made)


def _letter(seq: int, said: dict[str, Any], brought: Mapping[str, Any]) -> tuple[str, ...]:
    agency, letter = uuid_of(seq, said["agency"]), uuid_of(seq, said["id"])
    _only(seq, brought, {"boxes", "id", "of"})
    if brought["id"] != said["id"]:
        raise WrongEntry(seq, "beside")
    boxes = letters.checked_boxes(brought["boxes"], agency=agency, letter=letter)
    if boxes is None:
        raise WrongEntry(seq, "beside")
    return boxes


def _issuer_body(seq: int, name: str, said: dict[str, Any]) -> None:
    uuid_of(seq, said["issuer"])
    if name == "issuer_key":
        called = said["name"]
        if not isinstance(called, str) or not 1 <= len(called) <= 120 or not called.isprintable():
            raise WrongEntry(seq, "body")
        key = PublicIssuerKey.from_jwk(said["jwk"])
        if said["kid"] != key.thumbprint or said["jwk"] != key.jwk():
            raise WrongEntry(seq, "body")
    elif type(said["number"]) is not int or not 1 <= said["number"] <= 99 or not isinstance(said["list"], str):
        raise WrongEntry(seq, "body")


def _answer_body(seq: int, said: dict[str, Any]) -> None:
    for name in said.keys() - {"at"}:
        uuid_of(seq, said[name])
    if type(said["at"]) is not int or not 0 <= said["at"] < LATE.timestamp():
        raise WrongEntry(seq, "body")
