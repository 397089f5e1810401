"""The cast: a fixed company whom every door's test asks who may not come in. Factories make further people.

def test_roll(client, cast, sign_in):
    sign_in(client, cast.practitioner)
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import factory
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from factory.django import DjangoModelFactory

from accounts.models import Agency, Audience, Case, Prison, Prisoner, Role, RoleHeld, Terminal, User
from accounts.models.permissions import PrisonerUserObjectPermission
from passport.models import Handover

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
PIN = "739154"
PASSWORD = "twelve brown geese"
TOKEN = "the cell's terminal"  # what the cast's terminal holds in its cookie
MEMBERS = [
    "nobody",
    "prisoner",
    "cell_mate",
    "tutor",
    "practitioner",
    "officer_elsewhere",
    "agency_worker",
    "other_agency_worker",
    "administrator",
]


class PrisonFactory(DjangoModelFactory):
    class Meta:
        model = Prison
        django_get_or_create = ("code",)

    code = "MDI"
    name = "Moorland (HMP & YOI)"


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency

    name = factory.Sequence(lambda n: f"Northgate Housing {n}")
    kind = Agency.Kind.HOUSING


class TerminalFactory(DjangoModelFactory):
    class Meta:
        model = Terminal

    prison = factory.SubFactory(PrisonFactory)
    kind = Terminal.Kind.CELL
    location = factory.Sequence(lambda n: f"2-1-{n:03}")
    token_hash = factory.LazyFunction(lambda: hashlib.sha256(uuid4().bytes).hexdigest())
    enrolled_at = NOW


class UserFactory(DjangoModelFactory):
    """A member of staff; `roles` gives roles, `secret` the password or PIN."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}@prison.example")
    name = factory.Sequence(lambda n: f"Person Number{n}")
    audience = Audience.STAFF
    prison = factory.SubFactory(PrisonFactory)
    must_change_secret = False

    @classmethod
    def _create(cls, model: type[User], *args: object, **kwargs: object) -> User:
        return model.objects.create_user(**kwargs)

    @factory.post_generation
    def roles(self, create: bool, extracted: list[str] | None, **kwargs: object) -> None:
        if create:
            RoleHeld.objects.bulk_create(RoleHeld(user=self, role=role) for role in extracted or [])


class PrisonerFactory(DjangoModelFactory):
    """Somebody on the roll; `signs_in=True` gives a user with the cast's PIN."""

    class Meta:
        model = Prisoner
        skip_postgeneration_save = True

    prison = factory.SubFactory(PrisonFactory)
    number = factory.Sequence(lambda n: f"B{1000 + n % 9000}CD")  # never a number of the cast
    first_name = "Marlon"
    last_name = factory.Sequence(lambda n: f"Ashdown{n}")
    date_of_birth = date(1990, 4, 17)
    cell = "2-3-030"
    status = "ACTIVE IN"
    legal_status = "SENTENCED"
    release_on = date(2027, 4, 26)
    release_kind = Prisoner.ReleaseKind.CONDITIONAL
    received_on = date(2026, 1, 12)

    @factory.post_generation
    def signs_in(self, create: bool, extracted: bool | None, **kwargs: object) -> None:
        if extracted:
            self.user = UserFactory(
                username=self.number, secret=PIN, name=self.name, audience=Audience.PRISONER, prison=self.prison
            )
            self.save(update_fields=["user"])


@dataclass
class Cast:
    """Everybody as a User; `prisoner.prisoner` and `cell_mate.prisoner` are the people on the roll."""

    prisoner: User
    cell_mate: User
    tutor: User
    practitioner: User
    officer_elsewhere: User
    agency_worker: User
    other_agency_worker: User
    administrator: User
    terminal: Terminal
    handover: Handover

    nobody = AnonymousUser()


