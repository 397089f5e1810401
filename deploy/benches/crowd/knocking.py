"""Bounded load over plain sockets: so many connections kept alive, on each one request after another.

A way is a list of requests as bytes; they are sent in turn, so that each connection is many people one after the
other. Ways are driven in slices that alternate, so that a machine that is busy with other things slows all alike.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LONGEST = 30  # seconds that an answer may take


class NoAnswer(Exception):
    """The server took longer than LONGEST for one answer."""


class NothingLeft(Exception):
    """A way whose requests go only once has no more: the bench made too few for this machine."""


@dataclass
class Slice:
    """What one slice brought: answers as they should be, others by status line, and how long it took, in seconds."""

    answers: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.answers / self.seconds if self.seconds else 0.0


@dataclass(frozen=True)
class Way:
    """Requests of one kind, and the status line that each should be answered with. `once`: none goes twice."""

    requests: Sequence[bytes]
    wanted: bytes = b"HTTP/1.1 200"
    once: bool = False

    def told(self) -> dict[str, Any]:
        """As JSON, for another process."""
        requests = [each.decode("latin-1") for each in self.requests]
        return {"requests": requests, "wanted": self.wanted.decode(), "once": self.once}

    @classmethod
    def heard(cls, told: Mapping[str, Any]) -> "Way":
        return cls([each.encode("latin-1") for each in told["requests"]], told["wanted"].encode(), told["once"])

    def turns(self) -> Iterator[bytes]:
        """One request after another, for as long as the bench runs. Raises NothingLeft."""
        yield from self.requests
        while not self.once:
            yield from self.requests
        raise NothingLeft


class Knocker:
    """So many connections to one port of this machine. Close it after use.

    turns   where each way has come to, by its name: one knocker goes on where another ended.
    """

    def __init__(self, port: int, connections: int, turns: dict[str, Iterator[bytes]] | None = None) -> None:
        self.address = ("127.0.0.1", port)
        self.selector = selectors.DefaultSelector()
        self.free: list[socket.socket] = [self._connect() for _ in range(connections)]
        self.turns = {} if turns is None else turns

    def close(self) -> None:
        for each in self.free:
            each.close()
        self.selector.close()

    def drive(self, ways: Mapping[str, Way], *, seconds: float, parts: int) -> dict[str, Slice]:
        """Drive every way for about this many seconds, in so many parts that alternate. Raises NoAnswer."""
        found = {name: Slice() for name in ways}
        names = list(ways)
        for part in range(parts):
            for name in names[part % len(names) :] + names[: part % len(names)]:
                turn = self.turns.setdefault(name, ways[name].turns())
                self._slice(ways[name], turn, seconds / parts, found[name])
        return found

    def _slice(self, way: Way, turn: Iterator[bytes], seconds: float, found: Slice) -> None:
        """Keep every connection busy until the time is over, then wait for what is still out."""
        begun = time.perf_counter()
        ends = begun + seconds
        out: Out = {}
        for each in self.free:
            self._send(each, next(turn), out)
        self.free = []
        while out:
            ready = self.selector.select(LONGEST)
            if not ready:
                raise NoAnswer
            for key, _ in ready:
                connection: socket.socket = key.fileobj  # type: ignore[assignment]
                answer, connection = self._receive(connection, out)
                if answer is None:
                    continue
                if answer.startswith(way.wanted):
                    found.answers += 1
                else:
                    found.faults.append(answer.partition(b"\r\n")[0].decode("latin-1"))
                if time.perf_counter() < ends:
                    self._send(connection, next(turn), out)
                else:
                    self.free.append(connection)
        found.seconds += time.perf_counter() - begun

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(self.address, LONGEST)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _send(self, connection: socket.socket, request: bytes, out: "Out", *, again: bool = False) -> None:
        try:
            connection.sendall(request)
        except OSError:
            connection.close()
            connection, again = self._connect(), True
            connection.sendall(request)
        out[connection] = Waiting(request, again)
        self.selector.register(connection, selectors.EVENT_READ)

    def _receive(self, connection: socket.socket, out: "Out") -> tuple[bytes | None, socket.socket]:
        """One more piece; the whole answer, and the connection to go on with, when it is all there."""
        try:
            piece = connection.recv(262_144)
        except ConnectionResetError:
            piece = b""
        waiting = out[connection]
        waiting.answer += piece
        if piece and not _is_whole(waiting.answer):
            return None, connection
        del out[connection]
        self.selector.unregister(connection)
        if piece and b"\r\nConnection: close\r\n" not in waiting.answer:
            return bytes(waiting.answer), connection
        connection.close()
        connection = self._connect()
        if waiting.answer or waiting.again:
            return bytes(waiting.answer) or b"hung up", connection
        # The server had hung up between two requests, as it may: knock again, as a browser does.
        self._send(connection, waiting.request, out, again=True)
        return None, connection


@dataclass
class Waiting:
    """What was asked on a connection, and what has been answered of it. `again`: it was asked a second time."""

    request: bytes
    again: bool = False
    answer: bytearray = field(default_factory=bytearray)


Out = dict[socket.socket, Waiting]


def _is_whole(answer: bytes | bytearray) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return len(body) >= int(value)
    return answer.endswith(b"0\r\n\r\n") or b"chunked" not in head.lower()


def get(path: str, cookies: Mapping[str, str]) -> bytes:
    """A GET as a browser sends it."""
    return _head("GET", path, cookies) + b"\r\n"


def post(path: str, cookies: Mapping[str, str], form: bytes) -> bytes:
    """A form as a browser sends it, already encoded."""
    head = _head("POST", path, cookies)
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n".encode()
    return head + b"\r\n" + form


def _head(method: str, path: str, cookies: Mapping[str, str]) -> bytes:
    kept = "; ".join(f"{name}={value}" for name, value in cookies.items())
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        "Accept: text/html",
        "Accept-Encoding: gzip",
        "Accept-Language: en-GB",
        f"Cookie: {kept}",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()
