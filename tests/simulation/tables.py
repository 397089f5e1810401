"""What two nodes must have alike, read from their tables past the product."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from accounts.seal import unb64

from .nodes import Node

Rows = set[tuple[Any, ...]]

READERS = """SELECT v.rec, v.sec, v.ver, w.kid FROM passport_wrap w
JOIN passport_sectionversion v ON v.id = w.version_id WHERE w.place > 0"""
# Not yet closed, and not acknowledged either: what was acknowledged by another way is left until the next is cut.
ON_THE_WAY = """SELECT s.stage, s.lane, s.first_seq, s.last_seq FROM passport_shipment s JOIN passport_journaltip t
ON t.destination = s.destination AND t.lane = s.lane WHERE s.stage <> 'DONE' AND s.last_seq > t.acknowledged_seq"""
HELD = "SELECT id FROM passport_passport WHERE held_by = ''"
OURS = f"rec IN ({HELD})"
# Of records that the prison holds, both have the same; `?` is the prison.
ALIKE = {
    "versions": f"SELECT rec, sec, ver, iss, core, digest, prev FROM passport_sectionversion WHERE {OURS}",
    "readers": f"""SELECT v.rec, v.digest, w.kid, w.entry FROM passport_wrap w
        JOIN passport_sectionversion v ON v.id = w.version_id WHERE v.{OURS}""",
    "heads": f"""SELECT v.rec, v.digest, h.revision, h.token FROM passport_signedhead h
        JOIN passport_sectionversion v ON v.id = h.version_id WHERE v.{OURS}
        AND h.revision = (SELECT max(revision) FROM passport_signedhead WHERE version_id = v.id)""",
    "archive keys": f"SELECT rec, kind, kid, sealed_private FROM accounts_archivekey WHERE {OURS}",
    "handovers": f"""SELECT id, rec, agency_id, prison, token, revision, withdrawn_at IS NULL FROM passport_handover
        WHERE {OURS}""",
}
# Of a prison's own making, wherever the record is now.
MADE = {
    "files": "SELECT name, rec, size, wrapped FROM passport_blob WHERE iss = ? AND told AND wrapped <> ''",
    "chunks": """SELECT c.blob, c.n, c.digest, c.data FROM passport_blobchunk c JOIN passport_blob b ON b.name = c.blob
        WHERE c.iss = ? AND b.told""",
    "letters": "SELECT id, agency_id FROM passport_carriedletter WHERE prison = ?",
    "links": "SELECT id, file FROM passport_carriedlink WHERE prison = ?",
}
REVISIONS = """SELECT v.digest, max(h.revision) FROM passport_signedhead h
JOIN passport_sectionversion v ON v.id = h.version_id GROUP BY 1"""
OF_THE_BACKUP = ("letters", "links")  # what no restore brings back
LEFT = {
    "sections": "SELECT count(*) FROM passport_sectionversion WHERE rec = ? AND core <> ''",
    "readers": """SELECT count(*) FROM passport_wrap w JOIN passport_sectionversion v ON v.id = w.version_id
        WHERE v.rec = ?""",
    "keys": "SELECT count(*) FROM accounts_archivekey WHERE rec = ? AND sealed_private <> ''",
    "files": "SELECT count(*) FROM passport_blob WHERE rec = ? AND wrapped <> ''",
    "chunks": "SELECT count(*) FROM passport_blobchunk c JOIN passport_blob b ON b.name = c.blob WHERE b.rec = ?",
    "keys on the way": """SELECT count(*) FROM passport_transferkey k JOIN passport_transfer t ON t.id = k.transfer_id
        WHERE t.rec = ? AND k.sealed_private <> ''""",
}


def pairs(prison: Node, central: Node, name: str) -> Iterator[tuple[str, Rows, Rows]]:
    """What → the rows of the prison and those of central that must be the same."""
    held = [rec for (rec,) in prison.rows(HELD)]
    marks = ", ".join("?" * len(held))
    for what, sql in ALIKE.items():
        yield what, set(prison.rows(sql)), set(central.rows(sql.replace(HELD, marks), *held))
    for what, sql in MADE.items():
        yield what, set(prison.rows(sql, name)), set(central.rows(sql, name))


def carried_ahead(prison: Node, central: Node) -> set[str]:
    """Digests of versions of which central has a later head than the prison: it travelled ahead of its entry, and was
    lost with the prison's disk. The next one under that number is refused.
    """
    here, there = (dict(node.rows(REVISIONS)) for node in (prison, central))
    return {digest for digest, revision in there.items() if revision > here.get(digest, revision)}


def difference(there: Rows, here: Rows) -> str:
    """How many rows only one of the two has, and which of them; values are cut short."""

    def told(rows: Rows) -> str:
        return "; ".join(" ".join(str(value)[:24] for value in row) for row in sorted(rows, key=str)[:3])

    theirs, ours = there - here, here - there
    return f"{len(theirs)} only there ({told(theirs)}), {len(ours)} only at central ({told(ours)})"


def left_of(node: Node, rec: str) -> list[str]:
    """What is still there of a record."""
    return [what for what, sql in LEFT.items() if node.rows(sql, UUID(rec).hex)[0][0]]


def live(node: Node, agencies: Mapping[str, UUID]) -> set[tuple[str, str]]:
    """(rec, agency's kind) of those that hold a record, as this node knows."""
    kinds = {pk.hex: kind for kind, pk in agencies.items()}
    rows = node.rows("SELECT rec, agency_id FROM passport_handover WHERE withdrawn_at IS NULL")
    return {(rec, kinds[agency]) for rec, agency in rows}


def handed_over(node: Node, agencies: Mapping[str, UUID]) -> list[tuple[str, str, str]]:
    """(handover, agency's kind, rec) of the live ones of records that the node holds."""
    kinds = {pk.hex: kind for kind, pk in agencies.items()}
    sql = f"SELECT id, agency_id, rec FROM passport_handover WHERE withdrawn_at IS NULL AND {OURS}"
    return [(str(UUID(id)), kinds[agency], str(UUID(rec))) for id, agency, rec in node.rows(sql)]


def listed(token: str) -> list[tuple[str, int]]:
    """What a handover's statement lists: section and version."""
    said = json.loads(unb64(token.split(".")[1]))
    return [(one["sec"], one["ver"]) for one in said["sections"]]


def seconds(at: datetime) -> int:
    """A time as SQLite's adapter gives it, naive, in whole seconds since 1970."""
    return int(at.replace(tzinfo=UTC).timestamp())
