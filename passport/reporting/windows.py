"""The windows of the two reports: needs on entry at once, the pre-release report from twelve weeks before release."""

from dataclasses import dataclass
from datetime import date, timedelta

PRE_RELEASE = timedelta(weeks=12)
RESETTLEMENT_PLAN = "RESETTLEMENT_PLAN"


@dataclass(frozen=True)
class Window:
    """Whether a report can be begun.

    opens_on   the first day; None where there is no release date to count from, and where every day is one.
    """

    is_open: bool
    opens_on: date | None = None


def window(kind: str, *, release_on: date | None, on: date) -> Window:
    """Whether a report of this kind can be begun on a day.

    kind     BCST2 | RESETTLEMENT_PLAN. release_on: the date that counts, in the past too: who is still here is due.
    Source   the service's report types: immediate needs in the first days, pre-release from twelve weeks before.
    """
    if kind != RESETTLEMENT_PLAN:
        return Window(True)
    if release_on is None:
        return Window(False)
    opens_on = release_on - PRE_RELEASE
    return Window(opens_on <= on, opens_on)
