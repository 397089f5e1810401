"""A sealed file for an agency without an account: what would be in it, the words, and the file itself."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.access import Verb, require
from accounts.models import Agency
from accounts.seal import generate_passphrase
from accounts.views.door import Request, door
from passport import pocket
from passport.acts import sealed_files as acts
from passport.acts.links import NotReadable
from passport.forms.naming import section_names
from passport.models import Passport

from .one_file import STYLE, hash_of, program
from .staff_about import about, prisoner_in_reach, staff
from .staff_handover import WHY_NOT

PROGRAM = "js/link/file.js"
FAULTS = {
    **WHY_NOT,
    acts.HasKey: gettext_lazy("This agency has a key. Hand the passport over to it: that can be taken back."),
    acts.NothingToSend: gettext_lazy("Nothing that this agency may have is written yet."),
    NotReadable: gettext_lazy("A part can not be opened. Tell your administrator."),
    pocket.TooMuch: gettext_lazy("It is more than a file may hold. Print the pages instead."),
    ValueError: gettext_lazy("The words are not those of the page. Load the page again."),
}


@cache_control(no_store=True, private=True)
@door(Verb.HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def sealed_file(request: Request, prisoner_id: UUID, agency_id: UUID) -> HttpResponse:
    """Show what would go into the file and the words that open it; POST gives the file. Queries: 12, and 16 to make."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    require(staff(request), Verb.HAND_OVER, prisoner)
    passport = get_object_or_404(Passport.objects.select_related("prisoner__prison"), prisoner=prisoner)
    agency, at = get_object_or_404(Agency, pk=agency_id), timezone.now()
    context = {"agency": agency, "words": generate_passphrase()}
    try:
        if request.method == "POST":
            made = acts.seal_file_for(
                passport=passport,
                agency=agency,
                words=request.POST.get("words", ""),
                language=get_language() or "en",
                by=staff(request),
                at=at,
            )
            return _download(request, agency, made)
        grant = acts.grant_of(passport=passport, agency=agency, at=at)
        goes = acts.in_a_file(grant)
        context |= {"goes": section_names(goes), "withheld": section_names(grant.sections - set(goes))}
    except tuple(FAULTS) as error:
        context["fault"] = FAULTS[type(error)]
    return render(request, "passport/staff/sealed_file.html", about(request, prisoner, **context))


def _download(request: Request, agency: Agency, made: acts.Made) -> HttpResponse:
    script = program(PROGRAM)
    context = {
        "agency": agency.name,
        "held": mark_safe(made.file),  # noqa: S308  # base64url in JSON: no tag can end it
        "script": mark_safe(script),  # noqa: S308  # our own file
        "script_hash": hash_of(script),
        "style": mark_safe(STYLE),  # noqa: S308
        "style_hash": hash_of(STYLE),
    }
    response = render(request, "passport/public/sealed_file.html", context)
    response["Content-Disposition"] = f'attachment; filename="sealed-{made.row.pk.hex[:8]}.html"'
    return response
