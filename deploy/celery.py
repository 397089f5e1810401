"""Celery's application: a worker and beat, where there is a broker. `celery --app deploy.celery worker --beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings.prison")

app = Celery("throughgate")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # Every row that is due and that no worker was told of, or whose worker died.
    "drain": {"task": "accounts.drain_tasks", "schedule": 30.0, "options": {"expires": 30}},
}
