"""The central's settings with the app that kills its own process where a test says."""

from deploy.settings.central import *
from deploy.settings.central import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.journeys.falling.Falling"]
