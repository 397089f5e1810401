"""Known contacts: what changes on somebody's list, and two rows that are one person."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from accounts.access import NotAllowed
from accounts.models import AuditEntry, Prisoner, User
from incell.acts import contacts, merging
from incell.acts.protecting import NeedsSecond
from incell.models import Contact, FirstWord, Tie
from tests.cast import NOW, Cast, PrisonFactory
from tests.contacts import MUM, a_contact, a_restriction, a_tie, clerk, protection

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def test_flags_change(him: Prisoner, gwen: User) -> None:
    tie = a_tie(him, a_contact(), gwen)
    changed = contacts.change_tie(tie=tie, flags=["may_visit", "next_of_kin"], by=gwen, at=LATER)
    assert (changed.may_call, changed.may_visit, changed.next_of_kin, changed.changed_at) == (False, True, True, LATER)
    with pytest.raises(ValueError, match="no such flag"):
        contacts.change_tie(tie=tie, flags=["may_fly"], by=gwen, at=LATER)


def test_removed_once_and_by_whom(him: Prisoner, gwen: User) -> None:
    tie = a_tie(him, a_contact(), gwen)
    contacts.remove_tie(tie=tie, by=gwen, at=LATER)
    assert not Tie.objects.in_force().exists()
    for act in (
        lambda: contacts.remove_tie(tie=tie, by=clerk(), at=LATER),
        lambda: contacts.change_tie(tie=tie, flags=[], by=clerk(), at=LATER),
    ):
        with pytest.raises(contacts.AlreadyRemoved) as told:
            act()
        assert told.value.tie.removed_by == gwen


def test_numbers_change_for_everybody_who_has_the_contact(him: Prisoner, cast: Cast, gwen: User) -> None:
    known = a_contact()
    ties = [a_tie(him, known, gwen), a_tie(cast.cell_mate.prisoner, known, gwen)]
    contacts.change_numbers(contact=known, add=["+447911123456"], drop=["+441142345678"], by=gwen, at=LATER)
    assert list(known.phones.values_list("number", flat=True)) == ["+447911123456"]
    assert {Tie.objects.get(pk=tie.pk).changed_at for tie in ties} == {LATER}
    with pytest.raises(contacts.TooManyNumbers):
        contacts.change_numbers(contact=known, add=[f"+4411423456{n}0" for n in range(6)], drop=[], by=gwen, at=LATER)


@pytest.mark.parametrize("who", ["practitioner", "prisoner", "a clerk elsewhere"])
def test_who_may_not(him: Prisoner, cast: Cast, gwen: User, who: str) -> None:
    known = a_contact()
    tie = a_tie(him, known, gwen)
    member = getattr(cast, who, None) or clerk(prison=PrisonFactory(code="LEI"))
    for act in (
        lambda: contacts.remove_tie(tie=tie, by=member, at=LATER),
        lambda: contacts.change_tie(tie=tie, flags=[], by=member, at=LATER),
        lambda: contacts.change_numbers(contact=known, add=[], drop=[], by=member, at=LATER),
        lambda: merging.merge(kept=known, other=a_contact(), by=member, at=LATER),
        lambda: contacts.note_list_given(prison="MDI", whom="MDI", why="csv", by=member, at=LATER),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.fixture
def twins(him: Prisoner, cast: Cast, gwen: User) -> tuple[Contact, Contact]:
    """One mum twice: he has both rows, his cell-mate only the second, which is banned."""
    kept, other = a_contact(), a_contact(replace(MUM, first_name="Pat", numbers=("+447911123456",)))
    a_tie(him, kept, gwen)
    a_tie(him, other, gwen)
    a_tie(cast.cell_mate.prisoner, other, gwen)
    a_restriction(gwen, "BAN", contact=other)
    return kept, other


@pytest.fixture
def watched(him: Prisoner, gwen: User) -> Tie:
    """What two people have agreed on: he sees his mum and does not call her."""
    him.alerts = ["PC1"]
    him.save(update_fields=["alerts"])
    return a_tie(him, a_contact(), gwen, may_call=False, may_visit=True)


def widen(watched: Tie, way: str, by: User, at: datetime = LATER) -> None:
    """Somebody who could not be called may be; or under another number, their own or another row's."""
    if way == "flag":
        contacts.change_tie(tie=watched, flags=["may_call"], by=by, at=at)
    elif way == "number":
        contacts.change_numbers(contact=watched.contact, add=["+447911123456"], drop=[], by=by, at=at)
    else:
        more = Contact.objects.exclude(pk=watched.contact_id).first() or a_contact(
            replace(MUM, numbers=("+447911123456",))
        )
        kept, other = (watched.contact, more) if way == "merged into" else (more, watched.contact)
        merging.merge(kept=kept, other=other, by=by, at=at)


