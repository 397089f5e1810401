"""Doors to the learner record for staff: bringing it in, and saying whose it is."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Verb
from accounts.models import Prison
from accounts.views.door import Request, door
from education.acts import linking
from education.acts.import_learning import import_learning
from education.forms.record import EVIDENCE, RecordFile, likely_words, outcome_words, reason_of
from education.linking import Evidence
from education.models import Learner, Offer, PastCourse
from education.record import read
from education.record.learned import NotARecord

PAGE = 10  # records to confirm
ANSWERED = 25
SHOWN = 3  # courses that say what sort of record it is
MOST_FAULTS = 200  # bad rows on the page; their count is of all
MARKS = {Evidence.SAME: "done", Evidence.NEARLY: "wait", Evidence.OTHER: "stop", Evidence.UNKNOWN: "none"}


@dataclass(frozen=True)
class Compared:
    """One field of both sides. `sent` and `here` as they are, "" or None where a side does not say."""

    name: str
    sent: Any
    here: Any
    code: str

    @property
    def words(self) -> Any:
        return EVIDENCE[Evidence(self.code)]

    @property
    def mark(self) -> str:
        return MARKS[Evidence(self.code)]


@dataclass(frozen=True)
class Pair:
    """One record and somebody here who may be the one."""

    offer: Offer
    fields: list[Compared]

    @property
    def likely(self) -> str:
        return likely_words(self.offer.probability)


@never_cache
@door(Verb.PLAN_LEARNING)
@require_safe
def records(request: Request) -> HttpResponse:
    """Records whose person is not known, beside whom they may be; 10 a page. Queries: 5."""
    offers = Offer.objects.visible_to(request.reach).filter(answer=Offer.Answer.OPEN).select_related("prisoner")
    waiting = Learner.objects.visible_to(request.reach).to_confirm().annotate(held=Count("courses", distinct=True))
    waiting = waiting.order_by("number", "pk")
    waiting = waiting.prefetch_related(
        Prefetch("offers", offers, to_attr="open"),
        Prefetch("courses", PastCourse.objects.visible_to_confirm(request.reach)[:SHOWN], to_attr="some"),
    )
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    rows = [(learner, [_pair(learner, offer) for offer in learner.open]) for learner in page]  # type: ignore[attr-defined]
    return render(request, "education/staff/records.html", _tabs(request) | {"page": page, "rows": rows})


@never_cache
@door(Verb.PLAN_LEARNING)
@require_safe
def records_answered(request: Request) -> HttpResponse:
    """What was said of records, the newest first, to take it back; 25 a page. Queries: 3."""
    said = Offer.objects.visible_to(request.reach).answered().select_related("learner", "prisoner", "answered_by")
    page = Paginator(said, ANSWERED).get_page(request.GET.get("page"))
    return render(request, "education/staff/records_answered.html", _tabs(request) | {"page": page})


@door(Verb.PLAN_LEARNING)
@require_POST
def records_answer(request: Request, pk: int) -> HttpResponse:
    """Say whose record it is, or take it back. Queries: 10-12."""
    offer = get_object_or_404(Offer.objects.visible_to(request.reach).select_related("prisoner"), pk=pk)
    act = {"confirm": linking.confirm, "refuse": linking.refuse, "undo": linking.undo}.get(request.POST.get("act", ""))
    if act is None:
        messages.warning(request, _("Choose what to do with this record"))
        return redirect("education:records")
    try:
        act(offer=offer, by=request.user, at=timezone.now())
    except linking.AlreadyLinked:
        messages.info(request, _("Somebody else has just said whose record this is. Nothing was changed"))
    except linking.NotLinkedByAPerson:
        messages.info(request, _("Somebody else has just taken this back. Nothing was changed"))
    else:
        messages.success(request, _said(act, offer.prisoner.name))
    return redirect("education:records")


@never_cache
@door(Verb.IMPORT_LEARNING)
@require_http_methods(["GET", "HEAD", "POST"])
def records_upload(request: Request) -> HttpResponse:
    """Send a record in and see what became of it, row by bad row. Queries: 1; to import as the act."""
    form = RecordFile(request.POST or None, request.FILES or None)
    context = _tabs(request) | {"form": form}
    if form.is_valid():
        try:
            context |= _import(request, form.cleaned_data["file"].read())
        except NotARecord:
            form.add_error("file", _("This is not a learner record, or it is cut off. Ask for the file again"))
    return render(request, "education/staff/records_upload.html", context)


def _tabs(request: Request) -> dict[str, Any]:
    may = request.reach.may
    return {"may_confirm": may(Verb.PLAN_LEARNING), "may_import": may(Verb.IMPORT_LEARNING)}


def _import(request: Request, content: bytes) -> dict[str, Any]:
    record = read([content])
    faults = [(fault, reason_of(fault)) for fault in record.faults[:MOST_FAULTS]]
    if record.rows and not record.learned:
        return {"faults": faults, "unusable": True}
    prison = get_object_or_404(Prison, pk=min(request.reach.prisons))
    outcome = import_learning(prison=prison, record=record, by=request.user, at=timezone.now())
    return {"faults": faults, "outcome": outcome, "words": outcome_words(outcome, len(record.faults))}


def _pair(learner: Learner, offer: Offer) -> Pair:
    person, evidence = offer.prisoner, offer.evidence
    fields = [
        (_("First name"), learner.given_name, person.first_name, "given_name"),
        (_("Last name"), learner.family_name, person.last_name, "family_name"),
        (_("Date of birth"), learner.born_on, person.date_of_birth, "born_on"),
    ]
    return Pair(offer, [Compared(name, sent, here, evidence[key]) for name, sent, here, key in fields])


def _said(act: Any, name: str) -> str:
    if act is linking.confirm:
        return _("The record is %(name)s’s now") % {"name": name}
    if act is linking.refuse:
        return _("The record is not %(name)s’s") % {"name": name}
    return _("Taken back. The record waits to be confirmed again")
