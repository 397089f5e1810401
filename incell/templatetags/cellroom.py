"""What pages of the cell show of this app, wherever they come from: notices, and times as people say them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts.models import Audience
from accounts.templatetags.house import dated
from accounts.views.door import Step
from incell.forms.days import OnADay, Part, parts_of
from incell.forms.language import other_language
from incell.models import Notice

register = template.Library()


def told_to(request: Any) -> list[Notice]:
    """What the signed-in person is told now, urgent first; kept for the rest of the request. Queries: 1."""
    if getattr(request, "step", Step.OUTSIDE) != Step.IN or request.user.audience != Audience.PRISONER:
        return []
    if not hasattr(request, "told"):
        at = timezone.now()
        request.told = Notice.objects.told_to(request.user.pk, at, timezone.localdate(at))
    told: list[Notice] = request.told
    return told


@register.inclusion_tag("incell/notices/some.html", takes_context=True)
def urgent_notices(context: template.Context) -> dict[str, Any]:
    """The urgent ones, for the top of every page of the cell. Queries: 1, shared with `notices`."""
    return {"notices": [notice for notice in told_to(context.get("request")) if notice.urgent]}


@register.inclusion_tag("incell/notices/some.html", takes_context=True)
def notices(context: template.Context) -> dict[str, Any]:
    """The others, for the home page. Queries: 1, shared with `urgent_notices`."""
    return {"notices": [notice for notice in told_to(context.get("request")) if not notice.urgent]}


@register.simple_tag(takes_context=True)
def has_notices(context: template.Context) -> bool:
    """Whether there is any, urgent or not. Queries: as `notices`."""
    return bool(told_to(context.get("request")))


@register.simple_tag(takes_context=True)
def timetable_parts(context: template.Context, others: Iterable[OnADay]) -> list[Part]:
    """The page's own entries, and what another app has put beside them, under their headings. Queries: none."""
    return parts_of([*context["entries"], *others], context["today"], context["release_on"])


@register.filter
def not_in(words: str, language: str) -> str:
    """The language of somebody's words, "en" or "cy", where it is not the reader's; else "". Queries: none."""
    return other_language(words, language)


@register.filter
def near_day(value: datetime) -> SafeString:
    """The day as people say it, in a <time>: "Today", "Tomorrow", "Monday 3 March 2027"."""
    on = timezone.localdate(value)
    said = {0: gettext("Today"), 1: gettext("Tomorrow")}.get((on - timezone.localdate()).days)
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), said) if said else dated(value)


@register.filter
def clock(value: datetime | None) -> str:
    """The hour in local time as people say it: "2:05pm". Nothing for None."""
    if value is None:
        return ""
    here = timezone.localtime(value)
    return f"{here.hour % 12 or 12}:{here.minute:02d}{'am' if here.hour < 12 else 'pm'}"
