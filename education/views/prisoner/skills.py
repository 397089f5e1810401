"""My skills in the cell: what was awarded, what it means, and what the printed page shows."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import paper
from accounts.access import Verb
from accounts.models import Prisoner
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education.acts.showing import ON_A_PAGE, TooManyForAPage, choose_for_cv
from education.forms.plain import RATINGS, SKILLS, SKILLS_MEAN
from education.models import Award, AwardKind, Cv, Post
from education.views.cv import chosen_for_cv, sheet_of

MOST_KEPT = 30  # posts, as many as the passport takes
MOST = 100  # awards of one person: a page of choices is one page


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def skills(request: Request) -> HttpResponse:
    """The skills passport; posting chooses what the printed page shows. Queries: 5 to show, 10 to choose."""
    prisoner = get_object_or_404(Prisoner.objects.here(), pk=request.reach.prisoner_id)
    if request.method == "POST":
        said = _choose(request, prisoner)
        messages.success(request, said)
        return redirect("education:skills")
    rows = Award.objects.filter(prisoner=prisoner).select_related("achievement").order_by("-issued_at", "pk")[:MOST]
    shown = [(award, *_plain(award)) for award in rows]
    cv = Cv.objects.filter(prisoner=prisoner).first() or Cv(prisoner=prisoner)
    context = {
        "standing": [one for one in shown if one[0].withdrawn_at is None],
        "gone": [one for one in shown if one[0].withdrawn_at is not None],
        "prisoner": prisoner,
        "cv": cv,
        "kept": Post.objects.kept(prisoner.pk).select_related("group__course")[:MOST_KEPT],
        "most": ON_A_PAGE,
    }
    return render(request, "education/awards/skills.html", context)


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD"])
def page_for_a_job(request: Request) -> HttpResponse:
    """The page for a job as it comes out of the printer. Queries: 3."""
    prisoner = get_object_or_404(Prisoner.objects.here().select_related("prison"), pk=request.reach.prisoner_id)
    cv = Cv.objects.filter(prisoner=prisoner).first()
    rows = chosen_for_cv(prisoner, cv)
    if not rows:
        messages.error(request, _("Your page is empty. Choose a skill to show."))
        return redirect("education:skills")
    try:
        return paper.answer(sheet_of(prisoner, rows, cv).pdf, "page")
    except paper.NoPango:
        messages.error(request, _("We can not make your page now. Tell staff."))
        return redirect("education:skills")


def _choose(request: Request, prisoner: Prisoner) -> str:
    language = request.POST.get("language", "")
    try:
        choose_for_cv(
            prisoner=prisoner,
            awards=_uuids(request.POST.getlist("show")),
            says_where=request.POST.get("where") == "yes",
            in_code=next(iter(_uuids(request.POST.getlist("code"))), None),
            language=language if language in Cv.Language.values else Cv.Language.ENGLISH,
            large_print=request.POST.get("large") == "yes",
            by=own(request),
            at=timezone.now(),
        )
    except TooManyForAPage:
        return _("One page has room for eight. Take some off.")
    return _("Saved. Ask your tutor to print your page.")


def _uuids(texts: list[str]) -> list[UUID]:
    """Those that are ids: what a browser sends from this page always is."""
    found = []
    for text in texts[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _plain(award: Award) -> tuple[object, object]:
    """What an award is called and what it means, for a skill in the words of the cell; else as staff wrote it."""
    if award.kind == AwardKind.SKILL:
        return SKILLS[award.achievement.skill], (SKILLS_MEAN[award.achievement.skill], RATINGS[award.rating])
    return "", ()
