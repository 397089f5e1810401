"""What somebody who tries the demo needs to sign in, as text."""

import shlex
import sys
import time
from base64 import b32decode
from typing import Any

from django_otp.oath import totp

from .estate import Estate

Member = dict[str, str]


def who_can_sign_in(estate: Estate) -> str:
    """Everybody who can sign in, where, and with which code at this moment."""
    prisoners = {name: each for name, each in estate.members.items() if "pin" in each}
    agencies = {name: each for name, each in estate.members.items() if "agency" in each}
    others = {name: each for name, each in estate.members.items() if name not in prisoners and name not in agencies}
    of_central = {name: each for name, each in others.items() if name.endswith("@central.example")}
    of_prison = {name: each for name, each in others.items() if name not in of_central}
    prison, central = estate.prison.url, estate.central.url
    lines = [
        *_block(f"Staff of the prison: {prison}/staff/sign-in/", of_prison),
        *_block(f"Agencies: {central}/agency/sign-in/", agencies),
        *_block(f"Central: {central}/staff/sign-in/", of_central),
        f"\nIn the cell: {prison}/",
        f"    First make this browser a terminal: type {terminal_code(estate)} at {prison}/terminal/",
        *(f"    {name:<28}PIN {each['pin']}   {each['name']}" for name, each in prisoners.items()),
        *_authority(estate),
    ]
    return "\n".join(lines)


def _block(where: str, members: dict[str, Member]) -> list[str]:
    if not members:
        return []
    password = next(iter(members.values()))["password"]
    rows = (f"    {name:<28}code {code_now(each)}   {each['name']}, {_words(each)}" for name, each in members.items())
    return [f"\n{where}   password: {password}", *rows]


def _authority(estate: Estate) -> list[str]:
    """How an agency's key comes into force: the authority is a machine of its own, here a folder."""
    offline = estate.folder / "offline"
    return [
        "\nA new agency key waits under Central for the offline authority, which here is a folder. As "
        "directory@central.example",
        "download the request, sign it in another shell, and publish statement.json on the same page:",
        "    .venv/bin/python manage.py directory sign --request REQUEST --to statement.json \\",
        f"        --authority {shlex.quote(str(offline / 'authority'))} \\",
        f"        --passphrase-file {shlex.quote(str(offline / 'passphrase'))}",
    ]


def _words(member: Member) -> str:
    return member["roles"].replace("_", " ").lower()


def code_now(member: Member) -> str:
    """The six digits that this person's authenticator shows now."""
    return f"{totp(b32decode(member['totp'])):06}"


def terminal_code(estate: Estate) -> str:
    """Register another terminal in the prison and return its one-time code, good for a quarter of an hour."""
    return estate.prison.python("-m", "deploy.demonstration.who").strip()


def _register_terminal() -> str:
    import django

    django.setup()
    from django.utils import timezone

    from accounts.acts.terminals import register_terminal
    from accounts.models import Terminal, User

    administrator: Any = User.objects.get(username="admin@mdi.example")
    at = timezone.now()
    _, code = register_terminal(kind=Terminal.Kind.CELL, location=f"demo {at:%H:%M:%S}", by=administrator, at=at)
    return code


def seconds_left() -> int:
    """How long the codes of this moment still hold."""
    return 30 - int(time.time()) % 30


if __name__ == "__main__":
    print(_register_terminal())
    sys.exit(0)
