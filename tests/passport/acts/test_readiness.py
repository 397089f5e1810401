"""Lists of what has to be ready begin by themselves, follow the release date, and are worked off."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import NotAllowed
from accounts.models import AuditEntry, Prisoner
from passport.acts import readiness as acts
from passport.models import ReadinessEvent, ReadinessItem, ReadinessList
from tests.cast import NOW, Cast, PrisonerFactory

pytestmark = pytest.mark.django_db


def follow(**more: Any) -> int:
    return acts.follow_readiness(by="node:MDI", at=NOW, **more)


def item(person: Prisoner, code: str = "HOUSING") -> ReadinessItem:
    return ReadinessItem.objects.get(readiness__prisoner=person, code=code)


def move(row: ReadinessItem, by: Any, status: str = "DONE", revision: int = 0, owner: str = "PRISON") -> ReadinessItem:
    return acts.move_item(item=row, status=status, owner=owner, revision=revision, by=by, at=NOW)


def test_everybody_here_gets_a_list_once(cast: Cast) -> None:
    PrisonerFactory(left_at=NOW)
    assert follow() == 2
    assert ReadinessList.objects.count() == 2
    assert item(cast.prisoner.prisoner).due_on == date(2027, 3, 29)
    assert follow() == 0
    assert AuditEntry.objects.filter(verb="follow_readiness").count() == 1


@pytest.mark.parametrize(
    ("said", "due_on"),
    [
        ({"release_on": date(2027, 6, 28)}, date(2027, 5, 31)),
        ({"release_on": None, "release_kind": ""}, None),
        ({"release_on": date(2027, 3, 2), "release_kind": "HDC"}, date(2027, 2, 2)),
    ],
)
def test_days_move_with_the_release_date_and_what_was_done_stays(
    cast: Cast, said: dict[str, Any], due_on: date | None
) -> None:
    him = cast.prisoner.prisoner
    follow()
    move(item(him), cast.practitioner)
    Prisoner.objects.filter(pk=him.pk).update(**said)
    assert follow() == 1
    assert follow() == 0
    row = item(him)
    assert (row.due_on, row.status, row.revision) == (due_on, "DONE", 1)
    assert ReadinessEvent.objects.filter(item=row).first().due_on == due_on  # type: ignore[union-attr]


def test_a_date_that_comes_for_somebody_who_had_none_is_seen(cast: Cast) -> None:
    him = cast.prisoner.prisoner
    Prisoner.objects.filter(pk=him.pk).update(release_on=None, received_on=None)
    follow()
    Prisoner.objects.filter(pk=him.pk).update(release_on=date(2027, 6, 28))
    assert follow() == 1
    Prisoner.objects.filter(pk=him.pk).update(received_on=date(2027, 1, 4))
    assert follow() == 1
    assert item(him).begin_on == date(2027, 1, 11)


def test_what_is_asked_for_no_more_is_put_away_and_comes_back(cast: Cast) -> None:
    him = cast.prisoner.prisoner
    follow()
    Prisoner.objects.filter(pk=him.pk).update(release_kind="AUTOMATIC")
    follow()
    assert item(him, "DAY_ONE_APPOINTMENT").dropped
    Prisoner.objects.filter(pk=him.pk).update(release_kind="CONDITIONAL")
    follow()
    assert not item(him, "DAY_ONE_APPOINTMENT").dropped


def test_newer_rules_reckon_every_list_anew(cast: Cast, settings: Any, tmp_path: Any) -> None:
    follow()
    file = tmp_path / "rules.yml"
    file.write_text("version: 2\nitems:\n- {code: HOUSING, pathway: ACCOMMODATION, begin: 1, before: 7}\n")
    settings.READINESS_RULES = str(file)
    assert follow() == 2
    assert item(cast.prisoner.prisoner).due_on == date(2027, 4, 19)
    assert ReadinessItem.objects.filter(dropped=False).count() == 2


def test_many_are_begun_in_few_queries(cast: Cast) -> None:
    PrisonerFactory.create_batch(40)
    with CaptureQueriesContext(connection) as asked:
        assert follow() == 42
    assert len(asked) <= 18


def test_who_works_with_the_person_moves_an_item(cast: Cast) -> None:
    follow()
    row = move(item(cast.prisoner.prisoner), cast.practitioner, "IN_PROGRESS", owner="PROBATION")
    assert (row.status, row.owner, row.revision) == ("IN_PROGRESS", "PROBATION", 1)
    assert AuditEntry.objects.get(verb="move_readiness").why == "HOUSING IN_PROGRESS"
    assert move(row, cast.practitioner, "IN_PROGRESS", owner="PROBATION").revision == 1  # pressed twice


def test_the_second_of_two_is_told_who_was_first(cast: Cast) -> None:
    follow()
    row = item(cast.prisoner.prisoner)
    move(row, cast.practitioner)
    with pytest.raises(acts.ChangedMeanwhile) as told:
        move(row, cast.practitioner, "CANNOT_BE_DONE", revision=0)
    assert told.value.item.changed_by == cast.practitioner
    assert item(cast.prisoner.prisoner).status == "DONE"


def test_who_may_not(cast: Cast) -> None:
    follow()
    row = item(cast.prisoner.prisoner)
    for by in (cast.prisoner, cast.cell_mate, cast.tutor, cast.officer_elsewhere, cast.administrator):
        with pytest.raises(NotAllowed):
            move(row, by)
    with pytest.raises(NotAllowed):  # not in the caseload
        move(item(cast.cell_mate.prisoner), cast.practitioner)
    with pytest.raises(ValueError, match="GONE"):
        move(row, cast.practitioner, "GONE")


def test_what_is_late(cast: Cast) -> None:
    follow()
    rows = ReadinessItem.objects.filter(readiness__prisoner=cast.prisoner.prisoner)
    assert rows.late(NOW.date()).count() == rows.count()  # here for a year, and nothing begun
    rows.update(status="IN_PROGRESS")
    due = date(2027, 3, 29)
    assert "HOUSING" not in set(rows.late(due).values_list("code", flat=True))
    assert "HOUSING" in set(rows.late(due + timedelta(days=1)).values_list("code", flat=True))
    move(item(cast.prisoner.prisoner), cast.practitioner)
    assert "HOUSING" not in set(rows.late(due + timedelta(days=1)).values_list("code", flat=True))
