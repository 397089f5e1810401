"""The prison's settings with the app that kills its own process where a test says."""

from deploy.settings.prison import *
from deploy.settings.prison import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.journeys.falling.Falling"]
