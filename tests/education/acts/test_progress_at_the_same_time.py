"""Steps of one unit at the same moment, in real threads: each counts, and each once."""

from typing import Any

import pytest
from django.db import transaction

from accounts import receipts
from accounts.models import AuditEntry, Receipt
from education.acts.progress import Step, move
from education.models import Progress
from tests.accounts.test_at_the_same_time import at_once
from tests.cast import NOW, Cast
from tests.courses import a_course, a_unit, placed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def study(cast: Cast) -> dict[str, Any]:
    course = a_course()
    return {"enrolment": placed(course, cast.prisoner.prisoner).pk, "unit": a_unit(course).pk, "by": cast.prisoner}


@pytest.mark.parametrize("begun", [False, True])
def test_every_step_counts(study: dict[str, Any], begun: bool) -> None:
    if begun:
        move(**study, step=Step(seconds=10), key="first", at=NOW)
    at_once(lambda place: move(**study, step=Step(seconds=10), key=f"k{place}", at=NOW))
    assert Progress.objects.get().seconds == 60 + 10 * begun
    assert AuditEntry.objects.filter(verb="move").count() == 6 + begun


@pytest.mark.parametrize("begun", [False, True])
def test_one_step_that_comes_six_times_counts_once(study: dict[str, Any], begun: bool) -> None:
    if begun:
        move(**study, step=Step(seconds=10), key="first", at=NOW)
    said = at_once(lambda _: move(**study, step=Step(seconds=10, fraction=0.5), key="k", at=NOW))
    assert {(progress.seconds, progress.fraction) for progress in said} == {(10 + 10 * begun, 0.5)}
    assert AuditEntry.objects.filter(verb="move").count() == 1 + begun


def test_a_key_is_first_once() -> None:
    def keep(_: int) -> bool:
        with transaction.atomic():
            return receipts.once(actor="user:1", key="k", verb="v", asked=["a"], answer={"b": 1}, at=NOW)

    assert sorted(at_once(keep)) == [False] * 5 + [True]
    kept = Receipt.objects.get()
    assert (kept.answer, kept.asked, kept.at) == ({"b": 1}, receipts.digest(["a"]), NOW)
    with transaction.atomic(), pytest.raises(receipts.AskedOtherwise):
        receipts.once(actor="user:1", key="k", verb="v", asked=["other"], answer="", at=NOW)
    with pytest.raises(transaction.TransactionManagementError):
        receipts.once(actor="user:1", key="k2", verb="v", asked=["a"], answer="", at=NOW)
