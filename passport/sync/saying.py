"""From entries that were checked to the acts that apply them, a kind to its act, in the reception's transaction."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from passport.acts import (
    blobs,
    issuers,
    letters,
    links,
    moved_blobs,
    received,
    received_letters,
    received_links,
    received_moves,
    relaying,
)
from passport.acts.received_versions import receive_versions

from .checking import Checked

Said = dict[str, Any]  # an entry's body, checked


def say(kind: str, together: Sequence[Checked], origin: str, at: datetime) -> None:
    """Call the act of a kind: once for all that stand together, or once an entry. Raises WrongEntry."""
    if kind in TOGETHER:
        TOGETHER[kind](together, origin, at)
        return
    for one in together:
        ONE[kind](one, one.carried.entry.said, origin, at)


def _sections(together: Sequence[Checked], origin: str, at: datetime) -> None:
    versions = [version for one in together for version in one.versions]
    if versions:
        receive_versions(versions=versions, origin=origin, at=at)
    relaying.pass_on_late({version.rec for version in versions}, at=at)


def _moved_sections(together: Sequence[Checked], origin: str, at: datetime) -> None:
    received_moves.receive_moved_versions([version for one in together for version in one.versions], at=at)


def _archive_keys(together: Sequence[Checked], origin: str, at: datetime) -> None:
    received.receive_archive_keys(keys=[key for one in together for key in one.keys], origin=origin, at=at)


def _chunks(together: Sequence[Checked], origin: str, at: datetime) -> None:
    blobs.receive_chunks(chunks=[one.chunk for one in together if one.chunk], origin=origin, at=at)


def _moved_chunks(together: Sequence[Checked], origin: str, at: datetime) -> None:
    moved_blobs.receive_moved_chunks(chunks=[one.chunk for one in together if one.chunk], at=at)


def _handover(one: Checked, said: Said, origin: str, at: datetime) -> None:
    assert one.handover is not None
    if one.versions:
        receive_versions(versions=one.versions, origin=origin, at=at)
    received.receive_handover(seq=one.seq, token=said["handover"], statement=one.handover, origin=origin, at=at)


def _handover_withdrawn(one: Checked, said: Said, origin: str, at: datetime) -> None:
    when = one.carried.entry.happened_at
    received.receive_withdrawal(seq=one.seq, handover=UUID(said["id"]), origin=origin, withdrawn_at=when, at=at)


def _erasure(one: Checked, said: Said, origin: str, at: datetime) -> None:
    when = one.carried.entry.happened_at
    received.receive_erasure(seq=one.seq, rec=UUID(said["rec"]), keys=one.keys, origin=origin, erased_at=when, at=at)


def _directory(one: Checked, said: Said, origin: str, at: datetime) -> None:
    received.receive_directory_statement(seq=one.seq, statement=said["statement"], origin=origin, at=at)


def _issuer_key(one: Checked, said: Said, origin: str, at: datetime) -> None:
    issuer, jwk = UUID(said["issuer"]), said["jwk"]
    issuers.receive_issuer_key(seq=one.seq, issuer=issuer, jwk=jwk, name=said["name"], origin=origin, at=at)


def _status_list(one: Checked, said: Said, origin: str, at: datetime) -> None:
    issuer, number = UUID(said["issuer"]), said["number"]
    issuers.receive_status_list(seq=one.seq, issuer=issuer, number=number, token=said["list"], origin=origin, at=at)


def _blob(one: Checked, said: Said, origin: str, at: datetime) -> None:
    assert one.blob is not None
    blobs.receive_blob(blob=one.blob, origin=origin, at=at)
    relaying.pass_on_late({one.blob.rec}, at=at)


def _blob_gone(one: Checked, said: Said, origin: str, at: datetime) -> None:
    name, rec = said["blob"], UUID(said["rec"])
    blobs.receive_blob_gone(seq=one.seq, name=name, rec=rec, origin=origin, at=at)
    relaying.tell_of_gone(name=name, rec=rec, origin=origin, at=at)


def _moved_blob(one: Checked, said: Said, origin: str, at: datetime) -> None:
    assert one.blob is not None
    moved_blobs.receive_moved_blob(blob=one.blob, at=at)


def _moved_blob_gone(one: Checked, said: Said, origin: str, at: datetime) -> None:
    moved_blobs.receive_moved_gone(seq=one.seq, name=said["blob"], rec=UUID(said["rec"]), at=at)


def _opened(one: Checked, said: Said, origin: str, at: datetime) -> None:
    received.receive_opening(
        seq=one.seq,
        answer=UUID(said["id"]),
        handover=UUID(said["handover"]),
        worker=UUID(said["worker"]),
        said_at=_said_at(said),
        at=at,
    )


def _answer(one: Checked, said: Said, origin: str, at: datetime) -> None:
    received.receive_sealed_answer(
        seq=one.seq,
        answer=UUID(said["id"]),
        handover=UUID(said["handover"]),
        worker=UUID(said["worker"]),
        sealed=one.sealed,
        said_at=_said_at(said),
        origin=origin,
        at=at,
    )


def _letter(one: Checked, said: Said, origin: str, at: datetime) -> None:
    letter, agency = UUID(said["id"]), UUID(said["agency"])
    received_letters.receive_letter(seq=one.seq, letter=letter, agency=agency, boxes=one.boxes, origin=origin, at=at)


def _letter_closed(one: Checked, said: Said, origin: str, at: datetime) -> None:
    received_letters.receive_letter_closed(seq=one.seq, letter=UUID(said["id"]), origin=origin, at=at)


def _letter_opened(one: Checked, said: Said, origin: str, at: datetime) -> None:
    letters.receive_letter_opened(seq=one.seq, letter=UUID(said["letter"]), worker=UUID(said["worker"]), at=at)


def _letter_answer(one: Checked, said: Said, origin: str, at: datetime) -> None:
    letters.receive_letter_answer(
        seq=one.seq,
        answer=UUID(said["id"]),
        letter=UUID(said["letter"]),
        worker=UUID(said["worker"]),
        sealed=one.sealed,
        said_at=_said_at(said),
        at=at,
    )


def _link(one: Checked, said: Said, origin: str, at: datetime) -> None:
    received_links.receive_link(
        seq=one.seq,
        link=said["id"],
        ticket=said["ticket"],
        expires=said["exp"],
        file=one.sealed,
        origin=origin,
        at=at,
    )


def _link_closed(one: Checked, said: Said, origin: str, at: datetime) -> None:
    received_links.receive_link_closed(seq=one.seq, link=said["id"], origin=origin, at=at)


def _link_locked(one: Checked, said: Said, origin: str, at: datetime) -> None:
    links.receive_link_locked(link=said["id"], at=at)


def _transfer(one: Checked, said: Said, origin: str, at: datetime) -> None:
    assert one.transfer is not None
    act = received_moves.receive_transfer if one.kind == "transfer" else received_moves.receive_arriving
    act(
        seq=one.seq,
        token=said["transfer"],
        statement=one.transfer,
        keys=one.keys,
        versions=one.versions,
        origin=origin,
        at=at,
    )


def _turn(one: Checked, said: Said, origin: str, at: datetime) -> None:
    transfer, outcome = UUID(said["id"]), said.get("outcome", "")
    received_moves.receive_turn(seq=one.seq, kind=one.kind, transfer=transfer, outcome=outcome, origin=origin, at=at)


def _record_wanted(one: Checked, said: Said, origin: str, at: datetime) -> None:
    received_moves.receive_wanted(
        seq=one.seq,
        wanted=UUID(said["id"]),
        asks=said["from"],
        asked=said["to"],
        sealed=one.sealed,
        origin=origin,
        at=at,
    )


def _record_erased(one: Checked, said: Said, origin: str, at: datetime) -> None:
    received_moves.receive_erased(rec=UUID(said["rec"]), origin=origin, at=at)


def _said_at(said: Said) -> datetime:
    return datetime.fromtimestamp(said["at"], UTC)


TOGETHER: dict[str, Callable[[Sequence[Checked], str, datetime], None]] = {
    "section": _sections,
    "head": _sections,
    "moved_section": _moved_sections,
    "archive_key": _archive_keys,
    "chunk": _chunks,
    "moved_chunk": _moved_chunks,
}
ONE: dict[str, Callable[[Checked, Said, str, datetime], None]] = {
    "handover": _handover,
    "handover_withdrawn": _handover_withdrawn,
    "erasure": _erasure,
    "directory": _directory,
    "issuer_key": _issuer_key,
    "status_list": _status_list,
    "blob": _blob,
    "blob_gone": _blob_gone,
    "moved_blob": _moved_blob,
    "moved_blob_gone": _moved_blob_gone,
    "opened": _opened,
    "answer": _answer,
    "letter": _letter,
    "letter_closed": _letter_closed,
    "letter_opened": _letter_opened,
    "letter_answer": _letter_answer,
    "link": _link,
    "link_closed": _link_closed,
    "link_locked": _link_locked,
    "transfer": _transfer,
    "arriving": _transfer,
    **dict.fromkeys(("arrived", "transfer_cancelled", "transfer_returned", "transfer_ended"), _turn),
    "record_wanted": _record_wanted,
    "record_erased": _record_erased,
}
