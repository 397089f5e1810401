"""One request: who asks for what, what was done about it, and what a reader of its team may do."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb, alerts_for
from accounts.views.door import Request, door
from incell.acts import deciding
from incell.acts.flags import flag_words
from incell.acts.history import AlreadyDecided, ChangedMeanwhile
from incell.acts.kinds import kind_of
from incell.acts.letters import goes_by_letter
from incell.acts.letters_away import answers_for_staff
from incell.acts.ways import is_vetted, way_of
from incell.catalogue import Way
from incell.forms import answering
from incell.forms.handling import Assign, Decide, Forward, Say, due_words
from incell.forms.naming import kind_name
from incell.models import Flag, RequestEvent, State, colleagues, teams_of
from incell.models import Request as Asked

from .prompting import prompts_of
from .queue import LAST_QUEUE, staff

MOST_LINES = 200  # of the history, the newest
Forms = dict[str, forms.Form]


@door(Verb.SEE_ROLL)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, request_id: UUID) -> HttpResponse:
    """Read a request, or do one thing with it: `act` says which. Queries: 8 to read, about 14 to act."""
    if request.method != "POST":
        return page(request, in_reach(request, request_id))
    try:
        asked = in_reach(request, request_id)
    except Http404:
        return gone(request, request_id)
    return ACTS.get(request.POST.get("act", ""), page)(request, asked)


def in_reach(request: Request, request_id: UUID) -> Asked:
    """The request, or 404 for whoever may not read it. Queries: 1."""
    whole = ("kind", "prisoner__user", "prison", "assigned_to", "decided_by", "entered_by", "agency", "letter__agency")
    return get_object_or_404(Asked.objects.visible_to(request.reach).select_related(*whole), pk=request_id)


def page(request: Request, asked: Asked, filled: Forms | None = None, **more: Any) -> HttpResponse:
    """The whole page, with forms as they were filled in where one was refused."""
    return render(
        request, "incell/staff/request.html", context_of(request, asked) | forms_of(asked, filled or {}) | more
    )


def context_of(request: Request, asked: Asked) -> dict[str, Any]:
    """What every page about one request shows. Queries: 3; 1 more of a message to an agency."""
    lines = list(asked.events.select_related("by").order_by("-at", "-id")[:MOST_LINES])
    flags = list(asked.flags.select_related("by", "closed_by").order_by("at")[:20])
    handles = request.reach.may(Verb.HANDLE_REQUESTS) and asked.team in teams_of(request.reach.roles)
    undoable = bool(lines) and handles_before(request, lines[0])
    return {
        "asked": asked,
        "name": kind_name(asked.kind),
        "person": asked.prisoner,
        "alerts": alerts_for(request.reach, asked.prisoner),
        "told": answers_of(asked),
        "due": due_words(asked.due_on, timezone.localdate()),
        "late": asked.is_open and asked.due_on < timezone.localdate(),
        "history": lines,
        "flags": flags,
        "prompts": [Flag.Kind(code) for code in prompts_of(asked) if code not in {flag.kind for flag in flags}],
        "flag_kinds": Flag.Kind.choices,
        "handles": handles,
        "vetted": is_vetted(asked),
        "undo": lines[0]
        if undoable and deciding.can_undo(lines[0], asked, by=staff(request), at=timezone.now())
        else None,
        "back": request.session.get(LAST_QUEUE, "") or reverse("passport:staff_home"),
        "longest": deciding.LONGEST,
        **letter_of(asked),
    }


def letter_of(asked: Asked) -> dict[str, Any]:
    """How a message to an agency goes, and what was answered if staff may read it. Queries: none, or 1."""
    letter = getattr(asked, "letter", None)
    return {
        "letter": letter,
        "answers": answers_for_staff(letter) if letter is not None else [],
        "passes_on": way_of(asked) is Way.AGENCY,
        "goes": letter is None and asked.is_open and goes_by_letter(asked),
    }


def handles_before(request: Request, line: RequestEvent) -> bool:
    return line.from_team in teams_of(request.reach.roles)


def forms_of(asked: Asked, filled: Forms) -> dict[str, Any]:
    """The forms of the page, with what was typed where one was refused. Queries: 1."""
    people = colleagues(asked.team, asked.prison_id)
    return {
        "assign": Assign(people=people, initial={"to": str(asked.assigned_to_id or "")}, auto_id="assign-%s"),
        "forward": Forward(team=asked.team, auto_id="forward-%s"),
        "say": Say(auto_id="say-%s"),
        "decide": Decide(request=asked, auto_id="decide-%s"),
        **filled,
        "form": next(iter(filled.values()), None),
    }


def answers_of(asked: Asked) -> list[answering.ToldPage]:
    """The answers in words, in the page's language; of a privileged message none. Queries: none."""
    if asked.is_privileged:
        return []
    kind = kind_of(asked.kind, (get_language() or "en")[:2])
    return answering.told(kind.asked, asked.answers, "BCST2", lambda shown: False)


