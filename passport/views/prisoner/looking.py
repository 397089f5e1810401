from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from passport.acts.insight import rules_in_force
from passport.forms.insight import RULES


@door(Verb.OWN_PASSPORT)
@require_safe
def looking(request: Request) -> HttpResponse:
    """When staff are told to look, in plain words: the same rules for everybody. Queries: none."""
    rules = [RULES[rule.code].plain for rule in rules_in_force().rules]
    return render(request, "passport/prisoner/looking.html", {"rules": rules})
