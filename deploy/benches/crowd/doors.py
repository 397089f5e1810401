"""The prison's doors and two bare ones beside them, which only `deploy.settings.bench` mounts.

They stand behind the same middleware, and so the session, the person and the terminal are read; their doors ask for
the same verbs as home's and the course's. The one answers with a word, the other keeps one row before it does.
"""

import uuid

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Verb
from accounts.models import Receipt
from accounts.views.door import Request, door
from deploy.urls import prison
from deploy.urls.prison import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def empty(request: Request) -> HttpResponse:
    """Queries: none of its own."""
    return HttpResponse("nothing", content_type="text/plain")


@never_cache
@door(Verb.STUDY)
@require_POST
def insert(request: Request) -> HttpResponse:
    """Keep a row and nothing else. Queries: 1."""
    Receipt.objects.create(actor="bench", key=str(uuid.uuid4()), verb="bench", asked="", answer="", at=timezone.now())
    return HttpResponse("kept", content_type="text/plain")


urlpatterns = [
    *prison.urlpatterns,
    path("bench/empty/", empty, name="bench_empty"),
    path("bench/insert/", insert, name="bench_insert"),
]
