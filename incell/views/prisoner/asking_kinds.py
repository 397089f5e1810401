"""What can be asked for: the list of kinds by group."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from incell.acts.kinds import kind_of
from incell.catalogue import GROUPS, Kind
from incell.forms import answering
from incell.models import Request as Asked
from incell.models import RequestKind, UnsentRequest

from . import asking_plain as plain

FEW = 200  # open requests that the list of kinds looks at


@never_cache
@door(Verb.ASK)
@require_safe
def ask(request: Request) -> HttpResponse:
    """What can be asked for, by group; what is open already leads there. Queries: 7."""
    kinds = [kind_of(row, plain.language()) for row in RequestKind.objects.current().order_by("pk")]
    waiting = _waiting(request, kinds)
    unsent = UnsentRequest.objects.visible_to(request.reach)
    begun = set(unsent.values_list("code", flat=True)[:FEW])
    groups = [
        {
            "name": plain.GROUPS[group],
            "kinds": [
                {
                    "kind": kind,
                    "name": answering.marked(kind.name),
                    "about": answering.marked(kind.about),
                    "slug": kind.slug,
                    "open": waiting.get(kind.code),
                    "new": _("Sent") if kind.code in waiting else _("You have begun") if kind.code in begun else "",
                }
                for kind in kinds
                if kind.group == group
            ],
        }
        for group in GROUPS
    ]
    return render(request, "incell/prisoner/ask.html", {"groups": [one for one in groups if one["kinds"]]})


def _waiting(request: Request, kinds: list[Kind]) -> dict[str, Any]:
    """Kind → the newest open request, of kinds of which no more may be open."""
    limits = {kind.code: kind.open for kind in kinds if kind.open}
    mine = Asked.objects.visible_to(request.reach).open().filter(code__in=limits).order_by("sent_at", "pk")
    found: dict[str, list[Any]] = {}
    for code, pk in mine.values_list("code", "pk")[:FEW]:
        found.setdefault(code, []).append(pk)
    return {code: pks[-1] for code, pks in found.items() if len(pks) >= limits[code]}
