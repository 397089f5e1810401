"""The release pack on paper: chosen and looked at first, then printed by who says why."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import paper
from accounts.access import Verb, require
from accounts.models import Prisoner
from accounts.views.door import Request, door
from education.models import AwardKind
from education.views.code import code_of
from incell.forms.contact_words import who_to_them
from passport.acts.packing import Gathered, Why, gather_pack, note_printed
from passport.forms.appointments import kind_name
from passport.forms.documents import OWN_CODES
from passport.forms.naming import section_names
from passport.forms.pack import PARTS, WHYS, PackForm
from passport.forms.plan import OWN_WHO
from passport.models import Passport
from passport.pack import PackPart

from .staff_about import about, prisoner_in_reach, staff


@never_cache
@door(Verb.HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def pack(request: Request, prisoner_id: UUID) -> HttpResponse:
    """What would be printed, and printing it. Queries: about 26, printing 4 more; under 3 s."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    require(request.user, Verb.HAND_OVER, prisoner)
    passport = Passport.objects.filter(prisoner=prisoner).select_related("prisoner__prison").first()
    if passport is None:
        return render(request, "passport/staff/pack.html", about(request, prisoner))
    found = gather_pack(passport=passport, by=staff(request), at=timezone.now())
    form = PackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        parts = [part for part in PackPart if part.value in said["parts"]]
        made = pack_paper(prisoner, found, parts, language=said["language"], large=said["large"])
        note_printed(passport=passport, parts=parts, why=Why(said["why"]), by=staff(request), at=timezone.now())
        return paper.answer(made, "release-pack")
    chosen = request.POST.getlist("parts") if request.method == "POST" else [p for p in PackPart if found.has(p)]
    context = {
        "passport": passport,
        "form": form,
        "parts": [_box(part, found, chosen) for part in PackPart],
        "whys": [{"value": value, "label": label} for value, label in WHYS.items()],
        "why": request.POST.get("why", ""),
        "language": request.POST.get("language") or prisoner_language(prisoner),
        "large": "large" in request.POST,
        "without_details": found.pack.without_details,
        "withheld": section_names(found.withheld),
        "untrusted": section_names(found.untrusted),
        **told(found),
    }
    return render(request, "passport/staff/pack.html", about(request, prisoner, **context))


def prisoner_language(prisoner: Prisoner) -> str:
    """The language that the person has chosen in the cell. Queries: 1."""
    return prisoner.user.language if prisoner.user is not None and prisoner.user.language else "en"


def _box(part: PackPart, found: Gathered, chosen: Collection[str]) -> dict[str, Any]:
    return {"value": part.value, "label": PARTS[part], "checked": part.value in chosen, "empty": not found.has(part)}


def pack_paper(
    prisoner: Prisoner, found: Gathered, parts: Collection[PackPart], *, language: str, large: bool
) -> bytes:
    """The pack as tagged PDF. `prisoner` with its prison. Queries: none. Raises paper.NoPango."""
    with translation.override(language):
        said = told(found)
    context = {
        "prisoner": prisoner,
        "today": timezone.localdate(),
        "wanted": {part.value: part in parts for part in PackPart},
        "code": code_of(found.awards[0].credential) if PackPart.SKILLS in parts and found.awards else "",
        **said,
    }
    return paper.lay_out("passport/paper/pack.html", context, language=language, large=large).pdf()


def told(found: Gathered) -> dict[str, Any]:
    """What was gathered, in words of the language in force: for the preview and for the paper alike."""
    return {
        "meetings": [
            {
                "on": _day(one.on),
                "time": one.at,
                "kind": kind_name(one.kind, "plain") if one.kind else "",
                "who": one.who,
                "where": one.where,
                "note": one.note,
            }
            for one in found.pack.meetings
        ],
        "contacts": [
            {
                "name": tie.contact.name,
                "relationship": who_to_them(tie.relationship),
                "phones": [phone.spoken for phone in tie.contact.phones.all()],
            }
            for tie in found.contacts
        ],
        "conditions": [one.said(translation.get_language()) for one in found.pack.conditions],
        "held": [
            {"name": str(OWN_CODES.get(one.code, one.code)), "title": one.title, "ends_on": _day(one.expires_on)}
            for one in found.pack.held
        ],
        "aims": [
            {
                "title": one.title,
                "by": _day(one.by),
                "steps": [(text, str(OWN_WHO.get(who, who))) for text, who in one.steps],
            }
            for one in found.pack.aims
        ],
        "awards": [_award(award) for award in found.awards],
    }


def _award(award: Any) -> dict[str, Any]:
    skill = award.kind == AwardKind.SKILL
    name = str(award.achievement.get_skill_display()) if skill else award.achievement.name
    return {"name": name, "on": award.issued_at, "rating": str(award.get_rating_display()) if award.rating else ""}


def _day(text: str) -> date | None:
    return parse_date(text) if text else None
