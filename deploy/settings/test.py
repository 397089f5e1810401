"""Tests run as a prison with everything mounted that a test may ask for; both urlconfs are tested by name."""

from .prison import *

SECRET_KEY = "for tests only"
PIN_PEPPER = "for tests only"
