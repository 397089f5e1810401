"""One task for the tests of workers: it counts, so that running it twice would show."""

from datetime import datetime

from accounts.acts import later
from accounts.models import Counter


@later.task("errands.count")
def count(*, at: datetime, name: str) -> None:
    row, _ = Counter.objects.get_or_create(name=name)
    row.value += 1
    row.save()
