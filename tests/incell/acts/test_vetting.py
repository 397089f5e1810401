"""A contact request from its first opening to its decision, by one person or by two."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from accounts.access import NotAllowed
from accounts.models import AuditEntry, Prisoner, User
from incell.acts import contacts, deciding, merging, vetting
from incell.acts.contacts import Given
from incell.acts.history import AlreadyDecided
from incell.acts.looking import look
from incell.models import Contact, ContactPhone, Request, RequestEvent, State, Tie, Vetting
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory
from tests.contacts import MUM, a_contact, a_restriction, a_tie, asked_for, clerk
from tests.vetted import approve

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


# One person


def test_somebody_new_is_approved_by_one_person(him: Prisoner, gwen: User) -> None:
    request = asked_for(him)
    done = approve(request, gwen)
    assert (done.state, done.reply, done.staff_reason) == (
        State.APPROVED,
        "You can call your mum now.",
        "Seen her letter.",
    )
    tie = Tie.objects.get()
    assert (tie.prisoner, tie.request, tie.relationship, tie.may_call, tie.may_visit) == (
        him,
        done,
        "PARENT",
        True,
        False,
    )
    assert list(tie.contact.phones.values_list("number", flat=True)) == ["+441142345678"]
    assert tie.contact.folded == "ashdown patricia"
    assert RequestEvent.objects.filter(request=request, verb="APPROVED", by=gwen).count() == 1
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"tie_contact", "request_approved"} <= verbs


def test_somebody_known_is_used_again_and_gains_what_was_missing(him: Prisoner, cast: Cast, gwen: User) -> None:
    known = a_contact(replace(MUM, numbers=("+447911123456",)))
    a_tie(cast.cell_mate.prisoner, known, gwen)
    request = asked_for(him)
    approve(request, gwen, contact=known)
    assert Contact.objects.count() == 1
    assert set(known.phones.values_list("number", flat=True)) == {"+447911123456", "+441142345678"}
    assert Tie.objects.in_force().filter(contact=known).count() == 2


def test_asked_for_again_changes_the_tie_that_is_there(him: Prisoner, gwen: User) -> None:
    known = a_contact()
    a_tie(him, known, gwen, may_visit=True)
    approve(asked_for(him), gwen, contact=known)
    tie = Tie.objects.get()
    assert (tie.may_call, tie.may_visit) == (True, False)


def test_the_first_opening_begins_a_vetting_and_the_next_changes_nothing(him: Prisoner, gwen: User) -> None:
    known, request = a_contact(), asked_for(him)
    begun = vetting.open_vetting(request=request, by=gwen, at=NOW)
    assert begun.evidence[0]["contact"] == str(known.pk)
    assert begun.evidence[0]["says"] == [["SAME_NUMBER", "+441142345678"], ["NAMES", "100"], ["SAME_DAY", ""]]
    again = vetting.open_vetting(request=request, by=gwen, at=NOW + timedelta(hours=1))
    assert again.checked_at == NOW
    assert AuditEntry.objects.filter(verb="open_vetting").count() == 1


# What blocks


@pytest.mark.parametrize("level", ["CONTACT", "PAIR", "PRISONER"])
@pytest.mark.parametrize("restricted", ["NONCON", "BAN"])
def test_a_rule_blocks_and_is_named(him: Prisoner, gwen: User, restricted: str, level: str) -> None:
    known = a_contact()
    about = {"CONTACT": {"contact": known}, "PAIR": {"contact": known, "prisoner": him}, "PRISONER": {"prisoner": him}}
    a_restriction(gwen, restricted, **about[level])
    request = asked_for(him)
    with pytest.raises(vetting.Blocked) as blocked:
        approve(request, gwen, contact=known)
    assert blocked.value.rule == f"{restricted}_{level}"
    request.refresh_from_db()
    assert request.is_open
    assert not Tie.objects.exists()


def test_a_restriction_between_two_others_or_of_another_day_blocks_nothing(
    him: Prisoner, cast: Cast, gwen: User
) -> None:
    known = a_contact()
    a_restriction(gwen, contact=known, prisoner=cast.cell_mate.prisoner)
    a_restriction(gwen, prisoner=him, since_on=TODAY + timedelta(days=1))
    a_restriction(gwen, prisoner=him, until_on=TODAY - timedelta(days=1))
    a_restriction(gwen, prisoner=him, ended_at=NOW)
    assert approve(asked_for(him), gwen, contact=known).state == State.APPROVED


def test_calling_somebody_banned_somebody_new_takes_two_people(him: Prisoner, gwen: User) -> None:
    a_restriction(gwen, "BAN", contact=a_contact())
    held = approve(asked_for(him), gwen)
    assert held.is_open
    assert Vetting.objects.get().why_two == "LIKE_STOPPED"


def test_declining_needs_words_for_the_person(him: Prisoner, gwen: User) -> None:
    with pytest.raises(deciding.NothingSaid):
        vetting.decline(request=asked_for(him), reply="  ", staff_reason="Victim", by=gwen, at=NOW)


# Two at once, and what is forged


def test_the_second_of_two_clerks_is_told_who_decided(him: Prisoner, gwen: User) -> None:
    request = asked_for(him)
    approve(request, gwen, revision=0)
    other = clerk()
    for act in (
        lambda: approve(request, other, revision=0),
        lambda: vetting.decline(request=request, reply="No.", staff_reason="", by=other, at=NOW, revision=0),
        lambda: approve(request, other),
    ):
        with pytest.raises(AlreadyDecided) as told:
            act()
        assert told.value.request.decided_by == gwen
    assert Tie.objects.count() == 1


def test_a_forged_candidate_is_refused(him: Prisoner, gwen: User) -> None:
    stranger = a_contact(Given(first_name="Somebody", last_name="Other"))
    elsewhere = a_contact(MUM, prison=PrisonFactory(code="LEI").pk)
    request = asked_for(him)
    for forged in (stranger, elsewhere):
        with pytest.raises(vetting.NotACandidate):
            approve(request, gwen, contact=forged)
    assert not Tie.objects.exists()


def test_who_may_not(him: Prisoner, cast: Cast, gwen: User) -> None:
    request = asked_for(him)
    elsewhere = clerk(prison=PrisonFactory(code="LEI"))
    for member in (cast.practitioner, cast.prisoner, cast.tutor, elsewhere):
        with pytest.raises(NotAllowed):
            approve(request, member)
        with pytest.raises(NotAllowed):
            vetting.decline(request=request, reply="No.", staff_reason="", by=member, at=NOW)
        with pytest.raises(NotAllowed):
            vetting.open_vetting(request=request, by=member, at=NOW)


def test_the_queue_neither_approves_nor_takes_an_approval_back(him: Prisoner, gwen: User) -> None:
    request = asked_for(him)
    with pytest.raises(deciding.NeedsVetting):
        deciding.decide(request=request, state=State.APPROVED, reply="", by=gwen, at=NOW)
    approve(request, gwen)
    event = RequestEvent.objects.get(verb="APPROVED")
    with pytest.raises(deciding.NeedsVetting):
        deciding.undo(event=event, by=gwen, at=NOW)
    assert Tie.objects.in_force().count() == 1


def test_what_cannot_be_called_is_refused(him: Prisoner, gwen: User) -> None:
    with pytest.raises(vetting.NothingToCall):
        approve(asked_for(him), gwen, replace(MUM, numbers=()))
    with pytest.raises(vetting.NobodyNamed):
        approve(Request.objects.get(), gwen, replace(MUM, first_name="", last_name=""))


# What is found


def test_what_is_found_costs_the_same_however_many_are_known(
    him: Prisoner, gwen: User, django_assert_max_num_queries
) -> None:
    request = asked_for(him)
    for n in range(60):
        a_contact(Given(first_name="Patricia", last_name=f"Ashdown{n}", numbers=(f"+4411423457{n:02}",)))
    known = a_contact()
    a_tie(PrisonerFactory(), known, gwen)
    with django_assert_max_num_queries(5):
        looked = look(request, TODAY)
    assert looked.matches[0].key == known
    assert len(looked.matches) == 10


def test_one_number_under_two_names_and_for_two_people_is_raised(him: Prisoner, cast: Cast, gwen: User) -> None:
    known = a_contact(Given(first_name="Dwayne", last_name="Pipes", numbers=("+441142345678",)))
    a_tie(cast.cell_mate.prisoner, known, gwen)
    shared = look(asked_for(him), TODAY).shared
    assert [(each.number, each.two_names) for each in shared] == [("+441142345678", True)]
    assert [tie.prisoner for tie in shared[0].others] == [cast.cell_mate.prisoner]


def test_the_own_mum_under_her_own_name_is_not_raised(him: Prisoner, gwen: User) -> None:
    a_tie(him, a_contact(), gwen)
    shared = look(asked_for(him), TODAY).shared
    assert [(each.two_names, each.others) for each in shared] == [(False, ())]


def test_bad_numbers_and_days_are_shown_and_break_nothing(him: Prisoner, gwen: User) -> None:
    request = asked_for(him, DATE_OF_BIRTH=None)
    said = {"PHONE": "999", "SECOND_PHONE": "0909 8790 123", "DATE_OF_BIRTH": "31/2/1990", "FIRST_NAME": ["a"]}
    Request.objects.filter(pk=request.pk).update(answers={**request.answers, **said})
    asked = look(Request.objects.get(), TODAY).asked
    assert [fault for _, fault in asked.unread] == ["EMERGENCY", "PREMIUM"]
    assert (asked.bad_day, asked.born_on, asked.first_name) == ("31/2/1990", None, "")


def test_a_contact_of_another_prison_is_never_found(him: Prisoner) -> None:
    a_contact(MUM, prison=PrisonFactory(code="LEI").pk)
    looked = look(asked_for(him), TODAY)
    assert (looked.matches, looked.shared) == ([], [])


def test_what_was_approved_survives_its_way_through_the_database() -> None:
    given = replace(MUM, address={"town": "Leeds"}, age=3, age_on=date(2027, 1, 1))
    assert Given.from_json(given.as_json()) == given
    assert ContactPhone._meta.get_field("number").max_length == 16


def test_a_candidate_that_goes_into_another_while_it_is_approved_is_none(
    him: Prisoner, gwen: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, kept = a_contact(), a_contact()

    def looked(*about):  # the other clerk is quicker: between looking and locking
        found = look(*about)
        merging.merge(kept=kept, other=known, by=gwen, at=NOW)
        return found

    monkeypatch.setattr(vetting, "look", looked)
    with pytest.raises(vetting.NotACandidate):
        approve(asked_for(him), gwen, contact=known)
    assert not Tie.objects.exists()


@pytest.mark.parametrize(
    ("known", "given"),
    [
        (replace(MUM, official=True, privileged=True), MUM),
        (MUM, replace(MUM, official=True, privileged=True)),
        (MUM, replace(MUM, official=True)),
    ],
)
def test_a_request_lends_nobody_what_a_legal_contact_has(him: Prisoner, gwen: User, known: Given, given: Given) -> None:
    there = a_contact(known)
    with pytest.raises(contacts.NotAlike):
        approve(asked_for(him), gwen, replace(given, numbers=("+447911123456",)), there)
    there.refresh_from_db()
    assert (there.privileged, there.phones.filter(number="+447911123456").exists()) == (known.privileged, False)
