"""Vectors of the folder transport: statements of tips, and the names of files."""

from collections.abc import Iterator

from accounts.seal import SigningKey, sign_statement
from passport import journal
from tests.passport.sync.craft import OLD_KEY, PRISON, SECONDS

LINE = "throughgate-tips 1"
TIPS = [
    {"dig": journal.root("CENTRAL", "MDI", lane), "forked": False, "lane": lane, "seq": 0}
    for lane in ("urgent", "bulk")
]


def vectors() -> Iterator[tuple[str, str, str, bytes]]:
    for name, expect, raw in statements():
        yield f"tips-{name}", expect, "tips", raw
    for name, expect, text in names():
        yield f"name-{name}", expect, "name", text.encode()


def statement(key: SigningKey = PRISON, typ: str = "tg-stick+jws", line: str = LINE, end: str = "\n", **other) -> bytes:
    said = {
        "at": SECONDS,
        "fault": None,
        "from": "MDI",
        "kinds": ["answer", "directory"],
        "n": SECONDS * 1000,
        "tips": TIPS,
        "to": "CENTRAL",
        "v": 1,
    }
    said = {name: value for name, value in (said | other).items() if value is not ...}
    return f"{line}\n{sign_statement(typ, said, key)}{end}".encode()


def statements() -> Iterator[tuple[str, str, bytes]]:
    good = statement()
    yield "good", "good", good
    fault = {"code": "refused", "lane": "bulk", "seq": 7, "why": "beside"}
    yield "good-fault", "good", statement(fault=fault)
    yield "good-years-ago", "good", statement(at=0)
    yield "version-2", "problem version", statement(line="throughgate-tips 2")
    yield "version-a-message", "problem malformed", statement(line="throughgate-sync 1")
    yield "no-end", "problem malformed", statement(end="")
    yield "and-more", "problem malformed", statement(end="\nmore")
    yield "changed", "problem signature", _flipped(good)
    yield "another-type", "problem malformed", statement(typ="tg-exchange+jws")
    yield "a-stranger-signed", "problem unknown_node", statement(OLD_KEY)
    yield "for-another", "problem addressee", statement(to="LEI")
    yield "of-another", "problem addressee", statement(**{"from": "LEI"})
    for name, members in {
        "member": {"extra": 1},
        "member-missing": {"kinds": ...},
        "v": {"v": 2},
        "n": {"n": -1},
        "n-true": {"n": True},
        "at": {"at": "now"},
        "tips": {"tips": TIPS[:1]},
        "tips-order": {"tips": TIPS[::-1]},
        "kinds": {"kinds": ["Upper"]},
        "fault": {"fault": fault | {"why": "Mr Ashdown"}},
        "segment": {"segment": None},
    }.items():
        yield name, "problem malformed", statement(**members)


def _flipped(good: bytes) -> bytes:
    """Another statement under the same signature."""
    head, _, signature = good.split(b".")
    payload = statement(n=SECONDS * 1000 + 1).split(b".")[1]
    return b".".join([head, payload, signature])


def names() -> Iterator[tuple[str, str, str]]:
    yield "segment", "MDI CENTRAL urgent 1 500", "MDI-CENTRAL-urgent-000000000001-000000000500.segment"
    yield "segment-of-central", "CENTRAL MDI bulk 2 2", "CENTRAL-MDI-bulk-000000000002-000000000002.segment"
    largest = 2**53 - 1
    yield "segment-largest", f"MDI CENTRAL bulk {largest} {largest}", f"MDI-CENTRAL-bulk-{largest}-{largest}.segment"
    yield "tips", "MDI CENTRAL", "MDI-CENTRAL.tips"
    for name, text in {
        "between-prisons": "MDI-LEI-bulk-000000000001-000000000002.segment",
        "to-itself": "CENTRAL-CENTRAL.tips",
        "lower-case": "mdi-central.tips",
        "short-number": "MDI-CENTRAL-bulk-1-2.segment",
        "long-number": "MDI-CENTRAL-bulk-0000000000001-0000000000002.segment",
        "too-large": f"MDI-CENTRAL-bulk-000000000001-{2**53}.segment",
        "from-0": "MDI-CENTRAL-bulk-000000000000-000000000002.segment",
        "backwards": "MDI-CENTRAL-bulk-000000000003-000000000002.segment",
        "other-lane": "MDI-CENTRAL-slow-000000000001-000000000002.segment",
        "other-digits": "MDI-CENTRAL-bulk-00000000000١-000000000002.segment",
        "copy": "MDI-CENTRAL-bulk-000000000001-000000000002 (1).segment",
        "line-feed": "MDI-CENTRAL.tips\n",
        "part": ".MDI-CENTRAL.tips.part",
        "path": "../MDI-CENTRAL.tips",
    }.items():
        yield f"none-{name}", "none", text