@pytest.fixture
def cast(db: None) -> Cast:
    """One prison (MDI), its people and its outside; the practitioner has the prisoner in the caseload.

    Half of all tests ask for it: its rows are written a table at a time. Queries: 11.
    """
    here, elsewhere = _prisons({"MDI": "Moorland (HMP & YOI)", "LEI": "Leeds (HMP)"})
    agencies = AgencyFactory.build_batch(2)
    person, mate = (
        PrisonerFactory.build(prison=here, number=number, first_name=first, last_name=last)
        for number, first, last in [("A1234BC", "Marlon", "Ashdown"), ("A5678DE", "Terrence", "Okafor")]
    )
    users = _people(here, elsewhere, agencies, (person, mate))
    terminal = TerminalFactory.build(
        prison=here, location="2-3-030", token_hash=hashlib.sha256(TOKEN.encode()).hexdigest()
    )
    handover = Handover(
        rec=uuid4(),
        agency=agencies[0],
        prison="MDI",
        release_on=date(2027, 4, 26),
        opens_on=timezone.localdate() - timedelta(days=1),
        closes_on=timezone.localdate() + timedelta(days=30),
        token="",
        made_at=NOW,
    )
    made = Cast(**users, terminal=terminal, handover=handover)
    for rows in (agencies, list(users.values()), [person, mate], [terminal], [handover]):
        type(rows[0]).objects.bulk_create(rows)
    _entitle(made)
    return made


def _prisons(names: dict[str, str]) -> list[Prison]:
    known = Prison.objects.in_bulk(list(names))
    missing = [Prison(code=code, name=name) for code, name in names.items() if code not in known]
    Prison.objects.bulk_create(missing)
    known |= {prison.code: prison for prison in missing}
    return [known[code] for code in names]


def _people(
    here: Prison, elsewhere: Prison, agencies: list[Agency], roll: tuple[Prisoner, Prisoner]
) -> dict[str, User]:
    """The cast's users by their part, not saved; those in prison with their user."""
    made: dict[str, User] = {}
    for part, person in zip(("prisoner", "cell_mate"), roll, strict=True):
        person.user = made[part] = _user(
            PIN, username=person.number, name=person.name, audience=Audience.PRISONER, prison=here
        )
    for part in ("practitioner", "tutor", "administrator"):
        made[part] = _user(PASSWORD, prison=here)
    made["officer_elsewhere"] = _user(None, prison=elsewhere)
    for part, agency in zip(("agency_worker", "other_agency_worker"), agencies, strict=True):
        made[part] = _user(PASSWORD, audience=Audience.AGENCY, prison=None, agency=agency)
    return made


def _user(secret: str | None, **said: Any) -> User:
    """As `UserFactory`, not saved."""
    made = UserFactory.build(**said)
    made.username = User.objects.normalize(made.username)
    made.set_password(secret)  # None: one that nobody knows
    return made


def _entitle(cast: Cast) -> None:
    """The cast's roles, and the prisoner in the practitioner's caseload."""
    held = {
        cast.practitioner: [Role.RESETTLEMENT_PRACTITIONER],
        cast.tutor: [Role.TUTOR],
        cast.officer_elsewhere: [Role.WING_OFFICER, Role.RESETTLEMENT_PRACTITIONER],
        cast.agency_worker: [Role.AGENCY_WORKER],
        cast.other_agency_worker: [Role.AGENCY_WORKER],
        cast.administrator: [Role.PRISON_ADMINISTRATOR],
    }
    RoleHeld.objects.bulk_create(RoleHeld(user=user, role=role) for user, roles in held.items() for role in roles)
    person = cast.prisoner.prisoner
    given = Permission.objects.filter(
        codename__in=["work_with_prisoner", "read_restricted"],
        content_type=ContentType.objects.get_for_model(Prisoner),  # known from now on, so that tests count alike
    )
    PrisonerUserObjectPermission.objects.bulk_create(
        PrisonerUserObjectPermission(user=cast.practitioner, permission=permission, content_object=person)
        for permission in given
    )
    Case.objects.create(prisoner=person, worker=cast.practitioner, began_at=NOW)


SignIn = Callable[[Client, object], Client]


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """Sign a member of the cast in, all steps done: a prisoner on the cell's terminal, others with their code."""

    def all_steps(client: Client, member: object) -> Client:
        if not isinstance(member, User):
            return client
        session = _session_of(member)
        session["seen_at"] = timezone.now().isoformat()
        if member.audience == Audience.PRISONER:
            client.cookies[settings.TERMINAL_COOKIE_NAME] = TOKEN
            session["terminal"] = str(cast.terminal.pk)
        else:
            phones = TOTPDevice.objects.filter(user=member, name="phone", confirmed=True)
            device = phones.first() or TOTPDevice.objects.create(user=member, name="phone", confirmed=True)
            session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client

    return all_steps


def _session_of(member: User) -> SessionBase:
    """A session as a sign-in leaves it, not saved: Django's `force_login` saves three times on the way."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = member._meta.pk.value_to_string(member)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    return session
