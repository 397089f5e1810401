"""Records on their way between prisons: checked without a database, and brought along (SPEC.md, "Transfer")."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from accounts.models import NodeKey
from accounts.seal import Envelope, PublicSigningKey, Unreadable, b64, canonical
from passport.acts.received import ReceivedKey, WrongEntry
from passport.acts.received_versions import ReceivedVersion
from passport.models import TransferKey, WantedRecord
from passport.statement import NotATransfer, TransferStatement, claimed_by, read_transfer

from .kinds import CENTRAL, TRANSFER_KEY, WANTED
from .shapes import uuid_of

KINDS = frozenset(
    {
        *("transfer", "transfer_cancelled", "arrived", "transfer_returned", "record_wanted"),
        *("arriving", "moved_section", "transfer_ended", "record_erased"),
    }
)
OUTCOMES = ("arrived", "returned")
ANNOUNCE = ("CARRIED_PERSON", "IDENTITY")  # the sections that are brought along
WANTED_HEADER = b64(b'{"enc":"A256GCM","typ":"tg-record-wanted+jwe"}')
LARGEST_BOX = 64 * 1024  # characters

Signers = Mapping[str, PublicSigningKey]


def prisons() -> dict[str, dict[str, PublicSigningKey]]:
    """The signing keys of every prison that the authority has signed, retired ones too. Queries: 1."""
    found: dict[str, dict[str, PublicSigningKey]] = {}
    for row in NodeKey.objects.filter(use=NodeKey.Use.SIGN).exclude(statement="").exclude(node=CENTRAL):
        found.setdefault(row.node, {})[row.kid] = PublicSigningKey.from_jwk(row.jwk)
    return found


def read(
    seq: int, token: Any, origin: str, destination: str, signers: Signers, prisons: Mapping[str, Signers]
) -> TransferStatement:
    """The statement, signed by the prison that it is from. Raises WrongEntry: body, signature, other and faults."""
    try:
        signed_by = origin if origin != CENTRAL else claimed_by(token)
        said = read_transfer(token, signers=signers if origin != CENTRAL else prisons.get(signed_by, {}))
    except NotATransfer as error:
        raise WrongEntry(seq, str(error.args[0])) from error
    if said.origin != signed_by or (destination != CENTRAL and said.destination != destination):
        raise WrongEntry(seq, "other")
    return said


def check_keys(seq: int, transfer: TransferStatement, keys: Sequence[ReceivedKey]) -> None:
    """Exactly the keys that the statement names. Raises WrongEntry: beside."""
    if tuple(sorted((key.kind, key.kid) for key in keys)) != transfer.keys:
        raise WrongEntry(seq, "beside")
    if any(key.rec != transfer.rec for key in keys):
        raise WrongEntry(seq, "beside")


def check_announced(seq: int, transfer: TransferStatement, early: Sequence[ReceivedVersion]) -> None:
    """Nothing but the two that announce the person, each once, as the statement lists it. Raises WrongEntry: beside."""
    named = {(one.sec, one.ver, one.dig) for one in transfer.sections if one.sec in ANNOUNCE}
    brought = {(one.head.binding.sec, one.head.binding.ver, one.head.digest) for one in early}
    if not brought <= named or len(brought) != len(early) or any(one.rec != transfer.rec for one in early):
        raise WrongEntry(seq, "beside")


def check_wanted(seq: int, said: Mapping[str, Any], asked: Mapping[str, Any], origin: str, destination: str) -> None:
    """A box for the prison that is asked, by the one that asks. Raises WrongEntry: body, other, beside; Unreadable."""
    if not all(isinstance(said[name], str) and len(said[name]) == 3 for name in ("from", "to")):
        raise WrongEntry(seq, "body")
    mine = said["from"] == origin if destination == CENTRAL else said["to"] == destination
    if not mine or said["from"] == said["to"]:
        raise WrongEntry(seq, "other")
    uuid_of(seq, said["id"])
    if asked["id"] != said["id"] or not isinstance(asked["sealed"], str) or len(asked["sealed"]) > LARGEST_BOX:
        raise WrongEntry(seq, "beside")
    box = Envelope.read(asked["sealed"], WANTED_HEADER, LARGEST_BOX)
    if len(box.wraps) != 1:
        raise Unreadable("recipients")
    if box.core.aad != b64(canonical({"from": said["from"], "id": said["id"], "to": said["to"]})):
        raise Unreadable("binding")


def announced(transfer: Mapping[str, Any]) -> list[str]:
    """Digests of the envelopes that a transfer of this node's own brings along."""
    return [one["dig"] for one in transfer["sections"] if one["sec"] in ANNOUNCE]


def key_lines(transfers: Iterable[str]) -> dict[str, list[bytes]]:
    """Transfer → the lines of its keys, as they stand now. Queries: 1, or none."""
    wanted = {UUID(name) for name in transfers}
    if not wanted:
        return {}
    found: dict[str, list[bytes]] = {}
    for row in TransferKey.objects.filter(transfer__in=wanted).select_related("transfer"):
        found.setdefault(str(row.transfer_id), []).append(
            canonical(
                {
                    "jwk": row.jwk,
                    "kid": row.kid,
                    "kind": row.kind,
                    "made_at": int(row.made_at.timestamp()),
                    "of": TRANSFER_KEY,
                    "rec": str(row.transfer.rec),
                    "sealed_private": row.sealed_private,
                }
            )
        )
    return found


def wanted_lines(names: Iterable[str]) -> dict[str, bytes]:
    """Question → its line. Queries: 1, or none."""
    wanted = set(names)
    rows = WantedRecord.objects.filter(pk__in=wanted).values_list("pk", "sealed") if wanted else []
    return {str(pk): canonical({"id": str(pk), "of": WANTED, "sealed": sealed}) for pk, sealed in rows}
