"""Envelopes, heads and archive keys beside an entry: each by itself, without a database (SPEC.md, sections 2 and 3)."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from accounts.models import ArchiveKey
from accounts.seal import (
    Head,
    PublicReadingKey,
    PublicSigningKey,
    Unreadable,
    Wrap,
    assemble_section,
    check_head_against_envelope,
    verify_head,
)
from passport.acts.received import ReceivedKey, WrongEntry
from passport.acts.received_versions import ReceivedVersion

from .kinds import CENTRAL
from .shapes import Beside, only, only_one, uuid_of

LATE = datetime(9000, 1, 1, tzinfo=UTC)  # a prison's wrong clock must not stop its lane; who opens a section checks
MAX_BOX = 64 * 1024  # characters of a sealed key or answer

Signers = Mapping[str, PublicSigningKey]


def version(
    seq: int, name: str, said: Mapping[str, Any], beside: Sequence[Beside], origin: str, signers: Signers
) -> ReceivedVersion:
    """What a section, head or moved_section announces. Raises WrongEntry: body, order, beside; Unreadable."""
    found = _head(said["head"], origin, signers, moved=name != "section")
    announced = {"rec": found.binding.rec, "sec": found.binding.sec, "ver": found.binding.ver, "dig": found.digest}
    if announced != {member: said[member] for member in announced}:
        raise WrongEntry(seq, "body")
    if name != "moved_section" and (name == "section") != (found.revision == 0):
        raise WrongEntry(seq, "order")
    return _envelope(seq, only_one(seq, beside), found, said["head"], origin, signers, early=name != "section")


def brought_along(seq: int, beside: Sequence[Beside], origin: str, signers: Signers) -> tuple[ReceivedVersion, ...]:
    """The versions that an urgent entry brings along, each by its newest head. Raises as `version`."""
    return tuple(_envelope(seq, one, None, "", origin, signers, early=True) for one in beside)


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
    only(seq, said, {"core", "dig", "head", "of", "wraps"})
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


def key_of(seq: int, said: Mapping[str, Any]) -> ReceivedKey:
    """An archive key beside an entry. Raises WrongEntry: beside; Unreadable."""
    only(seq, said, {"jwk", "kid", "kind", "made_at", "of", "rec", "sealed_private"})
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
