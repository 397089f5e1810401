"""Course packages, for staff: sent in, listed, looked at, replaced by a newer version."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.models import Prison
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education import scorm
from education.acts import courses, placing, units, unpacking
from education.acts import packages as acts
from education.acts.clearing import room
from education.forms.packages import NewerForm, PackageForm, notes_of, reason_of
from education.models import Course, Package, Unit

PAGE = 25
MOST_PLACES = 100  # draft courses, and empty units, that are offered
MOST_LINES = 200  # of a menu on the page; their count is of all


@never_cache
@door(Verb.MANAGE_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def packages(request: Request) -> HttpResponse:
    """Send a package in; below it those that are here, 25 a page. Queries: 5, and as the act."""
    drafts = Course.objects.visible_to(request.reach).filter(state=Course.State.DRAFT).order_by("title", "pk")
    empty = Unit.objects.filter(course__in=drafts, kind=Unit.Kind.PACKAGE, package=None).current()
    posted = request.method == "POST"
    form = PackageForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        drafts=drafts[:MOST_PLACES],
        empty=empty.select_related("course")[:MOST_PLACES],
        initial={"into": request.GET.get("into", "")},
    )
    if form.is_valid():
        imported = _said(form, lambda: _import(request, form))
        if imported is not None:
            if imported.fresh:
                messages.success(request, _("The package is in. Look at what was found"))
            else:
                messages.info(request, _("This package was here already. Nothing has changed"))
            return redirect("education:package", imported.package.pk)
    held = Package.objects.visible_to(request.reach).select_related("unit__course")
    page = Paginator(held, PAGE).get_page(request.GET.get("page"))
    taken = held.filter(cleared_at=None).aggregate(taken=Sum("bytes"))["taken"] or 0
    free, _whole = room()
    context = {"form": form, "page": page, "taken": taken, "free": free}
    return render(request, "education/staff/packages.html", context)


@never_cache
@door(Verb.MANAGE_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def package(request: Request, package_id: UUID) -> HttpResponse:
    """What was found in a package, where it is used, and a newer version of it. Queries: 3, and as the act."""
    ours = Package.objects.visible_to(request.reach).select_related("unit__course", "imported_by", "prison")
    held = get_object_or_404(ours, pk=package_id)
    posted = request.method == "POST"
    form = NewerForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        newer = _said(form, lambda: _replace(request, held, form))
        if newer is not None:
            if newer.retired is None:
                messages.success(request, _("The newer version is in its place: nobody had begun the old one"))
            else:
                messages.success(
                    request,
                    _("Somebody had begun the old version: its unit is retired, a new one is in its place"),
                )
            return redirect("education:package", newer.package.pk)
    menu = held.scos.all()
    context = {
        "package": held,
        "form": form,
        "notes": notes_of(held),
        "menu": menu[:MOST_LINES],
        "count": menu.count(),
        "replaceable": held.unit is not None
        and held.unit.retired_at is None
        and held.unit.course.state == Course.State.DRAFT,
    }
    return render(request, "education/staff/package.html", context)


def _import(request: Request, form: PackageForm) -> acts.Imported:
    course, unit = form.place()
    prison = get_object_or_404(Prison, pk=min(request.reach.prisons))
    file = form.cleaned_data["file"]
    by, at = own(request), timezone.now()
    return acts.import_package(file=file, name=file.name or "", prison=prison, by=by, at=at, course=course, unit=unit)


def _replace(request: Request, held: Package, form: NewerForm) -> acts.Imported:
    file = form.cleaned_data["file"]
    return acts.replace_package(package=held, file=file, name=file.name or "", by=own(request), at=timezone.now())


def _said(form: Form, act: Callable[[], acts.Imported]) -> acts.Imported | None:
    """What the act gives, or None, and the form says why and what to do."""
    try:
        return act()
    except scorm.NotAPackage as fault:
        form.add_error("file", reason_of(fault))
    except unpacking.NoRoomOnDisk as fault:
        form.add_error("file", _("The server has %(n)d MB too little room. Tell whoever runs it") % _n(fault))
    except unpacking.FilesCannotBeKept:
        form.add_error("file", _("The server could not keep the files. Nothing was brought in. Tell whoever runs it"))
    except acts.SamePackage:
        form.add_error("file", _("This very package is here already. Choose the newer one"))
    except placing.HoldsAnother:
        form.add_error(None, _("This unit has a package now, or is retired. Choose another place"))
    except acts.InNoCourse:
        form.add_error(None, _("This package is in no course any more: send the newer one in as a package of its own"))
    except courses.NotADraft:
        form.add_error(None, _("Only a draft can change. Reopen the course first"))
    except courses.TooManyCourses:
        form.add_error(None, _("There are too many courses. Retire one first"))
    except units.TooManyUnits:
        form.add_error(None, _("A course has %(n)d units at most. Retire one first") % {"n": units.MOST})
    return None


def _n(fault: unpacking.NoRoomOnDisk) -> dict[str, Any]:
    return {"n": fault.mib}
