"""Study groups for staff: all of them, opening one, and the posts that wait to be read."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Verb
from accounts.views.door import Request, door
from education.acts import groups as acts
from education.acts import posting
from education.forms.groups import GroupForm, Hide
from education.models import Course, Group, Post
from education.models.peers import PostQuerySet

PAGE = 25
COURSES = 500  # offered in a list
CAUGHT = {
    "NUMBER": gettext_lazy("a number to call"),
    "ADDRESS": gettext_lazy("an address"),
    "WORD threat": gettext_lazy("words of threat"),
    "WORD drugs": gettext_lazy("words about drugs"),
    "WORD debt": gettext_lazy("words about debt"),
    "WORD phones": gettext_lazy("words about phones and networks"),
    "WORD harm": gettext_lazy("words about self-harm: tell safer custody"),
    "WORD hate": gettext_lazy("words of hate"),
}


@never_cache
@door(Verb.MODERATE_GROUPS)
@require_safe
def groups(request: Request) -> HttpResponse:
    """The groups, open ones first, and how many posts wait. Queries: 5."""
    ours = Group.objects.visible_to(request.reach).select_related("course", "mentor")
    inside = Count("members", filter=Q(members__left_at__isnull=True) & request.reach.people("members__prisoner"))
    page = Paginator(ours.annotate(inside=inside).order_by("closed_at", "name", "pk"), PAGE)
    shown = page.get_page(request.GET.get("page"))
    for each in shown:
        if each.mentor_id in request.reach.hidden:
            each.mentor = None
    context = {
        "page": shown,
        "to_read": _to_read(request).count(),
        "apart": list(ours.open().with_pairs_kept_apart()[:PAGE]),
    }
    return render(request, "education/staff/groups.html", context)


@never_cache
@door(Verb.MODERATE_GROUPS)
@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: Request) -> HttpResponse:
    """Open a group for a course. Queries: 1, and 9 to open it."""
    courses = Course.objects.visible_to(request.reach).published()
    form = GroupForm(request.POST if request.method == "POST" else None, courses=courses)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = acts.open_group(**said, by=request.user, at=timezone.now())
        except acts.TooManyGroups:
            form.add_error(None, _("%(n)d groups are open. Close one first") % {"n": acts.MOST_OPEN})
        else:
            messages.success(request, _("The group is open. Put people into it"))
            return redirect("education:group", made.pk)
    return render(request, "education/staff/group_new.html", {"form": form, "none": not courses.exists()})


@never_cache
@door(Verb.MODERATE_GROUPS)
@require_safe
def posts(request: Request) -> HttpResponse:
    """What waits to be read, the oldest first: held back, waiting, or reported. Queries: 4."""
    waits = _to_read(request).select_related("group__course", "author").prefetch_related("reports__by")
    page = Paginator(waits, PAGE).get_page(request.GET.get("page"))
    return render(
        request, "education/staff/posts.html", {"page": page, "rows": [(post, seen_in(post)) for post in page]}
    )


@door(Verb.MODERATE_GROUPS)
@require_POST
def decide(request: Request, pk: UUID) -> HttpResponse:
    """Show a post, or take it out of sight with a reason. Queries: 9."""
    post = get_object_or_404(_theirs(request), pk=pk)
    back = redirect("education:group", post.group_id) if "of_group" in request.POST else redirect("education:posts")
    try:
        if "show" in request.POST:
            posting.show(post=post, by=request.user, at=timezone.now())
            messages.success(request, _("The group can see it"))
        else:
            posting.hide(post=post, reason=_reason(request), by=request.user, at=timezone.now())
            messages.success(request, _("It is not shown. Its writer can read why"))
    except posting.NeedsAReason:
        messages.warning(request, _("Say why it is not shown, in up to 300 characters: its writer reads it"))
    except posting.DecidedMeanwhile as fault:
        who = fault.post.read_by.name if fault.post.read_by else _("Somebody else")
        messages.info(request, _("%(who)s has decided on this post already") % {"who": who})
    return back


def seen_in(post: Post) -> list[str]:
    """What the filters saw in a post, in words."""
    return [str(CAUGHT.get(code, code)) for code in post.caught]


def _reason(request: Request) -> str:
    form = Hide(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""


def _to_read(request: Request) -> QuerySet[Post]:
    return _theirs(request).to_read()


def _theirs(request: Request) -> PostQuerySet:
    return Post.objects.filter(request.reach.people("author"), group__in=Group.objects.visible_to(request.reach))
