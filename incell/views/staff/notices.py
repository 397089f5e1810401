"""Doors for staff who put up notices: what is up, to come and past; writing, changing, ending, undoing."""

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
from accounts.models import Prisoner, wing_of
from accounts.reading import reading
from accounts.views.door import Request, door
from incell.acts import notices as acts
from incell.forms.notices import NoticeForm
from incell.models import Notice

PAGE = 25
ENDED = "ended_notice"  # in the session: which one was just ended, so that the next page offers to undo it


@never_cache
@door(Verb.POST_NOTICES)
@require_safe
def notices(request: Request) -> HttpResponse:
    """What is up, what is to come, and what is past, 25 a page. Queries: 3."""
    at = timezone.now()
    ours = Notice.objects.visible_to(request.reach)
    not_over = list(ours.not_over(at).order_by("from_at")[: acts.MOST])
    past = Paginator(ours.over(at).select_related("made_by").order_by("-until_at"), PAGE)
    context = {
        "up": [notice for notice in not_over if notice.from_at <= at],
        "to_come": [notice for notice in not_over if notice.from_at > at],
        "page": past.get_page(request.GET.get("page")),
        "ended": request.session.pop(ENDED, None),
        "now": at,
    }
    return render(request, "incell/notices/list.html", context)


@never_cache
@door(Verb.POST_NOTICES)
@require_http_methods(["GET", "HEAD", "POST"])
def notice_new(request: Request) -> HttpResponse:
    """Write a notice, see it as the cell does, put it up. Queries: 2, and 8 to put it up."""
    form = NoticeForm(request.POST or None, wings=_wings(request), at=timezone.now())
    if form.is_valid() and "preview" not in request.POST:
        try:
            acts.post_notice(saying=form.saying(), by=request.user, at=form.at)
        except ValueError as fault:
            _tell(form, fault)
        else:
            messages.success(request, _("The notice is put up"))
            return redirect("incell:notices")
    return _write(request, form)


@never_cache
@door(Verb.POST_NOTICES)
@require_http_methods(["GET", "HEAD", "POST"])
def notice_edit(request: Request, pk: UUID) -> HttpResponse:
    """Change a notice that is not over yet. Queries: 3, and 7 to change it."""
    notice = _notice(request, pk)
    at, wings = timezone.now(), _wings(request)
    if notice.is_over(at):
        messages.info(request, _("This notice has ended. Write a new one"))
        return redirect("incell:notices")
    if request.method != "POST":
        return _write(request, NoticeForm.of(notice, wings=wings, at=at), notice, acts.mark_of(notice))
    mark = request.POST.get("mark", "")
    form = NoticeForm(request.POST, wings=wings, at=at)
    if form.is_valid() and "preview" not in request.POST:
        try:
            acts.change_notice(notice=notice, saying=form.saying(), mark=mark, by=request.user, at=at)
        except acts.ChangedMeanwhile as fault:
            _tell(form, fault)
            mark = acts.mark_of(notice)  # whoever has read the warning may save over it
        except ValueError as fault:
            _tell(form, fault)
        else:
            messages.success(request, _("The notice is changed"))
            return redirect("incell:notices")
    return _write(request, form, notice, mark)


@door(Verb.POST_NOTICES)
@require_POST
def notice_end(request: Request, pk: UUID) -> HttpResponse:
    """Take a notice down now. Queries: 9."""
    try:
        acts.end_notice(notice=_notice(request, pk), by=request.user, at=timezone.now())
    except acts.AlreadyOver:
        messages.info(request, _("This notice has ended already"))
    else:
        request.session[ENDED] = str(pk)
    return redirect("incell:notices")


@door(Verb.POST_NOTICES)
@require_POST
def notice_put_back(request: Request, pk: UUID) -> HttpResponse:
    """Undo the early end of a notice. Queries: 10."""
    try:
        acts.put_back(notice=_notice(request, pk), by=request.user, at=timezone.now())
    except acts.NotEnded:
        messages.info(request, _("Somebody else has put this notice back already"))
    except acts.EndsInThePast:
        messages.warning(request, _("The time of this notice has passed. Write a new one"))
    except acts.TooManyUp:
        messages.warning(request, _too_many())
    else:
        messages.success(request, _("The notice is up again"))
    return redirect("incell:notices")


def _write(request: Request, form: NoticeForm, notice: Notice | None = None, mark: str = "") -> HttpResponse:
    context: dict[str, Any] = {"form": form, "notice": notice, "mark": mark}
    if form.is_bound and not form.errors:
        context["preview"] = Notice(**vars(form.saying()))
        context["reading"] = reading(f"{form.cleaned_data['title']}.\n{form.cleaned_data['body']}")
    return render(request, "incell/notices/write.html", context)


def _tell(form: NoticeForm, fault: ValueError) -> None:
    """Put what stands in the way beside the field that mends it. Raises `fault` if it is none of the notice's."""
    told = {
        acts.EndsBeforeItBegins: ("until_on", _("The notice ends before it begins. Choose a later last day")),
        acts.EndsInThePast: ("until_on", _("This day and hour have passed. Choose a later one")),
        acts.UpTooLong: (
            "until_on",
            _("A notice is up for %(n)d days at most. Choose an earlier day") % {"n": acts.LONGEST.days},
        ),
        acts.TooManyUp: (None, _too_many()),
        acts.AlreadyOver: (None, _("Somebody else has just ended this notice. Write a new one")),
        acts.ChangedMeanwhile: (
            None,
            _("Somebody else has just changed this notice. Save again to put yours in its place"),
        ),
    }
    if type(fault) not in told:
        raise fault
    field, words = told[type(fault)]
    form.add_error(field, words)


def _too_many() -> str:
    return _("%(n)d notices are up or to come: nobody reads more. End one first") % {"n": acts.MOST}


def _wings(request: Request) -> list[str]:
    """The wings that somebody lives on. Queries: 1."""
    cells = Prisoner.objects.visible_to(request.reach).here().exclude(cell="").order_by().values_list("cell", flat=True)
    return sorted({wing_of(cell) for cell in cells.distinct()})


def _notice(request: Request, pk: UUID) -> Notice:
    return get_object_or_404(Notice.objects.visible_to(request.reach), pk=pk)
