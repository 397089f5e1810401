from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb
from accounts.models import Audience, User
from accounts.views.door import Request, Step, door
from passport.acts.reading import read_passport
from passport.acts.sections import open_passport
from passport.acts.words import LONGEST, NothingWritten, TooLong, keep_my_words, type_my_words, unsaid_words
from passport.forms.cell import WordsForm
from passport.models import Passport

from .person import passport_here

TICKET = "passport.words"
TICKET_AGE = 12 * 3600  # seconds: as long as a session can be


@never_cache
@door(Verb.OWN_PASSPORT)
@require_safe
def words(request: Request) -> HttpResponse:
    """What the person has written, and what it is for. Queries: 13, or 1 before there is a passport."""
    passport = passport_here(request)
    kept = _kept(request, passport)
    typed = bool(passport and unsaid_words(passport=passport, by=request.user))
    return render(request, "passport/prisoner/words.html", {"kept": kept, "typed": typed})


def never_lost(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Put the words by for whoever opened the page, when the session has ended meanwhile or is somebody else's.

    The page carries a signed ticket: person and terminal. It lets words in, and nothing out.
    """

    @wraps(view)
    def behind(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        writer = _writer(request) if request.method == "POST" else None
        if writer is None or (request.step == Step.IN and request.user.pk == writer.pk):
            return view(request, *args, **kwargs)
        _type(writer, request.POST.get("words", ""))
        if request.step == Step.IN:
            messages.warning(request, _("Those words were put by. They are for the person who wrote them."))
            return redirect("passport:home")
        messages.warning(request, _("You were signed out. Your words are safe. Sign in to go on."))
        address = reverse("accounts:prisoner_sign_in")
        return redirect(f"{address}?next={reverse('passport:words_write')}")

    return behind


@never_cache
@never_lost
@door(Verb.OWN_PASSPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def words_write(request: Request) -> HttpResponse:
    """The form. What is typed is put by, sealed, before it is looked at. Queries: 14 to show, 12 to put by."""
    if request.method == "POST":
        _type(request.user, request.POST.get("words", ""))
        form = WordsForm(request.POST)
        if form.is_valid():
            return redirect("passport:words_check")
    else:
        passport = passport_here(request)
        kept = _kept(request, passport)
        typed = unsaid_words(passport=passport, by=request.user) if passport else ""
        form = WordsForm(initial={"words": typed or (kept["text"] if kept else "")})
    assert request.terminal is not None  # no prisoner is in without one
    ticket = signing.dumps([str(request.user.pk), str(request.terminal.pk)], salt=TICKET)
    return render(request, "passport/prisoner/words_write.html", {"form": form, "most": LONGEST, "ticket": ticket})


@never_cache
@door(Verb.OWN_PASSPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def words_check(request: Request) -> HttpResponse:
    """The words once more, before they are kept. Without words to check it leads to the form. Queries: 4, or 25."""
    passport = passport_here(request)
    if passport is None:
        return redirect("passport:words_write")
    if request.method == "POST":
        try:
            keep_my_words(passport=passport, by=request.user, at=timezone.now())
        except NothingWritten:  # kept a moment ago, by a second press
            return redirect("passport:words")
        except TooLong:
            return redirect("passport:words_write")
        messages.success(request, _("Your words are kept. They are in your passport now."))
        return redirect("passport:words")
    typed = unsaid_words(passport=passport, by=request.user)
    if not typed or len(typed) > LONGEST:
        return redirect("passport:words_write")
    return render(request, "passport/prisoner/words_check.html", {"typed": typed})


def _kept(request: Request, passport: Passport | None) -> dict[str, Any] | None:
    """The statement as it is kept: {"text", "at"}."""
    if passport is None:
        return None
    section = read_passport(passport=passport, by=request.user, at=timezone.now(), why="own")["MY_WORDS"]
    return {"text": section.data["text"], "at": section.at} if section else None


def _type(writer: User, text: str) -> None:
    """Put typed words by for their writer, whose passport is opened if this is the first thing in it."""
    at = timezone.now()
    passport = open_passport(prisoner=writer.prisoner, by=writer, at=at)
    type_my_words(passport=passport, text=text, by=writer, at=at)


def _writer(request: Request) -> User | None:
    """Who opened the form on this terminal, by its ticket; None without a good one. Queries: 1."""
    try:
        person, terminal = signing.loads(request.POST.get("ticket", ""), salt=TICKET, max_age=TICKET_AGE)
    except (signing.BadSignature, ValueError):
        return None
    if request.terminal is None or str(request.terminal.pk) != terminal:
        return None
    here = User.objects.filter(audience=Audience.PRISONER, is_active=True, prisoner__left_at__isnull=True)
    return here.filter(pk=person, prisoner__prison=request.terminal.prison_id).first()
