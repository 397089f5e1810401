"""Central's doors for other nodes. They are public: a message proves itself by its signature, nothing else counts."""

import json
from collections.abc import Callable
from http import HTTPStatus

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from accounts.views.door import public_door
from passport.sync import framing
from passport.sync.exchange import answer
from passport.sync.faults import NotAccepted
from passport.sync.restore.giving import give
from passport.sync.transport import MEDIA_TYPE, PROBLEM_TYPE


@csrf_exempt
@public_door
def exchange(request: HttpRequest) -> HttpResponse:
    """Take a message, reply with one. Whatever is wrong is one problem of SPEC.md, section 7."""
    return _replied(request, answer)


@csrf_exempt
@public_door
def restore(request: HttpRequest) -> HttpResponse:
    """Give a prison the next part of its own journal back (SPEC.md, section 10)."""
    return _replied(request, give)


def _replied(request: HttpRequest, reply_to: Callable[..., bytes]) -> HttpResponse:
    try:
        if request.method != "POST":
            raise NotAccepted("method")
        reply = HttpResponse(reply_to(_body(request), at=timezone.now()), content_type=MEDIA_TYPE)
    except NotAccepted as error:
        reply = _problem(error)
    except OperationalError:
        reply = _problem(NotAccepted("busy"))
    add_never_cache_headers(reply)
    return reply


def _body(request: HttpRequest) -> bytes:
    """The whole message. Its length is looked at before anything is read. Raises NotAccepted: length, oversize."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdigit():
        raise NotAccepted("length")
    if len(length) > 12 or int(length) > framing.MAX_MESSAGE_BYTES:
        raise NotAccepted("oversize")
    try:
        raw = request.read(int(length) + 1)
    except (UnreadablePostError, OSError):
        raise NotAccepted("length") from None
    if len(raw) != int(length):
        raise NotAccepted("length")
    return raw


def _problem(error: NotAccepted) -> HttpResponse:
    reply = HttpResponse(json.dumps(error.problem()), content_type=PROBLEM_TYPE, status=error.status)
    if error.status == HTTPStatus.METHOD_NOT_ALLOWED:
        reply["Allow"] = "POST"
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        reply["Retry-After"] = "10"
    return reply
