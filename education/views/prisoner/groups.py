"""Study groups in the cell: reading, writing, answering, reporting, and what goes into the skills passport."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import NotAllowed, Verb
from accounts.receipts import AskedOtherwise
from accounts.views.door import Request, door
from education.acts import posting
from education.acts.keeping import keep as keep_post
from education.forms.groups import ReportForm, Write
from education.models import MOST_MEMBERS, Group, Member, Post

PAGE = 20  # posts, each with its answers
ANSWERS = 50  # shown under one post
GROUPS = 30


@dataclass
class Said:
    """One post as the person may see it, with the answers to it."""

    post: Post
    own: bool
    mentor: bool  # by the one who leads the group
    may_show: bool  # the reader leads the group and may let the others see it
    answers: list["Said"] = field(default_factory=list)


@never_cache
@door(Verb.STUDY)
@require_safe
def my_groups(request: Request) -> HttpResponse:
    """The groups that one is in. Queries: 1."""
    mine = Group.objects.visible_to(request.reach).open().select_related("course")[:GROUPS]
    return render(request, "education/prisoner/groups.html", {"groups": mine})


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def my_group(request: Request, group_id: UUID) -> HttpResponse:
    """What was said, PAGE posts a page, the newest page first to be seen; and writing. Queries: 6, writing 13."""
    group = _group(request, group_id)
    form = Write(request.POST if request.method == "POST" else None, initial={"key": uuid4().hex})
    if form.is_valid() and _written(request, group, form):
        return redirect("education:my_group", group.pk)
    return render(request, "education/prisoner/group.html", _context(request, group, form))


@never_cache
@door(Verb.STUDY)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Request, post_id: UUID) -> HttpResponse:
    """Say that a post is not right. Queries: 3, and 9 to say it."""
    post = _post(request, post_id)
    if post.author_id == request.reach.prisoner_id:
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        posting.report(post=post, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        messages.success(request, _("Staff will look at it. They do not say who told them."))
        return redirect("education:my_group", post.group_id)
    choices = [{"value": code, "label": words} for code, words in form.fields["why"].choices]  # type: ignore[attr-defined]
    return render(request, "education/prisoner/report_post.html", {"post": post, "form": form, "choices": choices})


@door(Verb.STUDY)
@require_POST
def keep(request: Request, post_id: UUID) -> HttpResponse:
    """Put one's own words into the skills passport, or take them out, from the group or from there. Queries: 10."""
    wanted = "out" not in request.POST
    own = Post.objects.filter(author_id=request.reach.prisoner_id)
    post = get_object_or_404(own.filter(state=Post.State.SHOWN) if wanted else own, pk=post_id)
    keep_post(post=post, wanted=wanted, by=request.user, at=timezone.now())
    messages.success(request, _("This is kept for your skills passport.") if wanted else _("It is out again."))
    return redirect("education:skills") if "skills" in request.POST else redirect("education:my_group", post.group_id)


@door(Verb.STUDY)
@require_POST
def let_show(request: Request, post_id: UUID) -> HttpResponse:
    """Who leads the group lets the others see a post that the filters saw nothing in. Queries: 10."""
    post = _post(request, post_id)
    me = request.reach.prisoner_id
    if post.group.mentor_id != me or post.author_id == me:
        raise Http404
    try:
        posting.show(post=post, by=request.user, at=timezone.now())
    except (posting.DecidedMeanwhile, NotAllowed):  # or somebody has reported it by now
        messages.info(request, _("Someone has looked at it by now."))
    return redirect("education:my_group", post.group_id)


def _written(request: Request, group: Group, form: Write) -> bool:
    """Write what the form says; a fault stands on the form, with the words kept."""
    said = form.cleaned_data
    try:
        post = posting.write_post(
            group=group.pk,
            words=said["words"],
            reply_to=said["reply_to"],
            key=said["key"],
            by=request.user,
            at=timezone.now(),
        )
    except posting.Muted:
        form.add_error("words", _("You can not write here now."))
    except posting.TooManyWaiting:
        form.add_error("words", _("Wait till staff have read what you wrote."))
    except posting.NotAPostToAnswer:
        form.add_error("words", _("You can not answer this any more."))
    except (posting.SaysNothing, AskedOtherwise):
        form.add_error("words", _("Write something first."))
    else:
        _tell(request, post)
        return True
    return False


def _tell(request: Request, post: Post) -> None:
    if post.state == Post.State.SHOWN:
        messages.success(request, _("The group can see it."))
    elif post.state == Post.State.HELD:
        messages.info(request, _("Staff will read this first. It may have a number or a word in it that is not OK."))
    else:
        messages.info(request, _("Your words will be read first. Then the group can see them."))


def _group(request: Request, group_id: UUID) -> Group:
    """Queries: 1. Raises Http404 for a group that one does not see."""
    seen = Group.objects.visible_to(request.reach).open().select_related("course")
    return get_object_or_404(seen, pk=group_id)


def _post(request: Request, post_id: UUID) -> Post:
    """A post in one of one's groups: shown, one's own, or, for who leads it, waiting. Queries: 1."""
    groups = Group.objects.visible_to(request.reach).open()
    post = get_object_or_404(Post.objects.filter(group__in=groups).select_related("group", "author"), pk=post_id)
    me = request.reach.prisoner_id
    leads = post.group.mentor_id == me and post.state == Post.State.WAITING
    if post.state != Post.State.SHOWN and post.author_id != me and not leads:
        raise Http404
    return post


def _context(request: Request, group: Group, form: Write) -> dict[str, Any]:
    me = request.reach.prisoner_id
    assert me is not None
    at = timezone.now()
    leads = group.mentor_id == me
    seen = Post.objects.seen_by(me)
    if leads:
        seen = seen | Post.objects.filter(state=Post.State.WAITING)
    answers = Prefetch("replies", seen.select_related("author").distinct(), to_attr="theirs")
    first = seen.filter(group=group, reply_to__isnull=True).distinct()
    pages = Paginator(first.select_related("author").prefetch_related(answers), PAGE)
    page = pages.get_page(request.GET.get("page") or pages.num_pages)
    members = list(Member.objects.filter(group=group, left_at__isnull=True).select_related("prisoner")[:MOST_MEMBERS])
    return {
        "group": group,
        "form": form,
        "page": page,
        "said": [_said(post, group, me, leads) for post in page],
        "members": members,
        "muted_until": _muted_until(members, me, at),
        "answering": _answering(request, form),
    }


def _said(post: Post, group: Group, me: UUID, leads: bool) -> Said:
    return Said(
        post,
        own=post.author_id == me,
        mentor=post.author_id == group.mentor_id,
        may_show=leads and post.state == Post.State.WAITING and post.author_id != me,
        answers=[_said(answer, group, me, leads) for answer in getattr(post, "theirs", [])[:ANSWERS]],
    )


def _muted_until(members: list[Member], me: UUID, at: datetime) -> datetime | None:
    return next((one.muted_until for one in members if one.prisoner_id == me and one.is_muted(at)), None)


def _answering(request: Request, form: Write) -> str:
    """The post that one answers: named in the address, or in the form that came back with a fault."""
    return str(form.data.get("reply_to", "") if form.is_bound else request.GET.get("answer", ""))[:36]
