"""The demo's awards: a skill that was rated, and something that the tutor has seen, for some of its people."""

from collections.abc import Collection
from datetime import datetime

TUTOR = "tutor@mdi.example"


def begin_awards(*, numbers: Collection[str], at: datetime) -> None:
    """Give these people two awards each, unless there are any already, or nobody outside could check one."""
    from django.conf import settings

    from accounts.models import Prisoner, User
    from education.acts.awarding import grant_judgement, grant_skill
    from education.models import Award

    if Award.objects.exists() or not settings.VERIFY_URL:
        return
    by = User.objects.get(username=TUTOR)
    for person in Prisoner.objects.here().filter(number__in=numbers):
        grant_skill(
            prisoner=person,
            skill="TEAMWORK",
            rating="VERY_CONFIDENT",
            evidence="Ran the paint crew for a week and shared out the work.",
            by=by,
            at=at,
        )
        grant_judgement(
            prisoner=person,
            name="Wiring a plug",
            can="Wires a plug and tests that it is safe.",
            evidence="Wired four plugs; all passed the test.",
            by=by,
            at=at,
        )