WAYS = ["flag", "number", "merged into", "merged out of"]


def is_wider(watched: Tie) -> bool:
    now = Tie.objects.get(pk=watched.pk)
    return now.may_call or now.contact.phones.count() > 1


@pytest.mark.parametrize("way", WAYS)
def test_what_two_approved_nobody_widens_alone_public_protection_neither(watched: Tie, way: str) -> None:
    petra, gwen = protection(), clerk()
    for by, at in ((petra, LATER), (petra, LATER + timedelta(hours=1))):
        with pytest.raises(NeedsSecond):
            widen(watched, way, by, at)
        assert not is_wider(watched)
    widen(watched, way, gwen)
    assert is_wider(watched)
    assert AuditEntry.objects.filter(verb="ask_for_second", who=str(petra.pk)).count() == 2


@pytest.mark.parametrize("way", WAYS)
def test_two_clerks_are_not_public_protection(watched: Tie, way: str, gwen: User) -> None:
    for by in (gwen, clerk()):
        with pytest.raises(NeedsSecond):
            widen(watched, way, by)
    assert not is_wider(watched)
    widen(watched, way, protection())
    assert is_wider(watched)


def test_a_first_word_is_for_that_change_once_and_for_a_week(watched: Tie, gwen: User) -> None:
    petra = protection()
    with pytest.raises(NeedsSecond):
        contacts.change_tie(tie=watched, flags=["may_call", "may_visit"], by=gwen, at=LATER)
    with pytest.raises(NeedsSecond):
        contacts.change_tie(tie=watched, flags=["may_call"], by=petra, at=LATER)
    with pytest.raises(NeedsSecond):
        contacts.change_tie(tie=watched, flags=["may_call"], by=gwen, at=LATER + timedelta(days=8))
    contacts.change_tie(tie=watched, flags=["may_call"], by=petra, at=LATER + timedelta(days=9))
    contacts.change_tie(tie=watched, flags=[], by=gwen, at=LATER + timedelta(days=9))
    with pytest.raises(NeedsSecond):
        contacts.change_tie(tie=watched, flags=["may_call"], by=gwen, at=LATER + timedelta(days=9))
    assert not is_wider(watched)


def test_what_narrows_is_one_persons(watched: Tie, gwen: User) -> None:
    contacts.change_tie(tie=watched, flags=["next_of_kin"], by=gwen, at=LATER)
    contacts.change_numbers(contact=watched.contact, add=[], drop=["+441142345678"], by=gwen, at=LATER)
    assert not FirstWord.objects.exists()


LEGAL = replace(MUM, official=True, privileged=True, organisation="Smith and Co", numbers=("+441134960000",))


@pytest.mark.parametrize("unlike", [MUM, replace(MUM, official=True), replace(LEGAL, privileged=False)])
def test_a_legal_contact_and_another_never_become_one(him: Prisoner, gwen: User, unlike: contacts.Given) -> None:
    """Calls to a legal contact are not recorded: a number that nobody proved to be theirs must not become one of it."""
    legal, other = a_contact(LEGAL), a_contact(unlike)
    a_tie(him, other, gwen)
    for by in (gwen, protection()):
        for kept, gone in ((legal, other), (other, legal)):
            with pytest.raises(contacts.NotAlike):
                merging.merge(kept=kept, other=gone, by=by, at=LATER)
    other.refresh_from_db()
    assert (other.privileged, other.merged_into, legal.phones.count()) == (False, None, 1)


def test_an_official_contact_and_a_social_one_never_become_one(gwen: User) -> None:
    with pytest.raises(contacts.NotAlike):
        merging.merge(kept=a_contact(replace(MUM, official=True)), other=a_contact(), by=gwen, at=LATER)


def test_an_official_contact_of_somebody_protected_is_one_persons_to_change(him: Prisoner, gwen: User) -> None:
    him.alerts = ["PC1"]
    him.save(update_fields=["alerts"])
    tie = a_tie(him, a_contact(replace(MUM, official=True)), gwen, may_call=False)
    assert contacts.change_tie(tie=tie, flags=["may_call"], by=gwen, at=LATER).may_call


