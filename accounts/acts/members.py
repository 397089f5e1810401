"""Staff and agency members: how they come in, what they do, how they go."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django_otp import devices_for_user

from accounts import audit, lockout
from accounts.access import AUDIENCE_OF_ROLE, NotAllowed, Verb, require
from accounts.models import Agency, Audience, Prison, Role, RoleHeld, User

PASSWORD_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"  # noqa: S105 (none that look alike)


class AlreadyAMember(ValueError):
    """Somebody signs in with this address already."""


class WrongAudience(ValueError):
    """This role is not for staff, or not for agencies."""


class NotYourself(ValueError):
    """Nobody gives or takes their own roles."""


class AlreadyHeld(ValueError):
    """The person has this role already."""


class NotHeld(ValueError):
    """The person does not have this role."""


def add_member(
    *,
    username: str,
    name: str,
    roles: Iterable[str],
    by: User | str,
    at: datetime,
    prison: Prison | None = None,
    agency: Agency | None = None,
) -> tuple[User, str]:
    """Let somebody in: staff of a prison, a worker of an agency, or, with neither, who looks after central.

    by       a user who may, or "node:NAME" from the command line, where the operating system has asked already.
    Returns  the user and a first password, to be shown once and changed at the first sign-in.
    Writes   one user, the roles, one audit line. Queries: 5 + roles.
    Raises   NotAllowed, WrongAudience, AlreadyAMember.
    """
    audience = Audience.AGENCY if agency else Audience.STAFF
    held = [_role_for(audience, role) for role in roles]
    user = User(username=User.objects.normalize(username), name=name, audience=audience, prison=prison, agency=agency)
    _require_over(by, user)
    password = "-".join("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(4))
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            RoleHeld.objects.bulk_create(RoleHeld(user=user, role=role) for role in held)
            audit.write(by=by, verb="add_member", what="accounts.User", whom=user.pk, at=at, why=",".join(held)[:240])
    except IntegrityError as error:
        raise AlreadyAMember from error
    return user, password


def give_role(*, user: User, role: str, by: User | str, at: datetime) -> None:
    """Give somebody a role. Queries: 5. Raises NotAllowed, NotYourself, WrongAudience, AlreadyHeld."""
    _require_over(by, user)
    held = _role_for(Audience(user.audience), role)
    with transaction.atomic():
        _, is_new = RoleHeld.objects.get_or_create(user=user, role=held)
        if not is_new:
            raise AlreadyHeld(role)
        audit.write(by=by, verb="give_role", what="accounts.User", whom=user.pk, at=at, why=held)


def take_role(*, user: User, role: str, by: User | str, at: datetime) -> None:
    """Take a role from somebody; it counts from the next click. Queries: 5. Raises NotAllowed, NotYourself, NotHeld."""
    _require_over(by, user)
    with transaction.atomic():
        if not RoleHeld.objects.filter(user=user, role=role).delete()[0]:
            raise NotHeld(role)
        audit.write(by=by, verb="take_role", what="accounts.User", whom=user.pk, at=at, why=role)


def reset_sign_in(*, user: User, by: User | str, at: datetime) -> str:
    """A lost phone and a forgotten password: a new first password, no codes, no waiting, no open session.

    Returns  the password. Writes the user, removes the devices, one audit line. Queries: 8.
    Raises   NotAllowed, NotYourself.
    """
    _require_over(by, user)
    password = "-".join("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(4))
    with transaction.atomic():
        user.set_password(password)
        user.must_change_secret = True
        user.save(update_fields=["password", "must_change_secret"])
        for device in devices_for_user(user, confirmed=None):
            device.delete()
        lockout.forgive(user.username)
        audit.write(by=by, verb="reset_sign_in", what="accounts.User", whom=user.pk, at=at)
    return password


def _role_for(audience: Audience, role: str) -> str:
    if AUDIENCE_OF_ROLE[Role(role)] != audience:
        raise WrongAudience(role)
    return str(Role(role))


def _require_over(by: User | str, user: User) -> None:
    """Prison administrators look after their prison's staff, central administrators after agencies and central."""
    if isinstance(by, str):
        return
    if by.pk == user.pk:
        raise NotYourself
    reach = require(by, Verb.MANAGE_STAFF if user.prison_id else Verb.MANAGE_AGENCIES)
    if user.audience == Audience.PRISONER or (user.prison_id and user.prison_id not in reach.prisons):
        raise NotAllowed("members")
