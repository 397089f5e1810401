"""Limited access is made by two and lifted by two, and never leaves a person whom nobody answers for."""

import pytest

from accounts.access import NotAllowed, reach_of
from accounts.acts import limiting as acts
from accounts.models import AuditEntry, Limited, Role, User
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(cast: Cast) -> User:
    return UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])


@pytest.fixture
def safer(cast: Cast) -> User:
    return UserFactory(roles=[Role.SAFER_CUSTODY])


@pytest.fixture
def asked(cast: Cast, head: User, safer: User) -> Limited:
    named = [cast.administrator.pk, safer.pk, cast.officer_elsewhere.pk]
    return acts.ask_to_limit(prisoner=cast.prisoner.prisoner, reason="RELATIVE", named=named, by=head, at=NOW)


def hidden_from(user: User, cast: Cast) -> bool:
    return cast.prisoner.prisoner.pk in reach_of(User.objects.get(pk=user.pk)).hidden


def step(act, limited: Limited, by: User, **more: object) -> object:
    return act(limited=limited, by=by, at=NOW, **more)


def test_it_counts_once_a_second_of_the_named_confirms(cast: Cast, asked: Limited, head: User, safer: User) -> None:
    assert asked.readers.count() == 3  # staff of another prison are not named
    assert not hidden_from(cast.practitioner, cast)
    with pytest.raises(acts.NeedsAnotherPerson):
        step(acts.confirm_limit, asked, head)
    step(acts.confirm_limit, asked, cast.administrator)
    assert hidden_from(cast.practitioner, cast)
    assert not any(hidden_from(user, cast) for user in (head, safer, cast.administrator))
    with pytest.raises(acts.ChangedMeanwhile):
        step(acts.confirm_limit, asked, cast.administrator)
    assert AuditEntry.objects.filter(whom=str(asked.pk), verb="limit_access", why="RELATIVE").count() == 1


def test_two_lift_it_and_either_may_think_again(cast: Cast, asked: Limited, head: User) -> None:
    step(acts.confirm_limit, asked, cast.administrator)
    step(acts.lift_limit, asked, head)
    with pytest.raises(acts.NeedsAnotherPerson):
        step(acts.lift_limit, asked, head)
    assert hidden_from(cast.practitioner, cast)
    step(acts.keep_limit, asked, cast.administrator)
    with pytest.raises(acts.ChangedMeanwhile):
        step(acts.keep_limit, asked, cast.administrator)
    step(acts.lift_limit, asked, cast.administrator)
    step(acts.lift_limit, asked, head)
    assert not hidden_from(cast.practitioner, cast)
    with pytest.raises(acts.ChangedMeanwhile):
        step(acts.lift_limit, asked, head)


def test_what_is_only_asked_for_is_dropped_by_one_and_asked_again(cast: Cast, asked: Limited, head: User) -> None:
    who = {"prisoner": cast.prisoner.prisoner, "reason": "VICTIM", "by": head, "at": NOW}
    named = [reader.user_id for reader in asked.readers.all()]
    with pytest.raises(acts.AlreadyLimited):
        acts.ask_to_limit(**who, named=named)
    step(acts.lift_limit, asked, head)
    assert acts.ask_to_limit(**who, named=named).pk != asked.pk


def test_somebody_has_to_be_there_to_confirm_and_to_answer_flags(cast: Cast, head: User, safer: User) -> None:
    who = {"prisoner": cast.prisoner.prisoner, "reason": "VICTIM", "by": head, "at": NOW}
    with pytest.raises(acts.TooFewNamed):
        acts.ask_to_limit(**who, named=[safer.pk])
    with pytest.raises(acts.NobodyForFlags):
        acts.ask_to_limit(**who, named=[cast.administrator.pk])
    with pytest.raises(ValueError, match="GOSSIP"):
        acts.ask_to_limit(**who | {"reason": "GOSSIP"}, named=[cast.administrator.pk, safer.pk])
    assert not Limited.objects.exists()


def test_one_more_is_named_by_two_and_one_less_by_one(cast: Cast, asked: Limited, head: User, safer: User) -> None:
    with pytest.raises(acts.ChangedMeanwhile):
        step(acts.name_reader, asked, head, reader=cast.practitioner.pk)
    step(acts.confirm_limit, asked, cast.administrator)
    protection = UserFactory(roles=[Role.PUBLIC_PROTECTION])
    step(acts.name_reader, asked, head, reader=protection.pk)
    assert hidden_from(protection, cast)
    with pytest.raises(NotAllowed):
        step(acts.name_reader, asked, protection, reader=protection.pk)  # not named yet: knows of nothing
    with pytest.raises(acts.NeedsAnotherPerson):
        step(acts.name_reader, asked, head, reader=protection.pk)
    step(acts.name_reader, asked, cast.administrator, reader=protection.pk)
    assert not hidden_from(protection, cast)
    with pytest.raises(acts.NobodyForFlags):
        step(acts.end_reader, asked, head, reader=safer.pk)
    step(acts.end_reader, asked, head, reader=cast.administrator.pk)
    with pytest.raises(acts.TooFewNamed):
        step(acts.end_reader, asked, head, reader=protection.pk)
    assert hidden_from(cast.administrator, cast)
    with pytest.raises(ValueError, match="nobody of this prison"):
        step(acts.name_reader, asked, head, reader=cast.officer_elsewhere.pk)


def test_who_may_not(cast: Cast, asked: Limited, safer: User) -> None:
    other = UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])
    for by in (safer, cast.practitioner, other):  # no verb, no verb, not named
        with pytest.raises(NotAllowed):
            step(acts.confirm_limit, asked, by)
    stranger = PrisonerFactory(prison=PrisonFactory(code="BXI"))
    with pytest.raises(NotAllowed):
        acts.ask_to_limit(prisoner=stranger, reason="VICTIM", named=[], by=other, at=NOW)
