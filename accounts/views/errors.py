"""The pages for what goes wrong, in the layout of whoever meets them. They read no session and no database."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

from accounts.access import IsHistory


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, HTTPStatus.FORBIDDEN, is_history=isinstance(exception, IsHistory))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, HTTPStatus.NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, HTTPStatus.FORBIDDEN)


def only_posted(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Words for somebody whose browser asks again for a page that only a button opens; Django answers with nothing.

    Their language may have changed there, or they typed the address. Anything but such a browser gets `refused`.
    """
    reads = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if refused.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not reads or refused.streaming or refused.content:
        return refused
    answer = _page(request, HTTPStatus.METHOD_NOT_ALLOWED)
    answer["Allow"] = refused.get("Allow", "")
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponseServerError(_words(request, HTTPStatus.INTERNAL_SERVER_ERROR))


def audience_of(path: str) -> str:
    """Which layout an address belongs to: "staff", "agency" or "cell"."""
    if path.startswith("/staff/"):
        return "staff"
    return "agency" if settings.ROLE_URLS == "central" or path.startswith("/agency/") else "cell"


def _page(request: HttpRequest, status: HTTPStatus, **more: bool) -> HttpResponse:
    return HttpResponse(_words(request, status, **more), status=status)


def _words(request: HttpRequest, status: HTTPStatus, **more: bool) -> str:
    """Rendered without the request, so that what broke the page cannot break its apology."""
    audience = audience_of(request.path)
    home = {"cell": "/", "staff": "/staff/", "agency": "/agency/"}[audience]
    context = {
        "layout": f"layouts/{audience}.html",
        "audience": audience,
        "at_a_prison": settings.ROLE_URLS == "prison",
        "home": home,
        **more,
    }
    return render_to_string(f"errors/{status.value}.html", context)
