from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.views.door import Request, door


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def help_page(request: Request) -> HttpResponse:
    """What this is, and where to turn. Queries: none."""
    return render(request, "passport/prisoner/help.html")
