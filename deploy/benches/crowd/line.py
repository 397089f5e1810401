"""`python -m deploy.benches.crowd.line WHAT [NUMBER]`, in a node's environment: a journal, the line, what it costs.

    grow VERSIONS    at a prison: sealed and journalled
    scan BLOBS       at a prison that has met central: files of half a megabyte
    carry [KBITS]    rounds of the courier until nothing waits, on a line of so many kilobits a second
    raw              at a prison: bytes of what is sealed, without any dress
    acknowledged     at a prison, received at central: the last entry that the other side, or this one, has
    change TIMES     one version more and the round that carries it, so many times
    nothing TIMES    a round with nothing to send
    crowd PEOPLE     at a prison: so many people signed in, and what they and an officer save
    floor            at central: the same rows once more in plain SQL, and the same signatures

The last line that it prints is what was found, as JSON. seconds; bytes; memory in MiB.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.db.models import Sum  # noqa: E402
from django.db.models.functions import Length  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import ArchiveKey  # noqa: E402
from accounts.seal import PublicReadingKey, unb64  # noqa: E402
from deploy.benches.crowd import entering, journalled, people, visiting  # noqa: E402
from incell.models import Request  # noqa: E402
from passport.models import BlobChunk, JournalEntry, JournalTip, SectionVersion, SignedHead, Wrap  # noqa: E402
from passport.sync.courier import Courier, Round  # noqa: E402
from passport.sync.pace import Ceiling  # noqa: E402
from passport.sync.tips import signing_keys  # noqa: E402
from passport.sync.transport import over_http  # noqa: E402

CENTRAL = "CENTRAL"
ROWS = (JournalEntry, SectionVersion, SignedHead, Wrap, ArchiveKey)  # what a record is, at either side
BATCH = 500  # entries
NOTES, TURNS = 100, 12  # requests that staff write on, and how often each is


class Line:
    """The line to central, and how many bytes went over it."""

    def __init__(self, kbits: int = 0) -> None:
        self.there, self.back = 0, 0
        self._post = over_http(settings.CENTRAL_URL, plain=True, ceiling=Ceiling(kbits * 1000))

    def post(self, message: bytes) -> bytes:
        reply = self._post(message)
        self.there, self.back = self.there + len(message), self.back + len(reply)
        return reply


def carry(kbits: int = 0) -> dict[str, Any]:
    line = Line(kbits)
    began = time.perf_counter()
    done = _round(line)
    seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "entries": done.sent,
        "exchanges": done.exchanges,
        "bytes": line.there,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def change(times: int) -> list[dict[str, Any]]:
    found = []
    for _ in range(times):
        with transaction.atomic():
            last = SectionVersion.objects.filter(sec="HEALTH").order_by("-pk").select_for_update()[:1].get()
            key = ArchiveKey.objects.get(rec=last.rec, kind=ArchiveKey.Kind.NORMAL)
            readers = {last.rec: PublicReadingKey.from_jwk(key.jwk)}
            journalled.write([(last.rec, last.sec, last.ver + 1, last.digest)], readers, timezone.now())
        found.append(_counted())
    return found


def nothing(times: int) -> list[dict[str, Any]]:
    return [_counted() for _ in range(times)]


def _counted() -> dict[str, Any]:
    """One round: seconds without the counting of queries would be less by little, and alike at every size."""
    with CaptureQueriesContext(connection) as asked:
        began = time.perf_counter()
        done = _round(Line())
        seconds = time.perf_counter() - began
    return {"seconds": seconds, "queries": len(asked), "exchanges": done.exchanges, "entries": done.sent}


def _round(line: Line) -> Round:
    done = Courier(CENTRAL, line.post, timezone.now, ahead=True).round(wait=False)
    assert not done.fault, done.fault
    assert not done.skipped, done.skipped
    return done


def crowd(size: int) -> dict[str, list[dict[str, Any]]]:
    """Progress from the cell and notes on requests by staff, as forms that can be sent once each."""
    people.grow(prisoners=size, requests=size * 10, at=timezone.now())
    cell = entering.people(range(size))
    officer = entering.officers()[0]
    noted = Request.objects.filter(team="CONTACTS").order_by("pk").values_list("pk", flat=True)[:NOTES]
    lesson = next(page for page in visiting.pages() if page.name == "progress")
    said = {"act": "say", "say-words": "Seen.", "words": "Seen.", "shared": "staff"}
    return {
        "cell": [
            {
                "path": lesson.path_of(one),
                "form": lesson.form_of(one, turn),
                "cookies": one.cookies,
                "kept": lesson.status,
            }
            for turn in range(TURNS)
            for one in cell
        ],
        "staff": [
            {
                "path": f"/staff/requests/{pk}/",
                "form": visiting.signed(said, officer),
                "cookies": officer.cookies,
                "kept": 302,
            }
            for _ in range(TURNS)
            for pk in noted
        ],
    }


def raw() -> int:
    """Ciphertexts, wraps, heads and files as bytes: nothing in base64, no names of members."""
    total = 0
    for core in SectionVersion.objects.values_list("core", flat=True).iterator(BATCH):
        members = json.loads(core)
        total += sum(len(unb64(members[name])) for name in ("protected", "aad", "iv", "ciphertext", "tag"))
    for entry in Wrap.objects.values_list("entry", flat=True).iterator(BATCH):
        total += len(unb64(json.loads(entry)["encrypted_key"])) + 64 + 32  # and the point of epk, and the kid
    for token in SignedHead.objects.values_list("token", flat=True).iterator(BATCH):
        total += sum(len(unb64(part)) for part in token.split("."))
    chunks = BlobChunk.objects.annotate(size=Length("data")).aggregate(total=Sum("size"))["total"] or 0
    return total + chunks


def acknowledged() -> int:
    return sum(JournalTip.objects.filter(destination=CENTRAL).values_list("acknowledged_seq", flat=True))


def received() -> int:
    return sum(JournalTip.objects.filter(destination=CENTRAL).values_list("seq", flat=True))


def floor() -> dict[str, float]:
    """Seconds of plain SQL, in batches that are committed one by one, and of the signatures alone."""
    inserting = sum(_again(model) for model in ROWS)
    keys, _ = signing_keys("MDI")
    (key,) = keys.values()
    verifying = 0.0
    for token in SignedHead.objects.values_list("token", flat=True).iterator(BATCH):
        signed, _, signature = token.rpartition(".")
        raw, proof = signed.encode(), unb64(signature)
        began = time.perf_counter()
        key.verify(proof, raw)
        verifying += time.perf_counter() - began
    return {"inserting": inserting, "verifying": verifying, "entries": JournalEntry.objects.count()}


def _again(model: type[models.Model]) -> float:
    """Seconds that the rows of a table take to be written into one that is made as it is."""
    name, copy = model._meta.db_table, "bench_floor"
    names = [str(field.column) for field in model._meta.concrete_fields]
    hole = "%s" if connection.vendor == "postgresql" else "?"
    # Names of this product's own tables and columns; every value goes as a parameter.
    insert = f"INSERT INTO {copy} ({', '.join(names)}) VALUES ({', '.join([hole] * len(names))})"  # noqa: S608
    seconds = 0.0
    with connection.cursor() as cursor:
        _make(cursor, name, copy)
        for rows in _batches(model, names):
            began = time.perf_counter()
            with transaction.atomic():
                cursor.cursor.executemany(insert, rows)
            seconds += time.perf_counter() - began
        cursor.execute(f"DROP TABLE {copy}")
    return seconds


def _make(cursor: Any, name: str, copy: str) -> None:
    """The same table with the same indexes, without what points elsewhere."""
    if connection.vendor == "postgresql":
        cursor.execute(f"CREATE TABLE {copy} (LIKE {name} INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES)")
        return
    cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [name])
    for (sql,) in cursor.fetchall():
        cursor.execute(sql.replace(name, copy).replace('INDEX "', 'INDEX "floor_'))


def _batches(model: type[models.Model], names: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows as the driver gives them, in the order in which they were written."""
    order, only = ("seq", "lane = 'bulk'") if model is JournalEntry else (str(model._meta.pk.column), "true")
    last: Any = None
    while True:
        after = "" if last is None else f"AND {order} > %s"
        table, columns = model._meta.db_table, ", ".join(names)
        sql = f"SELECT {columns} FROM {table} WHERE {only} {after} ORDER BY {order} LIMIT {BATCH}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [] if last is None else [last])
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][names.index(order)]
        yield [tuple(_plain(value) for value in row) for row in rows]


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


VERBS: dict[str, Callable[..., Any]] = {
    "grow": lambda versions: journalled.grow(versions, timezone.now()),
    "scan": lambda blobs: journalled.scan(blobs, timezone.now()),
    "crowd": crowd,
    "raw": raw,
    "acknowledged": acknowledged,
    "received": received,
    "carry": carry,
    "change": change,
    "nothing": nothing,
    "floor": floor,
}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*map(int, sys.argv[2:]))))
