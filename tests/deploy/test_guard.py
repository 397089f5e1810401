"""At central a table of people takes no row, whichever way it comes."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from accounts.models import PrisonerUserObjectPermission, PrisonOnly, User
from deploy import guard
from tests.cast import AgencyFactory, PrisonerFactory, PrisonFactory, TerminalFactory, UserFactory

pytestmark = pytest.mark.django_db
at_central = override_settings(ROLE_URLS="central")


@pytest.fixture
def guarded(db: None) -> None:
    """Central's database, for one test: the triggers are rolled back with it."""
    guard.set_up()


def refused(make) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError as error:
        return guard.REFUSAL in str(error)
    return False


def test_people_terminals_and_prisoners_users_are_refused(guarded: None) -> None:
    prison = PrisonFactory()
    assert refused(lambda: PrisonerFactory(prison=prison))
    assert refused(lambda: TerminalFactory(prison=prison))
    assert refused(lambda: UserFactory(audience="PRISONER", prison=prison))
    assert refused(lambda: User.objects.filter(pk=UserFactory(prison=prison).pk).update(audience="PRISONER"))


def test_raw_sql_and_bulk_are_refused(guarded: None) -> None:
    prison = PrisonFactory()
    person = PrisonerFactory.build(prison=prison)
    assert refused(lambda: type(person).objects.bulk_create([person]))

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO accounts_nonassociation (reason) VALUES ('x')")

    assert refused(raw)


def test_what_central_holds_still_goes_in(guarded: None) -> None:
    AgencyFactory()
    UserFactory(prison=None, agency=AgencyFactory(), audience="AGENCY")
    assert not guard.faults()


def test_every_prison_only_model_is_guarded(guarded: None) -> None:
    tables = {each.table for each in guard.guarded()}
    for model in apps.get_models():
        if issubclass(model, PrisonOnly):
            assert model._meta.db_table in tables
    assert PrisonerUserObjectPermission._meta.db_table in tables


def test_a_missing_guard_and_a_row_are_found_at_the_start() -> None:
    with at_central:
        assert {fault.id for fault in guard.check()} == {"throughgate.E011"}
        guard.set_up()
        assert guard.check() == []
        connection.cursor().execute(next(drop(guard.Guarded("accounts_prisoner"))))
        assert "accounts_prisoner has no guard" in guard.check()[0].msg
        PrisonerFactory()
        assert any("accounts_prisoner holds rows" in fault.msg for fault in guard.check())
    assert guard.check() == []  # a prison


def drop(each: guard.Guarded):
    if connection.vendor == "sqlite":
        yield f'DROP TRIGGER "{each.name}_insert"'
    else:
        yield f'DROP TRIGGER "{each.name}" ON "{each.table}"'


def test_the_command_works_at_central_only() -> None:
    with pytest.raises(CommandError, match="a prison's instance"):
        call_command("guard_central")
    out = StringIO()
    with at_central:
        call_command("guard_central", stdout=out)
        call_command("guard_central", stdout=out)
    assert out.getvalue().count("tables refuse rows") == 2


def test_the_command_names_rows_that_are_there_already() -> None:
    PrisonerFactory()
    with at_central, pytest.raises(CommandError, match="accounts_prisoner holds rows"):
        call_command("guard_central")
