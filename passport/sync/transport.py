"""The line itself: one POST over HTTPS, with time limits, no proxy, no redirect, and a cap on what comes back."""

import http.client
import json
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

from . import framing
from .faults import PROBLEMS
from .pace import PIECE, Ceiling

PATH = "/sync/v1/exchange"
RESTORE_PATH = "/sync/v1/restore"
MEDIA_TYPE = "application/vnd.throughgate.sync"
PROBLEM_TYPE = "application/problem+json"
SILENCE = 60  # seconds without a byte, after which the line counts as cut

Post = Callable[[bytes], bytes]


class Unreachable(Exception):
    """No answer: the line is down, or what answers doesn't speak HTTP. Nothing is known of what arrived."""


class Answered(Exception):
    """The other side answered a problem. `code` is one of faults.PROBLEMS, or "unreadable_reply"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotALine(ValueError):
    """The address of the other side can't be used: says why, for the person who set it."""


def over_http(
    address: str, *, plain: bool = False, silence: float = SILENCE, ceiling: Ceiling | None = None, path: str = PATH
) -> Post:
    """How to reach a node: a function that posts one message and returns the reply's bytes.

    address  e.g. "https://central.example"; plain: allow http, in the demo only; ceiling: its share of the
             line; path: which of its doors.
    The function raises Unreachable, Answered. This one raises NotALine.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.path not in ("", "/"):
        raise NotALine("the address of central is https://, a host name and perhaps a port")
    if parts.scheme == "http" and not plain:
        raise NotALine("the line to central needs https://")
    host, port, secure = parts.hostname, parts.port, parts.scheme == "https"

    pace = ceiling or Ceiling(0)

    def post(message: bytes) -> bytes:
        line = (
            http.client.HTTPSConnection(host, port, timeout=silence, context=ssl.create_default_context())
            if secure
            else http.client.HTTPConnection(host, port, timeout=silence)
        )
        try:
            length = {"Content-Length": str(len(message))}
            line.request(
                "POST", path, pace.pieces(message), {"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE, **length}
            )
            reply = line.getresponse()
            raw = _read(reply, pace)
            return _understood(reply.status, reply.headers.get_content_type(), raw)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(type(error).__name__) from error
        finally:
            line.close()

    return post


def _read(reply: http.client.HTTPResponse, pace: Ceiling) -> bytes:
    """The reply up to the cap and one byte more; what is read slowly is sent slowly."""
    raw = bytearray()
    while len(raw) <= framing.MAX_MESSAGE_BYTES:
        piece = reply.read(min(PIECE, framing.MAX_MESSAGE_BYTES + 1 - len(raw)))
        if not piece:
            break
        pace.took(len(piece))
        raw += piece
    return bytes(raw)


def _understood(status: int, media_type: str, raw: bytes) -> bytes:
    if status == 200 and media_type == MEDIA_TYPE:
        return raw
    if media_type == PROBLEM_TYPE and len(raw) <= framing.MAX_TOKEN_BYTES:
        try:
            said = json.loads(raw)
        except ValueError as error:
            raise Answered("unreadable_reply") from error
        code = said.get("code") if isinstance(said, dict) else None
        raise Answered(code if isinstance(code, str) and code in PROBLEMS else "unreadable_reply")
    if status in (502, 503, 504):
        raise Unreachable(str(status))  # a proxy in front, while central restarts
    raise Answered("unreadable_reply")
