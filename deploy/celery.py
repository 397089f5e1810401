"""Celery's application, for instances that have a broker: workers run task rows as they are told, beat what was missed.

    celery --app deploy.celery worker
    celery --app deploy.celery beat

Without REDIS_URL none of this runs: the courier drains the same rows.
"""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings.prison")

app = Celery("throughgate")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logs(**more: Any) -> None:
    """Celery's own handlers would print what tasks were given."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_process_init.connect
def refuse_unsafe_settings(**more: Any) -> None:
    """A worker starts no more than the web server does with settings that are not safe."""
    from deploy import checks

    checks.refuse_unsafe_settings()
