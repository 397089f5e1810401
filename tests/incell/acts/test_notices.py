from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accounts.access import NotAllowed
from accounts.models import AuditEntry, Role, User
from incell.acts import notices as acts
from incell.models import Notice
from tests.cast import NOW, Cast, UserFactory

SAYING = acts.Saying("No gym today", "The gym is closed.", NOW, NOW + timedelta(days=1))


@pytest.fixture
def head(cast: Cast) -> User:
    return UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])


def test_puts_one_up_in_the_own_prison_and_writes_it_down(head: User) -> None:
    notice = acts.post_notice(saying=SAYING, by=head, at=NOW)
    assert notice.prison_id == "MDI"
    line = AuditEntry.objects.latest("at")
    assert (line.verb, line.whom) == ("post_notice", str(notice.pk))


def test_an_officer_may_not(cast: Cast, head: User) -> None:
    notice = acts.post_notice(saying=SAYING, by=head, at=NOW)
    for by in (cast.officer_elsewhere, cast.practitioner, cast.prisoner):
        with pytest.raises(NotAllowed):
            acts.post_notice(saying=SAYING, by=by, at=NOW)
        with pytest.raises(NotAllowed):
            acts.end_notice(notice=notice, by=by, at=NOW)


def test_a_head_of_another_prison_may_not_touch_it(head: User, cast: Cast) -> None:
    notice = acts.post_notice(saying=SAYING, by=head, at=NOW)
    other = UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING], prison=cast.officer_elsewhere.prison)
    with pytest.raises(NotAllowed):
        acts.change_notice(notice=notice, saying=SAYING, mark=acts.mark_of(notice), by=other, at=NOW)


@pytest.mark.parametrize(
    ("until", "fault"),
    [
        (NOW, acts.EndsBeforeItBegins),
        (NOW + timedelta(days=93), acts.UpTooLong),
    ],
)
def test_times_that_make_no_sense(head: User, until: datetime, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        acts.post_notice(saying=replace(SAYING, until_at=until), by=head, at=NOW)
    assert not Notice.objects.exists()


def test_an_end_in_the_past(head: User) -> None:
    with pytest.raises(acts.EndsInThePast):
        acts.post_notice(saying=SAYING, by=head, at=NOW + timedelta(days=2))


def test_no_more_than_people_read(head: User) -> None:
    for _ in range(acts.MOST):
        acts.post_notice(saying=SAYING, by=head, at=NOW)
    with pytest.raises(acts.TooManyUp):
        acts.post_notice(saying=SAYING, by=head, at=NOW)
    acts.end_notice(notice=Notice.objects.all()[0], by=head, at=NOW)
    acts.post_notice(saying=SAYING, by=head, at=NOW)


def test_the_second_of_two_who_change_one_is_told(head: User) -> None:
    notice = acts.post_notice(saying=SAYING, by=head, at=NOW)
    read_by_both = acts.mark_of(Notice.objects.get())
    acts.change_notice(notice=notice, saying=replace(SAYING, title="Gym"), mark=read_by_both, by=head, at=NOW)
    with pytest.raises(acts.ChangedMeanwhile):
        acts.change_notice(notice=notice, saying=replace(SAYING, title="No"), mark=read_by_both, by=head, at=NOW)
    assert Notice.objects.get().title == "Gym"


def test_ended_early_and_put_back(head: User) -> None:
    notice = acts.post_notice(saying=SAYING, by=head, at=NOW)
    with pytest.raises(acts.NotEnded):
        acts.put_back(notice=notice, by=head, at=NOW)
    acts.end_notice(notice=notice, by=head, at=NOW)
    assert not Notice.objects.up(NOW).exists()
    with pytest.raises(acts.AlreadyOver):
        acts.end_notice(notice=notice, by=head, at=NOW)
    with pytest.raises(acts.AlreadyOver):
        acts.change_notice(notice=notice, saying=SAYING, mark="", by=head, at=NOW)
    acts.put_back(notice=notice, by=head, at=NOW)
    assert Notice.objects.up(NOW).get() == notice
    acts.end_notice(notice=notice, by=head, at=NOW)
    with pytest.raises(acts.EndsInThePast):
        acts.put_back(notice=notice, by=head, at=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, True),
        ({"wing": "2"}, True),
        ({"wing": "20"}, False),
        ({"cohort": "LEAVING_SOON"}, True),
        ({"cohort": "SENTENCED", "wing": "2"}, True),
        ({"cohort": "REMAND"}, False),
        ({"cohort": "YOUNG_ADULT"}, False),
        ({"from_at": datetime(2027, 3, 2, tzinfo=UTC)}, False),
        ({"until_at": NOW - timedelta(seconds=1), "from_at": NOW - timedelta(days=1)}, False),
    ],
)
def test_who_is_told(cast: Cast, head: User, more: dict, told: bool) -> None:
    """Marlon: sentenced, 36, wing 2, leaves in eight weeks."""
    notice = acts.post_notice(saying=replace(SAYING, **more), by=head, at=NOW - timedelta(days=1))
    expected = [notice] if told else []
    person = cast.prisoner.prisoner
    assert list(Notice.objects.for_person(person, NOW, NOW.date())) == expected
    assert Notice.objects.told_to(cast.prisoner.pk, NOW, NOW.date()) == expected


def test_nobody_elsewhere_is_told(cast: Cast, head: User) -> None:
    acts.post_notice(saying=SAYING, by=head, at=NOW)
    person = cast.prisoner.prisoner
    person.left_at = NOW
    person.save()
    assert Notice.objects.told_to(cast.prisoner.pk, NOW, NOW.date()) == []
    assert Notice.objects.told_to(cast.tutor.pk, NOW, NOW.date()) == []
