"""The pictures, sounds and films of a course."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education.acts import media as acts
from education.forms.writing import MediaForm, MediaWordsForm
from education.models import Course, Media

from .who import course_of

PAGE = 20
NEEDS = {
    "alt": gettext_lazy("Say what the picture shows"),
    "transcript": gettext_lazy("Write what is said in it"),
    "captions": gettext_lazy("A film needs captions"),
}


@never_cache
@door(Verb.MANAGE_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_media(request: Request, course_id: UUID) -> HttpResponse:
    """What a course has, the newest first, and adding to it; `change` in the address: the words beside one of them.

    Queries: 3 (+4), and 7 to add, 6 to change.
    """
    held = course_of(request, course_id)
    if "change" in request.GET:
        return _words(request, held)
    form = MediaForm(request.POST, request.FILES) if request.method == "POST" else MediaForm()
    if form.is_valid():
        try:
            chunks = form.cleaned_data["file"].chunks()
            acts.add_media(course=held, chunks=chunks, words=form.words(), by=own(request), at=timezone.now())
        except ValueError as fault:
            form.add_error(*_said(fault))
        else:
            messages.success(request, _("The file is kept. Write what stands beside it into the lesson"))
            return redirect("education:course_media", held.pk)
    page = Paginator(Media.objects.filter(course=held), PAGE).get_page(request.GET.get("page"))
    return render(request, "education/staff/media.html", {"course": held, "form": form, "page": page})


def _words(request: Request, held: Course) -> HttpResponse:
    """Change what is said beside one file."""
    file = get_object_or_404(Media, course=held, pk=_id(request.GET["change"]))
    form = MediaWordsForm(request.POST) if request.method == "POST" else MediaWordsForm.of(file)
    mark = request.POST.get("mark", "") if request.method == "POST" else acts.mark_of(file)
    if form.is_bound and form.is_valid():
        try:
            acts.say_anew(media=file, words=form.words(), mark=mark, by=own(request), at=timezone.now())
        except acts.ChangedMeanwhile:
            form.add_error(None, _("Somebody has just changed these words. Save again to put yours in their place"))
            mark = acts.mark_of(file)
        except ValueError as fault:
            form.add_error(*_said(fault))
        else:
            messages.success(request, _("The words are changed, in every lesson that shows it"))
            return redirect("education:course_media", held.pk)
    context = {"course": held, "form": form, "file": file, "mark": mark}
    return render(request, "education/staff/media_words.html", context)


def _id(said: str) -> UUID:
    """Raises Http404 for what is no id."""
    try:
        return UUID(said)
    except ValueError:
        raise Http404 from None


def _said(fault: ValueError) -> tuple[str, str]:
    """The field that a fault is about, and how to mend it. What is none of ours is raised again."""
    if isinstance(fault, acts.NeedsWords):
        return fault.field, str(NEEDS[fault.field])
    if isinstance(fault, acts.NotCaptions):
        return "captions", _("Captions begin with the line WEBVTT and have times like 00:01.000 --> 00:04.000")
    words = {
        acts.NotMedia: _("This is no picture, sound or film that can be shown"),
        acts.HoldsAProgram: _("This kind of file can hold a program. Save a picture as PNG or JPEG"),
        acts.TooLarge: _("Too large: a picture may have 2 MB, a sound 20 MB, a film 80 MB"),
        acts.TooMany: _("The course has %(n)d files already") % {"n": acts.MOST},
    }
    if type(fault) not in words:
        raise fault
    return "file", words[type(fault)]
