"""What the person is told, in the cell."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.views.door import Request, door


@never_cache
@door(Verb.ASK)
@require_safe
def notices(request: Request) -> HttpResponse:
    """All that is up for this person; the urgent ones stand at the top, as on every page. Queries: 1, the layout's."""
    return render(request, "incell/notices/cell.html")
