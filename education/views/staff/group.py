"""One study group for staff: its people, everything that was written in it, and its settings."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Verb
from accounts.models import Prisoner
from accounts.views.door import Request, door
from education.acts import groups as acts
from education.forms.groups import MUTES, GroupForm, PutIn
from education.models import MOST_MEMBERS, Group, Member, Post

from .groups import seen_in
from .who import revision_of

PAGE = 50


@never_cache
@door(Verb.MODERATE_GROUPS)
@require_safe
def group(request: Request, pk: UUID) -> HttpResponse:
    """Its members and every post, the newest first, PAGE a page. Queries: 6."""
    return _page(request, _group(request, pk), PutIn())


@never_cache
@door(Verb.MODERATE_GROUPS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, pk: UUID) -> HttpResponse:
    """Its name, when posts are read, and who leads it. Queries: 3, and 8 to change it."""
    held = _group(request, pk)
    names = [(str(member.prisoner_id), member.prisoner.name) for member in _members(request, held)]
    if request.method == "POST":
        form = GroupForm(request.POST, members=names)
        if form.is_valid() and _changed(request, held, form):
            return redirect("education:group", held.pk)
    else:
        initial = {"name": held.name, "reading": held.reading, "mentor": str(held.mentor_id or "")}
        form = GroupForm(initial=initial, members=names)
    return render(request, "education/staff/group_change.html", {"group": held, "form": form})


@never_cache
@door(Verb.MODERATE_GROUPS)
@require_POST
def members(request: Request, pk: UUID) -> HttpResponse:
    """Put somebody in by prison number, take somebody out, mute or let write again. Queries: about 12."""
    held = _group(request, pk)
    form = PutIn(request.POST if "put_in" in request.POST else None)
    if form.is_bound:
        if not form.is_valid() or not _put_in(request, held, form):
            return _page(request, held, form)
    else:
        _act(request, held)
    return redirect("education:group", held.pk)


@door(Verb.MODERATE_GROUPS)
@require_POST
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close the group, or open it again. Queries: 8."""
    held, at = _group(request, pk), timezone.now()
    try:
        if "again" in request.POST:
            acts.open_again(group=held, by=request.user, at=at)
            messages.success(request, _("The group is open again"))
        else:
            acts.close_group(group=held, by=request.user, at=at)
            messages.success(request, _("The group is closed. You can open it again"))
    except acts.GroupIsClosed:
        messages.info(request, _("Somebody else has closed this group already"))
    except acts.TooManyGroups:
        messages.warning(request, _("%(n)d groups are open. Close one first") % {"n": acts.MOST_OPEN})
    return redirect("education:group", held.pk)


def _group(request: Request, pk: UUID) -> Group:
    seen = Group.objects.visible_to(request.reach).select_related("course", "mentor")
    held = get_object_or_404(seen, pk=pk)
    if held.mentor_id in request.reach.hidden:
        held.mentor = None  # as the page shows it
    return held


def _mentor(request: Request, held: Group, said: str) -> UUID | None:
    """Who is to lead the group: somebody whom the reader can't see stays. Queries: 0-1."""
    if said or not request.reach.hidden:
        return UUID(said) if said else None
    there = Group.objects.values_list("mentor_id", flat=True).get(pk=held.pk)
    return there if there in request.reach.hidden else None


def _members(request: Request, held: Group) -> list[Member]:
    inside = Member.objects.filter(request.reach.people("prisoner"), group=held, left_at__isnull=True).select_related(
        "prisoner"
    )
    return list(inside[:MOST_MEMBERS])


def _page(request: Request, held: Group, form: PutIn) -> HttpResponse:
    said = (
        Post.objects.filter(request.reach.people("author"), group=held)
        .select_related("author", "read_by")
        .prefetch_related("reports__by")
    )
    page = Paginator(said.order_by("-written_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    at = timezone.now()
    context: dict[str, Any] = {
        "group": held,
        "form": form,
        "members": [(member, member.is_muted(at)) for member in _members(request, held)],
        "page": page,
        "rows": [(post, seen_in(post)) for post in page],
        "mutes": MUTES,
    }
    return render(request, "education/staff/group.html", context)


def _changed(request: Request, held: Group, form: GroupForm) -> bool:
    said = form.cleaned_data
    try:
        acts.change_group(
            group=held,
            name=said["name"],
            reading=said["reading"],
            mentor=_mentor(request, held, said["mentor"]),
            revision=revision_of(request),
            by=request.user,
            at=timezone.now(),
        )
    except acts.ChangedMeanwhile:
        held.refresh_from_db()
        form.add_error(None, _("Somebody else has changed this group. Look at it, then save yours over it"))
    except acts.NotInIt:
        form.add_error("mentor", _("This person is not in the group any more"))
    except acts.GroupIsClosed:
        form.add_error(None, _("This group is closed. Open it again to change it"))
    else:
        messages.success(request, _("The group is changed"))
        return True
    return False


def _put_in(request: Request, held: Group, form: PutIn) -> bool:
    """Put in who has the number; a fault stands on the form. That somebody is kept apart is said, not from whom."""
    here = Prisoner.objects.visible_to(request.reach).here()
    person = here.filter(number=form.cleaned_data["number"]).first()
    if person is None:
        form.add_error("number", _("Nobody here has this prison number"))
        return False
    try:
        acts.put_in(group=held, prisoner=person, by=request.user, at=timezone.now())
    except acts.KeptApart:
        form.add_error("number", _("This person must be kept apart from somebody in the group. Choose another group"))
    except acts.InItAlready:
        form.add_error("number", _("This person is in the group"))
    except acts.GroupIsFull:
        form.add_error("number", _("%(n)d people are in the group, the most there can be") % {"n": MOST_MEMBERS})
    except acts.GroupIsClosed:
        form.add_error("number", _("This group is closed. Open it again to change it"))
    else:
        messages.success(request, _("%(name)s is in the group") % {"name": person.name})
        return True
    return False


def _act(request: Request, held: Group) -> None:
    """Take out, mute or unmute one member, named by the button that was pressed."""
    at = timezone.now()
    try:
        person = UUID(request.POST.get("person", ""))
        if "take_out" in request.POST:
            acts.take_out(group=held, prisoner=person, by=request.user, at=at)
            messages.success(request, _("Taken out of the group. What they wrote stays"))
        elif "unmute" in request.POST:
            acts.mute(group=held, prisoner=person, until=None, by=request.user, at=at)
            messages.success(request, _("They can write again"))
        else:
            days = request.POST.get("days", "")
            until = at + timedelta(days=int(days) if days in dict(MUTES) else 1)
            acts.mute(group=held, prisoner=person, until=until, by=request.user, at=at)
            messages.success(request, _("They can read and not write"))
    except (ValueError, acts.NotInIt):
        messages.info(request, _("This person is not in the group any more"))
