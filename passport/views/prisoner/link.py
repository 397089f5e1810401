"""What the person takes along on their own phone: chosen here, stopped here; staff print the paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.views.door import Request, door
from passport.acts import links
from passport.acts.sections import open_passport
from passport.forms.link import PartsForm
from passport.models import LinkChoice, Passport, PersonalLink

from .person import passport_here, person_here


@never_cache
@door(Verb.OWN_PASSPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: Request) -> HttpResponse:
    """Choose what to take, or stop the paper that was printed. Queries: 4, and about 9 to save."""
    passport = passport_here(request)
    form = PartsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "stop" in request.POST:
        _stop(request, passport)
        return redirect("passport:own_link")
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        passport = passport or open_passport(prisoner=person_here(request), by=request.user, at=at)
        links.choose_parts(passport=passport, parts=form.cleaned_data["parts"], by=request.user, at=at)
        messages.success(request, _("It is saved. Ask staff to print your paper."))
        return redirect("passport:own_link")
    own = LinkChoice.objects.filter(passport=passport).first() if passport else None
    paper = links.newest_link(passport) if passport else None
    context = {
        "form": form,
        "items": form.items(own.parts if own else []),
        "chosen": own,
        "paper": paper,
        "works": paper is not None and paper.closed_at is None and paper.expires_at > timezone.now(),
    }
    return render(request, "passport/prisoner/link.html", context)


def _stop(request: Request, passport: Passport | None) -> None:
    open_ones = PersonalLink.objects.visible_to(request.reach).open(timezone.now()).filter(passport=passport)
    for row in open_ones.select_related("passport__prisoner"):
        links.take_back_link(link=row, by=request.user, at=timezone.now())
    messages.success(request, _("It is stopped. The paper opens nothing now."))
