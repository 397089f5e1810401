"""Tests run as a prison on plain HTTP; both urlconfs are tested by name."""

import os
from pathlib import Path

folder = Path(__file__).resolve().parents[2] / ".cache" / "test"
(folder / "static").mkdir(parents=True, exist_ok=True)
os.environ |= {"THROUGHGATE_DEMO": "1", "THROUGHGATE_NODE": "MDI", "THROUGHGATE_DATA": str(folder)}

from .prison import *
from .prison import DATABASES

VERIFY_URL = "https://awards.example"
SECRET_KEY = "for tests only"
PIN_PEPPER = "for tests only"

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in a prison: in memory, writers at the same time would meet locks that no instance has.
    DATABASES["default"]["TEST"] = {"NAME": str(folder / f"{os.getpid()}.sqlite3")}

# No manifest: a page may be rendered before the assets are built. The demo and the journeys use the real storage.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["tests.cheap.CheapArgon2"]
