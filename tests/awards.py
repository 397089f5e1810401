"""Awards for tests: given as the product gives them."""

from datetime import datetime
from typing import Any

from accounts.models import Prisoner, Role, User
from education.acts.awarding import grant_judgement, grant_skill
from education.models import Award
from tests.cast import NOW, UserFactory


def a_tutor(prison: Any = None) -> User:
    return UserFactory(roles=[Role.TUTOR], **({"prison": prison} if prison else {}))


def a_skill(prisoner: Prisoner, *, by: User | None = None, at: datetime = NOW, **more: Any) -> Award:
    said = {"skill": "TEAMWORK", "rating": "QUITE_CONFIDENT", "evidence": "Led the paint crew for a week."}
    return grant_skill(prisoner=prisoner, by=by or a_tutor(prisoner.prison), at=at, **said | more)


def a_judgement(prisoner: Prisoner, *, by: User | None = None, at: datetime = NOW, **more: Any) -> Award:
    said = {"name": "Wiring a plug", "can": "Wires a plug safely.", "evidence": "Wired four plugs, all tested."}
    return grant_judgement(prisoner=prisoner, by=by or a_tutor(prisoner.prison), at=at, **said | more)
