"""What has changed, in words."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from passport.acts.case_notes import kinds_in_force
from passport.acts.changes import Change
from passport.models import Answer

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
    if what == "note":
        kind = kinds_in_force().name_of(detail.type, detail.subtype)
        return _("Case note: %(kind)s") % {"kind": kind}
    agency = detail.handover.agency.name
    if detail.kind == Answer.Kind.OPENED:
        return _("%(agency)s has opened it") % {"agency": agency}
    return _("%(agency)s has answered") % {"agency": agency}
