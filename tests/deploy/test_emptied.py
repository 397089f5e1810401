"""The tests' own emptying leaves nothing behind, as Django's flush does, whatever a test wrote."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError

from accounts.models import Prison, Role, RoleHeld
from incell.models import Request
from tests import emptied
from tests.cast import Cast
from tests.kinds import ask_for_things

pytestmark = pytest.mark.django_db(transaction=True)
WRITTEN_BY_MIGRATING = {ContentType, Permission}


def with_rows() -> set[type]:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {model for model in models if model._base_manager.exists()}


@pytest.fixture
def flushes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the commands that emptying called; each is run too."""
    called: list[str] = []
    django: Callable = emptied.call_command
    monkeypatch.setattr(emptied, "call_command", lambda name, **options: (called.append(name), django(name, **options)))
    return called


def test_rows_that_hang_together_and_history_go(cast: Cast, node: object, flushes: list[str]) -> None:
    ask_for_things(cast)
    assert Request.objects.exists()
    permissions = set(Permission.objects.values_list("pk", flat=True))
    emptied.empty()
    assert with_rows() == WRITTEN_BY_MIGRATING
    assert set(Permission.objects.values_list("pk", flat=True)) == permissions
    assert flushes == []


def test_references_are_kept_again_afterwards(cast: Cast) -> None:
    emptied.empty()
    with pytest.raises(IntegrityError):
        RoleHeld.objects.create(user_id=cast.tutor.pk, role=Role.TUTOR)


def test_what_migrating_wrote_comes_back(flushes: list[str]) -> None:
    before = ContentType.objects.count()
    ContentType.objects.create(app_label="accounts", model="nothing")
    Permission.objects.first().delete()
    Prison.objects.create(code="MDI", name="Moorland (HMP & YOI)")
    emptied.empty()
    assert flushes == ["flush"]
    assert with_rows() == WRITTEN_BY_MIGRATING
    assert ContentType.objects.count() == before
    emptied.empty()
    assert flushes == ["flush"]


def test_a_role_that_may_not_pass_by_triggers(cast: Cast, flushes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emptied, "_may_pass_by_triggers", lambda: False)
    emptied.empty()
    assert flushes == ["flush"]
    assert with_rows() == WRITTEN_BY_MIGRATING
