"""The cast: a fixed company whom every door's test asks who may not come in. Factories make further people.

def test_roll(client, cast, sign_in):
    sign_in(client, cast.practitioner)
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import factory
import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from factory.django import DjangoModelFactory

from accounts.access import give
from accounts.models import Agency, Audience, Case, Prison, Prisoner, Role, RoleHeld, Terminal, User
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
    """One prison (MDI), its people and its outside; the practitioner has the prisoner in the caseload."""
    elsewhere = PrisonFactory(code="LEI", name="Leeds (HMP)")
    person, mate = (
        PrisonerFactory(signs_in=True, number=number, first_name=first, last_name=last)
        for number, first, last in [("A1234BC", "Marlon", "Ashdown"), ("A5678DE", "Terrence", "Okafor")]
    )
    agency, other = AgencyFactory(), AgencyFactory()
    outside = {"audience": Audience.AGENCY, "prison": None, "roles": [Role.AGENCY_WORKER], "secret": PASSWORD}
    practitioner = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER], secret=PASSWORD)
    give(practitioner, ["work_with_prisoner", "read_restricted"], person)
    Case.objects.create(prisoner=person, worker=practitioner, began_at=NOW)
    return Cast(
        prisoner=person.user,
        cell_mate=mate.user,
        tutor=UserFactory(roles=[Role.TUTOR], secret=PASSWORD),
        practitioner=practitioner,
        officer_elsewhere=UserFactory(prison=elsewhere, roles=[Role.WING_OFFICER, Role.RESETTLEMENT_PRACTITIONER]),
        agency_worker=UserFactory(agency=agency, **outside),
        other_agency_worker=UserFactory(agency=other, **outside),
        administrator=UserFactory(roles=[Role.PRISON_ADMINISTRATOR], secret=PASSWORD),
        terminal=TerminalFactory(location="2-3-030", token_hash=hashlib.sha256(TOKEN.encode()).hexdigest()),
        handover=Handover.objects.create(
            rec=uuid4(),
            agency=agency,
            prison="MDI",
            release_on=date(2027, 4, 26),
            opens_on=timezone.localdate() - timedelta(days=1),
            closes_on=timezone.localdate() + timedelta(days=30),
            token="",
            made_at=NOW,
        ),
    )


SignIn = Callable[[Client, object], Client]


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """Sign a member of the cast in, all steps done: a prisoner on the cell's terminal, others with their code."""

    def all_steps(client: Client, member: object) -> Client:
        if not isinstance(member, User):
            return client
        client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["seen_at"] = timezone.now().isoformat()
        if member.audience == Audience.PRISONER:
            client.cookies[settings.TERMINAL_COOKIE_NAME] = TOKEN
            session["terminal"] = str(cast.terminal.pk)
        else:
            device, _ = TOTPDevice.objects.get_or_create(user=member, name="phone", confirmed=True)
            session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        return client

    return all_steps
