"""Every page of studying, in every state, reads like it is meant for its readers."""

import pytest
from django.test import Client

from accounts.models import User
from education.acts import attempts
from education.models import Unit, Work
from tests.cast import NOW, Cast, SignIn
from tests.incell.prisoner.test_reading import faults
from tests.lessons import a_full_course, begun, studying


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_state_of_every_unit(cast: Cast, sign_in: SignIn, language: str) -> None:
    User.objects.update(language=language)
    cell = sign_in(Client(), cast.prisoner)
    made = a_full_course()
    enrolment = studying(cast.prisoner, made["course"])
    empty = [
        Unit.objects.create(course=made["course"], position=9, kind=kind) for kind in ("LESSON", "QUIZ", "WORKBOOK")
    ]
    at = {unit: f"/me/learning/unit/{enrolment.pk}/{made[unit].pk}/" for unit in ("lesson", "quiz", "workbook")}
    found: list[str] = []

    def look(*addresses: str) -> None:
        for address in addresses:
            found.extend(faults(cell, address, language))

    look(*at.values(), *(f"/me/learning/unit/{enrolment.pk}/{one.pk}/" for one in empty))
    found += faults(cell, at["lesson"], language, {})
    attempt = begun(cast.prisoner, made["quiz"])
    quiz = f"/me/learning/quiz/{attempt.pk}/"
    look(at["quiz"], *(f"{quiz}{n}/" for n in range(1, 7)), f"{quiz}check/")
    for n in (5, 6):  # half of an order, half of a matching
        asked = attempt.asked()[n - 1]
        names = attempts.names_of(attempt.pk, asked)
        half = next(iter(names.items.values()))
        said = {"question": asked.id, f"answer-{half}": "1" if n == 5 else next(iter(names.matches.values()))}
        found += faults(cell, f"{quiz}{n}/", language, said)
    attempts.answer(attempt=attempt, question="multiple", answer=["a"], written_at=NOW, by=cast.prisoner, at=NOW)
    found += faults(cell, f"{quiz}check/", language, {})
    look(at["quiz"])
    found += faults(cell, at["quiz"], language, {})
    last = begun(cast.prisoner, made["quiz"])
    attempts.hand_in(attempt=last, by=cast.prisoner, at=NOW)
    look(f"/me/learning/quiz/{last.pk}/", at["quiz"])
    found += faults(cell, at["workbook"], language, {})
    for passed in (False, True):
        Work.objects.update(state="MARKED", passed=passed, marks=5.5, words="Look at the third sum again.")
        look(at["workbook"])
    assert not found, "\n".join(sorted(set(found)))
