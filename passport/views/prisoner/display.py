from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.acts.preferences import choose_display
from accounts.models import Display
from accounts.views.door import Request, door
from passport.forms.cell import DisplayForm


@never_cache
@door(Verb.OWN_PASSPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def display(request: Request) -> HttpResponse:
    """How pages look: bigger, brighter, with more space. Kept for the person. Queries: 3 to keep it."""
    form = DisplayForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        choose_display(display=form.cleaned_data["display"], by=request.user, at=timezone.now())
        messages.success(request, _("This is how pages look for you now."))
        return redirect("passport:display")
    chosen = request.POST.getlist("display") if form.is_bound else request.user.display
    items = [{"value": way.value, "label": way.label, "checked": way.value in chosen} for way in Display]
    return render(request, "passport/prisoner/display.html", {"form": form, "items": items})