def _assign(request: Request, asked: Asked) -> HttpResponse:
    form = Assign(request.POST, people=colleagues(asked.team, asked.prison_id), auto_id="assign-%s")
    if "mine" in request.POST:
        to = staff(request)
    elif form.is_valid():
        chosen = form.chosen()
        if chosen is None and asked.assigned_to_id is None:
            return redirect("incell:request", asked.pk)
        to = chosen  # type: ignore[assignment]
    else:
        return page(request, asked, {"assign": form})
    return _done(request, asked, {}, _("Saved"), lambda: deciding.assign(**_by(request, asked), to=to))


def _forward(request: Request, asked: Asked) -> HttpResponse:
    form = Forward(request.POST, team=asked.team, auto_id="forward-%s")
    if not form.is_valid():
        return page(request, asked, {"forward": form})
    said = form.cleaned_data
    return _done(
        request,
        asked,
        {"forward": form},
        _("Forwarded"),
        lambda: deciding.forward(**_by(request, asked), to=said["to"], comment=said["comment"]),
    )


def _say(request: Request, asked: Asked) -> HttpResponse:
    form = Say(request.POST, auto_id="say-%s")
    if not form.is_valid():
        return page(request, asked, {"say": form})
    said = form.cleaned_data
    deciding.say(
        request=asked, words=said["words"], shared=said["shared"] == "both", by=staff(request), at=timezone.now()
    )
    messages.success(request, _("Your message is saved"))
    return redirect("incell:request", asked.pk)


def _flag(request: Request, asked: Asked) -> HttpResponse:
    kind = request.POST.get("kind", "")
    if kind not in Flag.Kind.values:
        return page(request, asked, errors=[("flag-kind", _("Choose what the words are about"))])
    flag_words(
        prisoner=asked.prisoner, kind=kind, by=staff(request), at=timezone.now(), excerpt=asked.words, request=asked
    )
    messages.success(request, _("Safer custody has it now"))
    return redirect("incell:request", asked.pk)


def _undo(request: Request, asked: Asked) -> HttpResponse:
    event = get_object_or_404(asked.events, pk=number(request.POST.get("event", "")))
    try:
        deciding.undo(event=event, by=staff(request), at=timezone.now())
    except deciding.NothingToUndo:
        messages.warning(
            request,
            _("It can't be undone any more: a quarter of an hour has passed, the person has seen it, or more was done"),
        )
    else:
        messages.success(request, _("Undone"))
    return redirect("incell:request", asked.pk)


ACTS: dict[str, Callable[[Request, Asked], HttpResponse]] = {
    "assign": _assign,
    "forward": _forward,
    "say": _say,
    "flag": _flag,
    "undo": _undo,
}


def _by(request: Request, asked: Asked) -> dict[str, Any]:
    shown = number(request.POST.get("revision", ""))
    return {"request": asked, "by": staff(request), "at": timezone.now(), "revision": shown}


def number(text: str) -> int:
    """A number out of a form; -1, which no request is at, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _done(request: Request, asked: Asked, typed: Forms, words: str, act: Callable[[], Asked]) -> HttpResponse:
    """Act, say so, and show the request again, or the queue once the reader's team no longer has it."""
    try:
        after = act()
    except ChangedMeanwhile as error:
        now = visible_now(request, asked)
        if now is None:
            return gone(request, asked.pk)
        return page(request, now, typed, meanwhile=meanwhile(error))
    messages.success(request, words)
    if after.team not in teams_of(request.reach.roles):
        return redirect(request.session.get(LAST_QUEUE, "") or reverse("incell:requests"))
    return redirect("incell:request", asked.pk)


def visible_now(request: Request, asked: Asked) -> Asked | None:
    """The request as it is now, or None once the reader may not read it any more. Queries: 1."""
    try:
        return in_reach(request, asked.pk)
    except Http404:
        return None


def gone(request: Request, request_id: UUID) -> HttpResponse:
    """A colleague handed the request to a team whose requests the reader may not read: the typed words stay.

    404 for whoever never had it. Queries: 1.
    """
    teams = teams_of(request.reach.roles)
    had = Asked.objects.filter(request.reach.people("prisoner", "prison_id"), events__from_team__in=teams).distinct()
    asked = get_object_or_404(had.select_related("prisoner"), pk=request_id)
    labels = {
        "comment": _("Comment for that team"),
        "words": _("Message"),
        "reply": _("Words for the person"),
        "staff_reason": _("Reason for staff only"),
    }
    said = {label: request.POST[name] for name, label in labels.items() if request.POST.get(name)}
    shown = {"team": asked.get_team_display(), "said": said, "person": asked.prisoner}
    return render(request, "incell/staff/gone.html", shown, status=409)


def meanwhile(error: ChangedMeanwhile) -> str:
    """Who did what while the reader was at it, in words."""
    now = error.request
    if not isinstance(error, AlreadyDecided):
        return _("Somebody has done something with this request since you opened it. The history below says what.")
    if now.state == State.WITHDRAWN:
        return _("The person has taken this request back.")
    said = {"who": now.decided_by.name if now.decided_by else "–", "how": State(now.state).label}
    return _("%(who)s has decided this request: %(how)s. Yours was not sent.") % said
