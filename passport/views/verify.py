"""Checking an award, at central: a page for anybody, that sends nothing of the award anywhere."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.views.door import public_door


@public_door  # an employer has no account; the award is in the address's fragment, which no server sees
@cache_control(public=False, max_age=300)
@require_http_methods(["GET", "HEAD"])
def verify(request: HttpRequest) -> HttpResponse:
    """The page that checks an award by itself. Queries: none."""
    base = settings.VERIFY_URL or f"{request.scheme}://{request.get_host()}"
    return render(request, "passport/public/verify.html", {"base": base})
