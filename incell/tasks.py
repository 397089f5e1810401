"""What this app does after a request: rows of accounts.acts.later, run by the courier or by a Celery worker."""

from datetime import datetime

from accounts.acts.later import task
from incell.acts.uploading import TASK, load_upload


@task(TASK)
def load_timetable(*, upload: str, at: datetime) -> None:
    """Read one timetable that was sent in."""
    load_upload(upload=upload, at=at)
