"""What was agreed when staff, probation and the person met: shown in the cell, and answered there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import Verb
from accounts.views.door import Request, door
from passport.acts import meetings as acts
from passport.forms.meeting import OWN_SIDES
from passport.models import HandoverMeeting, MeetingWord
from passport.views.staff_meeting import shown


@never_cache
@door(Verb.OWN_PASSPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: Request) -> HttpResponse:
    """The newest meeting, and whether it is right in the person's own words. Queries: 9; 8 to say."""
    mine = HandoverMeeting.objects.visible_to(request.reach).select_related("passport__prisoner__prison", "changed_by")
    row = mine.first()
    if row is None:
        return render(request, "passport/prisoner/meeting.html", {"told": None})
    words = request.POST.get("words", "")
    if request.method == "POST" and _said(request, row, words):
        return redirect("passport:own_meeting")
    told = acts.read_meeting(meeting=row, by=request.user, at=timezone.now())
    said = next((word for word in reversed(told.words) if word.own), None)
    context = {"told": told, "shown": shown(told, OWN_SIDES), "said": said, "words": words, "most": acts.LONGEST_WORD}
    return render(request, "passport/prisoner/meeting.html", context)


def _said(request: Request, row: HandoverMeeting, words: str) -> bool:
    """Whether the word is kept; what is wrong is told on the page, with the words still in the box."""
    says, seen = request.POST.get("says", ""), request.POST.get("seen", "")
    if says not in MeetingWord.Says.values:
        messages.error(request, _("Choose yes or no"))
        return False
    try:
        acts.say_of_meeting(
            meeting=row,
            says=says,
            words=words,
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
            by=request.user,
            at=timezone.now(),
        )
    except acts.ChangedMeanwhile:
        messages.warning(request, _("Staff have changed this. Read it again. Then say yes or no."))
    except acts.TooLong:
        messages.error(request, _("Your words are too long. Write less."))
    else:
        messages.success(request, _("Your words are kept"))
        return True
    return False
