"""What has changed, in words."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Audience
from passport.acts.case_notes import kinds_in_force
from passport.acts.changes import Change
from passport.models import Answer, Pathway, SupportNeed

from . import needs
from .naming import section_name
from .readiness import name_of


def changed(change: Change) -> dict[str, Any]:
    """{"words", "at"} of one change."""
    return {"words": _words(change.what, change.detail), "at": change.at}


def _words(what: str, detail: Any) -> str:
    if what == "section":
        return section_name(detail)
    if what == "report":
        return _("%(report)s submitted") % {"report": detail.get_kind_display()}
    if what == "date":
        was, now = (date_format(day, "j F Y") if day else _("no date yet") for day in (detail.was_on, detail.now_on))
        return _("Release date moved: %(was)s → %(now)s") % {"was": was, "now": now}
    if what == "ready":
        return f"{name_of(detail.item.code)}: {detail.get_status_display()}"
    if what == "need":
        return _need(detail)
    if what == "note":
        kind = kinds_in_force().name_of(detail.type, detail.subtype)
        return _("Case note: %(kind)s") % {"kind": kind}
    agency = detail.handover.agency.name
    if detail.kind == Answer.Kind.OPENED:
        return _("%(agency)s has opened it") % {"agency": agency}
    return _("%(agency)s has answered") % {"agency": agency}


def _need(event: Any) -> str:
    """A need that was opened, moved, closed or spoken of by the person; a restricted one by its pathway alone.

    event    a SupportNeedEvent with `moved`: whether there was one before it.
    """
    need = event.need
    words = {"need": needs.name_of(need.code) if need.code else Pathway(need.pathway).label}
    if not event.moved:
        return _("Need written down: %(need)s") % words
    if event.by and event.by.audience == Audience.PRISONER:
        return _("The person said of a need: %(need)s. %(says)s") % {**words, "says": event.get_person_says_display()}
    words["state"] = event.get_status_display()
    if event.status not in SupportNeed.OPEN:
        return _("Need closed: %(need)s. %(state)s") % words
    return _("Need moved: %(need)s. %(state)s, %(owner)s") % {**words, "owner": event.get_owner_display()}
