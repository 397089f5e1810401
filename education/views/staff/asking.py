"""For tutors: who asks to join, answered one by one or together; and placing people who need not have asked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb
from accounts.models import Prisoner
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education.acts import deciding
from education.acts.clashing import clashes_for
from education.acts.places import free_places
from education.acts.suiting import asker, bars, needs_of
from education.forms.deciding import STATES, AskingFilters, Find, Why
from education.forms.reasons import clash_words, staff_reason
from education.models import Course, Enrolment

from . import batch
from .who import course_of

PAGE = 50
MOST_COURSES = 200  # in the filter
WORDS = "learners_searched_for"  # in the session: somebody's name, which stands in no address


@never_cache
@door(Verb.TEACH)
@require_http_methods(["GET", "HEAD", "POST"])
def asking(request: Request) -> HttpResponse:
    """Who asks or waits, the longest first, 50 a page; filters stand in the address. Queries: 4."""
    if request.method == "POST":
        said = AskingFilters(request.POST.dict()).said()
        return redirect(f"{reverse('education:asking')}?{AskingFilters.query(said)}")
    said = AskingFilters(request.GET.dict()).said()
    ours = Enrolment.objects.visible_to(request.reach).exclude(learner_id=request.user.pk)
    found = ours.filter(state=said["state"] or Enrolment.State.ASKED)
    if said["course"]:
        found = found.filter(course=said["course"])
    found = found.select_related("course", "prisoner", "learner").order_by("asked_at", "pk")
    courses = Course.objects.visible_to(request.reach).published().values_list("pk", "title")[:MOST_COURSES]
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "said": said,
        "states": STATES,
        "courses": [("", _("Any course")), *((str(pk), title) for pk, title in courses)],
        "form": Why(),
        "undo": bool(request.session.get(batch.DONE)),
    }
    return render(request, "education/staff/asking.html", context)


@door(Verb.TEACH)
@require_POST
def answer_many(request: Request) -> HttpResponse:
    """Say yes, say no, or undo, for those chosen. Queries: about 11 each."""
    step, form = request.POST.get("step", ""), Why(request.POST)
    if step == "undo":
        batch.undo_all(request)
        return redirect("education:asking")
    ids = batch.chosen(request)
    if not ids or step not in ("approve", "decline"):
        messages.warning(request, _("Choose at least one person first"))
        return redirect("education:asking")
    if not form.is_valid() or (step == "decline" and not form.cleaned_data["reason"].strip()):
        messages.warning(request, _("Say in 500 letters or fewer why not: they read it"))
        return redirect("education:asking")
    ours = Enrolment.objects.visible_to(request.reach).exclude(learner_id=request.user.pk)
    theirs = ours.filter(pk__in=ids).select_related("prisoner", "learner")
    act = deciding.approve if step == "approve" else deciding.decline
    said: dict[str, Any] = {"reason": form.cleaned_data["reason"], "by": own(request)}
    batch.do_to_each(
        request, theirs.order_by("asked_at", "pk"), lambda one: act(enrolment=one, at=timezone.now(), **said)
    )
    return redirect("education:asking")


@never_cache
@door(Verb.TEACH)
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: Request, enrolment_id: UUID) -> HttpResponse:
    """One who asks: what they wrote and have done, whether it is for them; the answer. Queries: 9, 10 to answer."""
    ours = Enrolment.objects.visible_to(request.reach).exclude(learner_id=request.user.pk)
    about = ours.select_related("course", "prisoner__user", "learner", "decided_by")
    held = get_object_or_404(about, pk=enrolment_id)
    form = Why(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act = deciding.decline if "decline" in request.POST else deciding.approve
        try:
            decided = act(enrolment=held, reason=form.cleaned_data["reason"], by=own(request), at=timezone.now())
        except deciding.NothingSaid:
            form.add_error("reason", _("Say why not: they read it"))
        except (deciding.DecidedAlready, deciding.NotPublished) as fault:
            form.add_error(None, _("Not done: %(why)s") % {"why": batch.why(fault)})
        else:
            request.session[batch.DONE] = [[str(held.pk), held.state, decided.revision]]
            messages.success(request, _("It is decided: %(state)s") % {"state": decided.get_state_display()})
            return redirect("education:asking")
    learner = held.prisoner or held.learner
    assert learner is not None
    who = asker(learner, on=timezone.localdate())
    reasons = [staff_reason(one) for one in bars(held.course, who, needs_of([held.course])) if one.bar != "OPEN"]
    context = {
        "held": held,
        "learner": learner,
        "form": form,
        "free": free_places(held.course),
        "reasons": reasons,
        "clashes": _clashes(held),
        "done": Course.objects.filter(pk__in=who.done)[:PAGE],
        "open": held.state in deciding.BEFORE_A_PLACE,
    }
    return render(request, "education/staff/asked.html", context)


def _clashes(held: Enrolment) -> list[str]:
    """What a place would bring into each other's way. Queries: 3, none for staff."""
    if held.prisoner is None:
        return []
    return [clash_words(one) for one in clashes_for(held.prisoner, held.course, timezone.now())]


@never_cache
@door(Verb.TEACH)
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: Request, course_id: UUID) -> HttpResponse:
    """Find people and give them places, together. The name that is searched for waits in the session. Queries: 5."""
    held = course_of(request, course_id)
    step = request.POST.get("step", "")
    if step == "undo":
        batch.undo_all(request)
    elif step == "place":
        _place(request, held)
    elif request.method == "POST":
        find = Find(request.POST)
        request.session[WORDS] = find.cleaned_data["q"] if find.is_valid() else ""
    if request.method == "POST":
        return redirect("education:place", held.pk)
    words = request.session.get(WORDS, "")
    people = Prisoner.objects.visible_to(request.reach).here().named(words)
    people = people.exclude(pk__in=Enrolment.objects.filter(course=held).studying().values("prisoner_id"))
    context = {
        "course": held,
        "page": Paginator(people, PAGE).get_page(request.GET.get("page")),
        "words": words,
        "form": Why(),
        "free": free_places(held),
        "undo": bool(request.session.get(batch.DONE)),
    }
    return render(request, "education/staff/place.html", context)


def _place(request: Request, held: Course) -> None:
    ids, form = batch.chosen(request), Why(request.POST)
    if not ids:
        messages.warning(request, _("Choose at least one person first"))
    elif not form.is_valid():
        messages.warning(request, _("Use 500 letters or fewer"))
    else:
        people = Prisoner.objects.visible_to(request.reach).here().filter(pk__in=ids)
        said: dict[str, Any] = {"course": held, "why": form.cleaned_data["reason"], "by": own(request)}
        batch.do_to_each(request, people, lambda one: deciding.place_person(person=one, at=timezone.now(), **said))
