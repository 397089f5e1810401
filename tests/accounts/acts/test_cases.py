"""Cases that come, go and move: rights go with them, history stays, and two people at once lose nothing."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from accounts.access import NotAllowed, caseload, holds
from accounts.acts import cases as acts
from accounts.models import AuditEntry, Capacity, Case, CaseTurn, Prisoner, Role, User
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(cast: Cast) -> User:
    return UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])


@pytest.fixture
def worker(cast: Cast) -> User:
    return UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])


def move(by: User, to: User | None, seen: dict[Prisoner, User | None], turn: UUID | None = None) -> acts.Moved:
    told = {person.pk: holder.pk if holder else None for person, holder in seen.items()}
    return acts.move_cases(seen=told, to=to, by=by, at=NOW, turn=turn or uuid4())


def holders(person: Prisoner) -> set[UUID]:
    return set(Case.objects.held().filter(prisoner=person).values_list("worker_id", flat=True))


def may_work(worker: User, person: Prisoner) -> bool:
    fresh = User.objects.get(pk=worker.pk)
    return holds(fresh, "work_with_prisoner", person) and holds(fresh, "read_restricted", person)


def test_whoever_takes_a_case_has_it_and_its_rights_until_it_is_given_up(cast: Cast, worker: User) -> None:
    mate = cast.cell_mate.prisoner
    acts.allocate(prisoner=mate, to=worker, by=worker, at=NOW)
    assert holders(mate) == {worker.pk}
    assert may_work(worker, mate)
    acts.give_up_case(prisoner=mate, by=worker, at=NOW + timedelta(days=1))
    assert holders(mate) == set()
    assert not may_work(worker, mate)
    row = Case.objects.get(prisoner=mate)
    assert (row.began_at, row.ended_at, row.ended_by) == (NOW, NOW + timedelta(days=1), worker)


def test_a_head_allocates_and_moves_several_at_once(cast: Cast, head: User, worker: User) -> None:
    him, mate = cast.prisoner.prisoner, cast.cell_mate.prisoner
    done = move(head, worker, {mate: None})
    assert (done.moved, done.left) == (1, ())
    done = move(head, worker, {him: cast.practitioner})
    assert done.moved == 1
    assert holders(him) == holders(mate) == {worker.pk}
    assert may_work(worker, him)
    assert not may_work(cast.practitioner, him)
    assert set(caseload(worker)) == {him, mate}
    assert AuditEntry.objects.filter(verb="allocate", who=str(head.pk)).count() == 2


def test_all_cases_of_who_leaves_are_handed_over_in_one_act_and_back(cast: Cast, head: User, worker: User) -> None:
    theirs = [PrisonerFactory() for _ in range(30)]
    move(head, worker, dict.fromkeys(theirs))
    worker.is_active = False
    worker.save()
    done = move(head, cast.practitioner, dict.fromkeys(theirs, worker))
    assert done.moved == 30
    assert not Case.objects.held().filter(worker=worker).exists()
    back = acts.undo_turn(turn=done.turn, by=head, at=NOW + timedelta(days=6))
    assert back.moved == 30
    assert {pk for person in theirs for pk in holders(person)} == {worker.pk}
    assert not may_work(cast.practitioner, theirs[0])
    with pytest.raises(acts.NotToUndo):
        acts.undo_turn(turn=done.turn, by=head, at=NOW + timedelta(days=6))


def test_giving_back_leaves_nobody_and_undo_brings_it_back(cast: Cast, head: User) -> None:
    him = cast.prisoner.prisoner
    done = move(head, None, {him: cast.practitioner})
    assert holders(him) == set()
    assert not may_work(cast.practitioner, him)
    acts.undo_turn(turn=done.turn, by=head, at=NOW)
    assert holders(him) == {cast.practitioner.pk}
    assert may_work(cast.practitioner, him)


def test_who_comes_second_leaves_what_a_colleague_has_moved(cast: Cast, head: User, worker: User) -> None:
    him, mate = cast.prisoner.prisoner, cast.cell_mate.prisoner
    move(head, worker, {mate: None})
    done = move(head, cast.practitioner, {mate: None})
    assert (done.moved, done.left) == (0, (mate.pk,))
    assert holders(mate) == {worker.pk}
    done = move(head, worker, {him: worker})
    assert done.left == (him.pk,)


def test_undo_leaves_what_has_moved_on_since(cast: Cast, head: User, worker: User) -> None:
    him, mate = cast.prisoner.prisoner, cast.cell_mate.prisoner
    first = move(head, worker, {mate: None, him: None})
    assert first.left == (him.pk,)  # he has somebody
    move(head, cast.practitioner, {mate: worker})
    done = acts.undo_turn(turn=first.turn, by=head, at=NOW)
    assert (done.moved, done.left) == (0, (mate.pk,))
    assert holders(mate) == {cast.practitioner.pk}


def test_a_form_that_is_sent_twice_moves_once(cast: Cast, head: User, worker: User) -> None:
    turn, mate = uuid4(), cast.cell_mate.prisoner
    assert move(head, worker, {mate: None}, turn).moved == move(head, worker, {mate: None}, turn).moved == 1
    assert Case.objects.filter(prisoner=mate).count() == 1
    with pytest.raises(NotAllowed):
        move(UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING]), worker, {mate: None}, turn)


def test_who_may_not(cast: Cast, head: User, worker: User) -> None:
    him, mate = cast.prisoner.prisoner, cast.cell_mate.prisoner
    for by in (cast.tutor, cast.administrator, cast.prisoner):
        with pytest.raises(NotAllowed):
            move(by, worker, {mate: None})
    with pytest.raises(NotAllowed):
        move(worker, worker, {him: cast.practitioner})  # a colleague's
    assert move(worker, worker, {mate: None}).moved == 1
    assert move(worker, cast.practitioner, {mate: worker}).moved == 1
    for to in (cast.tutor, cast.officer_elsewhere):
        with pytest.raises(acts.TakesNoCases):
            move(head, to, {mate: cast.practitioner})
    stranger = PrisonerFactory(prison=PrisonFactory(code="BXI"))
    assert move(head, worker, {stranger: None}).left == (stranger.pk,)
    gone = PrisonerFactory(left_at=NOW)
    assert move(head, worker, {gone: None}).left == (gone.pk,)
    with pytest.raises(acts.TooMany):
        acts.move_cases(seen={uuid4(): None for _ in range(501)}, to=worker, by=head, at=NOW, turn=uuid4())
    with pytest.raises(NotAllowed):
        acts.undo_turn(turn=CaseTurn.objects.filter(by=worker)[0], by=cast.practitioner, at=NOW)


def test_capacity_is_a_number_or_hours(cast: Cast, head: User, worker: User) -> None:
    told = {"worker": worker, "by": head, "at": NOW}
    row = acts.set_capacity(**told, cases=20, hours=None, revision=0)
    assert row.most == 20
    with pytest.raises(acts.ChangedMeanwhile):
        acts.set_capacity(**told, cases=30, hours=None, revision=0)
    row = acts.set_capacity(**told, cases=None, hours=18.5, revision=1)
    assert Capacity.objects.get().most == 22  # half a week of 45
    for cases, hours in [(None, None), (1, 1.0)]:
        with pytest.raises(ValueError, match="number of people or hours"):
            acts.set_capacity(**told, cases=cases, hours=hours, revision=2)
    with pytest.raises(NotAllowed):
        acts.set_capacity(worker=worker, by=worker, at=NOW, cases=1, hours=None, revision=2)
    with pytest.raises(NotAllowed):
        acts.set_capacity(worker=cast.officer_elsewhere, by=head, at=NOW, cases=1, hours=None, revision=0)


@pytest.mark.parametrize("many", [2, 40])
def test_a_turn_costs_a_line_of_the_audit_a_person(
    cast: Cast, head: User, worker: User, many: int, django_assert_max_num_queries
) -> None:
    people = [PrisonerFactory() for _ in range(many)]
    with django_assert_max_num_queries(35 + many):
        move(head, worker, dict.fromkeys(people))
    with django_assert_max_num_queries(40 + many):
        move(head, cast.practitioner, dict.fromkeys(people, worker))
