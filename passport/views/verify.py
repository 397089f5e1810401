"""Checking an award, at central: a page for anybody, and the same as one file for a place without the internet."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.views.door import public_door
from education import badges
from passport.models import PublishedKey, PublishedList

from .one_file import STYLE, hash_of, program

MOST = 2_000  # keys and lists in one file: ten for every prison


@public_door  # an employer has no account; the award is in the address's fragment, which no server sees
@cache_control(public=False, max_age=300)
@require_http_methods(["GET", "HEAD"])
def verify(request: HttpRequest) -> HttpResponse:
    """The page that checks an award by itself. Queries: none."""
    return render(request, "passport/public/verify.html", {"base": _base(request)})


@public_door  # public keys and public lists, and a program
@require_http_methods(["GET", "HEAD"])
def offline(request: HttpRequest) -> HttpResponse:
    """The same check as one file to keep, with today's keys and lists in it. Queries: 2."""
    script = program("js/verify/offline.js")
    base = _base(request)
    context = {
        "held": mark_safe(json.dumps(_held(base)).replace("<", "\\u003c")),  # noqa: S308  # no tag can end it
        "script": mark_safe(script),  # noqa: S308  # our own file
        "script_hash": hash_of(script),
        "style": mark_safe(STYLE),  # noqa: S308
        "style_hash": hash_of(STYLE),
        "made_on": timezone.localdate(),
        "said": _said(),
        "rows": _rows(),
    }
    response = render(request, "passport/public/offline.html", context)
    response["Content-Disposition"] = 'attachment; filename="check-an-award.html"'
    return response


def _base(request: HttpRequest) -> str:
    return settings.VERIFY_URL or f"{request.scheme}://{request.get_host()}"


def _held(base: str) -> dict[str, object]:
    """What the file knows, by the addresses that stand in awards. Queries: 2."""
    keys = PublishedKey.objects.select_related("issuer").order_by("-made_at")[:MOST]
    lists = PublishedList.objects.select_related("issuer").order_by("-signed_at")[:MOST]
    return {
        "base": base,
        "keys": {badges.Issuer(base, row.issuer_id, "").key(row.thumbprint): row.jwk for row in keys},
        "lists": {badges.Issuer(base, row.issuer_id, "").list(row.number): row.token for row in lists},
    }


def _said() -> list[tuple[str, str, str]]:
    lost = _("It says nothing that you can rely on.")
    return [
        ("VALID", _("Valid"), _("Compare the name with a proof of identity.")),
        ("ALTERED", _("Not valid"), lost),
        ("WITHDRAWN", _("Withdrawn"), _("It does not count any more.")),
        ("EXPIRED", _("Out of date"), _("It was given, and its time has ended.")),
        (
            "NOT_YET",
            _("Not valid yet"),
            _("It begins on a later day, or the clock of this device is wrong."),
        ),
        ("WRONG_ISSUER", _("Not known here"), lost),
        (
            "NOT_CHECKED",
            _("Not checked"),
            _("This file does not know who signed it, or its list is too old. Do not take it as valid."),
        ),
    ]


def _rows() -> list[tuple[str, str]]:
    return [
        ("learner", _("Name")),
        ("name", _("Award")),
        ("result", _("How confident")),
        ("description", _("What it means")),
        ("criteria", _("What it took")),
        ("evidence", _("What was seen")),
        ("issuerName", _("Given by")),
    ]
