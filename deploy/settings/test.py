"""Tests run as a prison with everything mounted that a test may ask for; both urlconfs are tested by name."""

import os
import tempfile

from .prison import *
from .prison import DATABASES

SECRET_KEY = "for tests only"
PIN_PEPPER = "for tests only"
NODE_NAME = "MDI"

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in a prison: in memory, writers at the same time would meet locks that no instance has.
    DATABASES["default"]["TEST"] = {"NAME": f"{tempfile.gettempdir()}/throughgate-test-{os.getpid()}.sqlite3"}
PASSWORD_HASHERS = ["tests.cheap.CheapArgon2"]
