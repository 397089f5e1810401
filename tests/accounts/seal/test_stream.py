"""A backup of a node: whole or not at all, whatever was cut off, changed, moved or put behind it."""

import io
import json

import pytest

from accounts.seal import UnfitPassphrase, Unreadable
from accounts.seal.stream import PIECE, Opening, Sealing, whose
from tests.accounts.seal.craft import ARCHIVE, STRANGER

PHRASE = "badi badi badi badi badi badi"
SECONDS = 1_804_000_000


def sealed(plain: bytes, *, reader=ARCHIVE, phrase: str | None = None, step: int = 300_000) -> bytes:
    file = io.BytesIO()
    sealing = Sealing(file, node="MDI", at=SECONDS, reader=reader and reader.public, passphrase=phrase)
    for begin in range(0, len(plain), step):
        sealing.write(plain[begin : begin + step])
    sealing.close()
    return file.getvalue()


def opened(raw: bytes, *, key=ARCHIVE, phrase: str | None = None, size: int = 70_000) -> bytes:
    opening, found = Opening(io.BytesIO(raw), key=key, passphrase=phrase), []
    while piece := opening.read(size):
        found.append(piece)
    return b"".join(found)


def fault(raw: bytes, **more) -> str:
    with pytest.raises(Unreadable) as refused:
        opened(raw, **more)
    return refused.value.fault


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17])
def test_any_length_comes_back(length):
    plain = bytes(range(256)) * (length // 256 + 1)
    assert opened(sealed(plain[:length])) == plain[:length]


def test_by_passphrase_by_key_or_by_both():
    assert opened(sealed(b"some", reader=None, phrase=PHRASE), key=None, phrase=PHRASE) == b"some"
    both = sealed(b"some", phrase=PHRASE)
    assert opened(both) == opened(both, key=None, phrase=PHRASE) == b"some"
    assert fault(both, key=None, phrase="dabi dabi dabi dabi dabi dabi") == "passphrase"
    assert fault(both, key=STRANGER) in ("reader", "unwrap")
    assert fault(both, key=None) == "reader"
    assert fault(sealed(b"some"), key=None, phrase=PHRASE) == "reader"
    with pytest.raises(UnfitPassphrase):
        sealed(b"some", phrase="short")
    with pytest.raises(ValueError, match="a key or a passphrase"):
        sealed(b"some", reader=None)


def test_cut_off_anywhere_it_is_not_whole():
    raw = sealed(b"a small node")
    for length in range(len(raw)):
        assert fault(raw[:length]) in ("length", "protected", "json", "content"), length


def test_a_changed_byte_anywhere_is_noticed():
    raw = sealed(b"a small node")
    for place in range(len(raw)):
        wrong = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        assert fault(wrong), place


def pieces(raw: bytes) -> tuple[bytes, list[bytes]]:
    head, body = raw[: raw.index(b"}\n") + 2], raw[raw.index(b"}\n") + 2 :]
    found = []
    while body:
        length = 4 + int.from_bytes(body[:4], "big")
        found.append(body[:length])
        body = body[length:]
    return head, found


def test_pieces_moved_left_out_doubled_or_of_another_backup():
    head, (one, two, three) = pieces(sealed(bytes(3 * PIECE - 5)))
    assert len(opened(head + one + two + three)) == 3 * PIECE - 5
    _, (other, *_) = pieces(sealed(bytes(3 * PIECE - 5)))
    for wrong in ([two, one, three], [one, three], [one, one, two, three], [other, two, three], [one, two]):
        assert fault(head + b"".join(wrong)) in ("content", "length")
    assert fault(head + one + two + three + b"more") == "length"
    assert fault(head + one + two + three + three) == "length"


def test_a_head_that_says_something_else():
    head, (only,) = pieces(sealed(b"some"))
    first, line, _ = head.split(b"\n")
    said = json.loads(line)
    for change, why in (
        ({"v": 2}, "type"),
        ({"v": True}, "type"),
        ({"at": "now"}, "type"),
        ({"key": 1}, "type"),
        ({"more": 1}, "members"),
        ({"node": "LEI"}, "binding"),
        ({"at": SECONDS + 1}, "binding"),
    ):
        wrong = json.dumps({**said, **change}, separators=(",", ":"), sort_keys=True).encode()
        assert fault(first + b"\n" + wrong + b"\n" + only) == why, change
    assert fault(b"throughgate-backup 2\n" + line + b"\n" + only) == "protected"
    assert fault(first + b"\n" + b"[" * 600_000) == "oversize"
    assert fault(head + (PIECE + 17).to_bytes(4, "big") + b"x") == "oversize"


def test_whose_it_is_can_be_read_by_anybody():
    assert whose(io.BytesIO(sealed(b"some")))["node"] == "MDI"
    with pytest.raises(Unreadable):
        whose(io.BytesIO(b"holiday.jpg"))
