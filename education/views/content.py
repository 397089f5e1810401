"""The content host: a stranger's package on a name of its own, and nothing of the portal there, nor of it here.

Every launch is answered on `<label>.<CONTENT_HOST>`, where this middleware ends the request before a session, a cookie,
a page or a form of the portal is looked at. Below the launch's secret lie

    /<secret>/              the wrapper: scorm-again and a frame for the package
    /<secret>/player/…      what the wrapper is made of
    /<secret>/files/…       the package's own files
"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import DisallowedHost
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_cache_control

from education.acts.launching import key_of, opens
from education.models import Launch, Sco

from . import content_files

URLS = "education.urls.content"
SCRIPT = "text/javascript"
PLAYER = {"player.js": SCRIPT, "player.css": "text/css", "scorm12.min.js": SCRIPT, "scorm2004.min.js": SCRIPT}
METHODS = ("GET", "HEAD")
# What a frame of a package may do: run, keep its own origin, hand in forms to its own scripts, and ask "are you sure?".
# Never: open windows, lead the portal away, download, lock the pointer.
SANDBOX = "allow-scripts allow-same-origin allow-forms allow-modals"
NOTHING = [
    *(
        "accelerometer",
        "camera",
        "clipboard-read",
        "clipboard-write",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
    ),
    *("idle-detection", "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get"),
    *("screen-wake-lock", "serial", "usb"),
]
# Packages of all ages say that they are finished when they are unloaded.
PERMISSIONS = ", ".join([*(f"{name}=()" for name in NOTHING), "autoplay=(self)", "fullscreen=(self)", "unload=(self)"])


class ContentHost:
    """Answers all that is asked on a content host, and refuses on the portal what comes from one.

    Queries: 1 on a content host, else none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            label = label_of(request.get_host())
        except DisallowedHost:
            return self.get_response(request)  # refused there, as everywhere
        if label is None:
            return HttpResponse(status=403) if comes_from_content(request) else self.get_response(request)
        return _closed(_answer(request, label))


def label_of(host: str) -> str | None:
    """The launch's part of a content host, "" for the bare one; None for a host of the portal. Any port."""
    name, content = host.rsplit(":", 1)[0].rstrip(".").lower(), settings.CONTENT_HOST
    if name == content:
        return ""
    return name.removesuffix(f".{content}") if name.endswith(f".{content}") else None


def origin_of(request: HttpRequest, launch: Launch) -> str:
    """Where a launch is answered, seen from a page of the portal: its scheme, its port."""
    port = urlsplit(f"//{request.get_host()}").port
    return f"{request.scheme}://{launch.label}.{settings.CONTENT_HOST}{f':{port}' if port else ''}"


def address_of(request: HttpRequest, launch: Launch) -> str:
    return f"{origin_of(request, launch)}/{key_of(launch.pk, 'host')}/"


def comes_from_content(request: HttpRequest) -> bool:
    """Whether a request to the portal was made by a content host, or by any page that is not the portal's own.

    A link from elsewhere may lead here; a frame, a picture, a script or a request of another origin may not.
    """
    for name in ("Origin", "Referer"):
        host = urlsplit(request.headers.get(name, "")).netloc
        if host and label_of(host.rsplit("@", 1)[-1]) is not None:
            return True
    elsewhere = request.headers.get("Sec-Fetch-Site") in ("same-site", "cross-site")
    return elsewhere and request.headers.get("Sec-Fetch-Dest") != "document"


def _answer(request: HttpRequest, label: str) -> HttpResponseBase:
    if request.method not in METHODS:
        return HttpResponse(status=405, headers={"Allow": ", ".join(METHODS)})
    if "Service-Worker" in request.headers or request.headers.get("Sec-Fetch-Dest") in ("serviceworker", "worker"):
        return HttpResponse(status=403)
    launch = Launch.objects.select_related("attempt__sco__package").filter(label=label).first() if label else None
    try:
        match = resolve(request.path_info, URLS)
        if launch is None or not opens(launch.pk, "host", match.kwargs.pop("secret")):
            raise Http404
    except (Resolver404, Http404):
        return HttpResponse(status=404)
    request.resolver_match = match
    if launch.ended_at is not None or launch.expires_at <= timezone.now():
        return HttpResponse(status=410)
    try:
        response = match.func(request, launch, **match.kwargs)
    except Http404:
        return HttpResponse(status=404)
    return response


def _closed(response: HttpResponseBase) -> HttpResponseBase:
    for name, value in {
        "Content-Security-Policy": f"default-src 'none'; frame-ancestors 'none'; sandbox {SANDBOX}",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Origin-Agent-Cluster": "?1",
        "Permissions-Policy": PERMISSIONS,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-DNS-Prefetch-Control": "off",
        "X-Robots-Tag": "noindex",
        "Cache-Control": "no-store",
    }.items():
        response.headers.setdefault(name, value)
    return response


def wrapper(request: HttpRequest, launch: Launch) -> HttpResponse:
    """The frame around a package: the SCORM API, and the only one that talks to the portal."""
    sco = launch.attempt.sco
    is_2004 = sco.package.is_2004
    page = render_to_string(
        "education/content/wrapper.html",
        {
            "script": "scorm2004.min.js" if is_2004 else "scorm12.min.js",
            "edition": "2004" if is_2004 else "1.2",
            "portal": launch.origin,
            "start": f"files/{quote(sco.href)}{sco.parameters}",
            "asset": sco.kind == Sco.Kind.ASSET,
        },
    )
    response = HttpResponse(page)
    response["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; base-uri 'none'; "
        f"form-action 'none'; frame-ancestors {launch.origin}; sandbox {SANDBOX}"
    )
    return response


def player_file(request: HttpRequest, launch: Launch, name: str) -> HttpResponseBase:
    """What the wrapper is made of, from the built assets."""
    found = finders.find(f"content/{name}") if name in PLAYER else None
    if not isinstance(found, str):
        raise Http404
    response = FileResponse(Path(found).open("rb"), content_type=f"{PLAYER[name]}; charset=utf-8")  # noqa: SIM115 (closes)
    patch_cache_control(response, private=True, max_age=3600)
    return response


def package_file(request: HttpRequest, launch: Launch, path: str) -> HttpResponseBase:
    """One file of the launch's package, or the part of it that is asked for. It may be kept for an hour: the host is
    this launch's alone, and a package goes on while the Wi-Fi is gone.
    """
    folder = Path(settings.CONTENT_FOLDER) / launch.attempt.sco.package.folder
    found = content_files.find(folder, path)
    if found is None:
        raise Http404
    response = content_files.serve(found, request.headers.get("Range", ""))
    patch_cache_control(response, private=True, max_age=3600)
    response.headers["Content-Security-Policy"] = package_policy(launch.origin)
    return response


def package_policy(portal: str) -> str:
    """What a package may load. Inline scripts and eval are let in here and nowhere else: most packages in the field are
    made of them, and on this host there is nothing to steal. All that could carry something out is shut.
    """
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:",
            "style-src 'self' 'unsafe-inline' blob: data:",
            "img-src 'self' blob: data:",
            "media-src 'self' blob: data:",
            "font-src 'self' blob: data:",
            "connect-src 'self'",
            "frame-src 'self'",
            "worker-src 'none'",
            "object-src 'none'",
            "manifest-src 'none'",
            "form-action 'none'",
            "base-uri 'self'",
            f"frame-ancestors 'self' {portal}",
            f"sandbox {SANDBOX}",
        ]
    )
