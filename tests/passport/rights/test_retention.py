"""The schedule as data, what falls due by it, and disposal by two people."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.access import NotAllowed
from accounts.models import Prisoner, Role, User
from incell.models import Request, RequestEvent
from passport import rights
from passport.acts.holds import OnHold, place_hold
from passport.acts.retention import (
    AlreadyDecided,
    NeedsAnotherPerson,
    NotDue,
    dispose,
    keep_longer,
    propose_disposal,
    what_is_due,
)
from passport.coded import HasFaults
from passport.models import Disposal, Erasure
from passport.rights import read_schedule
from tests.cast import NOW, Cast, UserFactory
from tests.kinds import Kinds, ask
from tests.told import Told

LATER = NOW + timedelta(days=7 * 366)
TEXT = (Path(rights.__file__).parent / "schedule.yml").read_text()


@pytest.fixture
def chief(cast: Cast) -> User:
    return UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])


@pytest.fixture
def left(told: Told) -> Prisoner:
    Prisoner.objects.filter(pk=told.person.pk).update(left_at=NOW)
    told.person.refresh_from_db()
    return told.person


def due(on: date) -> dict[str, list[Prisoner]]:
    return {one.kind.code: list(one.people) for one in what_is_due(on=on, among=Prisoner.objects.all())}


def test_a_period_counts_from_the_day_that_the_schedule_names(left: Prisoner) -> None:
    edge = NOW.date().replace(year=NOW.year + 6)
    assert due(edge - timedelta(days=1))["PERSON"] == []
    assert due(edge)["PERSON"] == [left]
    assert due(edge)["REQUESTS"] == []


def test_who_is_here_is_never_due(told: Told) -> None:
    assert due(LATER.date())["PERSON"] == []


def test_it_goes_by_two_people_and_is_written_down(left: Prisoner, cast: Cast, chief: User) -> None:
    proposed = propose_disposal(prisoner=left, code="PERSON", by=cast.administrator, at=LATER)
    assert due(LATER.date())["PERSON"] == []
    with pytest.raises(AlreadyDecided):
        propose_disposal(prisoner=left, code="PERSON", by=chief, at=LATER)
    with pytest.raises(NeedsAnotherPerson):
        dispose(disposal=proposed, by=cast.administrator, at=LATER)
    dispose(disposal=proposed, by=chief, at=LATER)
    assert Erasure.objects.get(prisoner=left).by == f"disposal:{proposed.pk}"
    proposed.refresh_from_db()
    assert (proposed.done_by, proposed.done_at) == (chief, LATER)
    with pytest.raises(AlreadyDecided):
        dispose(disposal=proposed, by=chief, at=LATER)


def test_only_who_keeps_records_disposes(left: Prisoner, cast: Cast) -> None:
    for other in (cast.practitioner, cast.tutor, cast.officer_elsewhere, cast.prisoner):
        with pytest.raises(NotAllowed):
            propose_disposal(prisoner=left, code="PERSON", by=other, at=LATER)


def test_what_is_not_due_is_not_proposed(left: Prisoner, cast: Cast) -> None:
    for code in ("PERSON", "REQUESTS", "NO_SUCH_KIND"):
        with pytest.raises(NotDue):
            propose_disposal(prisoner=left, code=code, by=cast.administrator, at=NOW + timedelta(days=30))


def test_a_hold_stops_it_at_every_step(left: Prisoner, cast: Cast, chief: User) -> None:
    proposed = propose_disposal(prisoner=left, code="PERSON", by=cast.administrator, at=LATER)
    place_hold(prisoner=left, why="INQUIRY", reference="", review_on=date(2099, 1, 1), by=chief, at=LATER)
    with pytest.raises(OnHold):
        dispose(disposal=proposed, by=chief, at=LATER)
    keep_longer(disposal=proposed, until=date(2035, 1, 1), by=chief, at=LATER)
    with pytest.raises(OnHold):
        propose_disposal(prisoner=left, code="PERSON", by=cast.administrator, at=LATER)
    assert not Erasure.objects.exists()


def test_the_second_person_may_keep_it_longer(left: Prisoner, cast: Cast, chief: User) -> None:
    proposed = propose_disposal(prisoner=left, code="PERSON", by=cast.administrator, at=LATER)
    with pytest.raises(ValueError, match="2034"):
        keep_longer(disposal=proposed, until=LATER.date(), by=chief, at=LATER)
    until = LATER.date() + timedelta(days=365)
    keep_longer(disposal=proposed, until=until, by=chief, at=LATER)
    assert due(until)["PERSON"] == []
    assert due(until + timedelta(days=1))["PERSON"] == [left]


def test_requests_lose_their_words_and_stay_counted(told: Told, kinds: Kinds, cast: Cast, chief: User) -> None:
    for kind in ("LIBRARY", "HEALTHCARE"):
        ask(cast.prisoner, kinds[kind])
    old = Request.objects.get(code="LIBRARY")
    Request.objects.filter(pk=old.pk).update(decided_at=NOW, reply="Here it is")
    assert due(LATER.date())["REQUESTS"] == [told.person]
    proposed = propose_disposal(prisoner=told.person, code="REQUESTS", by=cast.administrator, at=LATER)
    dispose(disposal=proposed, by=chief, at=LATER)
    old.refresh_from_db()
    assert (old.answers, old.words, old.reply) == ({}, "", "")
    assert set(RequestEvent.objects.filter(request=old).values_list("words", flat=True)) == {""}
    assert Request.objects.get(code="HEALTHCARE").answers
    assert due(LATER.date())["REQUESTS"] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("years: 6", "years: -6"), r"kind 1 \(PERSON\): `years` is a number, 0 to 100"),
        (("years: 6, ", ""), r"\(PERSON\): nothing is disposed of on its first day"),
        (("from: release", "from: birth"), "`from` 'birth' is none of closed, made, release"),
        (("disposal: erase", "disposal: shred"), "`disposal` 'shred' is none of clear_letters"),
        (("code: REQUESTS", "code: PERSON"), "'PERSON' is there twice"),
        (("version: 1", "version: one"), "`version` is a number"),
        (("days: 365", "days: 3651"), "`days` is a number, 0 to 3650"),
        (("code: EXPORTS", "code: exports"), "`code` 'exports' is not capital letters"),
        (("code: EXPORTS", f"code: {'E' * 31}"), "longer than 30"),
        ((", from: made", ""), r"\(EXPORTS\): it has `code`, `from`, `source` and `disposal`"),
        (('source: "UK GDPR article 5(1)(c): a copy is made once and given"', "source:"), "`source` says which rule"),
        (("kinds:", "kind:"), "the file has `version` and `kinds`"),
        (("kinds:", "kinds: ["), "not YAML, line"),
    ],
)
def test_a_schedule_with_faults_names_them(change: tuple[str, str], fault: str) -> None:
    with pytest.raises(HasFaults, match=fault):
        read_schedule(TEXT.replace(*change, 1))


def test_a_disposal_names_a_kind_that_there_is(left: Prisoner, cast: Cast, chief: User) -> None:
    made: Any = propose_disposal(prisoner=left, code="PERSON", by=cast.administrator, at=LATER)
    Disposal.objects.filter(pk=made.pk).update(kind="GONE")
    with pytest.raises(NotDue):
        dispose(disposal=made, by=chief, at=LATER)
