"""A person's link on paper, made by staff beside them. The page that prints it is the only place of its secrets."""

from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.access import Verb, require
from accounts.models import Prisoner
from accounts.views.door import Request, door
from passport import pocket
from passport.acts import links
from passport.acts.carrying import PARTS
from passport.forms.link import PrintForm
from passport.models import LinkChoice, Passport, PersonalLink

from .staff_about import about, prisoner_in_reach, staff

FAULTS = {
    links.NotChosen: gettext_lazy("Choose at least one part."),
    links.NotWithThem: gettext_lazy(
        "The person chose other parts in the cell. Print those, or ask the person and say so here."
    ),
    links.CentralIsOlder: gettext_lazy(
        "Central does not take personal links yet, or was never reached. Print the pages instead."
    ),
    links.NotReadable: gettext_lazy(
        "A part can not be opened: it was changed on the disk, or its key is gone. Leave it out, and tell your "
        "administrator."
    ),
    pocket.TooMuch: gettext_lazy("That is more than a link can hold. Leave a part out."),
}


@cache_control(no_store=True, private=True)
@door(Verb.HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Make and print a person's link, or take it back. Queries: 9, and about 30 to make."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    require(staff(request), Verb.HAND_OVER, prisoner)
    passport = Passport.objects.filter(prisoner=prisoner).select_related("prisoner__prison").first()
    if passport is None:
        return render(request, "passport/staff/link.html", about(request, prisoner))
    form = PrintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "stop" in request.POST:
        _stop(request, passport)
        return redirect("passport:staff_link", prisoner_id)
    if request.method == "POST" and settings.VERIFY_URL and form.is_valid():
        try:
            made = links.make_link(
                passport=passport,
                parts=form.cleaned_data["parts"],
                asked=form.cleaned_data["asked"],
                language=form.cleaned_data["language"] or "en",
                by=staff(request),
                at=timezone.now(),
            )
        except tuple(FAULTS) as error:
            form.add_error("parts", str(FAULTS[type(error)]))
        else:
            return _paper(request, prisoner, made, form.cleaned_data["language"] or "en")
    own = LinkChoice.objects.filter(passport=passport).first()
    last = links.newest_link(passport)
    context = {
        "passport": passport,
        "form": form,
        "items": form.items(own.parts if own else []),
        "chosen": own,
        "language": form["language"].value() or "en",
        "reachable": bool(settings.VERIFY_URL),
        "last": last,
        "works": last is not None and last.closed_at is None and last.expires_at > timezone.now(),
    }
    return render(request, "passport/staff/link.html", about(request, prisoner, **context))


def _paper(request: Request, prisoner: Prisoner, made: links.Made, language: str) -> HttpResponse:
    """The paper, once. Its code is on the screen, and left out when the page is printed."""
    address = pocket.address(made.link, settings.VERIFY_URL)
    picture = segno.make(address, error="m", boost_error=False, micro=False)
    with override(language):
        titles = [str(PARTS[code][0]) for code in made.row.parts]
    context: dict[str, Any] = {
        "made": made.row,
        "titles": titles,
        "paper_language": language,
        "code": pocket.spoken(made.link.code),
        "picture": picture.svg_data_uri(border=4, light="#fff", omitsize=True),
    }
    return render(request, "passport/staff/link_paper.html", about(request, prisoner, **context))


def _stop(request: Request, passport: Passport) -> None:
    rows = PersonalLink.objects.visible_to(request.reach).open(timezone.now()).filter(passport=passport)
    for row in rows.select_related("passport__prisoner"):
        links.take_back_link(link=row, by=staff(request), at=timezone.now())
    messages.success(request, _("The link is closed. What was read on a phone stays read."))
