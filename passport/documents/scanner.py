"""ClamAV's daemon, asked over its socket: the INSTREAM command of its protocol, and nothing else.

By hand, since the libraries for it have had no release for years and the protocol is five lines: `zINSTREAM\\0`, then
chunks with their length in four bytes (big-endian), then a length of zero; the answer is a line that ends with a zero.
The bytes never touch a disk of ours.
"""

import re
import socket
import struct

CHUNK = 64 << 10
SILENCE = 30  # seconds
LONGEST_ANSWER = 4096
FOUND = re.compile(r"^stream: (.{1,200}) FOUND$")


class ScannerAway(Exception):
    """The scanner does not answer, or answers that it could not look. Nothing is known of the file."""


def scan(content: bytes, *, address: str, silence: float = SILENCE) -> str:
    """The name of what was found in these bytes, or "" for a clean file.

    address  of clamd: a socket's path, or host:port.
    Raises   ScannerAway.
    """
    try:
        with _connected(address, silence) as line:
            line.sendall(b"zINSTREAM\0")
            for at in range(0, len(content), CHUNK):
                piece = content[at : at + CHUNK]
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            said = _answer(line)
    except (OSError, ValueError) as error:
        raise ScannerAway(type(error).__name__) from error
    if said == "stream: OK":
        return ""
    if found := FOUND.match(said):
        return "".join(letter if letter.isprintable() else "?" for letter in found[1])[:120]
    raise ScannerAway("answer")


def _connected(address: str, silence: float) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(silence)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=silence)


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        more = line.recv(LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
