"""A request that came on paper, typed in for the person who wrote it."""

import re
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import receipts
from accounts.access import Verb
from accounts.models import Prisoner
from accounts.templatetags.house import moment
from accounts.views.door import Request, door
from incell import questions
from incell.acts.asking import AnswersHaveErrors, KindRetired, Origin, send_request
from incell.acts.choosing import lists_for_staff
from incell.acts.kinds import kind_of
from incell.acts.limits import OneIsOpen, TooManyThisWeek, TooManyToday
from incell.catalogue import LONGEST, Kind, check_all, read_answers
from incell.forms import answering
from incell.forms.handling import OnPaper, date_on_paper
from incell.forms.naming import kind_name
from incell.models import How, RequestKind
from incell.models import Request as Asked

from .queue import own_teams, staff, tabs

KEY = re.compile(r"[!-~]{1,64}")


@door(Verb.HANDLE_REQUESTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request) -> HttpResponse:
    """Whose paper it is and what it asks. Privileged messages are never typed in by staff. Queries: 6, or 7.

    person   in the address: from somebody's page the number stands there already.
    """
    kinds = RequestKind.objects.current().defer("text", "overlays")
    open_to_staff = [(kind.code, kind_name(kind)) for kind in kinds if kind.head.get("way") != "PRIVILEGED"]
    here = Prisoner.objects.visible_to(request.reach).here()
    begun = {"number": _number_of(request.GET.get("person", ""), here)}
    form = OnPaper(
        request.POST or None, initial=begun, people=here, kinds=sorted(open_to_staff, key=lambda one: one[1])
    )
    if form.is_valid():
        return redirect("incell:paper_answers", form.cleaned_data["number"].pk, form.cleaned_data["kind"])
    context = {"form": form, "tabs": tabs(request, own_teams(request)), "here": "paper"}
    return render(request, "incell/staff/paper.html", context)


def _number_of(text: str, here: QuerySet[Prisoner]) -> str:
    """The prison number of whom an address names; nothing for nobody here. Queries: 1, or none."""
    try:
        person = here.filter(pk=UUID(text)).first() if text else None
    except ValueError:
        person = None
    return person.number if person else ""


@door(Verb.HANDLE_REQUESTS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: Request, prisoner_id: UUID, code: str) -> HttpResponse:
    """The same questions as in the cell, and the date on the paper. Queries: 7, sending about 16.

    Pages that an answer opens are added when the form comes back: nothing typed is lost.
    """
    person = get_object_or_404(Prisoner.objects.visible_to(request.reach).here().select_related("user"), pk=prisoner_id)
    row = get_object_or_404(RequestKind.objects.current().filter(code=code).exclude(head__way="PRIVILEGED"))
    kind = kind_of(row, (get_language() or "en")[:2])
    if request.method != "POST":
        return _draw(request, person, kind, {}, {})
    said = read_answers(kind, dict(request.POST.lists()))
    written, fault = date_on_paper(request.POST, timezone.localdate())
    if written is None:
        wrong = check_all(kind, said, timezone.localdate()).errors
        return _draw(request, person, kind, said, wrong, said_date=fault)
    return _send(request, person, row, kind, said, timezone.make_aware(datetime.combine(written, time(12))))


def _send(
    request: Request, person: Prisoner, row: RequestKind, kind: Kind, said: dict[str, Any], written_at: datetime
) -> HttpResponse:
    """Send it as the person's own, or draw the form again with the reason in words for staff."""
    language = (person.user.language if person.user is not None else "") or "en"
    origin = Origin(
        how=How.PAPER,
        entered_by=staff(request),
        written_at=written_at,
        key=_key(request),
        language=language,
    )
    try:
        sent = send_request(
            prisoner=person, kind=row, answers=said, by=staff(request), at=timezone.now(), origin=origin
        )
    except AnswersHaveErrors as error:
        return _draw(request, person, kind, said, error.checked.errors)
    except OneIsOpen as error:
        words = _("This person has one like this open, sent on %(when)s. It has to be answered first")
        return _draw(request, person, kind, said, {}, refused=words % {"when": moment(error.request.sent_at)})
    except TooManyThisWeek as error:
        words = _("This person has sent as many of these as may be sent in a week. The next may be sent on %(when)s")
        return _draw(request, person, kind, said, {}, refused=words % {"when": moment(error.again_at)})
    except TooManyToday:
        words = _("This person has sent 20 requests in the last 24 hours. Enter it tomorrow")
        return _draw(request, person, kind, said, {}, refused=words)
    except KindRetired:
        return _draw(request, person, kind, said, {}, refused=_("This kind of request has just been withdrawn"))
    except receipts.AskedOtherwise:
        return _draw(request, person, kind, said, {}, refused=_("This form was sent before with other answers"))
    if not Asked.objects.visible_to(request.reach).filter(pk=sent.pk).exists():
        told = _("The paper is entered. %(team)s has it now; only they read it")
        messages.success(request, told % {"team": sent.get_team_display()})
        return redirect("incell:paper")
    messages.success(request, _("The paper is entered"))
    return redirect("incell:request", sent.pk)


def _key(request: Request) -> str:
    """The form's idempotency key; a new one where it is missing or can't be one."""
    key = request.POST.get("key", "")
    return key if KEY.fullmatch(key) else str(uuid4())


def _draw(
    request: Request,
    person: Prisoner,
    kind: Kind,
    said: Mapping[str, Any],
    errors: Mapping[str, Any],
    *,
    said_date: str = "",
    refused: str = "",
) -> HttpResponse:
    pages, lists = questions.path(kind.asked, said), lists_for_staff(kind, person.pk, request.reach)
    drawn = [(answering.heading(page, kind.name), answering.fields(page, said, errors, most=LONGEST)) for page in pages]
    faults = [("", refused)] if refused else []
    faults += [("written-day", said_date)] if said_date else []
    faults += [fault for _heading, fields in drawn for fault in answering.summary(fields)]
    context = {
        "person": person,
        "name": kind.name,
        "drawn": [(heading, [(one, lists.get(one.id, [])) for one in fields]) for heading, fields in drawn],
        "errors": faults,
        "said_date": said_date,
        "written": {part: request.POST.get(f"written-{part}", "") for part in ("day", "month", "year")},
        "key": _key(request) if errors or said_date else str(uuid4()),
    }
    return render(request, "incell/staff/paper_answers.html", context)
