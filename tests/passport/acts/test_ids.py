"""A form brings the id of what it makes along. One that was made up to be somebody else's changes nothing of theirs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.access import NotAllowed, give
from accounts.models import Prisoner, Role, User
from passport.acts.documents import AlreadyThere, Said
from passport.acts.sections import open_passport
from passport.acts.taking_in import let_wait
from passport.documents import Code
from passport.models import Application, Appointment, Passport, SectionVersion, SupportNeed
from tests.cast import NOW, Cast, PrisonerFactory, UserFactory
from tests.files import a_pdf
from tests.passport import applied, met, needed
from tests.reports import his_passport

MADE: dict[str, tuple[Any, Callable[..., object]]] = {
    "need": (SupportNeed, needed.write),
    "appointment": (Appointment, met.book),
    "application": (Application, applied.begin),
}


@pytest.fixture
def elsewhere(cast: Cast) -> User:
    """Works at another prison with somebody there."""
    prison = cast.officer_elsewhere.prison
    made = UserFactory(prison=prison, roles=[Role.RESETTLEMENT_PRACTITIONER])
    give(made, ["work_with_prisoner", "read_restricted"], PrisonerFactory(prison=prison, number="B7777CD"))
    return made


def theirs(by: User) -> Passport:
    return open_passport(prisoner=Prisoner.objects.get(number="B7777CD"), by=by, at=NOW)


@pytest.mark.parametrize("name", MADE)
def test_somebody_elses_row_stays_theirs(name: str, cast: Cast, node: object, elsewhere: User) -> None:
    (model, make), pk = MADE[name], uuid4()
    his = his_passport(cast)
    make(his, cast.practitioner, pk)
    before = model.objects.filter(pk=pk).values().get()
    versions = SectionVersion.objects.count()
    with pytest.raises(NotAllowed):
        make(theirs(elsewhere), elsewhere, pk)
    assert model.objects.filter(pk=pk).values().get() == before
    assert SectionVersion.objects.of(his.pk).count() <= versions
    assert not SectionVersion.objects.of(theirs(elsewhere).pk).exclude(sec="IDENTITY").exists()


def test_a_restricted_need_is_not_opened_up_under_its_own_id(cast: Cast, node: object) -> None:
    his = his_passport(cast)
    needed.write(his, cast.practitioner, needed.SAFE, code="SAFE_FROM_THREAT", what=needed.SECRET)
    with pytest.raises(NotAllowed):
        needed.write(his, cast.practitioner, needed.SAFE)
    row = SupportNeed.objects.get(pk=needed.SAFE)
    assert (row.restricted, row.code) == (True, "")


def test_a_file_that_waits_stays_who_it_is_of(cast: Cast, node: object, elsewhere: User) -> None:
    said = Said(id=UUID(int=77), code=Code.PASSPORT)
    let_wait(passport=his_passport(cast), content=a_pdf(), said=said, by=cast.practitioner, at=NOW)
    with pytest.raises(AlreadyThere):
        let_wait(passport=theirs(elsewhere), content=a_pdf(), said=said, by=elsewhere, at=NOW)
