"""manage.py guard_central: make central's database refuse rows that belong in a prison."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from accounts.management import OwnCommand
from deploy import guard


class Command(OwnCommand):
    help = "Guard every prison-only table of central's database. Run it after every migrate; it can be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ROLE_URLS != "central":
            raise CommandError("Nothing was changed: this is a prison's instance, where these tables hold people")
        count = guard.set_up()
        if found := guard.faults():
            raise CommandError("; ".join(found))
        self.stdout.write(f"{count} tables refuse rows")
