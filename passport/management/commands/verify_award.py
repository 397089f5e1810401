"""Check an award without the internet: against the keys and the list that this node holds, or that came on a stick."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.management import OwnCommand
from accounts.seal import Unreadable, read_json
from education import badges
from passport.models import PublishedKey, PublishedList

WORDS = {
    badges.Word.VALID: "VALID: signed, unchanged and not withdrawn.",
    badges.Word.ALTERED: "ALTERED: it was changed or is not whole. It says nothing to rely on.",
    badges.Word.WITHDRAWN: "WITHDRAWN: it was given and has been taken back.",
    badges.Word.EXPIRED: "EXPIRED: its time has ended.",
    badges.Word.NOT_YET: "NOT YET: it begins later, or the clock of this machine is wrong.",
    badges.Word.WRONG_ISSUER: "WRONG ISSUER: not given by anybody known here.",
    badges.Word.NOT_CHECKED: "NOT CHECKED: the key or a list of withdrawals that counts today was not there.",
}
LARGEST = 1024 * 1024  # bytes of a file


class Command(OwnCommand):
    help = "Say whether an award is valid, altered, withdrawn or not checked. Ends with 0 only for a valid one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the award, or its link; - reads the standard input")
        parser.add_argument("--list", help="a signed status list in a file, instead of the one held here")
        parser.add_argument("--key", action="append", default=[], help="an issuer's JWK in a file; can be repeated")
        parser.add_argument("--base", default="", help="where issuers are trusted, instead of THROUGHGATE_VERIFY_URL")

    def handle(self, *args: Any, file: str, key: list[str], base: str, **options: Any) -> None:
        token = "".join(_text(file).rpartition("#")[2].split())
        base = (base or settings.VERIFY_URL).rstrip("/")
        if not base:
            raise CommandError("Say with --base where issuers are trusted, or set THROUGHGATE_VERIFY_URL.")
        answer = _check(token, base, key, options["list"], timezone.now())
        self.stdout.write(WORDS[answer.word])
        if answer.award is not None:
            self._show(answer.award, answer.seen_at)
        if answer.word is not badges.Word.VALID:
            sys.exit(1)

    def _show(self, award: badges.Shown, seen_at: datetime | None) -> None:
        said = [award.name, award.result, award.description, award.evidence]
        self.stdout.write(f"  {award.learner}: {'. '.join(one.rstrip('.') for one in said if one)}.")
        self.stdout.write(f"  Given by {award.issuer_name} on {award.at:%d %B %Y}.")
        if seen_at is not None:
            self.stdout.write(f"  List of withdrawals from {seen_at:%d %B %Y}.")


def _check(token: str, base: str, files: list[str], listed: str | None, at: datetime) -> badges.Answer:
    """Queries: 2, or none where files bring everything."""
    try:
        kid = badges.kid_of(token, "JWT")
    except Unreadable:
        return badges.Answer(badges.Word.ALTERED)
    held, (issuer, _, _) = _given(files), kid.partition("/keys/")
    if not files:  # all keys of the issuer: a later one may have signed the list
        rows = PublishedKey.objects.filter(issuer__keys=kid.rpartition("/")[2])
        held = {row.thumbprint: badges.PublicIssuerKey.from_jwk(row.jwk) for row in rows}
    keys = {f"{issuer}/keys/{name}": one for name, one in held.items()}
    text = _text(listed).strip() if listed else _list_here(issuer.rpartition("/")[2])
    return badges.check(token, keys=keys, listed=text, base=base, at=at)


def _given(files: list[str]) -> dict[str, badges.PublicIssuerKey]:
    found = {}
    for name in files:
        try:
            key = badges.PublicIssuerKey.from_jwk(read_json(_text(name), LARGEST))
        except Unreadable as error:
            raise CommandError(f"{name} is no public key: {error}.") from error
        found[key.thumbprint] = key
    return found


def _list_here(issuer: str) -> str | None:
    try:
        rows = PublishedList.objects.filter(issuer_id=UUID(issuer), number=1)
    except ValueError:
        return None
    return rows.values_list("token", flat=True).first()


def _text(name: str) -> str:
    """A small text file, or the standard input for "-". Raises CommandError."""
    if "#" in name or name.startswith(
        "eyJ"
    ):  # it has a person's name in it: neither lists of processes nor errors show it
        raise CommandError("Give the award in a file, or after - on the standard input: not on the command line.")
    try:
        raw = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else Path(name).read_bytes()[: LARGEST + 1]
        if len(raw) > LARGEST:
            raise CommandError(f"{name} is larger than an award can be.")
        return raw.decode()
    except OSError as error:
        raise CommandError(f"{name} can't be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{name} is not text.") from error
