"""What every page of a terminal carries for the time without Wi-Fi: its script with a ticket, and what waits there."""

from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Audience
from accounts.views.door import Step
from incell.acts.tickets import issue_ticket

register = template.Library()


@register.simple_tag(takes_context=True)
def terminal_script(context: template.Context) -> SafeString:
    """The script that starts the service worker and tells it whose page this is; nothing off the terminals.

    Context `in_book`: a page of the book, which says nothing of who is there. Queries: none.
    """
    if not _on_a_terminal(context):
        return SafeString()
    worker = reverse("incell:service_worker")
    if context.get("in_book"):
        return format_html(_SCRIPT, static("js/cell/offline.js"), worker, SafeString("data-book"))
    ticket = ticket_of(context.get("request"))
    return format_html(_SCRIPT, static("js/cell/offline.js"), worker, format_html('data-ticket="{}"', ticket))


_SCRIPT = '<script type="module" src="{}" data-worker="{}" {}></script>'


def ticket_of(request: Any) -> str:
    """A ticket for whoever is signed in at this terminal; "" for anybody else. Queries: none."""
    if request.step < Step.IN or request.user.audience != Audience.PRISONER or request.terminal is None:
        return ""
    return issue_ticket(user=request.user, terminal=request.terminal, at=timezone.now())


@register.simple_tag(takes_context=True)
def ticket(context: template.Context) -> str:
    """The ticket that a form carries to be kept without Wi-Fi; "" off the terminals. Queries: none."""
    return ticket_of(context.get("request"))


@register.inclusion_tag("incell/offline/parts/waiting.html", takes_context=True)
def what_waits(context: template.Context) -> dict[str, Any]:
    """Lines that the script shows when something waits on this terminal. Queries: none."""
    return {"shown": _on_a_terminal(context)}


def _on_a_terminal(context: template.Context) -> bool:
    try:
        reverse("incell:service_worker")
    except NoReverseMatch:  # central has no cells
        return False
    # One that was turned off still says what it keeps.
    cookies = getattr(context.get("request"), "COOKIES", {})
    return bool(context.get("in_book")) or settings.TERMINAL_COOKIE_NAME in cookies
