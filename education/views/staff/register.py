"""The register of a session: who was there; on paper too."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Verb
from accounts.views.door import Request, door
from accounts.views.sign_in import own
from education.acts import registering as acts
from education.forms.timetable import CODES, read_register
from education.models import Attendance, Session


@never_cache
@door(Verb.TEACH)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Request, session_id: UUID) -> HttpResponse:
    """Mark who was there, and correct it; what stood before stays below. Queries: 4 (+4), and 9 to mark."""
    held = _session(request, session_id)
    learners = acts.learners_of(held)
    theirs = {one.pk: one for one in learners if one.learner_id != request.user.pk}
    codes: dict[UUID, str] = {}
    others: list[Attendance] = []
    if request.method == "POST":
        codes, seen = read_register(request.POST, theirs)
        try:
            n = acts.take_register(session=held, codes=codes, seen=seen, by=own(request), at=timezone.now())
        except acts.MarkedMeanwhile as fault:
            others = fault.rows
        except acts.NotYet:
            messages.warning(request, _("The register opens half an hour before it begins"))
        except acts.DoesNotTakePlace:
            messages.warning(request, _("It is not on, so it has no register"))
        except acts.NotOnThisRegister:
            messages.warning(request, _("Somebody has left the course meanwhile. Look at it again"))
        else:
            messages.success(request, ngettext("%(n)d is marked", "%(n)d are marked", n) % {"n": n})
            return redirect("education:register", held.pk)
    marks = Attendance.objects.filter(session=held)
    rows = list(marks.select_related("by", "enrolment__prisoner", "enrolment__learner"))
    stands = {row.enrolment_id: row for row in rows if row.is_current}
    context = {
        "session": held,
        "rows": [(one, stands.get(one.pk), codes.get(one.pk, _code(stands.get(one.pk)))) for one in theirs.values()],
        "codes": CODES,
        "others": others,
        "corrected": [row for row in rows if not row.is_current],
        "opens": held.starts_at - acts.EARLY,
        "is_open": held.is_on and held.starts_at <= timezone.now() + acts.EARLY,
    }
    return render(request, "education/staff/register.html", context)


def _code(row: Attendance | None) -> str:
    return row.code if row else ""


@never_cache
@door(Verb.TEACH)
@require_POST
def register_paper(request: Request, session_id: UUID) -> HttpResponse:
    """A paper to tick: by POST, since it is written down who printed it. Queries: 8 (+4)."""
    held = _session(request, session_id)
    learners = acts.print_register(session=held, by=own(request), at=timezone.now())
    return render(request, "education/staff/register_paper.html", {"session": held, "learners": learners})


def _session(request: Request, session_id: UUID) -> Session:
    ours = Session.objects.visible_to(request.reach).select_related("course", "tutor")
    return get_object_or_404(ours, pk=session_id)
