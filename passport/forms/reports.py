"""Reports in words: why one can not be begun yet, and what to do meanwhile."""

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Prisoner
from passport.reporting import window

ONCE = gettext_lazy("A pre-release report can be started once there is a release date, from 12 weeks before it.")
# Why there is no date, by legal status; each says what to do.
NO_DATE: dict[str, str | Promise] = {
    "REMAND": gettext_lazy(
        "This person is on remand. Use the immediate needs report: they may leave from court at any time."
    ),
    "RECALL": gettext_lazy(
        "This person was recalled. Use the immediate needs report, and ask the offender management unit about the date."
    ),
}
ASK = gettext_lazy("Use the immediate needs report, and ask the offender management unit about the date.")


def not_yet(prisoner: Prisoner, kind: str, on: date) -> str:
    """Why a report of this kind can not be begun on this day: from when it can, or what to do; "" if it can."""
    opens = window(kind, release_on=prisoner.release_on, on=on)
    if opens.is_open:
        return ""
    if opens.opens_on is None:
        return f"{ONCE} {NO_DATE.get(prisoner.legal_status, ASK)}"
    return _("A pre-release report can be started from %(day)s, 12 weeks before release.") % {
        "day": date_format(opens.opens_on, "j F Y")
    }
