"""A prison with the errands installed, and beat in a hurry."""

from deploy.settings.prison import *
from deploy.settings.prison import CELERY_BEAT_SCHEDULE, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.deploy.errands"]
CELERY_BEAT_SCHEDULE = {"drain": {**CELERY_BEAT_SCHEDULE["drain"], "schedule": 0.5}}
