"""What is written down when people sign in and out, and the second step of staff and agencies."""

import secrets
from datetime import datetime

from django.contrib.auth import password_validation
from django.contrib.sessions.models import Session
from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import audit
from accounts.models import Audience, Terminal, User
from accounts.models.hashing import pepper

RECOVERY_CODES = 10
CODE_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"


class WrongCode(ValueError):
    """The six digits, or the recovery code, are not right, or came too soon after wrong ones."""


class SamePassword(ValueError):
    """The new password is the old one."""


def note_sign_in(*, user: User, terminal: Terminal | None, at: datetime) -> None:
    """Write down that somebody is in, and whether at the terminal of another cell. One audit line; queries: 2.

    Another cell's terminal lets people in: the roll comes after somebody has moved, and the PIN is the proof.
    """
    with transaction.atomic():
        why = f"terminal={terminal.pk}" if terminal else ""
        if terminal and lives_elsewhere(user, terminal):
            why += " another_cell"
        audit.write(by=user, verb="sign_in", what="accounts.User", whom=user.pk, at=at, why=why)


def lives_elsewhere(user: User, terminal: Terminal) -> bool:
    """Whether a cell's terminal is of another cell than the one where the roll says that somebody lives. Queries: 1."""
    prisoner = getattr(user, "prisoner", None)
    if prisoner is None or terminal.kind != Terminal.Kind.CELL:
        return False
    return bool(prisoner.cell) and prisoner.cell.casefold() != terminal.location.casefold()


def note_sign_out(*, user: User, at: datetime) -> None:
    """Write down that somebody left by the button. One audit line; queries: 2."""
    with transaction.atomic():
        audit.write(by=user, verb="sign_out", what="accounts.User", whom=user.pk, at=at)


def start_codes(*, user: User) -> TOTPDevice:
    """The authenticator that is being set up: the same one until it is confirmed. Queries: 1-2."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return device or TOTPDevice.objects.create(user=user, name="authenticator", confirmed=False)


def confirm_codes(*, user: User, code: str, at: datetime) -> tuple[Device, list[str]]:
    """Confirm the authenticator with its first code.

    Returns  it and ten recovery codes, to be shown once; only their HMACs are kept.
    Writes   the device, the codes, one audit line. Queries: about 12. Raises WrongCode.
    """
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        right = device is not None and device.verify_token(_digits(code))
        if right and device is not None:
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            codes = _new_recovery_codes(user)
            audit.write(by=user, verb="confirm_codes", what="accounts.User", whom=user.pk, at=at)
    if not right:  # outside: a wrong code is counted, and the count must stay
        raise WrongCode
    return device, codes


def check_code(*, user: User, code: str, at: datetime) -> Device:
    """Check six digits of the authenticator, or a recovery code, which is then used up.

    Each kind waits longer after every wrong code (django-otp's throttling). Queries: 4-6.
    Writes   the device, and an audit line when a recovery code was used. Raises WrongCode.
    """
    digits, kind = _digits(code), TOTPDevice
    if len(digits) != 6:
        digits, kind = _recovery(user, code), StaticDevice
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user=user, confirmed=True).first()
        right = device is not None and device.verify_token(digits)
        if right and kind is StaticDevice:
            audit.write(by=user, verb="use_recovery_code", what="accounts.User", whom=user.pk, at=at)
    if not right:
        raise WrongCode
    return device


def has_codes(user: User) -> bool:
    """Whether an authenticator is set up and confirmed. Queries: 1."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def change_password(*, user: User, new: str, at: datetime) -> None:
    """Set somebody's own password; the caller has just checked who they are.

    Writes   the password and one audit line. Queries: 3. Raises ValidationError (why it is weak), SamePassword.
    """
    password_validation.validate_password(new, user)
    if user.check_password(new):
        raise SamePassword
    with transaction.atomic():
        user.set_password(new)
        user.must_change_secret = False
        user.save(update_fields=["password", "must_change_secret"])
        audit.write(by=user, verb="change_password", what="accounts.User", whom=user.pk, at=at)


def may_use_cell(user: User, terminal: Terminal) -> bool:
    """Whether this user is somebody in this terminal's prison now. Queries: 1."""
    if user.audience != Audience.PRISONER:
        return False
    prisoner = getattr(user, "prisoner", None)
    if prisoner is None or prisoner.left_at is not None or prisoner.merged_into_id is not None:
        return False  # a number that was given up for another signs nobody in
    return bool(prisoner.prison_id == terminal.prison_id)


def _new_recovery_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes", confirmed=True)
    codes = ["".join(secrets.choice(CODE_LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_recovery(user, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _recovery(user: User, code: str) -> str:
    tidy = "".join(c for c in code.lower() if c in CODE_LETTERS)
    return pepper(f"{user.pk}:{tidy}", "recovery")[:16]  # the column's width: 64 bits


def _digits(code: str) -> str:
    tidy = "".join(code.split())
    return tidy if tidy.isascii() and tidy.isdigit() else ""


def forget_old_sessions(*, at: datetime, limit: int = 500) -> int:
    """Delete sessions that have run out, up to `limit`; how many they were. Queries: 1, or 2 where there are some."""
    ended = list(Session.objects.filter(expire_date__lt=at).values_list("pk", flat=True)[:limit])
    if ended:
        Session.objects.filter(pk__in=ended, expire_date__lt=at).delete()
    return len(ended)
