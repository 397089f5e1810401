"""Let the demo's people in: `python -m deploy.demonstration.members prison|central` in an instance's environment.

Runs the product's own acts and prints how each person signs in, as JSON. Refuses where the demo is not on.
"""

import json
import sys
from base64 import b32encode
from typing import Any

import django
from django.conf import settings

from . import awards, cohort, courses, groups, plans


def main(role: str) -> int:
    django.setup()
    if not settings.DEMO:
        print("This is not a demo.", file=sys.stderr)
        return 1
    print(json.dumps(prison() if role == "prison" else central()))
    return 0


def prison() -> dict[str, dict[str, str]]:
    """Staff of the prison, and a PIN for the three people who leave first."""
    from django.utils import timezone

    from accounts.acts.pin import AlreadyHasPin, change_pin, issue_first_pin
    from accounts.models import Prison, Prisoner, User

    home = Prison.objects.get(code=settings.NODE_NAME)
    made = {email: member(email, name, roles, prison=home) for email, name, roles in cohort.STAFF}
    officer = User.objects.get(username="wing@mdi.example")
    now = timezone.now()
    soonest = Prisoner.objects.here().filter(release_on__gte=now.date()).order_by("release_on", "number")
    for prisoner in soonest[:3]:
        try:
            issue_first_pin(prisoner=prisoner, by=officer, at=now)
            change_pin(user=User.objects.get(prisoner=prisoner), new=PIN, at=now)
        except AlreadyHasPin:
            pass
        made[prisoner.number] = {"name": prisoner.name, "pin": PIN, "release_on": f"{prisoner.release_on}"}
    _post_a_notice(User.objects.get(username="head@mdi.example"))
    courses.begin_courses(at=now)
    plans.begin_plans(at=now)
    groups.open_a_group(numbers=[prisoner.number for prisoner in soonest[:3]], at=now)
    awards.begin_awards(numbers=[prisoner.number for prisoner in soonest[:3]], at=now)
    return made


def _post_a_notice(by: Any) -> None:
    """Something to read on the cells' home page; again only when it has run out."""
    from datetime import timedelta

    from django.utils import timezone

    from incell.acts.notices import Saying, post_notice
    from incell.models import Notice

    at = timezone.now()
    if not Notice.objects.up(at).exists():
        post_notice(saying=Saying(**cohort.NOTICE, from_at=at, until_at=at + timedelta(days=14)), by=by, at=at)


def central() -> dict[str, dict[str, str]]:
    """Central's two officers, and a worker of each agency."""
    from accounts.models import Agency

    made = {email: member(email, name, roles) for email, name, roles in cohort.CENTRAL_STAFF}
    for agency_name, kind, email, name in cohort.AGENCIES:
        agency, _ = Agency.objects.get_or_create(name=agency_name, defaults={"kind": kind})
        made[email] = member(email, name, ["AGENCY_WORKER"], agency=agency) | {"agency": str(agency.pk)}
    return made


def member(email: str, name: str, roles: list[str], **where: Any) -> dict[str, str]:
    """Somebody with a password and an authenticator, both done with, as after a first sign-in."""
    from django.utils import timezone
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from accounts.acts.members import AlreadyAMember, add_member
    from accounts.models import User

    try:
        user, _ = add_member(
            username=email, name=name, roles=roles, by=f"node:{settings.NODE_NAME}", at=timezone.now(), **where
        )
        user.set_password(PASSWORD)
        user.must_change_secret = False
        user.save()
    except AlreadyAMember:
        user = User.objects.get(username=email)
    device, _ = TOTPDevice.objects.get_or_create(user=user, name="authenticator", defaults={"confirmed": True})
    return {"name": name, "password": PASSWORD, "totp": b32encode(device.bin_key).decode(), "roles": ", ".join(roles)}


# Only a demo's database ever holds them: production settings refuse to start this module.
PASSWORD = "three quiet green herons"  # noqa: S105
PIN = "280461"

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
