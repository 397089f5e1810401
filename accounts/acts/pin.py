"""PINs of people in prison: the first one, a new one, and their own."""

import re
import secrets
from datetime import date, datetime
from itertools import pairwise

from django.db import transaction

from accounts import audit, lockout
from accounts.access import NotAllowed, Verb, require
from accounts.models import Audience, Prisoner, User, joined_anew

LENGTH = 6
SHAPE = re.compile(r"[0-9]{6}\Z", re.ASCII)


class AlreadyHasPin(ValueError):
    """This person has a PIN; only a reset gives another."""


class NoPinYet(ValueError):
    """This person never had a PIN."""


class NotHere(ValueError):
    """This person has left the prison."""


class PinTooEasy(ValueError):
    """The PIN has the wrong shape, a pattern, or is part of what others know of the person."""


class SamePin(ValueError):
    """The new PIN is the old one."""


def issue_first_pin(*, prisoner: Prisoner, by: User, at: datetime) -> str:
    """Give somebody the first PIN, to be shown once and changed at the first sign-in.

    Returns  six digits. Writes one user, the link to it, one audit line. Queries: 12.
    Raises   NotAllowed, NotHere, AlreadyHasPin.
    """
    return _issue(prisoner=prisoner, by=by, at=at, verb="issue_first_pin")


def reset_pin(*, prisoner: Prisoner, by: User, at: datetime) -> str:
    """Give somebody a new PIN in place of a forgotten one, end their sessions and their waiting.

    Returns  six digits. Writes the PIN and one audit line. Queries: 10. Raises NotAllowed, NotHere, NoPinYet.
    """
    return _issue(prisoner=prisoner, by=by, at=at, verb="reset_pin")


def _issue(*, prisoner: Prisoner, by: User, at: datetime, verb: str) -> str:
    require(by, Verb.RESET_PIN, prisoner)
    with transaction.atomic():
        held = Prisoner.objects.select_for_update(of=("self",), no_key=True).select_related("user")
        prisoner = joined_anew(held.get(pk=prisoner.pk), "user")
        if prisoner.left_at is not None:
            raise NotHere(verb)
        had = prisoner.user is not None and prisoner.user.has_usable_password()
        if had and verb == "issue_first_pin":
            raise AlreadyHasPin
        if not had and verb == "reset_pin":
            raise NoPinYet
        pin = _make(prisoner)
        user = prisoner.user or User(username=prisoner.number, audience=Audience.PRISONER)
        user.name, user.prison_id, user.must_change_secret = prisoner.name, prisoner.prison_id, True
        user.set_password(pin)  # ends every session: its hash is part of them
        user.save()
        Prisoner.objects.filter(pk=prisoner.pk).update(user=user)
        lockout.forgive(user.username)
        audit.write(by=by, verb=verb, what="accounts.Prisoner", whom=prisoner.pk, at=at)
    return pin


def change_pin(*, user: User, new: str, at: datetime) -> None:
    """Set somebody's own PIN; the caller has just checked the old one.

    Writes   the PIN and one audit line. Queries: 5. Raises NotAllowed, PinTooEasy, SamePin.
    """
    prisoner = Prisoner.objects.here().filter(user=user).first()
    if prisoner is None:
        raise NotAllowed("change_pin")
    if too_easy(new, prisoner.date_of_birth, prisoner.number):
        raise PinTooEasy
    if user.check_password(new):
        raise SamePin
    with transaction.atomic():
        user.set_password(new)
        user.must_change_secret = False
        user.save(update_fields=["password", "must_change_secret"])
        audit.write(by=user, verb="change_pin", what="accounts.Prisoner", whom=prisoner.pk, at=at)


def _make(prisoner: Prisoner) -> str:
    while True:
        pin = f"{secrets.randbelow(10**LENGTH):0{LENGTH}}"
        if not too_easy(pin, prisoner.date_of_birth, prisoner.number):
            return pin


def too_easy(pin: str, born_on: date, number: str) -> bool:
    """Whether a cell-mate would try it: not six digits, a pattern, or digits that the person's papers show."""
    if not SHAPE.match(pin):
        return True
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(steps) == 1:  # 000000, 123456, 890123, 987654, 135791
        return True
    if pin == pin[:2] * 3 or pin == pin[:3] * 2 or pin == pin[::-1]:
        return True
    if pin[0::2] == pin[1::2]:  # 112233
        return True
    known = {f"{born_on:{part}}" for part in ("%d%m%y", "%m%d%y", "%y%m%d", "%Y", "%d%m", "%m%d")} | {number[1:5]}
    return any(part in pin for part in known)
