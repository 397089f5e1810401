"""Restrictions on a contact, on a person in prison, and between the two."""

from datetime import timedelta

import pytest

from accounts.access import NotAllowed
from accounts.models import Prisoner, User
from incell.acts.merging import merge
from incell.acts.protecting import NeedsSecond
from incell.acts.restrictions import (
    AboutNobody,
    AlreadyEnded,
    EndsBeforeItBegins,
    ReasonMissing,
    end_restriction,
    restrict,
)
from incell.models import Contact, Restriction, Tie
from tests.cast import NOW, Cast, PrisonFactory
from tests.contacts import a_contact, a_tie, clerk, protection

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def mum(him: Prisoner, petra: User) -> Contact:
    known = a_contact()
    a_tie(him, known, petra)
    return known


def put(by: User, kind: str = "NONCON", **about):
    said = {"reason": "Court order", "since_on": TODAY, "at": LATER, **about}
    return restrict(kind=kind, by=by, **said)


@pytest.mark.parametrize("kind", ["BAN", "NONCON"])
@pytest.mark.parametrize("level", ["contact", "prisoner", "both"])
def test_a_ban_suspends_at_once_and_its_end_gives_back(
    petra: User, him: Prisoner, mum: Contact, kind: str, level: str
) -> None:
    about = {"contact": {"contact": mum}, "prisoner": {"prisoner": him}, "both": {"contact": mum, "prisoner": him}}
    assert Tie.objects.approved(TODAY).count() == 1
    made = put(petra, kind, **about[level])
    assert made.suspended == 1
    assert Tie.objects.approved(TODAY).count() == 0
    assert Tie.objects.in_force().get().changed_at == LATER
    end(made.restriction, petra)
    assert Tie.objects.approved(TODAY).count() == 1


def test_a_restriction_between_two_leaves_others_their_contact(
    cast: Cast, petra: User, him: Prisoner, mum: Contact
) -> None:
    a_tie(cast.cell_mate.prisoner, mum, petra)
    assert put(petra, contact=mum, prisoner=him).suspended == 1
    assert [tie.prisoner for tie in Tie.objects.approved(TODAY)] == [cast.cell_mate.prisoner]


def test_what_only_narrows_suspends_nobody(petra: User, mum: Contact) -> None:
    assert put(petra, "CLOSED", contact=mum).suspended == 0
    assert Tie.objects.approved(TODAY).count() == 1


def test_one_that_begins_tomorrow_counts_tomorrow(petra: User, mum: Contact) -> None:
    day = timedelta(days=1)
    assert put(petra, contact=mum, since_on=TODAY + day, until_on=TODAY + day).suspended == 0
    assert [Tie.objects.approved(TODAY + n * day).count() for n in range(3)] == [1, 0, 1]


def test_bad_ones(petra: User, him: Prisoner) -> None:
    with pytest.raises(AboutNobody):
        put(petra)
    for reason in ("", "  ", "x" * 241):
        with pytest.raises(ReasonMissing):
            put(petra, prisoner=him, reason=reason)
    with pytest.raises(EndsBeforeItBegins):
        put(petra, prisoner=him, until_on=TODAY - timedelta(days=1))
    with pytest.raises(ValueError, match="FOREVER"):
        put(petra, "FOREVER", prisoner=him)
    assert not Restriction.objects.exists()


def test_who_may_not(cast: Cast, petra: User, him: Prisoner, mum: Contact) -> None:
    made = put(petra, contact=mum).restriction
    for member in (clerk(), cast.practitioner, cast.prisoner, protection(prison=PrisonFactory(code="LEI"))):
        with pytest.raises(NotAllowed):
            put(member, prisoner=him)
        with pytest.raises(NotAllowed):
            end_restriction(restriction=made, by=member, at=NOW)


def test_it_is_ended_once(petra: User, mum: Contact) -> None:
    made = put(petra, contact=mum).restriction
    end(made, petra)
    with pytest.raises(AlreadyEnded):
        end_restriction(restriction=made, by=petra, at=LATER)


def end(restriction: Restriction, petra: User) -> None:
    """By two: to end it lets somebody be called again."""
    for by in (petra, petra):
        with pytest.raises(NeedsSecond):
            end_restriction(restriction=restriction, by=by, at=LATER)
        restriction.refresh_from_db()
        assert restriction.ended_at is None
    end_restriction(restriction=restriction, by=protection(), at=LATER)


def test_on_a_contact_that_has_just_gone_into_another_it_binds_that_one(
    him: Prisoner, mum: Contact, petra: User
) -> None:
    kept = a_contact()
    merge(kept=kept, other=mum, by=petra, at=NOW)
    made = restrict(contact=mum, kind="BAN", reason="Court order", since_on=TODAY, by=petra, at=LATER)
    assert (made.restriction.contact, made.suspended) == (kept, 1)
    assert not Tie.objects.approved(TODAY).filter(prisoner=him).exists()
