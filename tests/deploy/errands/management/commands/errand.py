import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.acts import later
from accounts.models import Counter, TaskRow


class Command(BaseCommand):
    help = "Write an errand (`errand ask NAME`), and say how it stands, as JSON (`errand told NAME`)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["ask", "told"])
        parser.add_argument("name")

    def handle(self, *args: Any, verb: str, name: str, **options: Any) -> None:
        if verb == "ask":
            later.later(name="errands.count", arguments={"name": name}, due_at=timezone.now())
        row = TaskRow.objects.get(arguments__name=name)
        counted = Counter.objects.filter(name=name).values_list("value", flat=True).first()
        self.stdout.write(json.dumps({"state": row.state, "counted": counted, "attempts": row.attempts}))