def test_a_restriction_that_narrows_is_watched_over_too(him: Prisoner, gwen: User) -> None:
    tie = a_tie(him, a_contact(), gwen, may_call=False)
    a_restriction(gwen, "CCTV", contact=tie.contact, prisoner=him)
    with pytest.raises(NeedsSecond):
        contacts.change_tie(tie=tie, flags=["may_call"], by=gwen, at=LATER)


def test_two_become_one_with_everything_that_was_either_s(twins: tuple[Contact, Contact], gwen: User) -> None:
    kept, other = twins
    merging.merge(kept=kept, other=other, by=gwen, at=LATER)
    assert Tie.objects.in_force().filter(contact=kept).count() == 2
    assert not Tie.objects.in_force().filter(contact=other).exists()
    assert set(kept.phones.values_list("number", flat=True)) == {"+441142345678", "+447911123456"}
    assert not Tie.objects.approved(NOW.date()).exists(), "a ban on either binds both"
    with pytest.raises(merging.SameContact):
        merging.merge(kept=kept, other=other, by=gwen, at=LATER)


def test_and_are_told_apart_again(twins: tuple[Contact, Contact], gwen: User) -> None:
    kept, other = twins
    made = merging.merge(kept=kept, other=other, by=gwen, at=LATER)
    assert merging.split(merge=made, by=gwen, at=LATER) == other
    assert Tie.objects.in_force().filter(contact=kept).count() == 1
    assert Tie.objects.in_force().filter(contact=other).count() == 2
    assert list(kept.phones.values_list("number", flat=True)) == ["+441142345678"]
    assert [tie.contact for tie in Tie.objects.approved(NOW.date())] == [kept]
    with pytest.raises(merging.NotMerged):
        merging.split(merge=made, by=gwen, at=LATER)


def test_a_number_is_taken_from_the_one_that_it_went_into(cast: Cast, gwen: User) -> None:
    kept, other = a_contact(), a_contact()
    merging.merge(kept=kept, other=other, by=gwen, at=NOW)
    contacts.change_numbers(contact=other, add=[], drop=["+441142345678"], by=gwen, at=LATER)
    assert not kept.phones.exists()


def test_whoever_lost_the_one_since_gets_neither_back(cast: Cast, gwen: User) -> None:
    kept, other = a_contact(), a_contact()
    had, too = (a_tie(cast.prisoner.prisoner, each, gwen) for each in (kept, other))
    made = merging.merge(kept=kept, other=other, by=gwen, at=NOW)
    contacts.remove_tie(tie=had, by=gwen, at=LATER)
    merging.split(merge=made, by=gwen, at=LATER)
    too.refresh_from_db()
    assert too.removed_at is not None
    assert not Tie.objects.in_force().exists()


def test_a_ban_since_the_merge_binds_both(cast: Cast, gwen: User) -> None:
    kept, other = a_contact(), a_contact()
    a_tie(cast.prisoner.prisoner, other, gwen)
    made = merging.merge(kept=kept, other=other, by=gwen, at=NOW)
    a_restriction(gwen, "BAN", contact=kept, made_at=LATER)
    merging.split(merge=made, by=gwen, at=LATER)
    assert other.restrictions.get().kind == kept.restrictions.get().kind == "BAN"
    assert not Tie.objects.approved(NOW.date()).exists()


def test_not_once_somebody_was_given_the_one(twins: tuple[Contact, Contact], cast: Cast, gwen: User) -> None:
    kept, other = twins
    made = merging.merge(kept=kept, other=other, by=gwen, at=NOW - timedelta(hours=1))
    Tie.objects.filter(contact=kept).update(approved_at=NOW)
    with pytest.raises(merging.TiesSince):
        merging.split(merge=made, by=gwen, at=LATER)


def test_never_with_itself_or_with_one_of_another_prison(gwen: User) -> None:
    known = a_contact()
    with pytest.raises(merging.SameContact):
        merging.merge(kept=known, other=known, by=gwen, at=LATER)
    with pytest.raises(NotAllowed):
        merging.merge(kept=known, other=a_contact(prison=PrisonFactory(code="LEI").pk), by=gwen, at=LATER)
