"""The units of a course, for staff: added, changed, put in order, retired."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education.acts import units as acts
from education.acts.courses import NotADraft
from education.forms.courses import UnitForm
from education.models import Course, Unit

from .who import course_of


@never_cache
@door(Verb.MANAGE_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_new(request: Request, course_id: UUID) -> HttpResponse:
    """Add a unit behind the last one. Queries: 1, and 8 to add it."""
    held = course_of(request, course_id)
    form = UnitForm(request.POST if request.method == "POST" else None, initial={"needed": "yes"})
    if form.is_valid():
        try:
            acts.add_unit(course=held, content=form.content(), by=own(request), at=timezone.now())
        except NotADraft:
            form.add_error(None, _not_a_draft())
        except acts.TooManyUnits:
            form.add_error(None, _too_many())
        else:
            messages.success(request, _("The unit is added"))
            return redirect("education:staff_course", held.pk)
    return render(request, "education/staff/unit.html", {"form": form, "course": held})


@never_cache
@door(Verb.MANAGE_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_edit(request: Request, unit_id: UUID) -> HttpResponse:
    """What a unit says of itself. Queries: 1, and 7 to change it."""
    unit = _unit(request, unit_id)
    form = UnitForm.of(unit)
    if request.method == "POST":
        form = UnitForm(request.POST)
        del form.fields["kind"]
    if form.is_valid():
        try:
            acts.change_unit(unit=unit, content=form.content(unit.kind), by=own(request), at=timezone.now())
        except NotADraft:
            form.add_error(None, _not_a_draft())
        else:
            messages.success(request, _("The unit is changed"))
            return redirect("education:staff_course", unit.course_id)
    return render(request, "education/staff/unit.html", {"form": form, "course": unit.course, "unit": unit})


@door(Verb.MANAGE_COURSES)
@require_POST
def unit_step(request: Request, unit_id: UUID) -> HttpResponse:
    """Up, down, retire, put back. Queries: 1, and about 9."""
    unit, step = _unit(request, unit_id), request.POST.get("step", "")
    by, at = own(request), timezone.now()
    try:
        if step in ("up", "down"):
            acts.move_unit(unit=unit, up=step == "up", by=by, at=at)
        elif step == "retire":
            acts.retire_unit(unit=unit, by=by, at=at)
            messages.success(request, _("The unit is retired. It stands below, and can be put back"))
        elif step == "put_back":
            acts.put_unit_back(unit=unit, by=by, at=at)
            messages.success(request, _("The unit is back"))
        else:
            messages.warning(request, _("Choose what to do"))
    except acts.FirstOrLast:
        messages.info(request, _("The unit is at that end already"))
    except acts.TooManyUnits:
        messages.warning(request, _too_many())
    except NotADraft:
        messages.warning(request, _not_a_draft())
    return redirect("education:staff_course", unit.course_id)


def _unit(request: Request, unit_id: UUID) -> Unit:
    """Queries: 1. Raises Http404."""
    ours = Unit.objects.filter(course__in=Course.objects.visible_to(request.reach)).select_related("course")
    return get_object_or_404(ours, pk=unit_id)


def _not_a_draft() -> str:
    return _("Only a draft can change. Reopen the course first")


def _too_many() -> str:
    return _("A course has %(n)d units at most. Retire one first") % {"n": acts.MOST}
