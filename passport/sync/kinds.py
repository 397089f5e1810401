"""The kinds of entry: who may send which, in which lane, with which body and what beside it (SPEC.md, section 2)."""

from dataclasses import dataclass

from passport.models import Lane

CENTRAL = "CENTRAL"
ENVELOPE, ARCHIVE_KEY, ANSWER = "envelope", "archive_key", "answer"
LETTER, LETTER_ANSWER, LINK = "letter", "letter_answer", "link"
BLOB, CHUNK = "blob", "chunk"
TRANSFER_KEY, WANTED = "transfer_key", "record_wanted"
BESIDE = (ENVELOPE, ARCHIVE_KEY, ANSWER, LETTER, LETTER_ANSWER, LINK, BLOB, CHUNK, TRANSFER_KEY, WANTED)

_HEAD = frozenset({"head", "rec", "sec", "ver", "dig"})
_ANSWER = frozenset({"id", "handover", "worker", "at"})
_TO_LETTER = frozenset({"id", "letter", "worker", "at"})
_ID = frozenset({"id"})
_WANTED = frozenset({"from", "id", "to"})
_ALONG = frozenset({ENVELOPE, TRANSFER_KEY})


@dataclass(frozen=True)
class Kind:
    """body: exactly these members. beside: what may travel along, by its `of`."""

    lane: Lane
    body: frozenset[str]
    beside: frozenset[str] = frozenset()


TO_CENTRAL = {
    "section": Kind(Lane.BULK, _HEAD, frozenset({ENVELOPE})),
    "archive_key": Kind(Lane.BULK, frozenset({"rec", "kind", "kid", "jwk"}), frozenset({ARCHIVE_KEY})),
    "head": Kind(Lane.URGENT, _HEAD, frozenset({ENVELOPE})),
    "handover": Kind(Lane.URGENT, frozenset({"handover"}), frozenset({ENVELOPE})),
    "handover_withdrawn": Kind(Lane.URGENT, frozenset({"id"})),
    "erasure": Kind(Lane.URGENT, frozenset({"rec"}), frozenset({ARCHIVE_KEY})),
    "issuer_key": Kind(Lane.URGENT, frozenset({"issuer", "jwk", "kid", "name"})),
    "status_list": Kind(Lane.URGENT, frozenset({"issuer", "list", "number"})),
    "letter": Kind(Lane.URGENT, frozenset({"agency", "id"}), frozenset({LETTER})),
    "letter_closed": Kind(Lane.URGENT, frozenset({"id"})),
    "chunk": Kind(Lane.BULK, frozenset({"blob", "dig", "n"}), frozenset({CHUNK})),
    "blob": Kind(Lane.BULK, frozenset({"dig", "rec", "sec", "size"}), frozenset({BLOB})),
    "blob_gone": Kind(Lane.URGENT, frozenset({"blob", "rec"})),
    "link": Kind(Lane.URGENT, frozenset({"exp", "id", "ticket"}), frozenset({LINK})),
    "link_closed": Kind(Lane.URGENT, frozenset({"id"})),
    "transfer": Kind(Lane.URGENT, frozenset({"transfer"}), _ALONG),
    "transfer_cancelled": Kind(Lane.URGENT, _ID),
    "arrived": Kind(Lane.URGENT, _ID),
    "transfer_returned": Kind(Lane.URGENT, _ID),
    "record_wanted": Kind(Lane.URGENT, _WANTED, frozenset({WANTED})),
}
TO_PRISON = {
    "directory": Kind(Lane.URGENT, frozenset({"statement"})),
    "opened": Kind(Lane.URGENT, _ANSWER),
    "answer": Kind(Lane.URGENT, _ANSWER, frozenset({ANSWER})),
    "link_locked": Kind(Lane.URGENT, frozenset({"at", "id"})),
    "letter_opened": Kind(Lane.URGENT, _TO_LETTER),
    "letter_answer": Kind(Lane.URGENT, _TO_LETTER, frozenset({LETTER_ANSWER})),
    "arriving": Kind(Lane.URGENT, frozenset({"transfer"}), _ALONG),
    "moved_section": Kind(Lane.BULK, _HEAD, frozenset({ENVELOPE})),
    "moved_chunk": Kind(Lane.BULK, frozenset({"blob", "dig", "iss", "n", "rec"}), frozenset({CHUNK})),
    "moved_blob": Kind(Lane.BULK, frozenset({"dig", "iss", "rec", "sec", "size"}), frozenset({BLOB})),
    "moved_blob_gone": Kind(Lane.URGENT, frozenset({"blob", "rec"})),
    "transfer_cancelled": Kind(Lane.URGENT, _ID),
    "transfer_ended": Kind(Lane.URGENT, frozenset({"id", "outcome"})),
    "record_wanted": Kind(Lane.URGENT, _WANTED, frozenset({WANTED})),
    "record_erased": Kind(Lane.URGENT, frozenset({"rec"})),
}


def read_by(node: str) -> dict[str, Kind]:
    """The kinds that this node applies, by name."""
    return TO_CENTRAL if node == CENTRAL else TO_PRISON
