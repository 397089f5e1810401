"""Terminals, people kept apart, cases, members: what each act does, refuses and writes down."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.access import NotAllowed, caseload, holds, reach_of
from accounts.acts import apart, cases, members, terminals
from accounts.models import AuditEntry, NonAssociation, Role, Terminal, User
from tests.cast import NOW, PASSWORD, AgencyFactory, Cast, PrisonerFactory, PrisonFactory, TerminalFactory, UserFactory

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return sorted(AuditEntry.objects.values_list("verb", flat=True))


# Terminals


def test_a_terminal_from_registration_to_its_end(cast: Cast) -> None:
    terminal, code = terminals.register_terminal(kind="CELL", location=" 2-3-031 ", by=cast.administrator, at=NOW)
    assert (terminal.prison_id, terminal.location) == ("MDI", "2-3-031")
    assert code.replace("-", "") not in str(Terminal.objects.filter(pk=terminal.pk).values())
    same, token = terminals.enrol_terminal(code=code.lower(), at=NOW + timedelta(minutes=14))
    assert same.pk == terminal.pk
    with pytest.raises(terminals.UnknownCode):
        terminals.enrol_terminal(code=code, at=NOW)  # once
    again = terminals.renew_code(terminal=terminal, by=cast.administrator, at=NOW)
    assert not Terminal.objects.usable().filter(pk=terminal.pk).exists()  # the old device is out
    _, other = terminals.enrol_terminal(code=again, at=NOW)
    assert token != other
    terminals.revoke_terminal(terminal=terminal, by=cast.administrator, at=NOW)
    terminal.refresh_from_db()
    for act in (terminals.revoke_terminal, terminals.renew_code):
        with pytest.raises(terminals.AlreadyRevoked):
            act(terminal=terminal, by=cast.administrator, at=NOW)
    assert verbs() == ["enrol_terminal"] * 2 + ["register_terminal", "renew_code", "revoke_terminal"]


@pytest.mark.parametrize("code", ["", "-", "AAAA-AAAA", "A" * 500, "\x00", "ŦŦŦŦ"])
def test_a_code_that_is_none(cast: Cast, code: str) -> None:
    terminals.register_terminal(kind="CELL", location="1", by=cast.administrator, at=NOW)
    with pytest.raises(terminals.UnknownCode):
        terminals.enrol_terminal(code=code, at=NOW)


def test_a_code_that_ran_out(cast: Cast) -> None:
    _, code = terminals.register_terminal(kind="CELL", location="1", by=cast.administrator, at=NOW)
    with pytest.raises(terminals.UnknownCode):
        terminals.enrol_terminal(code=code, at=NOW + terminals.CODE_LIVES)


@pytest.mark.parametrize("member", ["prisoner", "tutor", "practitioner", "officer_elsewhere", "agency_worker"])
def test_who_may_not_look_after_terminals(cast: Cast, member: str) -> None:
    by = getattr(cast, member)
    with pytest.raises(NotAllowed):
        terminals.register_terminal(kind="CELL", location="1", by=by, at=NOW)
    with pytest.raises(NotAllowed):
        terminals.revoke_terminal(terminal=cast.terminal, by=by, at=NOW)


def test_an_administrator_does_not_reach_another_prisons_terminal(cast: Cast) -> None:
    elsewhere = TerminalFactory(prison=PrisonFactory(code="BXI"))
    for act in (terminals.revoke_terminal, terminals.renew_code):
        with pytest.raises(NotAllowed):
            act(terminal=elsewhere, by=cast.administrator, at=NOW)


# People kept apart


@pytest.fixture
def safer_custody(cast: Cast) -> User:
    return UserFactory(roles=[Role.SAFER_CUSTODY])


def keep(cast: Cast, by: User, **more: object) -> NonAssociation:
    said = {"one": cast.cell_mate.prisoner, "other": cast.prisoner.prisoner, "where": "WING", "reason": "a debt"}
    return apart.keep_apart(**{**said, **more}, by=by, at=NOW)


def test_two_people_are_kept_apart_and_meet_again(cast: Cast, safer_custody: User) -> None:
    kept = keep(cast, safer_custody)
    assert (kept.first.number, kept.second.number) == ("A1234BC", "A5678DE")
    with pytest.raises(apart.AlreadyKeptApart):
        keep(cast, safer_custody, one=cast.prisoner.prisoner, other=cast.cell_mate.prisoner)
    for person in (cast.prisoner.prisoner, cast.cell_mate.prisoner):
        assert list(NonAssociation.objects.of(person).in_force()) == [kept]
    apart.end_keep_apart(kept=kept, by=safer_custody, at=NOW)
    with pytest.raises(apart.NotKeptApart):
        apart.end_keep_apart(kept=kept, by=safer_custody, at=NOW)
    keep(cast, safer_custody)
    assert NonAssociation.objects.of(cast.prisoner.prisoner).count() == 2
    assert verbs() == ["end_keep_apart"] * 2 + ["keep_apart"] * 4
    assert "debt" not in str(AuditEntry.objects.values())


def test_nobody_is_kept_apart_from_themselves(cast: Cast, safer_custody: User) -> None:
    with pytest.raises(apart.SamePerson):
        keep(cast, safer_custody, other=cast.cell_mate.prisoner)
    person = cast.prisoner.prisoner
    with pytest.raises(IntegrityError), transaction.atomic():
        NonAssociation.objects.create(first=person, second=person, where="CELL", reason="", since_at=NOW)


@pytest.mark.parametrize("member", ["prisoner", "tutor", "practitioner", "officer_elsewhere", "administrator"])
def test_who_may_not_keep_apart(cast: Cast, member: str) -> None:
    with pytest.raises(NotAllowed):
        keep(cast, getattr(cast, member))


def test_both_must_be_in_reach(cast: Cast, safer_custody: User) -> None:
    with pytest.raises(NotAllowed):
        keep(cast, safer_custody, other=PrisonerFactory(prison=PrisonFactory(code="BXI")))


# Cases


def test_a_practitioner_takes_a_case_and_gives_it_up(cast: Cast) -> None:
    person, by = cast.cell_mate.prisoner, cast.practitioner
    cases.allocate(prisoner=person, to=by, by=by, at=NOW)
    by = User.objects.get(pk=by.pk)
    assert set(caseload(by)) == {person, cast.prisoner.prisoner}
    assert holds(by, "read_restricted", person)
    with pytest.raises(cases.AlreadyYourCase):
        cases.allocate(prisoner=person, to=by, by=by, at=NOW)
    cases.give_up_case(prisoner=person, by=by, at=NOW)
    by = User.objects.get(pk=by.pk)
    assert set(caseload(by)) == {cast.prisoner.prisoner}
    assert not holds(by, "read_restricted", person)
    with pytest.raises(cases.NotYourCase):
        cases.give_up_case(prisoner=person, by=by, at=NOW)
    assert verbs() == ["allocate", "give_up_case"]


@pytest.mark.parametrize("member", ["prisoner", "tutor", "administrator", "officer_elsewhere", "agency_worker"])
def test_who_takes_no_case(cast: Cast, member: str) -> None:
    other, person = getattr(cast, member), cast.cell_mate.prisoner
    with pytest.raises(NotAllowed):
        cases.allocate(prisoner=person, to=other, by=cast.practitioner, at=NOW)
    with pytest.raises(NotAllowed):
        cases.allocate(prisoner=person, to=cast.practitioner, by=other, at=NOW)


def test_nobody_takes_the_case_of_somebody_who_left(cast: Cast) -> None:
    with pytest.raises(cases.NotHere):
        cases.allocate(prisoner=PrisonerFactory(left_at=NOW), to=cast.practitioner, by=cast.practitioner, at=NOW)


# Members


def test_an_administrator_lets_staff_in(cast: Cast) -> None:
    by, prison = cast.administrator, cast.administrator.prison
    user, password = members.add_member(
        username=" New@Prison.Example ", name="New", roles=[Role.TUTOR], prison=prison, by=by, at=NOW
    )
    assert (user.username, user.audience, user.must_change_secret) == ("new@prison.example", "STAFF", True)
    assert user.check_password(password)
    with pytest.raises(members.AlreadyAMember):
        members.add_member(username="new@prison.example", name="N", roles=[], prison=prison, by=by, at=NOW)
    members.give_role(user=user, role=Role.CIAG_WORKER, by=by, at=NOW)
    assert reach_of(user).roles == {Role.TUTOR, Role.CIAG_WORKER}
    with pytest.raises(members.AlreadyHeld):
        members.give_role(user=user, role=Role.CIAG_WORKER, by=by, at=NOW)
    members.take_role(user=user, role=Role.TUTOR, by=by, at=NOW)
    with pytest.raises(members.NotHeld):
        members.take_role(user=user, role=Role.TUTOR, by=by, at=NOW)
    assert verbs() == ["add_member", "give_role", "take_role"]


def test_roles_stay_with_their_audience_and_nobody_raises_themselves(cast: Cast) -> None:
    with pytest.raises(members.WrongAudience):
        members.give_role(user=cast.tutor, role=Role.AGENCY_WORKER, by=cast.administrator, at=NOW)
    with pytest.raises(members.NotYourself):
        members.give_role(user=cast.administrator, role=Role.SAFER_CUSTODY, by=cast.administrator, at=NOW)
    with pytest.raises(NotAllowed):
        members.give_role(user=cast.officer_elsewhere, role=Role.TUTOR, by=cast.administrator, at=NOW)
    with pytest.raises(NotAllowed):
        members.give_role(user=cast.tutor, role=Role.SAFER_CUSTODY, by=cast.practitioner, at=NOW)
    with pytest.raises(NotAllowed):
        members.reset_sign_in(user=cast.prisoner, by=cast.administrator, at=NOW)
    with pytest.raises(NotAllowed):
        members.add_member(
            username="x@a.example", name="X", roles=[Role.AGENCY_WORKER], agency=AgencyFactory(),
            by=cast.administrator, at=NOW,
        )  # fmt: skip


def test_a_central_administrator_lets_agency_workers_in(cast: Cast) -> None:
    central = UserFactory(prison=None, roles=[Role.CENTRAL_ADMINISTRATOR])
    agency = AgencyFactory()
    user, _ = members.add_member(
        username="w@a.example", name="W", roles=[Role.AGENCY_WORKER], agency=agency, by=central, at=NOW
    )
    assert (user.audience, user.agency_id) == ("AGENCY", agency.pk)
    with pytest.raises(NotAllowed):
        members.reset_sign_in(user=cast.tutor, by=central, at=NOW)


def test_a_lost_phone(cast: Cast) -> None:
    TOTPDevice.objects.create(user=cast.tutor, name="phone")
    password = members.reset_sign_in(user=cast.tutor, by=cast.administrator, at=NOW)
    cast.tutor.refresh_from_db()
    assert cast.tutor.check_password(password)
    assert not cast.tutor.check_password(PASSWORD)
    assert not TOTPDevice.objects.filter(user=cast.tutor).exists()


def test_the_command_lets_the_first_administrator_in(cast: Cast) -> None:
    out = StringIO()
    call_command("add_member", "a@b.example", "A", "--role", "PRISON_ADMINISTRATOR", "--prison", "MDI", stdout=out)
    user = User.objects.get(username="a@b.example")
    assert user.check_password(out.getvalue().removeprefix("First password: ").strip())
    for words, says in [
        (["a@b.example", "A", "--role", "TUTOR", "--prison", "MDI"], "already"),
        (["nobody", "A", "--role", "TUTOR", "--prison", "MDI"], "not an e-mail"),
        (["c@b.example", "A", "--role", "TUTOR", "--prison", "QQQ"], "not known"),
        (["c@b.example", "A", "--role", "TUTOR", "--agency", "7"], "not an agency's id"),
        (["c@b.example", "A", "--role", "AGENCY_WORKER", "--prison", "MDI"], "does not go there"),
    ]:
        with pytest.raises(CommandError, match=says):
            call_command("add_member", *words, stdout=out)
