"""The prison's doors and the empty one beside them, which only `deploy.settings.bench` mounts.

The empty view stands behind the same middleware, and so the session, the person and the terminal are read; its door
asks for the same verb as home's. Then it answers with one word.
"""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb
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


urlpatterns = [*prison.urlpatterns, path("bench/empty/", empty, name="bench_empty")]
