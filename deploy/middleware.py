"""What every request passes, whichever instance it reaches: its log line, and the policy of the browser."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from accounts.views.errors import audience_of

log = structlog.get_logger("throughgate.request")
REQUEST_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
QUIET = {"health_live", "health_ready", "metrics"}


class RequestLog:
    """One line a request: which view, how it ended, how long it took. Never the path, the address or the person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else str(uuid.uuid4())
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id, node=settings.NODE_NAME)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        self._write(request, response, (time.perf_counter() - begun) * 1000)
        return response

    def _write(self, request: HttpRequest, response: HttpResponse, ms: float) -> None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in QUIET and response.status_code < 400:
            return
        # Only a user whom the view has already looked up: a log line costs no query.
        audience = getattr(getattr(request, "_cached_user", None), "audience", "")
        log.info(
            "request",
            method=request.method if request.method in METHODS else "other",
            url_name=name or "none",
            status=response.status_code,
            ms=round(ms, 1),
            audience=audience,
        )


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class KnownLength:
    """Refuse a Content-Length that is no number, before anything counts with it: 400. Raises BadRequest."""

    LENGTH = re.compile(r"-?[0-9]{1,300}|")  # digits; the metrics make a float of it, which ends at 308

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.LENGTH.fullmatch(str(request.META.get("CONTENT_LENGTH") or "")):
            raise BadRequest("Content-Length")
        return self.get_response(request)


class ContentSecurityPolicy(CSPMiddleware):
    """The policy of settings, plus Trusted Types on every page but those below TRUSTED_TYPES_EXCEPT."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and not request.path_info.startswith(settings.TRUSTED_TYPES_EXCEPT):
            parts.replace = {**settings.TRUSTED_TYPES, **(parts.replace or {})}
        return parts


class KeptSession(SessionMiddleware):
    """Django's own, but that a GET takes no session's cookie away.

    What a browser fetches by itself, the service worker's script for one, may still carry the session that a new PIN
    has just ended; its late answer would take the cookie of the new session away, and sign the person out. The cookie
    of a session that is over opens nothing.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        if request.method in ("GET", "HEAD") and request.session.is_empty():
            response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return response


class SqueezedCell(GZipMiddleware):
    """Pages of the cell go gzipped over the prison's Wi-Fi; all others stay as they are.

    Django pads each with up to 100 random bytes and masks its form tokens, so that a page's length tells nothing of
    what stands beside a visitor's words.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if audience_of(request.path_info) != "cell" or not response.headers.get("Content-Type", "").startswith(
            "text/html"
        ):
            return response
        return super().process_response(request, response)
