"""Prompts to staff: one person's, the caseload's, and how often each rule was right."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Verb, can, caseload
from accounts.views.door import Request, door
from passport.acts.insight import ChangedMeanwhile, answer_prompt, how_often_right, rules_in_force
from passport.forms.insight import RULES, PromptForm, words_of
from passport.models import Prompt

from .staff_about import about, prisoner_in_reach, staff

PAGE = 25
MOST_ANSWERED = 50
LATER = 14  # days, where nothing else is said


@door(Verb.READ_PASSPORT)
@require_safe
def prompts(request: Request) -> HttpResponse:
    """What waits, the newest first: of the own caseload, or of the whole prison with ?whose=all. Queries: 5."""
    found = Prompt.objects.visible_to(request.reach).waiting(timezone.localdate()).filter(prisoner__left_at=None)
    everybody = request.GET.get("whose") == "all" or not request.reach.may(Verb.TAKE_CASE)
    if not everybody:
        found = found.filter(prisoner__in=caseload(staff(request)).values("pk"))
    page = Paginator(found.select_related("prisoner"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [words_of(prompt) for prompt in page],
        "everybody": everybody,
        "has_cases": request.reach.may(Verb.TAKE_CASE),
    }
    return render(request, "passport/staff/prompts.html", context)


@door(Verb.READ_PASSPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def prompts_of(request: Request, prisoner_id: UUID) -> HttpResponse:
    """One person's prompts with their evidence, answered here by who works with them. Queries: 8, and 9 to answer."""
    prisoner = prisoner_in_reach(request, prisoner_id)
    found = Prompt.objects.visible_to(request.reach).filter(prisoner=prisoner)
    if request.method == "POST":
        return _answer(request, prisoner_id, found)
    waiting = found.waiting(timezone.localdate())
    others = found.exclude(pk__in=waiting.values("pk")).select_related("answered_by")
    context = about(
        request,
        prisoner,
        rows=[words_of(prompt) for prompt in waiting],
        answered=[words_of(prompt) for prompt in others[:MOST_ANSWERED]],
        writes=prisoner.left_at is None and can(staff(request), request.reach, Verb.WRITE_PLAN, prisoner),
        later=LATER,
    )
    return render(request, "passport/staff/prompts_of.html", context)


def _answer(request: Request, prisoner_id: UUID, found: Any) -> HttpResponse:
    form = PromptForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Nothing was saved. Choose from the lists."))
        return redirect("passport:prompts_of", prisoner_id)
    said = form.cleaned_data
    prompt = get_object_or_404(found.select_related("prisoner"), pk=said["prompt"])
    until_on = timezone.localdate() + timedelta(days=said["later"] or LATER) if said["state"] == "SNOOZED" else None
    try:
        answer_prompt(
            prompt=prompt,
            state=said["state"],
            until_on=until_on,
            revision=said["revision"],
            by=staff(request),
            at=timezone.now(),
        )
    except ChangedMeanwhile:
        messages.warning(request, _("A colleague answered this before you. Look at it again."))
    else:
        messages.success(request, _("Saved."))
    return redirect("passport:prompts_of", prisoner_id)


@door(Verb.READ_PASSPORT)
@require_safe
def prompt_rules(request: Request) -> HttpResponse:
    """Every rule with its numbers, and how often people said that it was right. Queries: 3."""
    counted = how_often_right(Prompt.objects.visible_to(request.reach))
    rows = [(RULES[rule.code], rule, counted.get(rule.code)) for rule in rules_in_force().rules]
    return render(request, "passport/staff/prompt_rules.html", {"rows": rows})
