"""A row of any table, for one person: made from what the model says, so that a table that is new needs no line here."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import models

from accounts.models import Prisoner, User
from incell.models import Contact, Tie
from passport.models import Passport
from passport.rights import Held
from passport.rights.held import AUDIT, PAIR, REC
from tests.cast import NOW, Cast, PrisonerFactory

# What a constraint asks for that no column says by itself
SAID: dict[str, dict[str, Any]] = {
    "passport.AccessExport": {"state": "CLOSED", "closed_at": NOW},  # one is made by the test
    "education.Session": {"ends_at": NOW + timedelta(hours=1)},
    "education.Sco": {"href": "index.html"},
}


class Rows:
    """Rows about one person; what one of them needs is made along with it and shared."""

    def __init__(self, cast: Cast, passport: Passport) -> None:
        self.cast, self.person, self.passport = cast, passport.prisoner, passport
        self.made: dict[type[models.Model], models.Model] = {
            Prisoner: self.person,
            User: cast.practitioner,
            Passport: passport,
            type(cast.handover): cast.handover,
        }

    def of(self, held: Held) -> models.Model:
        """A row of this table that the map's way finds."""
        model = apps.get_model(held.model)
        if held.to == "":
            return self.person
        if held.to == AUDIT:
            return model._default_manager.filter(whom=str(self.passport.pk)).first()  # type: ignore[return-value]
        along: dict[str, Any] = {}
        if "ties__" in held.to:  # a contact is somebody's by the tie
            self._row(Tie)
            if model is Contact:
                return self.made[model]
        if held.model == "accounts.Merge":
            along = {"kept": self.person, "retired": PrisonerFactory()}
        elif held.to == PAIR:
            along = {"first": self.person, "second": PrisonerFactory()}
        elif held.to.startswith(REC):
            along = self._to_record(held.to.removeprefix(REC))
        else:
            first, _, rest = held.to.partition("__")
            along = self._way(model, first, rest)
        return self._make(model, **along)

    def _to_record(self, path: str) -> dict[str, Any]:
        if "__" not in path:
            return {path: self.passport.pk}
        return {}  # by a handover: the cast's own, pointed at this record below

    def _way(self, model: type[models.Model], first: str, rest: str) -> dict[str, Any]:
        field = model._meta.get_field(first)
        if field.auto_created or not field.is_relation:
            return {}
        return {first: self.person if field.related_model is Prisoner else self._row(field.related_model, rest)}

    def _row(self, model: Any, rest: str = "") -> models.Model:
        if model not in self.made:
            first, _, more = rest.partition("__")
            self.made[model] = self._make(model, **(self._way(model, first, more) if first else {}))
        return self.made[model]

    def _make(self, model: type[models.Model], **along: Any) -> models.Model:
        along = SAID.get(model._meta.label, {}) | along
        given = {}
        for field in model._meta.concrete_fields:
            if field.name in along or field.attname in along:
                continue
            if field.related_model is Prisoner and model is not Prisoner and not self._is_other(field):
                given[field.name] = self.person
                continue
            if field.has_default() or (field.null and not field.primary_key) or isinstance(field, models.AutoField):
                continue
            given[field.name] = self._value(field)
        row = model(**given, **along)
        row.save(force_insert=True)
        self.made.setdefault(model, row)
        return row

    @staticmethod
    def _is_other(field: Any) -> bool:
        """A column for somebody else than whom the row is about."""
        return bool(field.null and field.name in {"merged_into", "kept_apart_from"})

    def _value(self, field: Any) -> Any:
        if field.is_relation:
            return self._row(field.related_model)
        if field.choices and not field.blank:
            return next(value for value, _label in field.flatchoices if value)
        return value_of(field)


def value_of(field: Any) -> Any:
    """A value that the column takes."""
    kinds: list[tuple[type, Any]] = [
        (models.BooleanField, False),
        (models.UUIDField, uuid4()),
        (models.DateTimeField, NOW),
        (models.DateField, date(2027, 3, 1)),
        (models.TimeField, NOW.time()),
        (models.DurationField, timedelta(minutes=5)),
        (models.JSONField, {}),
        (models.BinaryField, b"x"),
        (models.DecimalField, 1),
        (models.IntegerField, 1),
        (models.FloatField, 1.0),
    ]
    for kind, value in kinds:
        if isinstance(field, kind):
            return value
    return str(UUID(int=7))[: field.max_length or 20] if field.unique or not field.blank else ""
