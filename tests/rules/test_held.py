"""Every table that leads to a person is given out to them, or left out with a reason (passport/rights/held.yml)."""

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from accounts.models import Prisoner
from passport.acts.held import OPENERS, held_map, rows_of, unmapped

pytestmark = pytest.mark.django_db


def test_every_table_about_a_person_is_in_the_map() -> None:
    assert list(unmapped()) == [], "add these to passport/rights/held.yml: as held, or left out with a reason"


def test_the_map_names_tables_columns_and_openers_that_there_are() -> None:
    for one in held_map().held:
        columns = {field.name for field in apps.get_model(one.model)._meta.concrete_fields}
        assert {*one.shut, *one.blank} <= columns, one.model
        assert not one.open or one.open in OPENERS, one.model
        list(rows_of(one, Prisoner(pk="00000000-0000-0000-0000-000000000000")))
    assert all(apps.get_model(name) for name in held_map().left_out)


def test_a_new_table_with_a_foreign_key_to_a_person_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with isolate_apps("passport"):

        class Diary(models.Model):
            prisoner = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="+")

            class Meta:
                app_label = "passport"

        class Page(models.Model):
            diary = models.ForeignKey(Diary, on_delete=models.CASCADE)

            class Meta:
                app_label = "passport"

    there = list(apps.get_models())
    monkeypatch.setattr(apps, "get_models", lambda: [*there, Page, Diary])
    assert list(unmapped()) == ["passport.Diary", "passport.Page"]


def test_a_column_that_is_sealed_or_a_secret_is_never_given_out_as_it_stands() -> None:
    marks = ("sealed", "boxes", "reply_key", "password", "core", "token", "secret")
    for one in held_map().held:
        columns = {field.name for field in apps.get_model(one.model)._meta.concrete_fields}
        assert {name for name in columns if name in marks} <= set(one.shut), one.model
