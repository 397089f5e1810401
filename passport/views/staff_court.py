"""Released at a court today: one press says so and makes the pack from what is known; another takes it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import paper
from accounts.access import Verb, require
from accounts.models import Case, Prisoner
from accounts.views.door import Request, door
from education.views.code import code_of
from passport.acts import court as acts
from passport.acts.leaving import LeftAlready, TooLateToUndo
from passport.acts.reading import whom_to_ask
from passport.forms.naming import section_names
from passport.forms.pack import PARTS
from passport.forms.readiness import MARKS, OWN_NAMES, name_of
from passport.models import CourtRelease, ReadinessItem
from passport.pack import PackPart

from .staff_about import about, prisoner_in_reach, staff
from .staff_pack import prisoner_language, told

MOST_HOLDERS = 5


@never_cache
@door(Verb.RELEASE_AT_COURT)
@require_http_methods(["GET", "HEAD", "POST"])
def court(request: Request, prisoner_id: UUID) -> HttpResponse:
    """Say it, print the pack, take it back. Nothing is opened before it was said. Queries: 8, or about 45."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    require(request.user, Verb.RELEASE_AT_COURT, prisoner)
    if request.method == "POST":
        return _do(request, prisoner)
    release = acts.said_of(prisoner)
    if release is None:
        return render(request, "passport/staff/court.html", about(request, prisoner, **_languages(request, prisoner)))
    pack = acts.gather_court_pack(release=release, by=staff(request), at=timezone.now())
    cases = Case.objects.filter(prisoner=prisoner, ended_at__isnull=True).select_related("worker")
    context = {
        "release": release,
        "pack": pack,
        "missing": missing(pack),
        "rows": [(item, name_of(item.code), MARKS[ReadinessItem.Status(item.status)]) for item in pack.to_see_to],
        "holders": [case.worker for case in cases[:MOST_HOLDERS]],
        "ask": whom_to_ask(prisoner) if pack.medicine_kept else [],
        "untrusted": section_names(pack.gathered.untrusted),
        **_languages(request, prisoner),
        **told(pack.gathered),
    }
    return render(request, "passport/staff/court.html", about(request, prisoner, **context))


def _languages(request: Request, prisoner: Prisoner) -> dict[str, Any]:
    return {"languages": [("en", _("English")), ("cy", _("Welsh"))], "language": prisoner_language(prisoner)}


def _do(request: Request, prisoner: Prisoner) -> HttpResponse:
    """One button of the page; "print" says it first, where nobody has."""
    act, now, by = request.POST.get("act", ""), timezone.now(), staff(request)
    try:
        if act == "undo":
            acts.take_back_court_release(prisoner=prisoner, by=by, at=now)
            messages.success(request, _("It is taken back: the record goes on as before"))
        elif act in ("say", "print"):
            release = acts.release_at_court(prisoner=prisoner, by=by, at=now)
            if act == "print":
                return _printed(request, prisoner, release)
            messages.success(request, _("It is written down. The record is closed when the roll says so."))
        else:
            messages.warning(request, _("Nothing was done. Choose a button of the page."))
    except LeftAlready:
        messages.info(request, _("They left more than two days ago, or went to another prison"))
    except acts.NothingToTakeBack:
        messages.info(request, _("It was taken back before"))
    except TooLateToUndo:
        messages.info(request, _("It is too late to undo this: two days have passed, or they are here again"))
    return redirect("passport:court", prisoner.pk)


def _printed(request: Request, prisoner: Prisoner, release: CourtRelease) -> HttpResponse:
    by, now = staff(request), timezone.now()
    pack = acts.gather_court_pack(release=release, by=by, at=now)
    language = request.POST.get("language", "")
    language = language if language in ("en", "cy") else prisoner_language(prisoner)
    with_medicine = "medicine" in request.POST and bool(pack.medicine)
    made = court_paper(
        prisoner, release, pack, language=language, large="large" in request.POST, medicine=with_medicine
    )
    acts.note_court_pack(prisoner=prisoner, parts=tuple(PackPart), medicine=with_medicine, by=by, at=now)
    return paper.answer(made, "court-pack")


def court_paper(
    prisoner: Prisoner, release: CourtRelease, pack: acts.CourtPack, *, language: str, large: bool, medicine: bool
) -> bytes:
    """The pack as tagged PDF, every part in it: an empty one says so. Queries: none. Raises paper.NoPango."""
    with translation.override(language):
        said = told(pack.gathered)
        first = [str(OWN_NAMES.get(item.code, ("", item.code))[1]) for item in pack.to_see_to if item.is_open]
    awards = pack.gathered.awards
    context = {
        "prisoner": prisoner,
        "today": timezone.localdate(),
        "court_on": release.on,
        "first": first,
        "medicine": pack.medicine if medicine else (),
        "link": pack.link,
        "wanted": {part.value: True for part in PackPart},
        "code": code_of(awards[0].credential) if awards else "",
        **said,
    }
    return paper.lay_out("passport/paper/court.html", context, language=language, large=large).pdf()


def missing(pack: acts.CourtPack) -> list[Any]:
    """What the paper can not say, in words: nobody has written it down, or it is kept for fewer readers."""
    found = [PARTS[part] for part in PackPart if not pack.gathered.has(part)]
    if not pack.medicine and not pack.medicine_kept:
        found.append(_("The person’s own words on medicine"))
    if pack.link is None:
        found.append(_("A link for the person’s own phone"))
    return found
