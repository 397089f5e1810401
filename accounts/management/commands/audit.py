"""manage.py audit verify: whether the audit still says what was written."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandError

from accounts import audit
from accounts.management import OwnCommand
from accounts.models import AuditEntry, AuditTip


class Command(OwnCommand):
    help = "Walk every chain of the audit. Ends 1 and names day, shard and line of whatever does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["verify"])
        parser.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="only days from this one on")

    def handle(self, *args: Any, verb: str, since: date | None, **options: Any) -> None:
        tips, lines = AuditTip.objects.all(), AuditEntry.objects.all()
        if since is not None:
            tips, lines = tips.filter(day_on__gte=since), lines.filter(day_on__gte=since)
        found = 0
        for fault in audit.verify(since=since):
            found += 1
            self.stderr.write(f"{fault.day_on} shard {fault.shard} line {fault.seq}: {fault.fault}")
        if found:
            raise CommandError(f"The audit does not hold in {found} of {tips.count()} chains")
        self.stdout.write(f"The audit holds: {lines.count()} lines in {tips.count()} chains")
