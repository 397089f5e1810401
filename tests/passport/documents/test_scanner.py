"""The scanner's protocol, against a server that speaks it as its manual says."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from passport.documents import ScannerAway, scan

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@contextmanager
def clamd(path: Path, says: bytes = b"") -> Iterator[list[bytes]]:
    """A daemon that answers one file. says: instead of what it finds."""
    heard: list[bytes] = []
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen()

    def serve() -> None:
        line, _ = server.accept()
        with line, line.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack("!I", said.read(4))[0]:
                content += said.read(size)
            heard.append(content)
            found = b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
            line.sendall(says or found)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        thread.join(5)
        server.close()


def test_a_clean_file_is_clean_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    with clamd(tmp_path / "s") as heard:
        assert scan(content, address=str(tmp_path / "s")) == ""
    assert heard == [content]


def test_what_is_found_is_named(tmp_path: Path) -> None:
    with clamd(tmp_path / "s"):
        assert scan(b"a" * 70_000 + EICAR, address=str(tmp_path / "s")) == "Eicar-Signature"


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: something ERROR\0", b"\0"])
def test_an_answer_that_says_nothing_of_the_file_is_no_answer(tmp_path: Path, says: bytes) -> None:
    with clamd(tmp_path / "s", says), pytest.raises(ScannerAway):
        scan(b"a", address=str(tmp_path / "s"))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nowhere", "host:port"])
def test_a_scanner_that_is_away_says_so(address: str, tmp_path: Path) -> None:
    with pytest.raises(ScannerAway):
        scan(b"a", address=address)
    with pytest.raises(ScannerAway):
        scan(b"a", address=str(tmp_path / "nothing"))
