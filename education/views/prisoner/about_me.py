"""What helps a person learn: read by the person, and said in their own words."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.models import Prisoner
from accounts.views.door import Request, door
from education.acts import helping
from education.forms import plain
from education.forms.own_plan import AREAS, SUBJECTS, OwnNeed
from education.models import AdditionalNeed, Assessment

MOST = 60  # assessments, or things that help, on the page


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def about_me(request: Request) -> HttpResponse:
    """What helps, how far one is, and a form to say more; or to say that something counts no more.

    Queries: 7, and 9 to write.
    """
    ends = request.POST.get("end", "")
    if ends:
        return _end(request, ends)
    form = OwnNeed(request.POST or None)
    if form.is_valid() and _add(request, form):
        return redirect("education:about_me")
    needs = AdditionalNeed.objects.visible_to(request.reach).in_force()[:MOST]
    done = list(Assessment.objects.visible_to(request.reach)[:MOST])
    latest = {one.subject: one for one in reversed(done)}
    context = {
        "form": form,
        "needs": [(need, AREAS[need.area], need.by_id == request.user.pk) for need in needs],
        "levels": [(name, plain.LEVELS[latest[code].level]) for code, name in SUBJECTS.items() if code in latest],
    }
    return render(request, "education/prisoner/about_me.html", context)


def _add(request: Request, form: OwnNeed) -> bool:
    """Write down what the person says; whether that went. A fault stands on the form."""
    person = get_object_or_404(Prisoner.objects.visible_to(request.reach))
    said = form.cleaned_data
    try:
        helping.add_need(
            prisoner=person, area=said["area"], strategies=said["words"], told=True, by=request.user, at=timezone.now()
        )
    except helping.TooManyNeeds:
        form.add_error("words", _("There are too many. Say that one does not count first."))
        return False
    messages.success(request, _("Your words are saved. Who teaches you can read them."))
    return True


def _end(request: Request, need_id: str) -> HttpResponse:
    mine = AdditionalNeed.objects.visible_to(request.reach).select_related("prisoner")
    found = mine.filter(pk=int(need_id) if need_id.isdecimal() and len(need_id) < 18 else 0).first()
    try:
        if found is None:
            raise helping.EndedAlready
        helping.end_need(need=found, by=request.user, at=timezone.now())
    except helping.EndedAlready:
        messages.info(request, _("That is not on your page now."))
    else:
        messages.success(request, _("It does not count any more."))
    return redirect("education:about_me")
