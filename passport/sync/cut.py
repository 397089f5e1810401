"""Cutting the next segment out of the journal, with what travels beside its entries as it stands now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from accounts.models import ArchiveKey
from accounts.seal import canonical, read_object, unb64
from passport.journal import Entry, entry_of
from passport.models import Answer, JournalEntry, Lane, SectionVersion, SignedHead, Wrap

from . import blobs, framing, letters, links, moves, segment
from .kinds import ANSWER, ARCHIVE_KEY, BLOB, CHUNK, ENVELOPE, LETTER, LETTER_ANSWER, LINK, WANTED

ONLY_WHAT_IS_NEW = ("handover", "transfer", "arriving")  # bring along what nobody has brought
AT_ONCE = 64  # entries read at a time: a segment of envelopes is full after a hundred or so


@dataclass(frozen=True)
class Cut:
    """Lines of one segment, ready to be packed and signed."""

    first: int
    last: int
    lines: bytes


def cut(
    *,
    origin: str,
    destination: str,
    lane: str,
    after: int,
    acknowledged: dict[str, int],
    through: int | None = None,
    most: int | None = None,
    beside: "type[Beside] | None" = None,
) -> Cut | None:
    """The next segment of a lane, or None if there is nothing after `after`.

    acknowledged  by lane: how far the destination has this journal.
    through       the last entry of a segment that was cut before; most: bytes of lines, where it holds more than one.
    beside        how to find what travels along, for who gives a journal back.
    Queries       1 when there is nothing, else 2-8 for every 64 entries. Memory: one segment.
    """
    chosen: list[Entry] = []
    lines: list[bytes] = []
    size, limit = 0, most or framing.SEGMENT_BYTES
    while len(chosen) < framing.SEGMENT_ENTRIES:
        rows = _rows(origin, destination, lane, after, through)[: min(AT_ONCE, framing.SEGMENT_ENTRIES - len(chosen))]
        found = [entry_of(row) for row in rows]
        if not found:
            break
        along = (beside or Beside)(found, lane, origin, destination, acknowledged)
        for entry in found:
            wanted = [entry.text.encode(), *along.lines_of(entry)]
            weight = sum(len(line) + 1 for line in wanted)
            full = size + weight > limit or len(lines) + len(wanted) > framing.MAX_LINES
            if chosen and full:
                return _close(origin, destination, lane, chosen, lines)
            chosen.append(entry)
            lines += wanted
            size += weight
        after = found[-1].seq
    return _close(origin, destination, lane, chosen, lines) if chosen else None


def _close(origin: str, destination: str, lane: str, chosen: list[Entry], lines: list[bytes]) -> Cut:
    label = segment.label(origin=origin, destination=destination, lane=lane, first=chosen[0], last=chosen[-1])
    return Cut(chosen[0].seq, chosen[-1].seq, b"\n".join([label, *lines]))


def _rows(origin: str, destination: str, lane: str, after: int, through: int | None) -> Any:
    rows = JournalEntry.objects.filter(origin=origin, destination=destination, lane=lane, seq__gt=after)
    return (rows if through is None else rows.filter(seq__lte=through)).order_by("seq")


class Beside:
    """What travels beside the entries of one chunk, read at once."""

    def __init__(
        self, entries: Sequence[Entry], lane: str, origin: str, destination: str, acknowledged: dict[str, int]
    ) -> None:
        self.named = {entry.seq: _named(entry) for entry in entries}
        every = {name for of, names in self.named.values() if of == ENVELOPE for name in names}
        keys = {name for of, names in self.named.values() if of == ARCHIVE_KEY for name in names}
        recs = {entry.said["rec"] for entry in entries if entry.kind == "erasure"}
        if recs:
            keys |= set(ArchiveKey.objects.filter(rec__in=recs).values_list("kid", flat=True))
        self.bulk = lane == Lane.BULK
        self.unknown = (
            every | keys if self.bulk else self.unknown_of(every | keys, origin, destination, acknowledged[Lane.BULK])
        )
        self.envelopes = _envelopes(every)
        self.keys = {row.kid: row for row in ArchiveKey.objects.filter(kid__in=keys)} if keys else {}
        answers = {name for of, names in self.named.values() if of == ANSWER for name in names}
        self.answers = dict(Answer.objects.filter(pk__in=answers).values_list("pk", "sealed")) if answers else {}
        self.letters = {
            of: letters.lines(of, (name for one, names in self.named.values() if one == of for name in names))
            for of in (LETTER, LETTER_ANSWER)
        }
        self.blobs = blobs.blob_lines(name for of, names in self.named.values() if of == BLOB for name in names)
        self.letters[LINK] = links.lines(name for one, names in self.named.values() if one == LINK for name in names)
        self.wanted = moves.wanted_lines(name for of, names in self.named.values() if of == WANTED for name in names)
        self.transfer_keys = moves.key_lines(
            signed_in(entry)["id"] for entry in entries if entry.kind in ("transfer", "arriving")
        )
        self.sent: set[str] = set()

    def unknown_of(self, names: set[str], origin: str, destination: str, acknowledged: int) -> set[str]:
        """Those of the names whose own bulk entry the destination doesn't have yet. Queries: 1."""
        own = own_bulk(names, origin, destination)
        return {name for name, seq in own.items() if seq > acknowledged}

    def lines_of(self, entry: Entry) -> list[bytes]:
        of, names = self.named[entry.seq]
        if of == ENVELOPE:
            along = self.transfer_keys.get(signed_in(entry)["id"], []) if entry.kind in ("transfer", "arriving") else []
            return [*along, *(line for name in names if (line := self.envelope_of(entry, name)))]
        if entry.kind == "erasure":
            named = [row for row in self.keys.values() if str(row.rec) == entry.said["rec"]]
            return [key_line(row) for row in named if row.kid in self.unknown]
        if of == ARCHIVE_KEY:
            return [key_line(self.keys[name]) for name in names]
        if of == ANSWER:
            sealed = {str(pk): text for pk, text in self.answers.items()}
            return [canonical({"id": name, "of": ANSWER, "sealed": sealed[name]}) for name in names]
        if of == CHUNK:
            return [blobs.chunk_line(entry.said)]
        if of == BLOB:
            return [self.blobs[name] for name in names]
        if of == WANTED:
            return [self.wanted[name] for name in names]
        return [self.letters[of][name] for name in names] if of in self.letters else []

    def envelope_of(self, entry: Entry, name: str) -> bytes | None:
        said = self.envelopes[name]
        # A handover brings only what nobody has brought; a head brings its wraps in any case.
        if entry.kind in ONLY_WHAT_IS_NEW and (name in self.sent or name not in self.unknown):
            return None
        whole = name in self.unknown and name not in self.sent
        self.sent.add(name)
        return canonical(said if whole or said["core"] == "erased" else {**said, "core": "known"})


