"""Doors for the time without Wi-Fi: the service worker, its book of pages, the queue, the end of a session."""

import gzip
import json
from hashlib import sha256
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_http_methods, require_POST

from accounts.acts.sign_in import note_sign_out
from accounts.keys import NodeKeysLocked, reading_key_of
from accounts.models import User
from accounts.seal import Unreadable, read_object
from accounts.views.door import Request, public_door
from incell.acts import queue
from incell.forms import book as books

log = structlog.get_logger("throughgate.offline")
LARGEST_BODY = 80 * 1024  # bytes
SHELL = ("cell.css", "icons.svg", "favicon.svg", "js/page.js", "js/cell/offline.js", "js/cell/listen.js")
REFUSALS: dict[type[Exception], tuple[str, int]] = {
    queue.NotATicket: ("NotATicket", 403),
    queue.KeyUsed: ("KeyUsed", 409),
    queue.TooManyHeld: ("TooManyHeld", 409),
    queue.TooLarge: ("TooLarge", 413),
    queue.Malformed: ("Malformed", 400),
    Unreadable: ("Unreadable", 400),
    DataError: ("Unreadable", 400),  # what no column takes: else it would be tried for ever, and what follows waits
    NodeKeysLocked: ("Later", 503),
    OperationalError: ("Later", 503),
}


@public_door  # a program, the same for everybody
@require_http_methods(["GET", "HEAD"])
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with what it must know of this prison. Queries: 2."""
    script = _worker()

    @condition(etag_func=lambda _: f'"{sha256(script.encode()).hexdigest()[:32]}"')
    def answer(_: HttpRequest) -> HttpResponse:
        return HttpResponse(script, content_type="text/javascript; charset=utf-8")

    response = answer(request)
    response["Cache-Control"] = "no-cache"  # asked for again with every page, answered mostly by 304
    response["Service-Worker-Allowed"] = "/"
    return response


def _worker() -> str:
    key = reading_key_of(settings.NODE_NAME)
    if key is None:  # nothing could be sealed, so nothing is kept: a worker that does nothing
        return "// This prison has no key yet.\n"
    digests = books.current()
    addresses = {language: books.address(language, digests) for language, _ in settings.LANGUAGES}
    shell = [static(name) for name in SHELL]
    version = sha256(json.dumps([shell, addresses]).encode()).hexdigest()[:16]
    reader = {"kid": key.kid, "jwk": key.jwk()}
    config = {"version": version, "shell": shell, "books": addresses, "key": reader, "node": settings.NODE_NAME}
    return f'import {{ begin }} from "{static("js/cell/worker.js")}";\nbegin({json.dumps(config)});\n'


@public_door  # pages and forms that were made for nobody
@require_http_methods(["GET", "HEAD"])
def book(request: HttpRequest, language: str) -> HttpResponse:
    """The pages of a terminal without Wi-Fi, as JSON: see forms.book. Queries: 1."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    packed = books.packed(language, books.current())
    squeezed = "gzip" in request.headers.get("Accept-Encoding", "")
    content = packed if squeezed else gzip.decompress(packed)
    response = HttpResponse(content, content_type="application/json")
    if squeezed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    # Its address changes with its content.
    response["Cache-Control"] = "public, max-age=31536000, immutable" if request.GET.get("v") else "no-cache"
    return response


@csrf_exempt  # JSON alone, so that no other site can send it; proved by the terminal's cookie and what lies in the seal
@public_door  # whoever is signed in: the act is its writer's
@require_POST
def take_in(request: Request) -> HttpResponse:
    """One act that was written without Wi-Fi. Queries: 2 more than the act's. Answers: OFFLINE.md, section 4."""
    if request.terminal is None:
        return _refused("NotATerminal", 403)
    try:
        said = _read(request)
        act = queue.take_in(
            key=said["key"], box=said["box"], waited=said["waited"], terminal=request.terminal, at=timezone.now()
        )
    except tuple(REFUSALS) as fault:
        return _refused(*next(answer for kind, answer in REFUSALS.items() if isinstance(fault, kind)))
    if act.state == queue.State.HELD:
        return JsonResponse({"state": "held", "why": act.why})
    return JsonResponse({"state": "done"})


def _read(request: Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise queue.Malformed
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise queue.TooLarge
    try:
        said = read_object(request.body, LARGEST_BODY)
    except Unreadable as fault:
        raise (queue.TooLarge if fault.fault == "oversize" else queue.Malformed) from None
    shapes = {"key": str, "box": str, "waited": int}
    if said.keys() != shapes.keys() or any(type(said[name]) is not shape for name, shape in shapes.items()):
        raise queue.Malformed
    return said


def _refused(code: str, status: int) -> JsonResponse:
    log.warning("queued_act_refused", fault=code)
    return JsonResponse({"code": code}, status=status)


@csrf_exempt  # JSON alone, as above; it can do no more than sign out
@public_door  # who signed out without Wi-Fi may be signed in as far as the server knows, or not
@require_POST
def end(request: Request) -> HttpResponse:
    """End this browser's session: its person signed out while there was no server. Queries: up to 5."""
    if request.content_type != "application/json":
        return _refused("Malformed", 400)
    if isinstance(request.user, User):
        note_sign_out(user=request.user, at=timezone.now())
    logout(request)
    response = JsonResponse({"state": "ended"})
    response["Clear-Site-Data"] = '"cache"'
    return response
