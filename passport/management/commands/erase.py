"""Erase a person's record for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.management import OwnCommand
from passport.acts.erasing import erase_passport
from passport.models import Passport


class Command(OwnCommand):
    help = "Destroy the keys of one person: passport, private letters and unsent words never open again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="the prison number")
        parser.add_argument("--again", help="the prison number once more; without it the command asks")

    def handle(self, *args: Any, number: str, again: str | None, **options: Any) -> None:
        passport = Passport.objects.select_related("prisoner").filter(prisoner__number=number.upper()).first()
        if passport is None:
            raise CommandError("There is no passport under this prison number.")
        self.stdout.write("Nothing brings it back.")
        typed = again if again is not None else input("Prison number once more: ")
        if typed.strip().upper() != number.upper():
            raise CommandError("That is another prison number. Nothing was erased.")
        erase_passport(passport=passport, by="command:erase", at=timezone.now())
        self.stdout.write("Erased. Central closes its copy with the next exchange.")