def _named(entry: Entry) -> tuple[str, list[str]]:
    """What an entry names that lies outside the chain: of which sort, and by which names."""
    if entry.kind in ("section", "head", "moved_section"):
        return ENVELOPE, [entry.names]
    if entry.kind == "handover":
        return ENVELOPE, [one["dig"] for one in signed_in(entry)["sections"]]
    if entry.kind in ("transfer", "arriving"):
        return ENVELOPE, moves.announced(signed_in(entry))
    if entry.kind in (ARCHIVE_KEY, BLOB, CHUNK, f"moved_{BLOB}", f"moved_{CHUNK}"):
        return entry.kind.removeprefix("moved_"), [entry.names]
    if entry.kind in (ANSWER, LETTER, LETTER_ANSWER, LINK, WANTED):
        return entry.kind, [entry.said["id"]]
    return "", []


def signed_in(entry: Entry) -> dict[str, Any]:
    """What the statement in an entry says: this node's own, or one that it has checked."""
    return read_object(unb64(entry.said[entry.kind if entry.kind == "handover" else "transfer"].split(".")[1]))


def own_bulk(names: Iterable[str], origin: str, destination: str) -> dict[str, int]:
    """Name → the place of its own bulk entry, for those that have one. Queries: 1, by the index on names."""
    rows = JournalEntry.objects.filter(names__in=set(names)).values_list(
        "names", "seq", "lane", "origin", "destination"
    )
    own = (Lane.BULK.value, origin, destination)
    return {name: seq for name, seq, *where in rows if tuple(where) == own}


def _envelopes(digests: set[str]) -> dict[str, dict[str, Any]]:
    """The lines of envelopes by digest. Wraps and newest head come from one statement, so that they fit. Queries: 2."""
    if not digests:
        return {}
    versions = {row.pk: row for row in SectionVersion.objects.filter(digest__in=digests)}
    newest = SignedHead.objects.filter(version=OuterRef("version")).order_by("-revision").values("token")[:1]
    wraps: dict[int, list[Any]] = defaultdict(list)
    heads: dict[int, str] = {}
    rows = Wrap.objects.filter(version__in=versions).order_by("version", "place").annotate(head=Subquery(newest))
    for version, entry, head in rows.values_list("version", "entry", "head"):
        wraps[version].append(read_object(entry))
        heads[version] = head
    gone = [pk for pk, row in versions.items() if not row.core or pk not in heads]
    for version, token in (
        SignedHead.objects.filter(version__in=gone).order_by("revision").values_list("version", "token")
    ):
        heads[version] = token
    return {
        row.digest: {
            "core": "erased" if pk in gone else read_object(row.core),
            "dig": row.digest,
            "head": heads[pk],
            "of": ENVELOPE,
            "wraps": [] if pk in gone else wraps[pk],
        }
        for pk, row in versions.items()
    }


def key_line(row: ArchiveKey) -> bytes:
    return canonical(
        {
            "jwk": row.jwk,
            "kid": row.kid,
            "kind": row.kind,
            "made_at": int(row.made_at.timestamp()),
            "of": ARCHIVE_KEY,
            "rec": str(row.rec),
            "sealed_private": "" if row.destroyed_at else row.sealed_private,
        }
    )
