"""Safer custody's list: words that somebody has flagged, what they are, and what was done."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Verb, alerts_for
from accounts.models import Prisoner
from accounts.views.door import Request, door
from accounts.views.sign_in import onward
from incell.acts.flags import AlreadyClosed, close_flag, flag_words, see_flag
from incell.forms.handling import Outcome
from incell.models import Flag
from incell.models import Request as Asked

from .queue import PAGE, staff


@door(Verb.ANSWER_FLAGS)
@never_cache
@require_safe
def flags(request: Request) -> HttpResponse:
    """Those that wait, the oldest first; `closed=on`: the others, the newest first. Queries: 8."""
    closed = request.GET.get("closed") == "on"
    mine = Flag.objects.visible_to(request.reach).select_related("prisoner", "by", "seen_by", "closed_by")
    listed = mine.filter(closed_at__isnull=False).order_by("-closed_at") if closed else mine.waiting().order_by("at")
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    rows = [(one, alerts_for(request.reach, one.prisoner)) for one in page]
    return render(request, "incell/staff/flags.html", {"page": page, "rows": rows, "closed": closed})


@door(Verb.ANSWER_FLAGS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: Request, flag_id: UUID) -> HttpResponse:
    """One flag. POST with `act=see` notes who has it; else it is closed with what was done. Queries: 8, acting 10."""
    whole = ("prisoner", "by", "seen_by", "closed_by", "request")
    one = get_object_or_404(Flag.objects.visible_to(request.reach).select_related(*whole), pk=flag_id)
    form = Outcome(request.POST if request.method == "POST" and request.POST.get("act") != "see" else None)
    meanwhile = None
    if request.method == "POST" and request.POST.get("act") == "see":
        see_flag(flag=one, by=staff(request), at=timezone.now())
        return redirect("incell:flag", one.pk)
    if form.is_valid():
        try:
            close_flag(flag=one, outcome=form.cleaned_data["outcome"], by=staff(request), at=timezone.now())
        except AlreadyClosed as error:
            meanwhile, one = error.flag, error.flag
        else:
            messages.success(request, _("Closed"))
            return redirect("incell:flags")
    context = {
        "one": one,
        "person": one.prisoner,
        "alerts": alerts_for(request.reach, one.prisoner),
        "form": form,
        "private": not one.excerpt and one.request is not None and one.request.is_privileged,
        "meanwhile": meanwhile,
        "reads": one.request_id is not None
        and Asked.objects.visible_to(request.reach).filter(pk=one.request_id).exists(),
    }
    return render(request, "incell/staff/flag.html", context)


@door(Verb.SEE_ROLL)
@require_POST
def flag_words_of(request: Request, prisoner_id: UUID) -> HttpResponse:
    """From any page that shows a person's words: flag them to safer custody, and back. Queries: 1 (+4), and 9."""
    person = get_object_or_404(Prisoner.objects.visible_to(request.reach), pk=prisoner_id)
    kind, words = request.POST.get("kind", ""), request.POST.get("words", "")
    if kind not in Flag.Kind.values:
        messages.warning(request, _("Choose what the words may mean"))
    else:
        flag_words(prisoner=person, kind=kind, by=staff(request), at=timezone.now(), excerpt=words)
        messages.success(request, _("Safer custody is told"))
    return onward(request)
