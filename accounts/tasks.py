"""What a Celery worker and beat call. Both only run rows that the database already holds."""

from celery import shared_task
from django.utils import timezone

from accounts.acts import later


@shared_task(name="accounts.run_task")
def run_task(pk: str) -> bool:
    """Run one row, unless somebody else has it."""
    return later.run_row(pk=pk, at=timezone.now())


@shared_task(name="accounts.drain_tasks")
def drain_tasks() -> int:
    """Beat's sweep: run what is due and was not told, or whose worker died."""
    return later.drain(at=timezone.now())
