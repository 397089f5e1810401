"""Permissions on one person, which guardian keeps: given with a case, taken back with it."""

from collections.abc import Iterable

from django.db import models
from guardian.shortcuts import assign_perm, get_objects_for_user, remove_perm

from accounts.models import Prisoner, User


def holds(user: User, permission: str, about: models.Model) -> bool:
    """Whether guardian has given this user this permission on this object. Queries: 1-2."""
    return user.has_perm(f"{about._meta.app_label}.{permission}", about)


def give(user: User, permissions: Iterable[str], about: models.Model) -> None:
    """Give object permissions; the caller's act writes the audit line."""
    for permission in permissions:
        assign_perm(permission, user, about)


def take_back(user: User, permissions: Iterable[str], about: models.Model) -> None:
    for permission in permissions:
        remove_perm(permission, user, about)


def give_many(user: User, permissions: Iterable[str], about: models.QuerySet[Prisoner]) -> None:
    """As `give`, for many people at once; who has one already keeps it. Queries: 3 a permission."""
    for permission in permissions:
        assign_perm(permission, user, about)  # type: ignore[arg-type]  # a queryset gives many


def take_back_many(user: User, permissions: Iterable[str], about: models.QuerySet[Prisoner]) -> None:
    for permission in permissions:
        remove_perm(permission, user, about)  # type: ignore[arg-type]


def caseload(user: User) -> models.QuerySet[Prisoner]:
    """The people that this user works with. Queries: none until it is read."""
    return get_objects_for_user(
        user, "accounts.work_with_prisoner", klass=Prisoner, with_superuser=False, accept_global_perms=False
    )
